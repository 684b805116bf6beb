//! Bars of one timeframe, for Python.

use pyo3::prelude::*;
use tick_engine::builder as core;

use crate::bars::BarColumns;
use crate::door::detached;
use crate::input_error::input_error;
use crate::options::{self, DayCloseChoice};
use crate::shared::Shared;
use crate::ticks::TickColumns;

/// Bars of one timeframe over any number of ticks, oldest first.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct BarBuilder {
    builder: Shared<core::BarBuilder>,
}

#[pymethods]
impl BarBuilder {
    #[new]
    #[pyo3(
        signature = (timeframe, *, boundary = "left", day_close = options::new_york(), empty = "skip"),
        text_signature = "(timeframe, *, boundary='left', day_close='new-york', empty='skip')"
    )]
    fn new(
        py: Python<'_>,
        timeframe: &str,
        boundary: &str,
        day_close: DayCloseChoice<'_>,
        empty: &str,
    ) -> PyResult<Self> {
        let cut = options::cut(py, boundary, &day_close, empty)?;
        let builder = core::BarBuilder::new(options::timeframe(py, timeframe)?, cut);
        Ok(Self {
            builder: Shared::new(builder),
        })
    }

    /// A builder of Renko bricks that go on after one whose bid opened and closed there. Raises InputError for a timeframe of
    /// another kind.
    #[staticmethod]
    #[pyo3(signature = (timeframe, *, bid_open, bid_close))]
    fn after_brick(
        py: Python<'_>,
        timeframe: &str,
        bid_open: i64,
        bid_close: i64,
    ) -> PyResult<Self> {
        let points = options::brick_points(py, timeframe)?;
        let builder = core::BarBuilder::after_brick(points, bid_open, bid_close);
        Ok(Self {
            builder: Shared::new(builder),
        })
    }

    /// Take ticks in; return the bars they completed. Raises InputError for a tick before the last one.
    fn push(&self, py: Python<'_>, ticks: &TickColumns) -> PyResult<BarColumns> {
        let mut guard = self.builder.lock(py)?;
        let builder = &mut *guard;
        let bars = detached(py, || builder.push_columns(ticks.view()))?;
        bars.map(BarColumns::from)
            .map_err(|fault| input_error(py, &fault, ""))
    }

    /// The forming bar as a last row (none when there was no tick). The builder is empty afterwards.
    fn finish(&self, py: Python<'_>) -> PyResult<BarColumns> {
        Ok(BarColumns::of(self.builder.lock(py)?.finish().as_slice()))
    }
}
