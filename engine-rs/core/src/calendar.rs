//! The session calendar: when a trading day, week or month opens and closes.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::sessions::SessionCalendar;
use crate::timeframe::{DAY_US, HOUR_US, MINUTE_US, Period};

/// When a trading day ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DayClose {
    /// 17:00 in New York, daylight saving included; Saturday and Sunday belong to Monday.
    #[default]
    NewYork,
    /// Midnight UTC, every day of the week.
    Utc,
    /// With the instrument's own sessions.
    Sessions(Arc<SessionCalendar>),
}

/// Some trading days: instants of [start, close) belong to them. `i128`, so that no input overflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "units end the name")]
pub(crate) struct Session {
    /// Where the day before ends: for Monday that is Friday's close.
    pub(crate) start_us: i128,
    /// Where the first day opens, its label: for Monday Sunday 17:00.
    pub(crate) open_us: i128,
    /// Where the last day ends.
    pub(crate) close_us: i128,
}

pub(crate) const DAY: i128 = DAY_US as i128;
const HOUR: i128 = HOUR_US as i128;
const NEW_YORK_CLOSE: i128 = 17 * HOUR;
const NEW_YORK_STANDARD: i128 = -5 * HOUR;

/// Before 1901 (no quotes exist) New York kept other minutes; standard time is assumed, so that days always close
/// on whole hours of UTC.
const FIRST_ZONED_US: i128 = -2_177_452_800_000_000;

static NEW_YORK: TimeZone = jiff::tz::get!("America/New_York");

impl DayClose {
    /// The trading day, week or month that holds the instant `ts_us`; a fixed width counts as a day.
    pub(crate) fn session(&self, ts_us: i64, period: Period) -> Session {
        let day = self.trading_day(ts_us.into());
        let (first, last) = match period {
            Period::Week => (day - weekday(day), day - weekday(day) + 6),
            Period::Months { count } => months_around(day, count.into()),
            Period::Day | Period::Fixed { .. } => return self.of_day(day),
        };
        let first = self.of_day(self.trading_from(first));
        Session {
            close_us: self.of_day(self.trading_until(last)).close_us,
            ..first
        }
    }

    /// Whatever divides this divides every day: days close on whole minutes or hours of UTC.
    pub(crate) fn grain_us(&self) -> i64 {
        match self {
            Self::NewYork => HOUR_US,
            Self::Utc => DAY_US,
            Self::Sessions(_) => MINUTE_US,
        }
    }

    /// Is the market open at some time of [`from_us`, `to_us`)?
    pub(crate) fn is_open_within(&self, from_us: i64, to_us: i64) -> bool {
        match self {
            Self::Utc => true,
            Self::NewYork => self.session(from_us, Period::Day).open_us < to_us.into(),
            Self::Sessions(calendar) => calendar.is_open_within(from_us.into(), to_us.into()),
        }
    }

    /// The trading date of an instant, in days since 1970-01-01.
    fn trading_day(&self, ts_us: i128) -> i128 {
        match self {
            Self::Utc => ts_us.div_euclid(DAY),
            Self::NewYork => new_york_day(ts_us),
            Self::Sessions(calendar) => calendar.trading_day(ts_us),
        }
    }

    fn of_day(&self, day: i128) -> Session {
        match self {
            Self::Utc => utc_session(day),
            Self::NewYork => new_york_session(day),
            Self::Sessions(calendar) => calendar.session(day),
        }
    }

    /// The first trading date on or after a date.
    fn trading_from(&self, day: i128) -> i128 {
        match self {
            Self::Utc => day,
            Self::NewYork => rolled_on(day),
            Self::Sessions(calendar) => calendar.trading_from(day),
        }
    }

    /// The last trading date on or before a date.
    fn trading_until(&self, day: i128) -> i128 {
        match self {
            Self::Utc => day,
            Self::NewYork => day - (weekday(day) - 4).max(0),
            Self::Sessions(calendar) => calendar.trading_until(day),
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

/// The New York date seven hours later, weekends rolled on to Monday.
fn new_york_day(ts_us: i128) -> i128 {
    rolled_on((ts_us + new_york_offset(ts_us) + DAY - NEW_YORK_CLOSE).div_euclid(DAY))
}

/// The first 17:00 in New York of a Monday to Friday after an instant, and its weekday.
pub(crate) fn rollover_after(ts_us: i64) -> (i64, i128) {
    let day = new_york_day(ts_us.into());
    (new_york_close(day) as i64, weekday(day))
}

fn rolled_on(day: i128) -> i128 {
    match weekday(day) {
        weekend @ 5.. => day + 7 - weekend,
        _ => day,
    }
}

/// Monday is 0; day 0, 1970-01-01, was a Thursday.
pub(crate) fn weekday(day: i128) -> i128 {
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

/// First and last date of the `count` calendar months, counted from January, that a date lies in.
fn months_around(day: i128, count: i128) -> (i128, i128) {
    let first = month_of(day).div_euclid(count) * count;
    (first_of_month(first), first_of_month(first + count) - 1)
}

/// Days of 400 years, after which the Gregorian calendar repeats.
const ERA: i128 = 146_097;
/// 1970-01-01 counted from 0000-03-01, where the year begins that ends with its leap day.
const EPOCH: i128 = 719_468;

/// Months since January of the year 0. The arithmetic is Howard Hinnant's `civil_from_days`.
fn month_of(day: i128) -> i128 {
    let (era, day) = ((day + EPOCH).div_euclid(ERA), (day + EPOCH).rem_euclid(ERA));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    (era * 400 + year) * 12 + (5 * day_of_year + 2) / 153 + 2
}

/// The first date of a month as [`month_of`] counts it; Howard Hinnant's `days_from_civil`.
fn first_of_month(month: i128) -> i128 {
    let (year, month) = ((month - 2).div_euclid(12), (month - 2).rem_euclid(12));
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    era * ERA + 365 * year + year / 4 - year / 100 + (153 * month + 2) / 5 - EPOCH
}
