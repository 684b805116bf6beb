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
///
/// With `empty="flat"` an interval without ticks makes a bar of zero ticks at the last close, as soon as a later tick
/// shows that it was empty, while the market was open by the calendar; a gap of more than 100,000 bars is a hole in the
/// data and makes none.
/// A tick older than the last one is late. It is refused when it is later than `late_tolerance_us`, or when its bar (with
/// the flat ones around it) has left the ring; otherwise the bars of time it belongs to are those of the ticks sorted by
/// time. Bars of counts go by arrival and take no late tick in. A tick whose clock is wrong and lies far ahead makes all
/// that follow late, and the engine, which has no clock, cannot tell it from the first after a pause: whoever feeds
/// live ticks compares them with a clock first, looks at `last_us` and `late`, and restores the state saved before.
/// Volumes are zero or more; a sum beyond 2^63 - 1 stands there. Renko draws at most 10,000 bricks for one tick: see `jumps`.
/// An engine can be pickled and copied: by `save` and `restore`. Memory is 152 bytes a bar and timeframe (of 512 bars at least), and for an
/// indicator its own memory twice (three times where late ticks are taken in) with 2 kB an output: see `state_bytes`.
///
/// `timeframes` are names that `parse_timeframe` knows. `depth` is how many completed bars each ring keeps. With `boundary="left"` a
/// bar has the ticks of [open, close), with `"right"` those of (open, close]. Days, weeks and months end at `day_close`: 17:00 New York, midnight
/// UTC, or a calendar's. `digits` is the instrument's: indicators see prices of so many decimals, and points when it is 0. Raises
/// InputError, which names the argument.
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

    /// (the engine as `save` saw it, its `extra`). Raises InputError for damaged bytes and newer versions.
    #[staticmethod]
    fn restore(
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::saved)] saved: PyBackedBytes,
    ) -> PyResult<(Self, Bound<'_, PyBytes>)> {
        let (engine, extra) = restored(py, &saved)?;
        Ok((engine.into(), PyBytes::new(py, &extra)))
    }

    /// The whole state, with a version and a checksum; `extra` rides along. Equal states give equal bytes.
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

    /// The completed bars of all timeframes from now on. Any number of subscriptions cost the engine nothing.
    fn subscribe(this: &Bound<'_, Self>) -> PyResult<Subscription> {
        let read = Events::from_now(&*this.get().lock(this.py())?);
        Ok(Subscription::new(this.clone().unbind(), read))
    }

    /// The state as a table for people.
    fn debug_dump(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.engine.lock(py)?.dump())
    }

    /// Attach an indicator of `indicators()` to a timeframe; return its id: `add_indicator("M5", "EMA", period=20)`.
    ///
    /// It sees the completed bars that the ring still holds at once, and every one from now on; so does a restored engine.
    /// `side` says of which prices, and volume is that of the side (`mid`: both). A session starts with the first
    /// bar that opens in it by `day_close`. Spreads are those of all ticks from now on; of bars before, that at their close.
    /// A late tick that changes a bar changes the values after it and after all later ones. Raises InputError for a
    /// timeframe that the engine does not keep, an unknown name or parameter, or a value out of range.
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

    /// Detach an indicator. Like the next two raises InputError for an id that is not attached.
    fn remove_indicator(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::id)] id: u64,
    ) -> PyResult<()> {
        let removed = self.engine.lock(py)?.remove_indicator(id);
        removed.map_err(|fault| input_error(py, &fault, ""))
    }

    /// Those attached: by timeframe, lowest first, and then by id.
    #[getter]
    fn indicators(&self, py: Python<'_>) -> PyResult<Vec<AttachedIndicator>> {
        let engine = self.engine.lock(py)?;
        let attached = engine.indicators();
        Ok(attached
            .map(|(timeframe, each)| AttachedIndicator::new(timeframe, each.clone()))
            .collect())
    }

    /// (index of the first row, its values after each completed bar with index >= since that the ring still holds).
    ///
    /// One array for each output, aligned with `completed(timeframe, since)`; NaN until warm. In the unit of the prices
    /// (see `digits`), or as the indicator's formula says. The newest 256 rows are at hand, older ones are worked out.
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

    /// What it makes of the forming bar, by output, as if that were complete; None without one. Nothing changes.
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

    /// Moves of more than 10,000 Renko bricks in one tick: holes in the data, which drew none.
    #[getter]
    fn jumps(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.engine.lock(py)?.jumps())
    }

    /// Memory of the state: fixed by the timeframes and the depth.
    #[getter]
    fn state_bytes(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.engine.lock(py)?.bytes())
    }

    /// Of time, lowest first, and then of counts.
    #[getter]
    fn timeframes(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        Ok(self
            .engine
            .lock(py)?
            .timeframes()
            .map(|timeframe| timeframe.to_string())
            .collect())
    }

    /// Ticks taken in, late ones included.
    #[getter]
    fn ticks(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.engine.lock(py)?.ticks())
    }

    /// Ticks that were older than the last one: those refused are `late - reopened`.
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
    ///
    /// `ts_us` is in microseconds since the epoch, UTC; prices are in points, volumes in the instrument's smallest unit. A tick that is
    /// too late is counted in `late` and changes nothing. Raises InputError for what is no int64, and for a volume below zero.
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

    /// Take ticks in order; return how many bars they completed. The same as as many calls of `on_tick`, in its units.
    ///
    /// They come as `TickColumns`, as an Arrow table or stream (polars, pyarrow, DuckDB; the columns that `from_arrow` reads),
    /// or as NumPy columns by name, in a dict or as keywords: `on_ticks(ts_us=..., bid=..., ask=...)`. Of the three columns alone the
    /// volumes are zero. Columns of int64 that lie in one piece are not copied and must not be written to meanwhile; narrower integers and
    /// `datetime64[us]` (Arrow: timestamps in microseconds) will do. Raises InputError, and takes nothing in, for other
    /// types, columns of unequal length, missing and unknown ones, nulls, NaT and masked cells; for a volume below
    /// zero, which it names by its row, after the rows before it were taken in.
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

    /// Bars completed since the start, including those that have left the ring. This and the next three raise InputError for a
    /// timeframe that the engine does not keep.
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

    /// The completed bars that the ring holds, oldest first: NumPy views, or Arrow without a copy, of what they were at the call.
    fn bars(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
    ) -> PyResult<BarColumns> {
        Ok(self.completed(py, timeframe, 0)?.1)
    }

    /// The forming bar: one row; none before the first tick, and of counts none when the last tick completed a bar.
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

    /// All timeframes and indicators at one instant.
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
