//! Timeframes by name.

use pyo3::prelude::*;
use tick_engine::calendar::DayClose;
use tick_engine::span::{Boundary, Cut, Span};
use tick_engine::timeframe::{Period, Timeframe};

use crate::{arguments, options};

/// Canonical name of a timeframe (`5m` -> `M5`). Raises InputError for what is none.
#[pyfunction]
pub(crate) fn parse_timeframe(
    #[pyo3(from_py_with = options::timeframe)] name: Timeframe,
) -> String {
    name.to_string()
}

/// Does the clock end its bars? Otherwise a count of what happens does. Raises InputError for what is no timeframe.
#[pyfunction]
pub(crate) fn is_of_time(#[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe) -> bool {
    matches!(timeframe, Timeframe::Time(_))
}

/// (start_us, open_us, close_us) of the bar holding a tick at `ts_us`.
#[pyfunction]
#[pyo3(
    signature = (timeframe, ts_us, *, boundary = Boundary::Left, day_close = DayClose::NewYork),
    text_signature = "(timeframe, ts_us, *, boundary='left', day_close='new-york')"
)]
pub(crate) fn bar_span(
    #[pyo3(from_py_with = options::period)] timeframe: Period,
    #[pyo3(from_py_with = arguments::ts_us)] ts_us: i64,
    #[pyo3(from_py_with = options::boundary)] boundary: Boundary,
    #[pyo3(from_py_with = options::day_close)] day_close: DayClose,
) -> (i64, i64, i64) {
    let cut = Cut {
        boundary,
        day_close,
        ..Cut::default()
    };
    let span = Span::holding(ts_us, timeframe, &cut);
    (span.start_us, span.open_us, span.close_us)
}
