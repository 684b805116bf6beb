//! Ticks as Python holds them: five shared, immutable columns.

use arrow_buffer::ScalarBuffer;
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};
use tick_engine::plain_ticks::Instant;
use tick_engine::ticks as core;
use tick_engine::wire::{CELL_BYTES, write_cells};

use crate::columns::{ColumnFault, check_unmasked, kind_of};
use crate::door::detached;
use crate::input_error::input_error;
use crate::plain_ticks::SortedOut;
use crate::spare_columns::spared_later;
use crate::tick_input::slice_of;
use crate::{arguments, arrow_in, arrow_out, numpy_out, plain_ticks, shown};

pub(crate) const COLUMN_COUNT: usize = 5;
pub(crate) const COLUMNS: [&str; COLUMN_COUNT] =
    ["ts_us", "bid", "ask", "bid_volume", "ask_volume"];

/// Immutable columns of ticks.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct TickColumns {
    columns: [ScalarBuffer<i64>; COLUMN_COUNT],
}

impl TickColumns {
    /// Borrowed columns, as the engine takes them.
    pub(crate) fn view(&self) -> core::TickSlice<'_> {
        let [ts_us, bid, ask, bid_volume, ask_volume] = &self.columns;
        core::TickSlice {
            ts_us,
            bid,
            ask,
            bid_volume,
            ask_volume,
        }
    }

    /// Rows [start, stop), as far as there are.
    fn slice(&self, start: usize, stop: usize) -> Self {
        let stop = stop.min(self.rows());
        let start = start.min(stop);
        Self {
            columns: self
                .columns
                .each_ref()
                .map(|column| column.slice(start, stop - start)),
        }
    }

    fn from_cells(columns: [Vec<i64>; COLUMN_COUNT]) -> Self {
        Self {
            columns: columns.map(ScalarBuffer::from),
        }
    }

    fn rows(&self) -> usize {
        self.columns[0].len()
    }

    fn named(&self) -> impl Iterator<Item = (&'static str, ScalarBuffer<i64>)> {
        COLUMNS.into_iter().zip(self.columns.clone())
    }
}

#[pymethods]
impl TickColumns {
    /// Copy five equal-length arrays. Raises InputError when lengths differ, and for masked cells and volumes below zero.
    #[staticmethod]
    fn from_numpy(
        ts_us: &Bound<'_, PyAny>,
        bid: &Bound<'_, PyAny>,
        ask: &Bound<'_, PyAny>,
        bid_volume: &Bound<'_, PyAny>,
        ask_volume: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        let py = ts_us.py();
        let borrowed = borrow_all([ts_us, bid, ask, bid_volume, ask_volume])
            .map_err(|fault| input_error(py, &fault, ""))?;
        let views = borrowed.each_ref().map(PyReadonlyArray1::as_array);
        let copied = detached(py, || {
            let cells = views.map(|view| view.to_vec());
            check_volumes(&cells).map(|()| Self::from_cells(cells))
        })?;
        copied.map_err(|fault| input_error(py, &fault, ""))
    }

    /// Read an object with `__arrow_c_stream__` whose columns, in any order, are the five int64 columns by name (`ts_us` may
    /// be timestamps in microseconds), or those of plain ticks: `ts_ms` (int64), `bid`, `spread`, `bid_volume_10k`, `ask_volume_10k` (int32). Plain ticks are put
    /// in order of time.
    #[staticmethod]
    fn from_arrow(stream: &Bound<'_, PyAny>) -> PyResult<Self> {
        let columns = arrow_in::read(stream)?.map(spared_later);
        Ok(Self { columns })
    }

    fn __repr__(&self) -> String {
        let times = &self.columns[0];
        let ends_us = times.first().copied().zip(times.last().copied());
        shown::rows("TickColumns", "ticks", self.rows(), ends_us)
    }

    fn __len__(&self) -> usize {
        self.rows()
    }

