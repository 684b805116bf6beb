//! Written times to microseconds since the Unix epoch, UTC.

use jiff::civil;

use super::dialect::{Dialect, TimeFormat, Zone};
use super::error::Problem;

const SECOND_US: i64 = 1_000_000;
const MINUTE_US: i64 = 60 * SECOND_US;
const HOUR_US: i64 = 60 * MINUTE_US;
const DAY_US: i64 = 24 * HOUR_US;

/// 1971-01-01 and 2200-01-01. Between them a count of milliseconds cannot be one of seconds, microseconds or
/// nanoseconds of any year from 1971 to 2199: those read as milliseconds lie outside.
const FIRST_US: i64 = 31_536_000 * SECOND_US;
const END_US: i64 = 7_258_118_400 * SECOND_US;

const ISO: Pattern = Pattern::new("yyyy-MM-ddTHH:mm:ss");

/// Fixed places of date and time: `yyyy MM dd HH mm ss` are digits, `T` is itself or a blank, all else is itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: &'static [u8],
    /// Length of the date, which comes first.
    date: usize,
    year: usize,
    month: usize,
    day: usize,
    hour: usize,
    minute: usize,
    second: usize,
}

impl Pattern {
    /// Compiles a pattern. One that lacks a part does not compile, being a constant.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        let text = text.as_bytes();
        let hour = place(text, b'H');
        Self {
            text,
            date: hour - 1,
            year: place(text, b'y'),
            month: place(text, b'M'),
            day: place(text, b'd'),
            hour,
            minute: place(text, b'm'),
            second: place(text, b's'),
        }
    }

    fn fits(&self, text: &[u8]) -> bool {
        self.text
            .iter()
            .zip(text)
            .all(|(wanted, found)| match wanted {
                b'T' => matches!(found, b'T' | b' '),
                letter if letter.is_ascii_alphabetic() => found.is_ascii_digit(),
                mark => found == mark,
            })
    }
}

const fn place(text: &[u8], letter: u8) -> usize {
    let mut at = 0;
    while text[at] != letter {
        at += 1;
    }
    at
}

/// Reads the times of one file. Remembers the last date, since most rows share it with their neighbour.
#[derive(Clone, Debug)]
pub(super) struct TimeReader {
    format: TimeFormat,
    zone: Zone,
    example: &'static str,
    date: Vec<u8>,
    date_us: i64,
}

impl TimeReader {
    pub(super) fn new(dialect: &Dialect) -> Self {
        let Dialect {
            time: format,
            zone,
            time_example: example,
            ..
        } = *dialect;
        Self {
            format,
            zone,
            example,
            date: Vec::new(),
            date_us: 0,
        }
    }

    /// Microseconds since the epoch of a time field.
    pub(super) fn read(&mut self, text: &[u8]) -> Result<i64, Problem> {
        let us = match self.format {
            TimeFormat::EpochMillisOrIso => epoch_us(text).or_else(|| self.written_us(&ISO, text)),
            TimeFormat::Pattern(pattern) => self.written_us(&pattern, text),
        };
        match us {
            None => Err(Problem::NotATime {
                example: self.example,
            }),
            Some(us) if (FIRST_US..END_US).contains(&us) => Ok(us),
            Some(_) => Err(Problem::OutsideYears),
        }
    }

    fn written_us(&mut self, pattern: &Pattern, text: &[u8]) -> Option<i64> {
        let (clock, rest) = text.split_at_checked(pattern.text.len())?;
        if !pattern.fits(clock) {
            return None;
        }
        let (fraction_us, rest) = fraction(rest)?;
        let offset_us = offset(self.zone, rest)?;
        Some(self.day_us(pattern, clock)? + clock_us(pattern, clock)? + fraction_us - offset_us)
    }

    fn day_us(&mut self, pattern: &Pattern, clock: &[u8]) -> Option<i64> {
        let date = &clock[..pattern.date];
        if self.date != date {
            let (year, month, day) = (
                number(clock, pattern.year, 4),
                number(clock, pattern.month, 2),
                number(clock, pattern.day, 2),
            );
            self.date_us = midnight_us(year, month, day)?;
            self.date.clear();
            self.date.extend_from_slice(date);
        }
        Some(self.date_us)
    }
}

/// Microseconds of a whole number of milliseconds of at most 18 digits (nanoseconds of 1971 have 17, so that they are
/// told from no number at all).
fn epoch_us(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if digits.is_empty() || digits.len() > 20 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let ms = digits.iter().fold(0i64, |ms, digit| {
        ms.saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'))
    });
    let us = ms.saturating_mul(1000);
    Some(if digits.len() < text.len() { -us } else { us })
}

fn midnight_us(year: i64, month: i64, day: i64) -> Option<i64> {
    let (year, month, day) = (
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    let date = civil::Date::new(year, month, day).ok()?;
    let days = date.since(civil::date(1970, 1, 1)).ok()?.get_days();
    Some(i64::from(days) * DAY_US)
}

fn clock_us(pattern: &Pattern, clock: &[u8]) -> Option<i64> {
    let hour = number(clock, pattern.hour, 2);
    let minute = number(clock, pattern.minute, 2);
    let second = number(clock, pattern.second, 2);
    let exists = hour < 24 && minute < 60 && second < 60;
    exists.then_some(hour * HOUR_US + minute * MINUTE_US + second * SECOND_US)
}

/// (microseconds of `.123` or `.123456`, the text after it); zero where there is no fraction. Digits beyond the sixth
/// must be zeros: nothing is rounded away unseen.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some(digits) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let count = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (digits, rest) = digits.split_at(count);
    let (kept, dropped) = digits.split_at(count.min(6));
    if count == 0 || dropped.iter().any(|digit| *digit != b'0') {
        return None;
    }
    let scale = 10i64.pow(6 - kept.len() as u32);
    Some((number(kept, 0, kept.len()) * scale, rest))
}

/// Microseconds to take from a local time, by what follows it.
fn offset(zone: Zone, text: &[u8]) -> Option<i64> {
    match zone {
        Zone::Utc | Zone::Unstated => text.is_empty().then_some(0),
        Zone::IsoOffset if text.is_empty() || text == b"Z" => Some(0),
        Zone::IsoOffset => signed_offset(text),
        Zone::GmtOffset => signed_offset(text.strip_prefix(b" GMT")?),
    }
}

/// `+0200`, `+02:00` or `+02`, of at most 15:59 (no zone was ever further from Greenwich).
fn signed_offset(text: &[u8]) -> Option<i64> {
    let (sign, digits) = text.split_first()?;
    let (hours, minutes) = match digits {
        [hours @ .., b':', _, _] if hours.len() == 2 => (hours, &digits[3..]),
        [_, _] | [_, _, _, _] => digits.split_at(2),
        _ => return None,
    };
    if !hours.iter().chain(minutes).all(u8::is_ascii_digit) {
        return None;
    }
    let (hours, minutes) = (number(hours, 0, 2), number(minutes, 0, minutes.len()));
    let us = (hours < 16 && minutes < 60).then_some(hours * HOUR_US + minutes * MINUTE_US)?;
    match sign {
        b'+' => Some(us),
        b'-' => Some(-us),
        _ => None,
    }
}

/// The number that `count` digits from `at` on are.
#[inline]
fn number(text: &[u8], at: usize, count: usize) -> i64 {
    text[at..at + count]
        .iter()
        .fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
}
