//! Columns handed out as NumPy arrays, without a copy.
#![expect(
    unsafe_code,
    reason = "NumPy views borrow memory that the object behind them keeps alive"
)]

use arrow_buffer::ScalarBuffer;
use numpy::ndarray::ArrayView1;
use numpy::{PyArray1, PyArrayMethods};
use pyo3::PyClass;
use pyo3::prelude::*;
use pyo3::pyclass::boolean_struct::True;

/// A read-only NumPy view of a column of `owner`, which it keeps alive.
pub(crate) fn view<'py, T: PyClass<Frozen = True> + Sync>(
    owner: &Bound<'py, T>,
    column: impl FnOnce(&T) -> &ScalarBuffer<i64>,
) -> Bound<'py, PyArray1<i64>> {
    view_of_cells(owner, |owner| column(owner))
}

/// A read-only NumPy view of cells that lie in a column of `owner`.
pub(crate) fn view_of_cells<'py, T: PyClass<Frozen = True> + Sync>(
    owner: &Bound<'py, T>,
    cells: impl FnOnce(&T) -> &[i64],
) -> Bound<'py, PyArray1<i64>> {
    let cells = ArrayView1::from(cells(owner.get()));
    // SAFETY: the cells borrow from the owner, which never changes nor moves (its class is frozen and its columns are
    // immutable), and the array holds the owner.
    let view = unsafe { PyArray1::borrow_from_array(&cells, owner.clone().into_any()) };
    view.readwrite().make_nonwriteable();
    view
}
