//! Timeframes by name.

use pyo3::prelude::*;
use tick_engine::span::Span;

use crate::options;

/// Canonical name of a timeframe (`5m` -> `M5`). Raises InputError for what is none.
#[pyfunction]
pub(crate) fn parse_timeframe(py: Python<'_>, name: &str) -> PyResult<String> {
    options::timeframe(py, name).map(|timeframe| timeframe.to_string())
}

/// (start_us, open_us, close_us) of the bar holding a tick at `ts_us`.
#[pyfunction]
#[pyo3(signature = (timeframe, ts_us, *, boundary = "left", day_close = "new-york"))]
pub(crate) fn bar_span(
    py: Python<'_>,
    timeframe: &str,
    ts_us: i64,
    boundary: &str,
    day_close: &str,
) -> PyResult<(i64, i64, i64)> {
    let cut = options::cut(py, boundary, day_close)?;
    let span = Span::holding(ts_us, options::timeframe(py, timeframe)?, cut);
    Ok((span.start_us, span.open_us, span.close_us))
}
