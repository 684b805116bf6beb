//! Bars of one timeframe, for Python.

use pyo3::prelude::*;
use tick_engine::builder as core;
use tick_engine::calendar::DayClose;
use tick_engine::span::{Boundary, Cut, Empty};
use tick_engine::timeframe::Timeframe;

use crate::bars::BarColumns;
use crate::door::detached;
use crate::input_error::input_error;
use crate::shared::Shared;
use crate::ticks::TickColumns;
use crate::{arguments, options};

/// Bars of one timeframe over any number of ticks, oldest first.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct BarBuilder {
    builder: Shared<core::BarBuilder>,
}

#[pymethods]
impl BarBuilder {
    #[new]
    #[pyo3(
        signature = (timeframe, *, boundary = Boundary::Left, day_close = DayClose::NewYork, empty = Empty::Skip),
        text_signature = "(timeframe, *, boundary='left', day_close='new-york', empty='skip')"
    )]
    fn new(
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
        #[pyo3(from_py_with = options::boundary)] boundary: Boundary,
        #[pyo3(from_py_with = options::day_close)] day_close: DayClose,
        #[pyo3(from_py_with = options::empty)] empty: Empty,
    ) -> Self {
        let cut = Cut {
            boundary,
            day_close,
            empty,
        };
        Self {
            builder: Shared::new(core::BarBuilder::new(timeframe, cut)),
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!(
            "<BarBuilder {}>",
            self.builder.lock(py)?.timeframe()
        ))
    }

    /// A builder of Renko bricks that go on after one whose bid opened and closed there. Raises InputError for a timeframe
    /// of another kind.
    #[staticmethod]
    #[pyo3(signature = (timeframe, *, bid_open, bid_close))]
    fn after_brick(
        #[pyo3(from_py_with = options::brick_points)] timeframe: i64,
        #[pyo3(from_py_with = arguments::bid_open)] bid_open: i64,
        #[pyo3(from_py_with = arguments::bid_close)] bid_close: i64,
    ) -> Self {
        let builder = core::BarBuilder::after_brick(timeframe, bid_open, bid_close);
        Self {
            builder: Shared::new(builder),
        }
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
