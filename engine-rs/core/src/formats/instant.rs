//! Written times to microseconds since the Unix epoch, UTC.

use super::FormatError;
use super::dialect::{Dialect, EpochUnit, TimeFormat};
use super::short_decimal::ShortDecimal;
use super::time_pattern::{Fraction, Pattern, number};
use super::zone::{Clock, Instants, Zone, signed_offset};

const SECOND_US: i64 = 1_000_000;
const MINUTE_US: i64 = 60 * SECOND_US;
/// Microseconds of the last digit of a fraction, by how many digits it has.
const MICROS: [i64; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
/// The longest thing that follows the seconds, ` GMT+05:30`, and some.
const OFFSET_ROOM: usize = 16;
/// Two words of eight bytes and one that overlaps them.
const KEPT_MINUTE: usize = 24;

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
    /// Of the hour that the clocks leave out in spring.
    Skipped,
}

/// Reads the times of one file. Remembers the last minute and offset, which most rows share with the row above.
#[derive(Clone, Debug)]
pub(super) struct TimeReader {
    format: TimeFormat,
    zone: Zone,
    clock: Clock,
    delimiter: u8,
    minute: Vec<u8>,
    minute_us: Instants,
    offset: Vec<u8>,
    offset_us: i64,
}

impl TimeReader {
    pub(super) fn new(dialect: &Dialect) -> Result<Self, FormatError> {
        Ok(Self {
            format: dialect.time,
            zone: dialect.zone.clone(),
            clock: dialect.zone.clock()?,
            delimiter: dialect.delimiter,
            minute: Vec::with_capacity(KEPT_MINUTE),
            minute_us: Instants::None,
            offset: Vec::with_capacity(OFFSET_ROOM),
            offset_us: 0,
        })
    }

    /// Does the clock show the last time twice?
    pub(super) fn is_repeated(&self) -> bool {
        matches!(self.minute_us, Instants::Two(..))
    }

    /// (microseconds since the epoch, length) of the time that `text` begins with, in the commonest forms alone.
    #[inline]
    pub(super) fn leading(&mut self, text: &[u8], not_before_us: i64) -> Option<(i64, usize)> {
        let (us, length) = match self.format {
            TimeFormat::Pattern(pattern) => self.leading_pattern(&pattern, text, not_before_us)?,
            TimeFormat::Epoch(EpochUnit::Milliseconds) => leading_millis(text)?,
            TimeFormat::Epoch(_) => return None,
            TimeFormat::EpochMillisOrIso => match leading_millis(text) {
                Some(found) => found,
                None => self.leading_pattern(&ISO, text, not_before_us)?,
            },
        };
        is_of_our_years(us).then_some((us, length))
    }

    #[inline]
    fn leading_pattern(
        &mut self,
        pattern: &Pattern,
        text: &[u8],
        not_before_us: i64,
    ) -> Option<(i64, usize)> {
        let (minute, rest) = text.split_at_checked(pattern.minute_length())?;
        if !same_bytes(minute, &self.minute) {
            self.keep_minute(pattern, minute)?;
        }
        let (second_us, length) = leading_second(rest, pattern.fraction())?;
        let after = &rest[length..];
        let (offset_us, offset_length) = match self.zone {
            Zone::IsoOffset | Zone::GmtOffset => self.leading_offset(after)?,
            _ => (0, 0),
        };
        let us = self.choose(second_us - offset_us, not_before_us)?;
        Some((us, minute.len() + length + offset_length))
    }

    #[inline]
    fn leading_offset(&mut self, text: &[u8]) -> Option<(i64, usize)> {
        let kept = self.offset.len();
        let ended = |at: usize| text.get(at) == Some(&self.delimiter);
        if kept > 0 && text.starts_with(&self.offset) && ended(kept) {
            return Some((self.offset_us, kept));
        }
        let length = text.iter().position(|byte| *byte == self.delimiter)?;
        self.offset_us = offset(&self.zone, &text[..length])?;
        self.offset.clear();
        self.offset
            .extend_from_slice(&text[..length.min(OFFSET_ROOM)]);
        Some((self.offset_us, length))
    }

    /// Microseconds since the epoch of a time field. Of the two instants of a time that the clock shows twice, the first
    /// one that is not before `not_before_us`, the time of the row above.
    pub(super) fn read(&mut self, text: &[u8], not_before_us: i64) -> Result<i64, TimeFault> {
        let us = match self.format {
            TimeFormat::Epoch(unit) => epoch_us(text, unit).ok_or(TimeFault::NotATime),
            TimeFormat::EpochMillisOrIso => match epoch_us(text, EpochUnit::Milliseconds) {
                Some(us) => Ok(us),
                None => self.written_us(&ISO, text, not_before_us),
            },
            TimeFormat::Pattern(pattern) => self.written_us(&pattern, text, not_before_us),
        }?;
        if is_of_our_years(us) {
            Ok(us)
        } else {
            Err(TimeFault::OutsideYears)
        }
    }

    fn written_us(
        &mut self,
        pattern: &Pattern,
        text: &[u8],
        not_before_us: i64,
    ) -> Result<i64, TimeFault> {
        let (minute, rest) = text
            .split_at_checked(pattern.minute_length())
            .ok_or(TimeFault::NotATime)?;
        if self.minute != minute {
            self.keep_minute(pattern, minute)
                .ok_or(TimeFault::NotATime)?;
        }
        let (second_us, rest) = second(rest, pattern.fraction()).ok_or(TimeFault::NotATime)?;
        let offset_us = offset(&self.zone, rest).ok_or(TimeFault::NotATime)?;
        self.choose(second_us - offset_us, not_before_us)
            .ok_or(TimeFault::Skipped)
    }

