//! The multi-timeframe state, for Python.

use std::sync::MutexGuard;

use numpy::PyArray1;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{IntoPyDict, PyBytes, PyDict, PyTuple};
use tick_engine::attached::side::Side;
use tick_engine::bar_columns::BarColumns as Columns;
use tick_engine::calendar::DayClose;
use tick_engine::mtf as core;
use tick_engine::span::{Boundary, Cut, Empty};
use tick_engine::subscription::Subscription as Events;
use tick_engine::ticks::{NegativeVolume, Tick, TickSlice};
use tick_engine::timeframe::Timeframe;

use crate::attached::AttachedIndicator;
use crate::bars::BarColumns;
use crate::door::detached;
use crate::indicators::{AnyRow, made, watched};
use crate::input_error::input_error;
use crate::shared::Shared;
use crate::snapshot::Snapshot;
use crate::subscription::Subscription;
use crate::tick_input::TickInput;
use crate::{arguments, options, shown};

/// The multi-timeframe state of one instrument: after every tick all timeframes agree with it, never with a later one.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct MtfEngine {
    engine: Shared<core::MtfEngine>,
}

impl MtfEngine {
    pub(crate) fn lock(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, core::MtfEngine>> {
        self.engine.lock(py)
    }
}

impl From<core::MtfEngine> for MtfEngine {
    fn from(engine: core::MtfEngine) -> Self {
        Self {
            engine: Shared::new(engine),
        }
    }
}

#[pymethods]
impl MtfEngine {
    #[new]
    #[pyo3(
        signature = (
            timeframes, *, depth = 5000, boundary = Boundary::Left, day_close = DayClose::NewYork, empty = Empty::Skip,
            late_tolerance_us = 0, digits = 0
        ),
        text_signature = "(timeframes, *, depth=5000, boundary='left', day_close='new-york', empty='skip', late_tolerance_us=0, digits=0)"
    )]
    #[expect(clippy::too_many_arguments, reason = "they are keyword arguments")]
    fn new(
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::timeframes)] timeframes: Vec<String>,
        #[pyo3(from_py_with = arguments::depth)] depth: usize,
        #[pyo3(from_py_with = options::boundary)] boundary: Boundary,
        #[pyo3(from_py_with = options::day_close)] day_close: DayClose,
        #[pyo3(from_py_with = options::empty)] empty: Empty,
        #[pyo3(from_py_with = arguments::late_tolerance_us)] late_tolerance_us: i64,
        #[pyo3(from_py_with = arguments::digits)] digits: u8,
    ) -> PyResult<Self> {
        let cut = Cut {
            boundary,
            day_close,
            empty,
        };
        let timeframes: PyResult<Vec<_>> = timeframes
            .into_iter()
            .map(|name| options::timeframe_of(py, &name))
            .collect();
        let engine = core::MtfEngine::new(&timeframes?, depth, cut);
        let engine = engine.map_err(|fault| input_error(py, &fault, ""))?;
        let engine = engine.with_late_tolerance(late_tolerance_us);
        Ok(engine.with_digits(options::digits(py, digits)?).into())
    }

    /// (the engine that `save` saw, its `extra`). Raises InputError for bytes that are damaged or of another version.
    #[staticmethod]
    fn restore(
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::saved)] saved: PyBackedBytes,
    ) -> PyResult<(Self, Bound<'_, PyBytes>)> {
        let (engine, extra) = restored(py, &saved)?;
        Ok((engine.into(), PyBytes::new(py, &extra)))
    }

    /// The whole state as bytes; `extra` rides along.
    #[pyo3(signature = (extra = None), text_signature = "($self, extra=b'')")]
    fn save<'py>(
        &self,
        py: Python<'py>,
        extra: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let extra = extra.map(arguments::extra).transpose()?;
        let extra = extra.as_deref().unwrap_or_default();
        let guard = self.engine.lock(py)?;
        let engine = &*guard;
        let saved = watched(|| detached(py, || engine.save(extra)))?;
        Ok(PyBytes::new(py, &saved))
    }

    /// For pickle and copy, which make an engine of these and then give it the state.
    #[expect(clippy::unused_self, reason = "Python asks an object")]
    fn __getnewargs_ex__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let timeframes = vec![FEWEST];
        Ok((
            PyTuple::new(py, [timeframes])?,
            [("depth", 1)].into_py_dict(py)?,
        ))
    }

    fn __getstate__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.save(py, None)
    }

    /// Become the engine that was saved.
    fn __setstate__(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::state)] state: PyBackedBytes,
    ) -> PyResult<()> {
        let (engine, _) = restored(py, &state)?;
        *self.engine.lock(py)? = engine;
        Ok(())
    }

    /// Completed bars of all timeframes from now on.
    fn subscribe(this: &Bound<'_, Self>) -> PyResult<Subscription> {
        let read = Events::from_now(&*this.get().lock(this.py())?);
        Ok(Subscription::new(this.clone().unbind(), read))
    }

    /// The state as a table for people.
    fn debug_dump(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.engine.lock(py)?.dump())
    }

    /// Attach an indicator to a timeframe; return its id.
    #[pyo3(
        signature = (timeframe, name, /, *, side = Side::Bid, **params),
        text_signature = "($self, timeframe, name, /, *, side='bid', **params)"
    )]
    fn add_indicator(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
        #[pyo3(from_py_with = arguments::name)] name: String,
        #[pyo3(from_py_with = options::side)] side: Side,
        params: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<u64> {
        let mut guard = self.engine.lock(py)?;
        let engine = &mut *guard;
        let mut added = None;
        let told = watched(|| {
            let made = made(py, &name, params)?;
            let id = detached(py, || engine.add_indicator(timeframe, side, made))?;
            let id = id.map_err(|fault| input_error(py, &fault, ""))?;
            added = Some(id);
            Ok(id)
        });
        if let (Err(_), Some(id)) = (&told, added) {
            // It has failed over the bars that were there already.
            let _ = guard.remove_indicator(id);
        }
        told
    }

    /// Detach an indicator.
    fn remove_indicator(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::id)] id: u64,
    ) -> PyResult<()> {
        let removed = self.engine.lock(py)?.remove_indicator(id);
        removed.map_err(|fault| input_error(py, &fault, ""))
    }

    /// Those attached, by timeframe.
    #[getter]
    fn indicators(&self, py: Python<'_>) -> PyResult<Vec<AttachedIndicator>> {
        let engine = self.engine.lock(py)?;
        let attached = engine.indicators();
        Ok(attached
            .map(|(timeframe, each)| AttachedIndicator::new(timeframe, each.clone()))
            .collect())
    }

    /// (index of the first row, values after each completed bar with index >= since that the ring still holds, by output).
    #[pyo3(signature = (id, since = 0))]
    fn indicator_values<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = arguments::id)] id: u64,
        #[pyo3(from_py_with = arguments::since)] since: u64,
    ) -> PyResult<(u64, Bound<'py, PyDict>)> {
        let guard = self.engine.lock(py)?;
        let engine = &*guard;
        let values = watched(|| detached(py, || engine.indicator_values(id, since)))?;
        let (first, columns) = values.map_err(|fault| input_error(py, &fault, ""))?;
        let outputs = outputs_of(engine, id);
        let columns = columns
            .into_iter()
            .map(|column| PyArray1::from_vec(py, column));
        Ok((first, outputs.iter().zip(columns).into_py_dict(py)?))
    }

    /// What an indicator makes of the forming bar, by output; None without one.
    fn indicator_forming<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = arguments::id)] id: u64,
    ) -> PyResult<Option<Bound<'py, PyDict>>> {
        let engine = self.engine.lock(py)?;
        let forming = watched(|| Ok(engine.indicator_forming(id)))?;
        let forming = forming.map_err(|fault| input_error(py, &fault, ""))?;
        let outputs = outputs_of(&engine, id);
        forming
            .map(|values| outputs.iter().zip(values).into_py_dict(py))
            .transpose()
    }

    pub(crate) fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let engine = self.engine.lock(py)?;
        let counts = [engine.ticks(), engine.late()];
        Ok(shown::state(
            "MtfEngine",
            engine.timeframes(),
            counts,
            engine.last_us(),
        ))
    }

    /// Late ticks taken in.
    #[getter]
    fn reopened(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.engine.lock(py)?.reopened())
    }

    /// Moves too long for Renko bricks.
    #[getter]
    fn jumps(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.engine.lock(py)?.jumps())
    }

    /// Memory of the state.
    #[getter]
    fn state_bytes(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.engine.lock(py)?.bytes())
    }

    #[getter]
    fn timeframes(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        Ok(self
            .engine
            .lock(py)?
            .timeframes()
            .map(|timeframe| timeframe.to_string())
            .collect())
    }

    /// Ticks taken in.
    #[getter]
    fn ticks(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.engine.lock(py)?.ticks())
    }

    /// Ticks that were older than the last one.
    #[getter]
    fn late(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.engine.lock(py)?.late())
    }

    /// Time of the last tick.
    #[getter]
    fn last_us(&self, py: Python<'_>) -> PyResult<Option<i64>> {
        Ok(self.engine.lock(py)?.last_us())
    }

    /// Take one tick; return how many bars it completed over all timeframes.
    #[pyo3(signature = (ts_us, bid, ask, bid_volume = 0, ask_volume = 0))]
    fn on_tick(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::ts_us)] ts_us: i64,
        #[pyo3(from_py_with = arguments::bid)] bid: i64,
        #[pyo3(from_py_with = arguments::ask)] ask: i64,
        #[pyo3(from_py_with = arguments::bid_volume)] bid_volume: i64,
        #[pyo3(from_py_with = arguments::ask_volume)] ask_volume: i64,
    ) -> PyResult<u64> {
        let mut engine = self.engine.lock(py)?;
        watched(|| {
            Ok(engine.on_tick(Tick {
                ts_us,
                bid,
                ask,
                bid_volume,
                ask_volume,
            }))
        })
    }

    /// Take ticks in order; return how many bars they completed.
    #[pyo3(
        signature = (ticks = None, /, **columns),
        text_signature = "($self, ticks=None, /, *, ts_us=None, bid=None, ask=None, bid_volume=None, ask_volume=None)"
    )]
    fn on_ticks(
        &self,
        py: Python<'_>,
        ticks: Option<&Bound<'_, PyAny>>,
        columns: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<u64> {
        let input = TickInput::read(py, ticks, columns)?;
        let slices = input.slices();
        let mut guard = self.engine.lock(py)?;
        let engine = &mut *guard;
        let taken = watched(|| detached(py, || take_all(engine, slices)))?;
        taken.map_err(|fault| input_error(py, &fault, ""))
    }

    /// Bars completed since the start, including those that have left the ring.
    fn completed_count(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
    ) -> PyResult<u64> {
        let engine = self.engine.lock(py)?;
        engine
            .completed(timeframe)
            .map(tick_engine::ring::Ring::total)
            .map_err(|fault| input_error(py, &fault, ""))
    }

    /// (index of the first row, completed bars with index >= since that the ring still holds).
    #[pyo3(signature = (timeframe, since = 0))]
    fn completed(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
        #[pyo3(from_py_with = arguments::since)] since: u64,
    ) -> PyResult<(u64, BarColumns)> {
        let guard = self.engine.lock(py)?;
        let engine = &*guard;
        let copied = detached(py, || {
            engine.completed(timeframe).map(|ring| {
                let (first, older, newer) = ring.since(since);
                (first, Columns::from_pieces(older, newer))
            })
        })?;
        let (first, columns) = copied.map_err(|fault| input_error(py, &fault, ""))?;
        Ok((first, columns.into()))
    }

    /// The completed bars that the ring holds, oldest first.
    fn bars(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
    ) -> PyResult<BarColumns> {
        Ok(self.completed(py, timeframe, 0)?.1)
    }

    /// The forming bar: one row, none before the first tick.
    fn forming(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
    ) -> PyResult<BarColumns> {
        let forming = self.engine.lock(py)?.forming(timeframe);
        forming
            .map(|bar| BarColumns::of(bar.as_slice()))
            .map_err(|fault| input_error(py, &fault, ""))
    }

    /// All timeframes at one instant.
    fn snapshot(&self, py: Python<'_>) -> PyResult<Snapshot> {
        let engine = self.engine.lock(py)?;
        watched(|| Ok(Snapshot::of(&engine)))
    }
}

/// The timeframes of an engine that is to be another in a moment.
const FEWEST: &str = "D1";

fn restored(py: Python<'_>, saved: &[u8]) -> PyResult<(core::MtfEngine, Vec<u8>)> {
    let restored = watched(|| detached(py, || core::MtfEngine::restore_with(saved, &AnyRow)))?;
    restored.map_err(|fault| input_error(py, &fault, ""))
}

/// Rows count over all slices.
fn take_all(
    engine: &mut core::MtfEngine,
    slices: Vec<TickSlice<'_>>,
) -> Result<u64, NegativeVolume> {
    let (mut completed, mut rows) = (0, 0);
    for slice in slices {
        let taken = engine.try_on_ticks(slice);
        completed += taken.map_err(|fault| NegativeVolume {
            row: rows + fault.row,
            ..fault
        })?;
        rows += slice.len();
    }
    Ok(completed)
}

fn outputs_of(engine: &core::MtfEngine, id: u64) -> &[String] {
    let mut attached = engine.indicators();
    let found = attached.find(|(_, each)| each.id == id);
    found.map_or(&[], |(_, each)| &each.outputs)
}
