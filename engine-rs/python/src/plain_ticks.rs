//! Ticks into the columns of a batch that is to be stored.

use numpy::{PyArray1, PyReadwriteArray1};
use pyo3::prelude::*;
use tick_engine::plain_ticks::{Instant, PlainColumns, Sorted, sort_out};
use tick_engine::ticks::TickSlice;

use crate::columns::{ColumnFault, kind_of};
use crate::door::detached;
use crate::input_error::input_error;

/// (plain rows, rows of odd ticks, their numbers, ticks of the last microsecond).
pub(crate) type SortedOut<'py> = (
    usize,
    Bound<'py, PyArray1<i64>>,
    Bound<'py, PyArray1<i32>>,
    u32,
);

/// The arrays that plain ticks go into, from their first row on.
#[derive(FromPyObject)]
pub(crate) struct Room<'py>(
    PyReadwriteArray1<'py, i64>,
    PyReadwriteArray1<'py, i32>,
    PyReadwriteArray1<'py, i32>,
    PyReadwriteArray1<'py, i32>,
    PyReadwriteArray1<'py, i32>,
);

impl Room<'_> {
    fn columns(&mut self) -> Option<PlainColumns<'_>> {
        Some(PlainColumns {
            ts_ms: self.0.as_slice_mut().ok()?,
            bid: self.1.as_slice_mut().ok()?,
            spread: self.2.as_slice_mut().ok()?,
            bid_volume_10k: self.3.as_slice_mut().ok()?,
            ask_volume_10k: self.4.as_slice_mut().ok()?,
        })
    }
}

pub(crate) fn put_plain<'py>(
    room: &Bound<'py, PyAny>,
    ticks: TickSlice<'_>,
    last: Instant,
) -> PyResult<SortedOut<'py>> {
    let py = room.py();
    let unfit = || {
        let fault = ColumnFault::Type {
            name: "room",
            found: kind_of(room),
        };
        input_error(py, &fault, "")
    };
    let mut arrays: Room<'_> = room.extract().map_err(|_| unfit())?;
    let mut columns = arrays.columns().ok_or_else(unfit)?;
    let sorted = detached(py, || sort_out(ticks, last, &mut columns))?;
    let Sorted {
        plain,
        odd_rows,
        odd_numbers,
        last,
    } = sorted.ok_or_else(unfit)?;
    let rows = PyArray1::from_vec(py, odd_rows);
    let numbers = PyArray1::from_vec(py, odd_numbers);
    Ok((plain, rows, numbers, last.count))
}