    fn keep_minute(&mut self, pattern: &Pattern, minute: &[u8]) -> Option<()> {
        let local_us = pattern.local_us(minute)?;
        self.minute_us = self.clock.instants(local_us);
        self.minute.clear();
        self.minute.extend_from_slice(minute);
        Some(())
    }

    #[inline]
    fn choose(&self, us: i64, not_before_us: i64) -> Option<i64> {
        match self.minute_us {
            Instants::One(minute_us) => Some(minute_us + us),
            Instants::Two(first_us, second_us) => {
                let first = first_us + us;
                Some(if first < not_before_us {
                    second_us + us
                } else {
                    first
                })
            }
            Instants::None => None,
        }
    }
}

/// Is this a count of a unit, of a time that a tick may be of?
pub(super) fn is_epoch_of_our_years(text: &[u8], unit: EpochUnit) -> bool {
    epoch_us(text, unit).is_some_and(is_of_our_years)
}

/// May a tick be of this time?
#[inline]
pub(super) fn is_of_our_years(us: i64) -> bool {
    (FIRST_US..END_US).contains(&us)
}

/// Are they the same? Without a call for the lengths of times.
#[inline]
fn same_bytes(left: &[u8], right: &[u8]) -> bool {
    let length = left.len();
    if length != right.len() || !(8..=KEPT_MINUTE).contains(&length) {
        return left == right;
    }
    let word = |bytes: &[u8], at: usize| bytes[at..].first_chunk().copied().map(u64::from_ne_bytes);
    let last = length - 8;
    word(left, 0) == word(right, 0)
        && word(left, last) == word(right, last)
        && word(left, last.min(8)) == word(right, last.min(8))
}

/// (microseconds, length) of the 13 digits of an epoch time of the years 2001 to 2286, if `text` begins with them.
#[inline]
fn leading_millis(text: &[u8]) -> Option<(i64, usize)> {
    let high = eight_digits(*text.first_chunk()?)?;
    let low = ShortDecimal::leading(&text[8..], b'.')?;
    let ms = high * 100_000 + i64::from(low.mantissa);
    (low.length == 5 && low.decimals == 0).then_some((1000 * ms, 13))
}

/// (microseconds, length) of the seconds that `text` begins with.
#[inline]
fn leading_second(text: &[u8], fraction: Fraction) -> Option<(i64, usize)> {
    match (fraction, ShortDecimal::leading(text, b'.')) {
        (Fraction::Pointed, Some(short)) if short.length - short.decimals <= 3 => {
            let whole_digits = if short.decimals == 0 {
                short.length
            } else {
                short.length - short.decimals - 1
            };
            let us = i64::from(short.mantissa) * MICROS[short.decimals];
            (whole_digits == 2 && us < MINUTE_US).then_some((us, short.length))
        }
        _ => {
            let (us, rest) = second(text, fraction)?;
            Some((us, text.len() - rest.len()))
        }
    }
}

/// Microseconds of a count of units. Up to 20 digits are a number, if of no year, so that a count of nanoseconds is told
/// from no number at all.
fn epoch_us(text: &[u8], unit: EpochUnit) -> Option<i64> {
    if unit == EpochUnit::Seconds
        && let Some(point) = text.iter().position(|byte| *byte == b'.')
    {
        let part_us = second_part(&text[point..])?;
        return Some(epoch_us(&text[..point], unit)?.saturating_add(part_us));
    }
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if digits.is_empty() || digits.len() > 20 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if digits.len() == 20 {
        return Some(i64::MAX);
    }
    let count = digits.iter().fold(0u64, |count, digit| {
        count.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'))
    });
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let us = match unit {
        EpochUnit::Seconds => count.saturating_mul(1_000_000),
        EpochUnit::Milliseconds => count.saturating_mul(1000),
        EpochUnit::Microseconds => count,
        EpochUnit::Nanoseconds if count % 1000 == 0 => count / 1000,
        EpochUnit::Nanoseconds => return None,
    };
    Some(if digits.len() < text.len() { -us } else { us })
}

/// Microseconds of `.5`, and nothing after it.
fn second_part(text: &[u8]) -> Option<i64> {
    let whole = [b"00", text].concat();
    let (us, rest) = second(&whole, Fraction::Pointed)?;
    rest.is_empty().then_some(us)
}

/// The number of eight digits, all at once.
#[inline]
fn eight_digits(text: [u8; 8]) -> Option<i64> {
    super::short_decimal::eight_digits(u64::from_le_bytes(text)).map(i64::from)
}

/// (microseconds of `07`, `07.123` or `07.123456`, the text after it). Digits beyond the sixth of the fraction must be
/// zeros: nothing is rounded away unseen.
fn second(text: &[u8], fraction: Fraction) -> Option<(i64, &[u8])> {
    let (seconds, rest) = text.split_at_checked(2)?;
    let whole_us = number(seconds) * SECOND_US;
    if !seconds.iter().all(u8::is_ascii_digit) || whole_us >= MINUTE_US {
        return None;
    }
    let digits = match fraction {
        Fraction::Pointed => rest.strip_prefix(b"."),
        Fraction::Joined => Some(rest),
    };
    let Some(digits) = digits else {
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
fn offset(zone: &Zone, text: &[u8]) -> Option<i64> {
    match zone {
        Zone::IsoOffset if text.is_empty() || text == b"Z" => Some(0),
        Zone::IsoOffset => signed_offset(text.strip_prefix(b" ").unwrap_or(text)),
        Zone::GmtOffset => signed_offset(text.strip_prefix(b" GMT")?),
        _ => text.is_empty().then_some(0),
    }
}
