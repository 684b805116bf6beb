//! Timeframes by name.

use pyo3::prelude::*;
use tick_engine::span::Span;
use tick_engine::timeframe::Timeframe;

use crate::options::{self, DayCloseChoice};

/// Canonical name of a timeframe (`5m` -> `M5`). Raises InputError for what is none.
#[pyfunction]
pub(crate) fn parse_timeframe(py: Python<'_>, name: &str) -> PyResult<String> {
    options::timeframe(py, name).map(|timeframe| timeframe.to_string())
}

/// Does the clock end its bars? Otherwise a count of what happens does. Raises InputError for what is no timeframe.
#[pyfunction]
pub(crate) fn is_of_time(py: Python<'_>, timeframe: &str) -> PyResult<bool> {
    Ok(matches!(
        options::timeframe(py, timeframe)?,
        Timeframe::Time(_)
    ))
}

/// (start_us, open_us, close_us) of the bar holding a tick at `ts_us`.
#[pyfunction]
#[pyo3(
    signature = (timeframe, ts_us, *, boundary = "left", day_close = options::new_york()),
    text_signature = "(timeframe, ts_us, *, boundary='left', day_close='new-york')"
)]
pub(crate) fn bar_span(
    py: Python<'_>,
    timeframe: &str,
    ts_us: i64,
    boundary: &str,
    day_close: DayCloseChoice<'_>,
) -> PyResult<(i64, i64, i64)> {
    let cut = options::cut(py, boundary, &day_close, "skip")?;
    let span = Span::holding(ts_us, options::period(py, timeframe)?, &cut);
    Ok((span.start_us, span.open_us, span.close_us))
}
