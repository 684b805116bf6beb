//! How a CSV file of ticks is laid out. The known layouts are the table in `dialects.rs`; `column_map.rs` makes others.

use std::borrow::Cow;

use super::error::{FormatError, shown};
use super::lookalike;
use super::quoting::unquoted;
use super::time_pattern::Pattern;

pub use super::dialects::DIALECTS;
pub use super::zone::Zone;

/// How a CSV file of ticks is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Its name on the command line.
    pub name: Cow<'static, str>,
    /// Who writes it, in a sentence.
    pub description: Cow<'static, str>,
    /// What the first line is.
    pub header: Header,
    /// What stands between fields.
    pub delimiter: u8,
    /// What stands before the decimals of a number.
    pub decimal_mark: u8,
    /// The fields of a row, in order.
    pub columns: Cow<'static, [Column]>,
    /// How a time is written.
    pub time: TimeFormat,
    /// Which zone a time is in.
    pub zone: Zone,
    /// A time as it occurs, for messages.
    pub time_example: Cow<'static, str>,
    /// Does its header say that volumes are in units?
    pub has_volumes_in_units: bool,
    /// Were volumes 32-bit floats that were printed as 64-bit ones? They are then read as the shorter decimal.
    pub has_widened_volumes: bool,
    /// Does an empty price mean that the price of the row above stands?
    pub has_standing_prices: bool,
}

/// What the first line of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Header {
    /// A row.
    Absent,
    /// The names of the columns, in one of these ways. Case and blanks at the end do not matter.
    Named(&'static [&'static str]),
    /// Any text, which is passed over.
    Any,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The time of the tick; two fields where its pattern has the delimiter in it.
    Time,
    /// The bid price.
    Bid,
    /// The ask price.
    Ask,
    /// The volume at the bid.
    BidVolume,
    /// The volume at the ask.
    AskVolume,
    /// The instrument's name, which must be one and the same.
    Symbol,
    /// What is no business of ours.
    Ignored,
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// Milliseconds since the Unix epoch, or ISO 8601 with a `T` or a blank between date and time.
    EpochMillisOrIso,
    /// A count since the Unix epoch.
    Epoch(EpochUnit),
    /// Fixed places for date and time, and an optional fraction of a second.
    Pattern(Pattern),
}

/// What an epoch time counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EpochUnit {
    /// Seconds, perhaps with a fraction.
    Seconds,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// Nanoseconds, of which the last three digits are zeros.
    Nanoseconds,
}

const WANTED: &str = "a CSV file of ticks";

/// The dialect of a CSV file by its header, which `sample`, the file's first bytes, must hold. What has no header, or a
/// header that two dialects share, is for `detection::detect`.
///
/// # Errors
/// `Foreign` when the bytes are no delimited text or none at all, `UnknownHeader` when no dialect has this header.
pub fn detect(sample: &[u8]) -> Result<&'static Dialect, FormatError> {
    if sample.is_empty() {
        return Err(empty());
    }
    refuse_foreign(sample)?;
    let line = sample
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    DIALECTS
        .iter()
        .find(|dialect| dialect.is_headed(line))
        .ok_or_else(|| FormatError::UnknownHeader {
            found: shown(header_text(line)),
        })
}

/// The dialect of this name.
///
/// # Errors
/// `UnknownDialect`, which lists the known ones.
pub fn by_name(name: &str) -> Result<&'static Dialect, FormatError> {
    DIALECTS
        .iter()
        .find(|dialect| dialect.name == name)
        .ok_or_else(|| FormatError::UnknownDialect {
            name: name.to_string(),
        })
}

impl Dialect {
    /// The same with times of another zone.
    #[must_use]
    pub fn in_zone(&self, zone: Zone) -> Self {
        Self {
            zone,
            ..self.clone()
        }
    }

    /// Does a row have this column?
    #[must_use]
    pub fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }

    /// How many fields a row has.
    #[must_use]
    pub fn fields(&self) -> usize {
        self.columns.len() - 1 + self.time_fields()
    }

    /// How many fields its time takes.
    pub(super) fn time_fields(&self) -> usize {
        match self.time {
            TimeFormat::Pattern(pattern) => pattern.fields(self.delimiter),
            _ => 1,
        }
    }

    /// Is this line its header, by name?
    pub(super) fn is_headed(&self, line: &[u8]) -> bool {
        let found = unquoted(header_text(line), self.delimiter);
        match self.header {
            Header::Named(names) => names
                .iter()
                .any(|name| found.eq_ignore_ascii_case(name.as_bytes())),
            Header::Absent | Header::Any => false,
        }
    }

    /// Refuses a first line that is not this dialect's header.
    pub(super) fn check_header(&self, line: &[u8]) -> Result<(), FormatError> {
        let Header::Named(names) = self.header else {
            return refuse_foreign(line);
        };
        if self.is_headed(line) {
            return Ok(());
        }
        refuse_foreign(line)?;
        Err(FormatError::WrongHeader {
            dialect: self.name.to_string(),
            expected: names.first().unwrap_or(&"").to_string(),
            found: shown(header_text(line)),
        })
    }
}

impl Column {
    /// How messages call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Bid => "bid price",
            Self::Ask => "ask price",
            Self::BidVolume => "bid volume",
            Self::AskVolume => "ask volume",
            Self::Symbol => "symbol",
            Self::Ignored => "field",
        }
    }
}

/// What there is to say of a CSV file without a byte.
pub(super) fn empty() -> FormatError {
    FormatError::Foreign {
        wanted: WANTED,
        looks_like: "an empty file",
    }
}

pub(super) fn refuse_foreign(bytes: &[u8]) -> Result<(), FormatError> {
    match lookalike::foreign_to_csv(bytes) {
        Some(looks_like) => Err(FormatError::Foreign {
            wanted: WANTED,
            looks_like,
        }),
        None => Ok(()),
    }
}

fn header_text(line: &[u8]) -> &[u8] {
    lookalike::without_bom(line).trim_ascii_end()
}
