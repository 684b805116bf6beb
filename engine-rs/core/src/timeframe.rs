//! Timeframes: their names, their order, and which nests in which.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::calendar::DayClose;
use crate::fault::Fault;

pub(crate) const SECOND_US: i64 = 1_000_000;
pub(crate) const MINUTE_US: i64 = 60 * SECOND_US;
pub(crate) const HOUR_US: i64 = 60 * MINUTE_US;
pub(crate) const DAY_US: i64 = 24 * HOUR_US;

/// More than a leap year of hours in one bar is a slip of the keyboard.
const LONGEST_US: i64 = 366 * DAY_US;

/// The most of anything that one bar counts: a quadrillion.
const COUNT_MAX: i64 = 1_000_000_000_000_000;

/// What ends a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Timeframe {
    /// The clock.
    Time(Period),
    /// What happens in the market.
    Count(Measure),
}

/// How long a bar of time lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Period {
    /// A fixed width in microseconds, aligned to the Unix epoch in UTC: whole seconds, minutes or hours.
    Fixed {
        /// Width of a bar in microseconds, more than zero.
        width_us: i64,
    },
    /// One trading day of the session calendar.
    Day,
    /// The trading days from Monday to Sunday.
    Week,
    /// The trading days of calendar months.
    Months {
        /// How many: a divisor of twelve, so that a year has a whole number of bars.
        count: u8,
    },
}

/// What a bar that knows no clock is full of. Every number is more than zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Measure {
    /// So many ticks.
    Ticks(i64),
    /// So much volume at bid and ask together, in the instrument's smallest unit.
    Volume(i64),
    /// So many points between the highest and the lowest bid.
    Range(i64),
    /// A brick of so many points.
    Renko(i64),
}

/// One row of the grammar: prefix (`M5`, in any case), suffixes (`5m`), and what a count of it is.
struct Unit {
    prefix: &'static str,
    suffixes: &'static [&'static str],
    of: fn(i64) -> Option<Timeframe>,
    /// What would have been a good count.
    counts: &'static str,
}

/// `1M` is not a minute: people write it for a month. Bars of counts have no suffixes: `100T` is minutes to pandas.
const UNITS: [Unit; 10] = [
    Unit {
        prefix: "S",
        suffixes: &["s", "S"],
        of: |count| fixed(count, SECOND_US),
        counts: "a timeframe of at most 366 days",
    },
    Unit {
        prefix: "M",
        suffixes: &["m"],
        of: |count| fixed(count, MINUTE_US),
        counts: "a timeframe of at most 366 days",
    },
    Unit {
        prefix: "H",
        suffixes: &["h", "H"],
        of: |count| fixed(count, HOUR_US),
        counts: "a timeframe of at most 366 days",
    },
    Unit {
        prefix: "D",
        suffixes: &["d", "D"],
        of: |count| (count == 1).then_some(Timeframe::Time(Period::Day)),
        counts: "D1, the one timeframe of days",
    },
    Unit {
        prefix: "W",
        suffixes: &["w", "W"],
        of: |count| (count == 1).then_some(Timeframe::Time(Period::Week)),
        counts: "W1, the one timeframe of weeks",
    },
    Unit {
        prefix: "MN",
        suffixes: &["mo", "mn", "MN"],
        of: months,
        counts: "MN1, MN2, MN3, MN4, MN6 or MN12",
    },
    Unit {
        prefix: "T",
        suffixes: &[],
        of: |count| counted(count, Measure::Ticks),
        counts: "at most 1000000000000000 ticks",
    },
    Unit {
        prefix: "V",
        suffixes: &[],
        of: |count| counted(count, Measure::Volume),
        counts: "at most 1000000000000000 units of volume",
    },
    Unit {
        prefix: "R",
        suffixes: &[],
        of: |count| counted(count, Measure::Range),
        counts: "at most 1000000000000000 points",
    },
    Unit {
        prefix: "K",
        suffixes: &[],
        of: |count| counted(count, Measure::Renko),
        counts: "at most 1000000000000000 points",
    },
];

fn fixed(count: i64, unit_us: i64) -> Option<Timeframe> {
    let width_us = count.checked_mul(unit_us)?;
    (width_us <= LONGEST_US).then_some(Timeframe::Time(Period::Fixed { width_us }))
}

fn months(count: i64) -> Option<Timeframe> {
    let count = u8::try_from(count).ok()?;
    (12 % count == 0).then_some(Timeframe::Time(Period::Months { count }))
}

fn counted(count: i64, measure: fn(i64) -> Measure) -> Option<Timeframe> {
    (count <= COUNT_MAX).then(|| Timeframe::Count(measure(count)))
}

impl Timeframe {
    /// Read a name: a prefix and a count (`M5`, `h4`, `MN1`, `T100`) or a count and a suffix (`5m`, `4H`, `1D`, `1w`).
    ///
    /// # Errors
    /// [`TimeframeError`] for any other text, a count of zero, or one that its unit does not take.
    pub fn parse(name: &str) -> Result<Self, TimeframeError> {
        let unknown = || TimeframeError::Unknown {
            name: name.to_owned(),
        };
        let (unit, count) = split(name).ok_or_else(unknown)?;
        let timeframe = match count.parse::<i64>() {
            Ok(0) => return Err(unknown()),
            Ok(count) => (unit.of)(count),
            Err(_) => None,
        };
        timeframe.ok_or_else(|| TimeframeError::Count {
            name: name.to_owned(),
            counts: unit.counts,
        })
    }

