//! Timeframes: their names, their order, and which nests in which.

use std::fmt;

use crate::calendar::DayClose;
use crate::fault::Fault;

pub(crate) const SECOND_US: i64 = 1_000_000;
pub(crate) const MINUTE_US: i64 = 60 * SECOND_US;
pub(crate) const HOUR_US: i64 = 60 * MINUTE_US;
pub(crate) const DAY_US: i64 = 24 * HOUR_US;

/// More than a leap year of hours in one bar is a slip of the keyboard.
const LONGEST_US: i64 = 366 * DAY_US;

/// How long a bar lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Timeframe {
    /// A fixed width in microseconds, aligned to the Unix epoch in UTC: whole seconds, minutes or hours.
    Fixed {
        /// Width of a bar in microseconds, more than zero.
        width_us: i64,
    },
    /// One trading day of the session calendar.
    Day,
}

/// The units of the grammar: letter of the canonical name, width, letters accepted after the count (`5m`).
///
/// `1M` is not a minute: people write it for a month.
const UNITS: [(char, i64, &str); 4] = [
    ('S', SECOND_US, "sS"),
    ('M', MINUTE_US, "m"),
    ('H', HOUR_US, "hH"),
    ('D', DAY_US, "dD"),
];

impl Timeframe {
    /// Read a name: a letter and a count (`M5`, `h4`) or a count and a letter (`5m`, `4H`, `1D`).
    ///
    /// # Errors
    /// [`TimeframeError`] for any other text, a count of zero, days other than one, or more than 366 days.
    pub fn parse(name: &str) -> Result<Self, TimeframeError> {
        let unknown = || TimeframeError::Unknown {
            name: name.to_owned(),
        };
        let (unit_us, count) = split_prefixed(name)
            .or_else(|| split_suffixed(name))
            .ok_or_else(unknown)?;
        match count
            .parse::<i64>()
            .ok()
            .and_then(|count| count.checked_mul(unit_us))
        {
            Some(0) => Err(unknown()),
            Some(DAY_US) if unit_us == DAY_US => Ok(Self::Day),
            _ if unit_us == DAY_US => Err(TimeframeError::ManyDays {
                name: name.to_owned(),
            }),
            Some(width_us) if width_us <= LONGEST_US => Ok(Self::Fixed { width_us }),
            _ => Err(TimeframeError::TooLong {
                name: name.to_owned(),
            }),
        }
    }

    /// Width for ordering: a trading day counts as 24 hours.
    #[must_use]
    pub fn nominal_us(self) -> i64 {
        match self {
            Self::Fixed { width_us } => width_us,
            Self::Day => DAY_US,
        }
    }

    /// Is every boundary of `upper` also a boundary of this timeframe?
    ///
    /// A New York day closes on a whole hour of UTC, so that whatever divides an hour nests in it.
    #[must_use]
    pub fn nests_in(self, upper: Self, day_close: DayClose) -> bool {
        match (self, upper, day_close) {
            (Self::Fixed { width_us }, Self::Fixed { width_us: upper_us }, _) => {
                upper_us % width_us == 0
            }
            (Self::Fixed { width_us }, Self::Day, DayClose::NewYork) => HOUR_US % width_us == 0,
            (Self::Fixed { width_us }, Self::Day, DayClose::Utc) => DAY_US % width_us == 0,
            (Self::Day, Self::Fixed { width_us }, DayClose::Utc) => width_us % DAY_US == 0,
            (Self::Day, Self::Fixed { .. }, DayClose::NewYork) => false,
            (Self::Day, Self::Day, _) => true,
        }
    }
}

/// Canonical name: the largest unit that divides the width (`S60` is `M1`), so that equal bars have one name.
impl fmt::Display for Timeframe {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width_us = match *self {
            Self::Day => return out.write_str("D1"),
            Self::Fixed { width_us } => width_us,
        };
        let (letter, unit_us) = match width_us {
            _ if width_us % HOUR_US == 0 => ('H', HOUR_US),
            _ if width_us % MINUTE_US == 0 => ('M', MINUTE_US),
            _ => ('S', SECOND_US),
        };
        write!(out, "{letter}{}", width_us / unit_us)
    }
}

fn split_prefixed(name: &str) -> Option<(i64, &str)> {
    let letter = name.chars().next()?.to_ascii_uppercase();
    let (_, unit_us, _) = UNITS.into_iter().find(|unit| unit.0 == letter)?;
    count_of(name.get(1..)?).map(|count| (unit_us, count))
}

fn split_suffixed(name: &str) -> Option<(i64, &str)> {
    let letter = name.chars().next_back()?;
    let (_, unit_us, _) = UNITS.into_iter().find(|unit| unit.2.contains(letter))?;
    count_of(name.strip_suffix(letter)?).map(|count| (unit_us, count))
}

fn count_of(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// Why a text names no timeframe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeframeError {
    /// Not of the grammar.
    Unknown {
        /// The text.
        name: String,
    },
    /// Days other than one.
    ManyDays {
        /// The text.
        name: String,
    },
    /// Longer than 366 days.
    TooLong {
        /// The text.
        name: String,
    },
}

impl Fault for TimeframeError {
    fn expected(&self) -> String {
        match self {
            Self::Unknown { .. } => {
                "a timeframe such as S15, M5, H4, D1 or 15s, 5m, 4h, 1d".to_owned()
            }
            Self::ManyDays { .. } => "D1, the one timeframe of days".to_owned(),
            Self::TooLong { .. } => "a timeframe of at most 366 days".to_owned(),
        }
    }

    fn found(&self) -> String {
        let (Self::Unknown { name } | Self::ManyDays { name } | Self::TooLong { name }) = self;
        format!("'{}'", name.chars().take(40).collect::<String>())
    }

    fn place(&self) -> String {
        "timeframe".to_owned()
    }

    fn mend(&self) -> String {
        match self {
            Self::Unknown { name }
                if name.ends_with('M') && split_suffixed(&name.to_lowercase()).is_some() =>
            {
                "minutes are written M1 or 1m".to_owned()
            }
            _ => String::new(),
        }
    }
}

impl std::error::Error for TimeframeError {}

impl fmt::Display for TimeframeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "expected {}, found {}", self.expected(), self.found())
    }
}
