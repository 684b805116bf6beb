//! The rules of sessions as people write them: read, and told.

use jiff::SignedDuration;
use jiff::civil::{Date, Time};

use crate::sessions::{DAY_MINUTES, DAYS, SessionError, SessionRules, clock};

const EPOCH: Date = Date::constant(1970, 1, 1);
const NO_TIME: &str =
    "an interval that ends at another time than it begins (all week is Mon 00:00 to Mon 00:00)";

impl SessionRules {
    /// Read `Sun 17:00`, `2025-12-25` and `12:15`; `24:00` is midnight at the end of a day.
    ///
    /// # Errors
    /// [`SessionError`] for the first text that is not what its place wants.
    pub fn parse(
        zone: &str,
        day_close: &str,
        open: &[(String, String)],
        holidays: &[String],
        early_closes: &[(String, String)],
    ) -> Result<Self, SessionError> {
        let day_close = read_clock("day_close", day_close)?;
        let interval = |(from, to): &(String, String)| {
            let minutes = (read_week_minute(from)?, read_week_minute(to)?);
            // From a midnight, or the end of a day, to the same one is all week; at any other time it is a slip.
            let is_end = [0, day_close].contains(&(minutes.0 % DAY_MINUTES));
            if minutes.0 == minutes.1 && !is_end {
                let found = format!("{from} to {to}");
                return Err(SessionError::wrong("open", NO_TIME, &found));
            }
            Ok(minutes)
        };
        let early_close = |(date, clock): &(String, String)| {
            Ok((read_date(date)?, read_clock("early_closes", clock)?))
        };
        Ok(Self {
            zone: zone.to_owned(),
            day_close,
            open: open.iter().map(interval).collect::<Result<_, _>>()?,
            holidays: holidays
                .iter()
                .map(|date| read_date(date))
                .collect::<Result<_, _>>()?,
            early_closes: early_closes
                .iter()
                .map(early_close)
                .collect::<Result<_, _>>()?,
        })
    }

    /// The open intervals, as [`Self::parse`] reads them.
    #[must_use]
    pub fn open_words(&self) -> Vec<(String, String)> {
        let word = |&(from, to): &(i64, i64)| (week_minute(from), week_minute(to));
        self.open.iter().map(word).collect()
    }

    /// The holidays, as [`Self::parse`] reads them.
    #[must_use]
    pub fn holiday_words(&self) -> Vec<String> {
        self.holidays.iter().map(|&day| date(day)).collect()
    }

    /// The early closes, as [`Self::parse`] reads them.
    #[must_use]
    pub fn early_close_words(&self) -> Vec<(String, String)> {
        let word = |&(day, minute): &(i64, i64)| (date(day), clock(minute));
        self.early_closes.iter().map(word).collect()
    }

    /// The end of the trading day, as [`Self::parse`] reads it.
    #[must_use]
    pub fn day_close_word(&self) -> String {
        clock(self.day_close)
    }
}

fn read_week_minute(text: &str) -> Result<i64, SessionError> {
    let refused = || SessionError::wrong("open", "a weekday and a time such as Sun 17:00", text);
    let (day, clock) = text.split_once(' ').ok_or_else(refused)?;
    let day = DAYS
        .iter()
        .position(|name| name.eq_ignore_ascii_case(day))
        .ok_or_else(refused)?;
    Ok(day as i64 * DAY_MINUTES + read_clock("open", clock)?)
}

fn read_clock(place: &'static str, text: &str) -> Result<i64, SessionError> {
    if text == "24:00" {
        return Ok(DAY_MINUTES);
    }
    match text.parse::<Time>() {
        Ok(time) if text.len() == 5 => Ok(i64::from(time.hour()) * 60 + i64::from(time.minute())),
        _ => Err(SessionError::wrong(place, "a time such as 17:00", text)),
    }
}

fn read_date(text: &str) -> Result<i64, SessionError> {
    match text.parse::<Date>() {
        Ok(date) if text.len() == 10 => Ok(date.duration_since(EPOCH).as_hours() / 24),
        _ => Err(SessionError::wrong(
            "dates",
            "a date such as 2025-12-25",
            text,
        )),
    }
}

fn week_minute(minute: i64) -> String {
    // Midnight at the end of Sunday is none of another day.
    let day = minute.div_euclid(DAY_MINUTES).clamp(0, 6);
    let name = DAYS[day as usize];
    format!("{name} {}", clock(minute - day * DAY_MINUTES))
}

/// A date of the calendar; beyond it, its end.
pub(crate) fn date(day: i64) -> String {
    let hours = day.saturating_mul(24).clamp(-(1 << 40), 1 << 40);
    EPOCH
        .saturating_add(SignedDuration::from_hours(hours))
        .to_string()
}