    /// Where it stands: time before counts, and each lowest first. A trading day comes after 24 hours.
    #[must_use]
    pub fn rank(self) -> (u8, i64, u8) {
        match self {
            Self::Time(period @ Period::Fixed { .. }) => (0, period.nominal_us(), 0),
            Self::Time(period) => (0, period.nominal_us(), 1),
            Self::Count(Measure::Ticks(count)) => (1, count, 0),
            Self::Count(Measure::Volume(units)) => (2, units, 0),
            Self::Count(Measure::Range(points)) => (3, points, 0),
            Self::Count(Measure::Renko(points)) => (4, points, 0),
        }
    }
}

impl Period {
    /// Width for ordering: a trading day counts as 24 hours, a month as 30 days.
    #[must_use]
    pub fn nominal_us(self) -> i64 {
        match self {
            Self::Fixed { width_us } => width_us,
            Self::Day => DAY_US,
            Self::Week => 7 * DAY_US,
            Self::Months { count } => 30 * DAY_US * i64::from(count),
        }
    }

    /// Is every boundary of `upper` also a boundary of this period?
    #[must_use]
    pub fn nests_in(self, upper: Self, day_close: &DayClose) -> bool {
        match (self, upper) {
            (Self::Fixed { width_us }, Self::Fixed { width_us: upper_us }) => {
                upper_us % width_us == 0
            }
            (Self::Fixed { width_us }, _) => day_close.grain_us() % width_us == 0,
            (Self::Day, Self::Fixed { width_us }) => {
                *day_close == DayClose::Utc && width_us % DAY_US == 0
            }
            (Self::Day, _) | (Self::Week, Self::Week) => true,
            (Self::Months { count }, Self::Months { count: upper }) => upper % count == 0,
            _ => false,
        }
    }
}

/// Canonical name: the largest unit that divides the width (`S60` is `M1`), so that equal bars have one name.
impl fmt::Display for Timeframe {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, count) = match *self {
            Self::Time(Period::Fixed { width_us }) => largest_unit(width_us),
            Self::Time(Period::Day) => ("D", 1),
            Self::Time(Period::Week) => ("W", 1),
            Self::Time(Period::Months { count }) => ("MN", i64::from(count)),
            Self::Count(Measure::Ticks(count)) => ("T", count),
            Self::Count(Measure::Volume(units)) => ("V", units),
            Self::Count(Measure::Range(points)) => ("R", points),
            Self::Count(Measure::Renko(points)) => ("K", points),
        };
        write!(out, "{prefix}{count}")
    }
}

fn largest_unit(width_us: i64) -> (&'static str, i64) {
    match width_us {
        _ if width_us % HOUR_US == 0 => ("H", width_us / HOUR_US),
        _ if width_us % MINUTE_US == 0 => ("M", width_us / MINUTE_US),
        _ => ("S", width_us / SECOND_US),
    }
}

/// The unit and the digits of a name.
fn split(name: &str) -> Option<(&'static Unit, &str)> {
    let prefix = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let suffix = name.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let (unit, count) = if prefix.len() < name.len() {
        let count = &name[prefix.len()..];
        (
            unit_of(|unit| unit.prefix.eq_ignore_ascii_case(prefix)),
            count,
        )
    } else {
        let count = &name[..name.len() - suffix.len()];
        (unit_of(|unit| unit.suffixes.contains(&suffix)), count)
    };
    unit.filter(|_| !count.is_empty()).map(|unit| (unit, count))
}

fn unit_of(is_meant: impl Fn(&Unit) -> bool) -> Option<&'static Unit> {
    const { &UNITS }.iter().find(|unit| is_meant(unit))
}

/// What is no timeframe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeframeError {
    /// Not of the grammar.
    Unknown {
        /// What was given.
        name: String,
    },
    /// A count that its unit does not take.
    Count {
        /// What was given.
        name: String,
        /// What would have done.
        counts: &'static str,
    },
}

impl Fault for TimeframeError {
    fn expected(&self) -> String {
        match self {
            Self::Unknown { .. } => {
                "a timeframe such as S15, M5, H4, D1, W1, MN1 or 15s, 5m, 4h, 1d, 1w, or T100, V1000000, R10, K10"
                    .to_owned()
            }
            Self::Count { counts, .. } => (*counts).to_owned(),
        }
    }

    fn found(&self) -> String {
        let (Self::Unknown { name } | Self::Count { name, .. }) = self;
        format!("'{}'", name.chars().take(40).collect::<String>())
    }

    fn place(&self) -> String {
        "timeframe".to_owned()
    }

    fn mend(&self) -> String {
        match self {
            Self::Unknown { name }
                if name.ends_with('M') && split(&name.to_lowercase()).is_some() =>
            {
                "minutes are written M1 or 1m, months MN1 or 1mo".to_owned()
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
