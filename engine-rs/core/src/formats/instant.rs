//! Written times to microseconds since the Unix epoch, UTC.

use jiff::civil;
use jiff::tz::Offset;

use super::dialect::{Dialect, TimeFormat, Zone};

const SECOND_US: i64 = 1_000_000;
const MINUTE_US: i64 = 60 * SECOND_US;
const HOUR_US: i64 = 60 * MINUTE_US;
/// Microseconds of the last digit of a fraction, by how many digits it has.
const MICROS: [i64; 7] = [0, 100_000, 10_000, 1_000, 100, 10, 1];

/// 1971-01-01 and 2200-01-01. Between them a count of milliseconds cannot be one of seconds, microseconds or
/// nanoseconds of any year from 1971 to 2199: those read as milliseconds lie outside.
const FIRST_US: i64 = 31_536_000 * SECOND_US;
const END_US: i64 = 7_258_118_400 * SECOND_US;

const ISO: Pattern = Pattern::new("yyyy-MM-ddTHH:mm:ss");

/// What is wrong with a written time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimeFault {
    /// Not of the dialect's form.
    NotATime,
    /// Of a year that no tick is of.
    OutsideYears,
}

/// Fixed places of date and time: `yyyy MM dd HH mm ss` are digits, `T` is itself or a blank, all else is itself. The
/// seconds come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: &'static [u8],
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
        Self {
            text,
            year: place(text, b'y'),
            month: place(text, b'M'),
            day: place(text, b'd'),
            hour: place(text, b'H'),
            minute: place(text, b'm'),
            second: place(text, b's'),
        }
    }

    /// Microseconds since the epoch of a text that goes as far as the minute.
    fn minute_us(&self, text: &[u8]) -> Option<i64> {
        if !self.fits(text) {
            return None;
        }
        let two = |at: usize| number(&text[at..at + 2]) as i8;
        let year = number(&text[self.year..self.year + 4]) as i16;
        let minute = civil::DateTime::new(
            year,
            two(self.month),
            two(self.day),
            two(self.hour),
            two(self.minute),
            0,
            0,
        );
        let instant = Offset::UTC.to_timestamp(minute.ok()?).ok()?;
        Some(instant.as_microsecond())
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

/// Reads the times of one file. Remembers the last minute, which most rows share with the row above.
#[derive(Clone, Debug)]
pub(super) struct TimeReader {
    format: TimeFormat,
    zone: Zone,
    minute: Vec<u8>,
    minute_us: i64,
}

impl TimeReader {
    pub(super) fn new(dialect: &Dialect) -> Self {
        let Dialect {
            time: format, zone, ..
        } = *dialect;
        Self {
            format,
            zone,
            minute: Vec::new(),
            minute_us: 0,
        }
    }

    /// Microseconds since the epoch of a time field.
    #[inline]
    pub(super) fn read(&mut self, text: &[u8]) -> Result<i64, TimeFault> {
        let us = match self.format {
            TimeFormat::EpochMillisOrIso => epoch_us(text).or_else(|| self.written_us(&ISO, text)),
            TimeFormat::Pattern(pattern) => self.written_us(&pattern, text),
        };
        match us {
            None => Err(TimeFault::NotATime),
            Some(us) if (FIRST_US..END_US).contains(&us) => Ok(us),
            Some(_) => Err(TimeFault::OutsideYears),
        }
    }

    fn written_us(&mut self, pattern: &Pattern, text: &[u8]) -> Option<i64> {
        let (minute, rest) = text.split_at_checked(pattern.second)?;
        if self.minute != minute {
            self.minute_us = pattern.minute_us(minute)?;
            self.minute.clear();
            self.minute.extend_from_slice(minute);
        }
        let (second_us, rest) = second(rest)?;
        Some(self.minute_us + second_us - offset(self.zone, rest)?)
    }
}

/// Microseconds of a whole number of milliseconds. Up to 20 digits are a number, if of no year, so that a count of
/// nanoseconds is told from no number at all.
#[inline]
fn epoch_us(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let (eights, rest) = digits.as_chunks::<8>();
    let mut ms = 0i64;
    for chunk in eights {
        ms = ms
            .wrapping_mul(100_000_000)
            .wrapping_add(eight_digits(*chunk)?);
    }
    if digits.is_empty() || !rest.iter().all(u8::is_ascii_digit) {
        return None;
    }
    ms = rest.iter().fold(ms, |ms, digit| {
        ms.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'))
    });
    match digits.len() {
        0..=15 if digits.len() < text.len() => Some(-1000 * ms),
        0..=15 => Some(1000 * ms),
        16..=20 => Some(i64::MAX),
        _ => None,
    }
}

/// The number of eight digits, all at once: neighbours are joined to pairs, pairs to fours, fours to the eight.
#[inline]
fn eight_digits(text: [u8; 8]) -> Option<i64> {
    const TENS: u64 = 0x0f0f_0f0f_0f0f_0f0f;
    let word = u64::from_le_bytes(text);
    let above_nine = word.wrapping_add(0x0606_0606_0606_0606) & !TENS;
    if word & !TENS != 0x3030_3030_3030_3030 || above_nine != 0x3030_3030_3030_3030 {
        return None;
    }
    let pairs = (word & TENS).wrapping_mul(1 + (10 << 8)) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(1 + (100 << 16)) >> 16 & 0x0000_ffff_0000_ffff;
    Some((fours.wrapping_mul(1 + (10_000 << 32)) >> 32) as i64)
}

/// (microseconds of `07`, `07.123` or `07.123456`, the text after it). Digits beyond the sixth of the fraction must be
/// zeros: nothing is rounded away unseen.
#[inline]
fn second(text: &[u8]) -> Option<(i64, &[u8])> {
    let (seconds, rest) = text.split_at_checked(2)?;
    let whole_us = number(seconds) * SECOND_US;
    if !seconds.iter().all(u8::is_ascii_digit) || whole_us >= MINUTE_US {
        return None;
    }
    let Some(digits) = rest.strip_prefix(b".") else {
        return Some((whole_us, rest));
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
    Some((whole_us + number(kept) * MICROS[kept.len()], rest))
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
    let (hours, minutes) = (number(hours), number(minutes));
    let us = (hours < 16 && minutes < 60).then_some(hours * HOUR_US + minutes * MINUTE_US)?;
    match sign {
        b'+' => Some(us),
        b'-' => Some(-us),
        _ => None,
    }
}

/// The number that a few digits are.
#[inline]
fn number(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |value, digit| {
        value * 10 + i64::from(digit.wrapping_sub(b'0'))
    })
}
