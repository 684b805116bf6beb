//! Bars as Python holds them: shared, immutable columns.

use arrow_buffer::ScalarBuffer;
use numpy::PyArray1;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};
use tick_engine::bar::Bar;
use tick_engine::bar_columns::{self as core, BAR_COLUMNS};
use tick_engine::wire::{CELL_BYTES, write_cells};

use crate::door::detached;
use crate::{arguments, arrow_out, numpy_out, options, shown};

/// Immutable columns of bars, oldest first: read-only NumPy views of int64, one row a bar, and an Arrow stream of the same memory.
///
/// `open_us`, `close_us`, `first_us` and `last_us` (of its ticks) are in microseconds since the epoch, UTC; bid and ask in points;
/// `mid2_*` is bid + ask, so in half points; volumes are in the instrument's smallest unit; `ticks` is a count.
#[pyclass(frozen, module = "pyworkstation._engine")]
#[derive(Clone)]
pub(crate) struct BarColumns {
    rows: usize,
    /// Column after column.
    cells: ScalarBuffer<i64>,
}

impl BarColumns {
    pub(crate) fn of(bars: &[Bar]) -> Self {
        core::BarColumns::from_pieces(bars, &[]).into()
    }
}

impl From<core::BarColumns> for BarColumns {
    fn from(columns: core::BarColumns) -> Self {
        Self {
            rows: columns.len(),
            cells: columns.into_cells().into(),
        }
    }
}

#[pymethods]
impl BarColumns {
    fn __repr__(&self) -> String {
        let opens = self.cells.get(..self.rows).unwrap_or_default();
        let ends_us = opens.first().copied().zip(opens.last().copied());
        shown::rows("BarColumns", "bars", self.rows, ends_us)
    }

    fn __len__(&self) -> usize {
        self.rows
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer answer in its own schema: ours has one.
        let _ = requested_schema;
        let column = |index| self.cells.slice(index * self.rows, self.rows);
        arrow_out::stream(
            py,
            self.rows,
            BAR_COLUMNS
                .into_iter()
                .enumerate()
                .map(|(index, name)| (name, column(index))),
        )
    }

    /// Wire form of `pyworkstation.domain.columns.Bars`.
    fn pack<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        PyBytes::new_with(py, self.cells.len() * CELL_BYTES, |bytes| {
            detached(py, || write_cells([&self.cells[..]], bytes))
        })
    }

    /// Times that stand for the bars: their opens or their closes.
    fn label_us<'py>(
        this: &Bound<'py, Self>,
        #[pyo3(from_py_with = arguments::label)] label: String,
    ) -> PyResult<Bound<'py, PyArray1<i64>>> {
        options::label_column(this.py(), &label).map(|column| column_of(this, column))
    }

    #[getter]
    fn open_us<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 0)
    }

    #[getter]
    fn close_us<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 1)
    }

    #[getter]
    fn bid_open<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 2)
    }

    #[getter]
    fn bid_high<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 3)
    }

    #[getter]
    fn bid_low<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 4)
    }

    #[getter]
    fn bid_close<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 5)
    }

    #[getter]
    fn ask_open<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 6)
    }

    #[getter]
    fn ask_high<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 7)
    }

    #[getter]
    fn ask_low<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 8)
    }

    #[getter]
    fn ask_close<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 9)
    }

    #[getter]
    fn mid2_open<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 10)
    }

    #[getter]
    fn mid2_high<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 11)
    }

    #[getter]
    fn mid2_low<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 12)
    }

    #[getter]
    fn mid2_close<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 13)
    }

    #[getter]
    fn bid_volume<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 14)
    }

    #[getter]
    fn ask_volume<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 15)
    }

    #[getter]
    fn ticks<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 16)
    }

    #[getter]
    fn first_us<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 17)
    }

    #[getter]
    fn last_us<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        column_of(this, 18)
    }
}

fn column_of<'py>(owner: &Bound<'py, BarColumns>, column: usize) -> Bound<'py, PyArray1<i64>> {
    numpy_out::view_of_cells(owner, |bars| {
        &bars.cells[column * bars.rows..(column + 1) * bars.rows]
    })
}
