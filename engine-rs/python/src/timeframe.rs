//! Timeframes by name.

use pyo3::prelude::*;
use tick_engine::calendar::DayClose;
use tick_engine::span::{Boundary, Cut, Span};
use tick_engine::timeframe::{Period, Timeframe};

use crate::{arguments, options};

/// Canonical name of a timeframe. Raises InputError for what is none.
///
/// Of time: seconds, minutes, hours (`S15`, `M5`, `H4`, `15s`, `5m`, `4h`), `D1`, `W1` and months (`MN1`, `1mo`; 1, 2, 3, 4,
/// 6 or 12). Also as words, as others write them: `15min 90 min 4 hours 1day daily weekly monthly 1q 1y Minute5`. `1M` is refused:
/// it is a month to some and a minute to others. Of a count: `T100` ticks, `V1000000` units of volume (bid and ask together), `R10` points between the
/// highest and the lowest bid, `K10` Renko bricks of 10 points of the bid (a reversal takes two); each count 10^15 at most.
#[pyfunction]
pub(crate) fn parse_timeframe(
    #[pyo3(from_py_with = options::timeframe)] name: Timeframe,
) -> String {
    name.to_string()
}

/// Does the clock end its bars? Otherwise a count does. Raises InputError for what is no timeframe.
#[pyfunction]
pub(crate) fn is_of_time(#[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe) -> bool {
    matches!(timeframe, Timeframe::Time(_))
}

/// (start_us, open_us, close_us) of the bar holding a tick at `ts_us`. Raises InputError for a timeframe of counts.
///
/// Ticks of [start, close) belong to it ((start, close] with boundary `right`); `open_us` is its label. They differ where
/// a pause comes before the session: Monday's takes in stray weekend ticks but is labelled Sunday 17:00 New York, and so do weeks and months
/// that begin with one, and every day of a calendar with a daily break.
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