    /// Arrow C stream of the five int64 columns `ts_us, bid, ask, bid_volume, ask_volume`.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer answer in its own schema: ours has one.
        let _ = requested_schema;
        arrow_out::stream(py, self.rows(), self.named())
    }

    /// Rows [start, stop) without a copy.
    #[pyo3(name = "slice")]
    fn slice_of(
        &self,
        #[pyo3(from_py_with = arguments::start)] start: usize,
        #[pyo3(from_py_with = arguments::stop)] stop: usize,
    ) -> Self {
        self.slice(start, stop)
    }

    /// Index of the first tick at or after `ts_us`; ticks must be in time order.
    fn searchsorted(&self, #[pyo3(from_py_with = arguments::ts_us)] ts_us: i64) -> usize {
        self.columns[0].partition_point(|&tick_us| tick_us < ts_us)
    }

    /// Put the plain ones of rows [start, stop) into five arrays (int64 milliseconds; int32 bids, spreads, volumes in
    /// 10,000) from their first row on. Returns how many they are, the rows of the others, the numbers of those among
    /// the ticks of their microsecond, and how many ticks of the last microsecond there were. `last_count` ticks of
    /// `last_us` came before. Raises InputError for arrays of another kind or too short.
    #[pyo3(signature = (start, stop, room, *, last_us, last_count))]
    fn put_plain<'py>(
        &self,
        start: usize,
        stop: usize,
        room: &Bound<'py, PyAny>,
        last_us: i64,
        last_count: u32,
    ) -> PyResult<SortedOut<'py>> {
        let last = Instant {
            ts_us: last_us,
            count: last_count,
        };
        plain_ticks::put_plain(room, self.slice(start, stop).view(), last)
    }

    /// Wire form of `pyworkstation.domain.columns.Ticks`.
    fn pack<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        PyBytes::new_with(py, self.rows() * COLUMN_COUNT * CELL_BYTES, |bytes| {
            detached(py, || {
                write_cells(self.columns.iter().map(|column| &column[..]), bytes);
            })
        })
    }

    #[getter]
    fn ts_us<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        view_of(this, 0)
    }

    #[getter]
    fn bid<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        view_of(this, 1)
    }

    #[getter]
    fn ask<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        view_of(this, 2)
    }

    #[getter]
    fn bid_volume<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        view_of(this, 3)
    }

    #[getter]
    fn ask_volume<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        view_of(this, 4)
    }
}

impl From<core::TickColumns> for TickColumns {
    fn from(ticks: core::TickColumns) -> Self {
        Self::from_cells([
            ticks.ts_us,
            ticks.bid,
            ticks.ask,
            ticks.bid_volume,
            ticks.ask_volume,
        ])
    }
}

type Borrowed<'py> = PyReadonlyArray1<'py, i64>;

/// The five arrays, checked. Whoever writes to one of them from another thread meanwhile gets what he writes.
fn borrow_all<'py>(
    arrays: [&Bound<'py, PyAny>; COLUMN_COUNT],
) -> Result<[Borrowed<'py>; COLUMN_COUNT], ColumnFault> {
    let mut borrowed = Vec::with_capacity(COLUMN_COUNT);
    for (name, array) in COLUMNS.into_iter().zip(arrays) {
        borrowed.push(borrow(name, array)?);
    }
    let lengths: Vec<_> = COLUMNS
        .into_iter()
        .zip(borrowed.iter().map(|array| array.as_array().len()))
        .collect();
    match borrowed.try_into() {
        Ok(borrowed) if lengths.iter().all(|length| length.1 == lengths[0].1) => Ok(borrowed),
        _ => Err(ColumnFault::Lengths { lengths }),
    }
}

fn borrow<'py>(
    name: &'static str,
    array: &Bound<'py, PyAny>,
) -> Result<Borrowed<'py>, ColumnFault> {
    check_unmasked(name, array)?;
    array.extract().map_err(|_| ColumnFault::Type {
        name,
        found: kind_of(array),
    })
}

/// Volumes that the caller made: none is below zero.
pub(crate) fn check_volumes(cells: &[Vec<i64>; COLUMN_COUNT]) -> Result<(), ColumnFault> {
    match slice_of(cells.each_ref().map(Vec::as_slice)).negative_volume() {
        None => Ok(()),
        Some(fault) => Err(ColumnFault::Volume(fault)),
    }
}

fn view_of<'py>(owner: &Bound<'py, TickColumns>, column: usize) -> Bound<'py, PyArray1<i64>> {
    numpy_out::view(owner, |columns| &columns.columns[column])
}
