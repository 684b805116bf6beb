//! Which zone a written time is in, and from clock times to instants.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::FormatError;

const SECOND_US: i64 = 1_000_000;
const HOUR_US: i64 = 3600 * SECOND_US;
const NEW_YORK: &str = "America/New_York";

/// The name of `Zone::NewYorkPlus7`.
pub const NEW_YORK_PLUS_7: &str = "new-york+7";

/// Which zone a written time is in. An epoch time needs none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zone {
    /// UTC, as the header or the producer's documentation says.
    Utc,
    /// The file does not say; read as UTC unless another zone is given.
    Unstated,
    /// Each time ends in `Z` or an offset such as `+02:00`; UTC where it does not.
    IsoOffset,
    /// Each time ends in an offset such as ` GMT+0200`.
    GmtOffset,
    /// So many minutes ahead of UTC, summer and winter.
    Fixed(i16),
    /// A place of the IANA database, with its daylight saving time.
    Named(Cow<'static, str>),
    /// Seven hours ahead of New York, in summer as in winter: the clock of the brokers whose day ends at 17:00 New York.
    NewYorkPlus7,
}

impl Zone {
    /// The zone of this name: `UTC`, an offset such as `+02:00`, an IANA name such as `Europe/Helsinki`, or
    /// `new-york+7`.
    ///
    /// # Errors
    /// `UnknownZone`.
    pub fn parse(name: &str) -> Result<Self, FormatError> {
        let offset = name
            .starts_with(['+', '-'])
            .then(|| signed_offset(name.as_bytes()));
        let zone = match (name.to_ascii_lowercase().as_str(), offset) {
            ("utc" | "gmt" | "z", _) => Self::Utc,
            (NEW_YORK_PLUS_7, _) => Self::NewYorkPlus7,
            (_, Some(Some(us))) => Self::Fixed((us / 60 / SECOND_US) as i16),
            _ => Self::Named(Cow::Owned(name.to_string())),
        };
        zone.clock().map(|_| zone)
    }

    /// Does a file in this dialect leave its zone to be told?
    #[must_use]
    pub fn is_unstated(&self) -> bool {
        matches!(self, Self::Unstated)
    }

    /// Its name, as `parse` takes it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Utc | Self::Unstated => "UTC".to_string(),
            Self::IsoOffset | Self::GmtOffset => "the offset in each row".to_string(),
            Self::Fixed(minutes) => {
                let (sign, minutes) = (if *minutes < 0 { '-' } else { '+' }, minutes.abs());
                format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            Self::Named(name) => name.to_string(),
            Self::NewYorkPlus7 => NEW_YORK_PLUS_7.to_string(),
        }
    }

    pub(super) fn clock(&self) -> Result<Clock, FormatError> {
        Ok(match self {
            Self::Utc | Self::Unstated | Self::IsoOffset | Self::GmtOffset => Clock::Ahead(0),
            Self::Fixed(minutes) => Clock::Ahead(i64::from(*minutes) * 60 * SECOND_US),
            Self::Named(name) => Clock::Of(place(name)?, 0),
            Self::NewYorkPlus7 => Clock::Of(place(NEW_YORK)?, 7 * HOUR_US),
        })
    }
}

fn place(name: &str) -> Result<TimeZone, FormatError> {
    TimeZone::get(name).map_err(|_| FormatError::UnknownZone {
        name: name.to_string(),
    })
}

/// A clock whose times can be turned into instants.
#[derive(Clone, Debug)]
pub(super) enum Clock {
    /// So many microseconds ahead of UTC, always.
    Ahead(i64),
    /// So many microseconds ahead of the clocks of a place.
    Of(TimeZone, i64),
}

/// The instants, in microseconds UTC, at which a clock shows a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instants {
    /// As usual.
    One(i64),
    /// Before and after the clocks go back.
    Two(i64, i64),
    /// The clocks go forward over it.
    None,
}

impl Clock {
    /// When it shows the time that is `local_us` after the epoch on a clock of UTC.
    pub(super) fn instants(&self, local_us: i64) -> Instants {
        match self {
            Self::Ahead(us) => Instants::One(local_us - us),
            Self::Of(zone, ahead_us) => of_place(zone, local_us - ahead_us),
        }
    }
}

fn of_place(zone: &TimeZone, local_us: i64) -> Instants {
    let Ok(as_utc) = Timestamp::from_microsecond(local_us) else {
        return Instants::None;
    };
    let local = Offset::UTC.to_datetime(as_utc);
    match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => Instants::One(local_us - us_of(offset)),
        AmbiguousOffset::Fold { before, after } => {
            Instants::Two(local_us - us_of(before), local_us - us_of(after))
        }
        AmbiguousOffset::Gap { .. } => Instants::None,
    }
}

fn us_of(offset: Offset) -> i64 {
    i64::from(offset.seconds()) * SECOND_US
}

/// `+0200`, `+02:00` or `+02`, of at most 15:59 (no zone was ever further from Greenwich).
pub(super) fn signed_offset(text: &[u8]) -> Option<i64> {
    let (sign, digits) = text.split_first()?;
    let (hours, minutes) = match digits {
        [hours @ .., b':', _, _] if hours.len() == 2 => (hours, &digits[3..]),
        [_, _] | [_, _, _, _] => digits.split_at(2),
        _ => return None,
    };
    if !hours.iter().chain(minutes).all(u8::is_ascii_digit) {
        return None;
    }
    let number = super::time_pattern::number;
    let (hours, minutes) = (number(hours), number(minutes));
    let us = (hours < 16 && minutes < 60).then_some(hours * HOUR_US + minutes * 60 * SECOND_US)?;
    match sign {
        b'+' => Some(us),
        b'-' => Some(-us),
        _ => None,
    }
}
