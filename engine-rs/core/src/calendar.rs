//! The session calendar: when a trading day opens and closes.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::timeframe::{DAY_US, HOUR_US};

/// When a trading day ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DayClose {
    /// 17:00 in New York, daylight saving included; Saturday and Sunday belong to Monday.
    #[default]
    NewYork,
    /// Midnight UTC, every day of the week.
    Utc,
}

/// One trading day: instants of [start, close) belong to it. `i128`, so that no input overflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "units end the name")]
pub(crate) struct Session {
    /// Where the day before ends: for Monday that is Friday's close.
    pub(crate) start_us: i128,
    /// Where the day opens, its label: for Monday Sunday 17:00.
    pub(crate) open_us: i128,
    /// Where it ends.
    pub(crate) close_us: i128,
}

const DAY: i128 = DAY_US as i128;
const HOUR: i128 = HOUR_US as i128;
const NEW_YORK_CLOSE: i128 = 17 * HOUR;
const NEW_YORK_STANDARD: i128 = -5 * HOUR;

/// Before 1901 (no quotes exist) New York kept other minutes; standard time is assumed, so that days always close
/// on whole hours of UTC.
const FIRST_ZONED_US: i128 = -2_177_452_800_000_000;

static NEW_YORK: TimeZone = jiff::tz::get!("America/New_York");

impl DayClose {
    /// The session that holds the instant `ts_us`.
    pub(crate) fn session(self, ts_us: i64) -> Session {
        let ts_us = i128::from(ts_us);
        match self {
            Self::Utc => utc_session(ts_us.div_euclid(DAY)),
            Self::NewYork => new_york_session(new_york_day(ts_us)),
        }
    }
}

fn utc_session(day: i128) -> Session {
    Session {
        start_us: day * DAY,
        open_us: day * DAY,
        close_us: (day + 1) * DAY,
    }
}

fn new_york_session(day: i128) -> Session {
    let open_us = new_york_close(day - 1);
    let start_us = if weekday(day) == 0 {
        new_york_close(day - 3)
    } else {
        open_us
    };
    Session {
        start_us,
        open_us,
        close_us: new_york_close(day),
    }
}

/// The trading date of an instant, in days since 1970-01-01: the New York date seven hours later, weekends rolled
/// on to Monday.
fn new_york_day(ts_us: i128) -> i128 {
    let day = (ts_us + new_york_offset(ts_us) + DAY - NEW_YORK_CLOSE).div_euclid(DAY);
    match weekday(day) {
        weekend @ 5.. => day + 7 - weekend,
        _ => day,
    }
}

/// Monday is 0; day 0, 1970-01-01, was a Thursday.
fn weekday(day: i128) -> i128 {
    (day + 3).rem_euclid(7)
}

/// 17:00 in New York on a date. Its clocks change at 2 in the morning, far from there.
fn new_york_close(day: i128) -> i128 {
    let local_us = day * DAY + NEW_YORK_CLOSE;
    local_us - new_york_offset(local_us - NEW_YORK_STANDARD)
}

fn new_york_offset(ts_us: i128) -> i128 {
    let zoned = i64::try_from(ts_us)
        .ok()
        .filter(|_| ts_us >= FIRST_ZONED_US);
    match zoned.and_then(|ts_us| Timestamp::from_microsecond(ts_us).ok()) {
        Some(instant) => i128::from(NEW_YORK.to_offset(instant).seconds()) * 1_000_000,
        None => NEW_YORK_STANDARD,
    }
}
