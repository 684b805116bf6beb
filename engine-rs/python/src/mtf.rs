//! The multi-timeframe state, for Python.

use pyo3::prelude::*;
use tick_engine::bar_columns::BarColumns as Columns;
use tick_engine::mtf as core;
use tick_engine::ticks::Tick;

use crate::bars::BarColumns;
use crate::door::detached;
use crate::input_error::input_error;
use crate::options;
use crate::shared::Shared;
use crate::ticks::TickColumns;

/// The multi-timeframe state of one instrument: after every tick all timeframes agree with it, never with a later one.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct MtfEngine {
    engine: Shared<core::MtfEngine>,
}

#[pymethods]
impl MtfEngine {
    #[new]
    #[pyo3(signature = (timeframes, *, depth = 5000, boundary = "left", day_close = "new-york"))]
    fn new(
        py: Python<'_>,
        timeframes: Vec<String>,
        depth: usize,
        boundary: &str,
        day_close: &str,
    ) -> PyResult<Self> {
        let cut = options::cut(py, boundary, day_close)?;
        let timeframes: PyResult<Vec<_>> = timeframes
            .into_iter()
            .map(|name| options::timeframe(py, &name))
            .collect();
        let engine = core::MtfEngine::new(&timeframes?, depth, cut);
        let engine = engine.map_err(|fault| input_error(py, &fault, ""))?;
        Ok(Self {
            engine: Shared::new(engine),
        })
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

    /// Ticks refused because they were older than the last one.
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
        ts_us: i64,
        bid: i64,
        ask: i64,
        bid_volume: i64,
        ask_volume: i64,
    ) -> PyResult<u64> {
        Ok(self.engine.lock(py)?.on_tick(Tick {
            ts_us,
            bid,
            ask,
            bid_volume,
            ask_volume,
        }))
    }

    /// Take ticks in order; return how many bars they completed.
    fn on_ticks(&self, py: Python<'_>, ticks: &TickColumns) -> PyResult<u64> {
        let mut guard = self.engine.lock(py)?;
        let engine = &mut *guard;
        detached(py, || engine.on_ticks(ticks.view()))
    }

    /// Bars completed since the start, including those that have left the ring.
    fn completed_count(&self, py: Python<'_>, timeframe: &str) -> PyResult<u64> {
        let timeframe = options::timeframe(py, timeframe)?;
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
        timeframe: &str,
        since: u64,
    ) -> PyResult<(u64, BarColumns)> {
        let timeframe = options::timeframe(py, timeframe)?;
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

    /// The forming bar: one row, none before the first tick.
    fn forming(&self, py: Python<'_>, timeframe: &str) -> PyResult<BarColumns> {
        let timeframe = options::timeframe(py, timeframe)?;
        let forming = self.engine.lock(py)?.forming(timeframe);
        forming
            .map(|bar| BarColumns::of(bar.as_slice()))
            .map_err(|fault| input_error(py, &fault, ""))
    }

    /// (timeframe, `completed_count`, last completed bar, forming bar) of every timeframe at one instant.
    fn snapshot(&self, py: Python<'_>) -> PyResult<Vec<(String, u64, BarColumns, BarColumns)>> {
        let snapshots = self.engine.lock(py)?.snapshot();
        Ok(snapshots.iter().map(row).collect())
    }
}

fn row(snapshot: &core::Snapshot) -> (String, u64, BarColumns, BarColumns) {
    let core::Snapshot {
        timeframe,
        completed_count,
        last,
        forming,
    } = *snapshot;
    (
        timeframe.to_string(),
        completed_count,
        BarColumns::of(last.as_slice()),
        BarColumns::of(forming.as_slice()),
    )
}
