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

/// One row of the grammar: prefix (`M5`, in any case), suffixes (`5m`), words (`5min`, `Minute5`, in any case), words that
/// stand alone (`daily`, in any case), and what a count of it is.
struct Unit {
    prefix: &'static str,
    suffixes: &'static [&'static str],
    words: &'static [&'static str],
    alone: &'static [&'static str],
    of: fn(i64) -> Option<Timeframe>,
    /// What would have been a good count.
    counts: &'static str,
    /// Why no other is.
    why: &'static str,
}

const LONGEST: &str = "a timeframe of at most 366 days";
const MONTHS: &str = "MN1, MN2, MN3, MN4, MN6 or MN12";
const MOST_POINTS: &str = "at most 1000000000000000 points";

/// `1M` is not a minute: people write it for a month. Bars of counts have no suffixes: `100T` is minutes to pandas.
const UNITS: [Unit; 12] = [
    Unit {
        prefix: "S",
        suffixes: &["s", "S"],
        words: &["sec", "secs", "second", "seconds"],
        alone: &["sec", "second"],
        of: |count| fixed(count, SECOND_US),
        counts: LONGEST,
        why: "",
    },
    Unit {
        prefix: "M",
        suffixes: &["m"],
        words: &["min", "mins", "minute", "minutes"],
        alone: &["min", "minute"],
        of: |count| fixed(count, MINUTE_US),
        counts: LONGEST,
        why: "",
    },
    Unit {
        prefix: "H",
        suffixes: &["h", "H"],
        words: &["hr", "hrs", "hour", "hours"],
        alone: &["h", "hour", "hourly"],
        of: |count| fixed(count, HOUR_US),
        counts: LONGEST,
        why: "",
    },
    Unit {
        prefix: "D",
        suffixes: &["d", "D"],
        words: &["day", "days"],
        alone: &["d", "day", "daily"],
        of: |count| (count == 1).then_some(Timeframe::Time(Period::Day)),
        counts: "D1, the one timeframe of days",
        why: "where bars of several trading days begin is agreed nowhere: take W1, or hours from 1970 UTC on (H48)",
    },
    Unit {
        prefix: "W",
        suffixes: &["w", "W"],
        words: &["wk", "week", "weeks"],
        alone: &["w", "week", "weekly"],
        of: |count| (count == 1).then_some(Timeframe::Time(Period::Week)),
        counts: "W1, the one timeframe of weeks",
        why: "where bars of several weeks begin is agreed nowhere: take MN1, or hours from 1970 UTC on (H336)",
    },
    Unit {
        prefix: "MN",
        suffixes: &[],
        words: &["mo", "mn", "month", "months"],
        alone: &["month", "monthly"],
        of: months,
        counts: MONTHS,
        why: "others do not divide a year",
    },
    Unit {
        prefix: "Q",
        suffixes: &["q", "Q"],
        words: &["quarter", "quarters"],
        alone: &["quarter", "quarterly"],
        of: |count| months(count.checked_mul(3)?),
        counts: MONTHS,
        why: "others do not divide a year",
    },
    Unit {
        prefix: "Y",
        suffixes: &["y", "Y"],
        words: &["year", "years"],
        alone: &["year", "yearly"],
        of: |count| months(count.checked_mul(12)?),
        counts: MONTHS,
        why: "the longest bar is a year",
    },
    Unit {
        prefix: "T",
        suffixes: &[],
        words: &["tick", "ticks"],
        alone: &[],
        of: |count| counted(count, Measure::Ticks),
        counts: "at most 1000000000000000 ticks",
        why: "",
    },
    Unit {
        prefix: "V",
        suffixes: &[],
        words: &[],
        alone: &[],
        of: |count| counted(count, Measure::Volume),
        counts: "at most 1000000000000000 units of volume",
        why: "",
    },
    Unit {
        prefix: "R",
        suffixes: &[],
        words: &[],
        alone: &[],
        of: |count| counted(count, Measure::Range),
        counts: MOST_POINTS,
        why: "",
    },
    Unit {
        prefix: "K",
        suffixes: &[],
        words: &[],
        alone: &[],
        of: |count| counted(count, Measure::Renko),
        counts: MOST_POINTS,
        why: "",
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
    /// Read a name: a prefix and a count (`M5`, `h4`, `MN1`, `T100`), a count and a suffix (`5m`, `4H`, `1D`, `1w`), words
    /// (`15min`, `Minute5`, `2 hours`), or one that stands alone (`daily`). Spaces may stand around and between the two.
    ///
    /// # Errors
    /// [`TimeframeError`] for any other text, a count of zero, or one that its unit does not take.
    pub fn parse(name: &str) -> Result<Self, TimeframeError> {
        let unknown = || TimeframeError::Unknown {
            name: name.to_owned(),
        };
        let (unit, count) = split(name.trim()).ok_or_else(unknown)?;
        let timeframe = match count.parse::<i64>() {
            Ok(0) => return Err(unknown()),
            Ok(count) => (unit.of)(count),
            Err(_) => None,
        };
        timeframe.ok_or_else(|| TimeframeError::Count {
            name: name.to_owned(),
            counts: unit.counts,
            why: unit.why,
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
    let is_digit = |letter: char| letter.is_ascii_digit();
    let (prefix, suffix) = (
        name.trim_end_matches(is_digit),
        name.trim_start_matches(is_digit),
    );
    let is_one_of =
        |words: &[&str], found: &str| words.iter().any(|word| word.eq_ignore_ascii_case(found));
    let (unit, count) = if prefix.len() == name.len() && suffix.len() == name.len() {
        (unit_of(|unit| is_one_of(unit.alone, name)), "1")
    } else if prefix.len() < name.len() {
        let (word, count) = (prefix.trim_end(), &name[prefix.len()..]);
        let is_meant =
            |unit: &Unit| unit.prefix.eq_ignore_ascii_case(word) || is_one_of(unit.words, word);
        (unit_of(is_meant), count)
    } else {
        let (word, count) = (suffix.trim_start(), &name[..name.len() - suffix.len()]);
        let is_meant = |unit: &Unit| unit.suffixes.contains(&word) || is_one_of(unit.words, word);
        (unit_of(is_meant), count)
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
        /// Why nothing else does.
        why: &'static str,
    },
}

impl Fault for TimeframeError {
    fn expected(&self) -> String {
        match self {
            Self::Unknown { .. } => {
                "a timeframe such as S15, M5, H4, D1, W1, MN1 or 15s, 5min, 4h, 1d, daily, 1w, 1mo, or T100, V1000000, R10, K10"
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
            Self::Unknown { name } if name.ends_with('T') && name.len() > 1 => {
                "ticks are written T100, minutes M1 or 1min".to_owned()
            }
            Self::Unknown { name } if name.trim().parse::<u64>().is_ok() => {
                format!("minutes are written M{}", name.trim())
            }
            Self::Count { why, .. } => (*why).to_owned(),
            Self::Unknown { .. } => String::new(),
        }
    }
}

impl std::error::Error for TimeframeError {}

impl fmt::Display for TimeframeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "expected {}, found {}", self.expected(), self.found())
    }
}
