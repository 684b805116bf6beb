//! Sessions of one instrument, given as data: open intervals of the week in a time zone, holidays, early closes.
//!
//! Every minute belongs to a *trading date*: the local date, or the next one after `day_close`. What is not open -
//! a break between two days, a weekend, a holiday - goes with the next trading date that has any open time.

use std::fmt;

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::{DAY, Session, weekday};
use crate::fault::Fault;
use crate::session_words::date;
use crate::timeframe::MINUTE_US;

const MINUTE: i128 = MINUTE_US as i128;
pub(crate) const DAY_MINUTES: i64 = 24 * 60;
const WEEK_MINUTES: i64 = 7 * DAY_MINUTES;
pub(crate) const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Holidays and early closes of a lifetime.
const DATES_MAX: usize = 20_000;
const INTERVALS_MAX: usize = 1_000;

/// 1901-01-01 and 2200-01-01: beyond them a zone keeps the offset that it has there.
pub(crate) const ZONED_US: [i128; 2] = [-2_177_452_800_000_000, 7_258_118_400_000_000];

/// What a session calendar is made of, in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRules {
    /// IANA name: `America/Chicago`.
    pub zone: String,
    /// Minute of the local day at which the next trading date begins: 1 to 1440 (midnight).
    pub day_close: i64,
    /// When the market is open: minutes since local Monday 00:00, [from, to). A `to` not after its `from` lies in the
    /// next week.
    pub open: Vec<(i64, i64)>,
    /// Trading dates, in days since 1970-01-01, on which the market stays closed.
    pub holidays: Vec<i64>,
    /// Trading dates and the local minute of that date after which it is closed.
    pub early_closes: Vec<(i64, i64)>,
}

/// Sessions in a form that answers questions.
#[derive(Clone, Debug)]
pub struct SessionCalendar {
    rules: SessionRules,
    zone: TimeZone,
    /// Open minutes of each trading weekday, from that date's local midnight, in order.
    weekdays: [Vec<(i64, i64)>; 7],
    /// In order.
    holidays: Vec<i64>,
    /// In order of date.
    early_closes: Vec<(i64, i64)>,
    /// Offsets from UTC at the ends of [`ZONED_US`].
    end_offsets: [i128; 2],
}

/// What was built of equal rules is equal.
impl PartialEq for SessionCalendar {
    fn eq(&self, other: &Self) -> bool {
        self.rules == other.rules
    }
}

impl Eq for SessionCalendar {}

impl SessionCalendar {
    /// A calendar of these rules.
    ///
    /// # Errors
    /// [`SessionError`] for an unknown zone, numbers beyond their range, no open time, or intervals that overlap.
    pub fn new(rules: SessionRules) -> Result<Self, SessionError> {
        let zone = TimeZone::get(&rules.zone).map_err(|_| SessionError::Wrong {
            place: "zone",
            expected: "an IANA time zone such as America/Chicago",
            found: rules.zone.clone(),
        })?;
        check_numbers(&rules)?;
        let weekdays = by_trading_day(&rules)?;
        let (mut holidays, mut early_closes) = (rules.holidays.clone(), rules.early_closes.clone());
        holidays.sort_unstable();
        early_closes.sort_unstable();
        check_early_closes(&weekdays, &holidays, &early_closes)?;
        let end_offsets = ZONED_US.map(|ts_us| offset_us(&zone, ts_us));
        Ok(Self {
            rules,
            zone,
            weekdays,
            holidays,
            early_closes,
            end_offsets,
        })
    }

    /// What it was made of.
    #[must_use]
    pub fn rules(&self) -> &SessionRules {
        &self.rules
    }

    /// The same without early closes.
    #[must_use]
    pub fn without_early_closes(&self) -> Self {
        Self {
            rules: SessionRules {
                early_closes: Vec::new(),
                ..self.rules.clone()
            },
            early_closes: Vec::new(),
            ..self.clone()
        }
    }

    /// The trading date of an instant, in days since 1970-01-01.
    pub(crate) fn trading_day(&self, ts_us: i128) -> i128 {
        let local_us = ts_us + self.offset(ts_us);
        let guess = (local_us + DAY - i128::from(self.rules.day_close) * MINUTE).div_euclid(DAY);
        let mut day = self.trading_from(guess);
        // Clocks that change near a close can put the guess a day off.
        loop {
            let Session {
                start_us, close_us, ..
            } = self.session(day);
            day = match () {
                () if ts_us >= close_us => self.trading_from(day + 1),
                () if ts_us < start_us => self.trading_until(day - 1),
                () => return day,
            };
        }
    }

    /// The session of a trading date.
    pub(crate) fn session(&self, day: i128) -> Session {
        let before = self.trading_until(day - 1);
        let (open_us, close_us) = self.bounds(day).unwrap_or((day * DAY, (day + 1) * DAY));
        let start_us = self.bounds(before).map_or(open_us, |bounds| bounds.1);
        Session {
            start_us,
            open_us,
            close_us,
        }
    }

    /// The first trading date on or after a date.
    pub(crate) fn trading_from(&self, day: i128) -> i128 {
        let found = (day..day + self.longest_pause()).find(|&day| self.bounds(day).is_some());
        found.unwrap_or(day)
    }

    /// The last trading date on or before a date.
    pub(crate) fn trading_until(&self, day: i128) -> i128 {
        let mut days = (day - self.longest_pause()..=day).rev();
        days.find(|&day| self.bounds(day).is_some()).unwrap_or(day)
    }

    /// Is it open at some time of [`from_us`, `to_us`)?
    pub(crate) fn is_open_within(&self, from_us: i128, to_us: i128) -> bool {
        let mut day = self.trading_day(from_us);
        while self.session(day).open_us < to_us {
            let mut open = self.open(day);
            if open.any(|(start_us, end_us)| start_us < to_us && from_us < end_us) {
                return true;
            }
            day = self.trading_from(day + 1);
        }
        false
    }

    /// More days than can pass without a trading date: every week has one, but for holidays and early closes, and a
    /// zone that leaves out a date (the Samoa of 2011).
    fn longest_pause(&self) -> i128 {
        16 + 7 * (self.holidays.len() + self.early_closes.len()) as i128
    }

    /// Open and close of a trading date; none when it has no open time.
    fn bounds(&self, day: i128) -> Option<(i128, i128)> {
        let mut open = self.open(day);
        let first = open.next()?;
        let last = open.last().unwrap_or(first);
        Some((first.0, last.1))
    }

    /// Open intervals of a trading date, in order, none of them empty.
    pub(crate) fn open(&self, day: i128) -> impl Iterator<Item = (i128, i128)> + '_ {
        let until = self.open_until(day);
        self.weekdays[weekday(day) as usize]
            .iter()
            .map(move |&(from, to)| (from, to.min(until)))
            .filter(|(from, to)| from < to)
            .map(move |(from, to)| (self.instant(day, from), self.instant(day, to)))
            .filter(|(from_us, to_us)| from_us < to_us)
    }

    /// Minute of the local date after which it is closed in any case.
    fn open_until(&self, day: i128) -> i64 {
        let Ok(day) = i64::try_from(day) else {
            return i64::MAX;
        };
        if self.holidays.binary_search(&day).is_ok() {
            return i64::MIN;
        }
        match self
            .early_closes
            .binary_search_by_key(&day, |close| close.0)
        {
            Ok(found) => self.early_closes[found].1,
            Err(_) => i64::MAX,
        }
    }

    /// The instant at which a local clock shows `minutes` after midnight of a date: the first of two, and the change
    /// itself when the clocks jump over it. Whole minutes, so that minute bars nest in days.
    fn instant(&self, day: i128, minutes: i64) -> i128 {
        let local_us = day * DAY + i128::from(minutes) * MINUTE;
        let [first, last] = [0, 1].map(|end| ZONED_US[end] + self.end_offsets[end]);
        let ts_us = if local_us <= first {
            local_us - self.end_offsets[0]
        } else if local_us >= last {
            local_us - self.end_offsets[1]
        } else {
            self.zoned_instant(local_us)
        };
        ts_us.div_euclid(MINUTE) * MINUTE
    }

    fn zoned_instant(&self, local_us: i128) -> i128 {
        let local = Date::constant(1970, 1, 1)
            .at(0, 0, 0, 0)
            .checked_add(SignedDuration::from_micros(local_us as i64));
        let Ok(local) = local else {
            return local_us;
        };
        let seconds = |offset: jiff::tz::Offset| i128::from(offset.seconds()) * 1_000_000;
        match self.zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => local_us - seconds(offset),
            AmbiguousOffset::Fold { before, .. } => local_us - seconds(before),
            AmbiguousOffset::Gap { before, .. } => self.change_before(local_us - seconds(before)),
        }
    }

    /// The last change of the clocks up to an instant.
    fn change_before(&self, ts_us: i128) -> i128 {
        let after = Timestamp::from_microsecond(ts_us as i64 + 1).unwrap_or_default();
        let change = self.zone.preceding(after).next();
        change.map_or(ts_us, |change| change.timestamp().as_microsecond().into())
    }

    fn offset(&self, ts_us: i128) -> i128 {
        match ts_us {
            _ if ts_us <= ZONED_US[0] => self.end_offsets[0],
            _ if ts_us >= ZONED_US[1] => self.end_offsets[1],
            _ => offset_us(&self.zone, ts_us),
        }
    }
}

fn offset_us(zone: &TimeZone, ts_us: i128) -> i128 {
    let instant = Timestamp::from_microsecond(ts_us as i64).unwrap_or_default();
    i128::from(zone.to_offset(instant).seconds()) * 1_000_000
}

fn check_numbers(rules: &SessionRules) -> Result<(), SessionError> {
    let minutes_ok = |minute: &i64| (0..=DAY_MINUTES).contains(minute);
    let too_many = |place, expected, found: usize| SessionError::Wrong {
        place,
        expected,
        found: found.to_string(),
    };
    let dates = rules.holidays.len() + rules.early_closes.len();
    if !(1..=DAY_MINUTES).contains(&rules.day_close) {
        return Err(SessionError::wrong(
            "day_close",
            "a time from 00:01 to 24:00",
            &clock(rules.day_close),
        ));
    }
    if dates > DATES_MAX {
        return Err(too_many("dates", "at most 20000 dates", dates));
    }
    if !(1..=INTERVALS_MAX).contains(&rules.open.len()) {
        return Err(too_many("open", "1 to 1000 intervals", rules.open.len()));
    }
    let stray = rules.early_closes.iter().find(|row| !minutes_ok(&row.1));
    stray.map_or(Ok(()), |row| {
        Err(SessionError::wrong(
            "early_closes",
            "a time of the day",
            &clock(row.1),
        ))
    })
}

pub(crate) fn clock(minutes: i64) -> String {
    format!(
        "{:02}:{:02}",
        minutes.div_euclid(60),
        minutes.rem_euclid(60)
    )
}

/// The open intervals, cut where trading dates end.
fn by_trading_day(rules: &SessionRules) -> Result<[Vec<(i64, i64)>; 7], SessionError> {
    let mut weekdays: [Vec<(i64, i64)>; 7] = Default::default();
    for &(from, to) in &rules.open {
        if ![from, to]
            .iter()
            .all(|minute| (0..=WEEK_MINUTES).contains(minute))
        {
            return Err(SessionError::wrong(
                "open",
                "times within one week",
                &format!("minutes {from} to {to}"),
            ));
        }
        let to = if to > from { to } else { to + WEEK_MINUTES };
        let mut from = from;
        while from < to {
            let day = (from + DAY_MINUTES - rules.day_close).div_euclid(DAY_MINUTES);
            let end = to.min(day * DAY_MINUTES + rules.day_close);
            weekdays[day.rem_euclid(7) as usize]
                .push((from - day * DAY_MINUTES, end - day * DAY_MINUTES));
            from = end;
        }
    }
    for (weekday, open) in weekdays.iter_mut().enumerate() {
        open.sort_unstable();
        if let Some(pair) = open.windows(2).find(|pair| pair[1].0 < pair[0].1) {
            return Err(SessionError::Wrong {
                place: "open",
                expected: "intervals that do not overlap",
                found: format!(
                    "two at {} on the trading day {}",
                    clock(pair[1].0),
                    DAYS[weekday]
                ),
            });
        }
    }
    Ok(weekdays)
}

/// An early close of a day that trades lies between its open and its close: at another time it would be a holiday, or
/// nothing. Days that do not trade may have one: "each Christmas Eve" falls on a weekend, too.
fn check_early_closes(
    weekdays: &[Vec<(i64, i64)>; 7],
    holidays: &[i64],
    early_closes: &[(i64, i64)],
) -> Result<(), SessionError> {
    let wrong = |expected, close: (i64, i64)| {
        Err(SessionError::Wrong {
            place: "early_closes",
            expected,
            found: format!("{} {}", date(close.0), clock(close.1)),
        })
    };
    if let Some(pair) = early_closes.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return wrong("one early close of a date", pair[1]);
    }
    let stray = early_closes.iter().find(|&&(day, minute)| {
        let open = &weekdays[weekday(day.into()) as usize];
        let is_inside =
            |(first, last): (&(i64, i64), &(i64, i64))| first.0 < minute && minute < last.1;
        let trades = !open.is_empty() && holidays.binary_search(&day).is_err();
        trades && !open.first().zip(open.last()).is_some_and(is_inside)
    });
    match stray {
        Some(&close) => wrong("a time between the open and the close of that date", close),
        None => Ok(()),
    }
}

/// What no session calendar can be made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionError {
    /// A part that is not what its place wants.
    Wrong {
        /// Which part.
        place: &'static str,
        /// What belongs there.
        expected: &'static str,
        /// What was there.
        found: String,
    },
}

impl SessionError {
    pub(crate) fn wrong(place: &'static str, expected: &'static str, found: &str) -> Self {
        Self::Wrong {
            place,
            expected,
            found: format!("'{}'", found.chars().take(40).collect::<String>()),
        }
    }
}

impl Fault for SessionError {
    fn expected(&self) -> String {
        let Self::Wrong { expected, .. } = self;
        (*expected).to_owned()
    }

    fn found(&self) -> String {
        let Self::Wrong { found, .. } = self;
        found.clone()
    }

    fn place(&self) -> String {
        let Self::Wrong { place, .. } = self;
        format!("session calendar, {place}")
    }
}

impl std::error::Error for SessionError {}

impl fmt::Display for SessionError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: expected {}, found {}",
            self.place(),
            self.expected(),
            self.found()
        )
    }
}
