//! Everything that can be wrong with a tick file.

use std::fmt;

use super::checks::Kind;
use super::detection::Question;
use super::dialect::{Column, DIALECTS};
use crate::fault::Fault;

/// How much of a file's own text a message repeats.
const SHOWN_CHARS: usize = 60;

/// A fault of a tick file: what it is, and where in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// The bytes are of another kind than the reader's.
    Foreign {
        /// What the reader reads.
        wanted: &'static str,
        /// What the bytes look like.
        looks_like: &'static str,
    },
    /// No dialect has this name.
    UnknownDialect {
        /// The name asked for.
        name: String,
    },
    /// The first line is the header of no dialect.
    UnknownHeader {
        /// The first line, cut.
        found: String,
    },
    /// The first line is not the header of the dialect asked for.
    WrongHeader {
        /// The dialect.
        dialect: String,
        /// Its header.
        expected: String,
        /// The first line, cut.
        found: String,
    },
    /// A line is longer than any row can be.
    LineTooLong {
        /// Line number, from 1.
        line: u64,
        /// The longest line allowed, in bytes.
        limit: usize,
    },
    /// A blank line between rows.
    BlankLine {
        /// Line number, from 1.
        line: u64,
    },
    /// A row has too few or too many fields.
    FieldCount {
        /// Line number, from 1.
        line: u64,
        /// Fields of the dialect.
        expected: usize,
        /// Fields of the row.
        found: usize,
        /// The row, cut.
        text: String,
    },
    /// A field cannot be read.
    Field {
        /// Line number, from 1.
        line: u64,
        /// Which one.
        column: Column,
        /// What is wrong with it.
        problem: Problem,
        /// The field, cut.
        text: String,
    },
    /// A time that is not of the dialect's form.
    NotATime {
        /// Line number, from 1.
        line: u64,
        /// A time of the form.
        example: String,
        /// The field, cut.
        text: String,
    },
    /// A time that the clocks of its zone leave out in spring.
    SkippedTime {
        /// Line number, from 1.
        line: u64,
        /// The zone.
        zone: String,
        /// The field, cut.
        text: String,
    },
    /// A row without a price for a side, before any row that gives one.
    NoQuote {
        /// Line number, from 1.
        line: u64,
        /// The row, cut.
        text: String,
    },
    /// A row of another instrument.
    OtherSymbol {
        /// Line number, from 1.
        line: u64,
        /// The instrument of the rows above.
        expected: String,
        /// The instrument of this row, cut.
        text: String,
    },
    /// A tick that fails a check whose policy is to stop.
    Refused {
        /// Line or record, from 1.
        line: u64,
        /// Which check.
        kind: Kind,
        /// The row, cut.
        text: String,
    },
    /// More rows were left out than allowed.
    TooManyRejects {
        /// Line or record of the last one, from 1.
        line: u64,
        /// How many were allowed.
        limit: u64,
        /// What was wrong with the last one.
        reason: String,
    },
    /// A policy that keeps what cannot be kept.
    CannotKeep {
        /// The kind of fault.
        kind: Kind,
    },
    /// A policy that drops where nothing is to be dropped.
    CannotDrop {
        /// The kind of fault.
        kind: Kind,
    },
    /// A word that a setting does not know.
    UnknownWord {
        /// The known ones.
        words: String,
        /// The word.
        word: String,
    },
    /// No zone has this name.
    UnknownZone {
        /// The name asked for.
        name: String,
    },
    /// A pattern of times that cannot be read.
    TimePattern {
        /// What is wrong with it.
        problem: &'static str,
        /// The pattern.
        text: String,
    },
    /// A column map that describes no row of ticks.
    ColumnMap {
        /// What is wrong with it.
        problem: &'static str,
        /// The columns or other setting in question.
        text: String,
    },
    /// What a file means cannot be told well enough from the file.
    Ambiguous {
        /// What cannot be told.
        question: Question,
        /// What speaks for which reading.
        why: String,
    },
    /// JSON that is not what Dukascopy's service answers.
    Json {
        /// Byte of the file.
        byte: u64,
        /// What was expected.
        expected: &'static str,
        /// What was found, cut.
        found: String,
    },
    /// JSON with prices finer than the instrument's points.
    FinerSteps {
        /// Decimals of the instrument.
        digits: u8,
        /// The price or the multiplier, cut.
        found: String,
    },
    /// A time that no tick has; most often a count of seconds or microseconds taken for milliseconds.
    OutsideYears {
        /// Line number, from 1.
        line: u64,
        /// The field, cut.
        text: String,
    },
    /// A row is older than the row before it.
    RowOutOfOrder {
        /// Line number, from 1.
        line: u64,
        /// The time field.
        text: String,
        /// How much older, in microseconds.
        back_us: i64,
    },
    /// A setting of the reader that no instrument can have.
    Setting {
        /// The setting.
        name: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What was given.
        found: i64,
    },
    /// The compressed stream ends too early.
    Truncated {
        /// Byte of the file after the last one.
        byte: u64,
        /// Bytes unpacked until there.
        unpacked: u64,
    },
    /// The compressed stream is damaged.
    Corrupt {
        /// Byte of the file near which it was noticed.
        byte: u64,
    },
    /// Bytes follow the end of the compressed stream.
    TrailingBytes {
        /// First byte of the file that does not belong.
        byte: u64,
        /// How many there are.
        count: u64,
    },
    /// The file expands beyond what such a file can hold.
    TooBig {
        /// The most that is unpacked, in bytes.
        limit: u64,
        /// The size that the file's header claims; none when it claims none.
        claimed: Option<u64>,
    },
    /// The unpacked bytes are not a whole number of records.
    PartialRecord {
        /// Bytes of one record.
        width: usize,
        /// Bytes in all.
        bytes: u64,
    },
    /// A tick, of a file that has no lines, holds what no tick can.
    Tick {
        /// Which one, from 1.
        tick: u64,
        /// What is wrong with it.
        problem: RecordProblem,
    },
    /// A record holds what no such record can.
    Record {
        /// Which one, from 1.
        record: u64,
        /// Its first byte in the unpacked data.
        byte: u64,
        /// What is wrong with it.
        problem: RecordProblem,
    },
}

/// What is wrong with a text field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Not a decimal number.
    NotANumber,
    /// A price of zero or less.
    NotPositive,
    /// A volume below zero.
    Negative,
    /// A price between two points of the instrument.
    BetweenPoints {
        /// Digits of the instrument.
        digits: u8,
    },
    /// Beyond what the engine counts.
    TooLarge,
    /// NaN or an infinity.
    NotFinite,
}

/// What is wrong with a binary record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordProblem {
    /// Milliseconds of the hour that are 3,600,000 or more.
    OutsideHour {
        /// The milliseconds.
        ms: u32,
    },
    /// Older than the record before it.
    OutOfOrder {
        /// Time of the record, in the file's unit.
        time: u32,
        /// Time of the record before it.
        previous: u32,
    },
    /// A price of zero.
    ZeroPrice {
        /// Which price.
        name: &'static str,
    },
    /// A volume that is NaN, infinite or negative, or too large to count; as its bits.
    Volume {
        /// The bits of the 32-bit float.
        bits: u32,
    },
    /// A tick that fails a check whose policy is to stop.
    Refused {
        /// Which check.
        kind: Kind,
    },
    /// A time of a year that no tick is of, or a price that the engine cannot count.
    Beyond,
    /// A candle whose open or close lies outside its low and high.
    Candle {
        /// Open, high, low and close in points.
        ohlc: [u32; 4],
    },
}

impl FormatError {
    /// What was expected and found, without the place.
    #[must_use]
    pub fn reason(&self) -> String {
        format!("expected {}, found {}", self.expected(), self.found())
    }

    /// Which check a row with this fault failed.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Field { problem, .. } => problem.kind(),
            Self::RowOutOfOrder { .. } => Kind::OutOfOrder,
            Self::NoQuote { .. } => Kind::NoQuote,
            Self::Refused { kind, .. } => *kind,
            Self::Tick { problem, .. } | Self::Record { problem, .. } => problem.kind(),
            _ => Kind::Unparsable,
        }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place();
        if !place.is_empty() {
            write!(out, "{place}: ")?;
        }
        out.write_str(&self.reason())
    }
}

impl std::error::Error for FormatError {}

impl Fault for FormatError {
    fn expected(&self) -> String {
        match self {
            Self::Foreign { wanted, .. } => (*wanted).to_string(),
            Self::UnknownDialect { .. } => format!("one of {}", dialect_names()),
            Self::UnknownHeader { .. } => {
                "a header that names a time, a bid and an ask, such as timestamp,bid,ask".to_string()
            }
            Self::WrongHeader {
                dialect, expected, ..
            } => format!("the header of dialect {dialect}, {expected}"),
            Self::LineTooLong { limit, .. } => format!("lines of at most {limit} bytes"),
            Self::BlankLine { .. } => "a row (blank lines may only end a file)".to_string(),
            Self::FieldCount { expected, .. } => format!("{expected} fields"),
            Self::Field {
                column, problem, ..
            } => problem.expected(*column),
            Self::SkippedTime { zone, .. } => format!("a time that the clocks of {zone} show"),
            Self::NoQuote { .. } => Kind::NoQuote.expected().to_string(),
            Self::OtherSymbol { expected, .. } => format!("the symbol {expected}"),
            Self::Refused { kind, .. } => kind.expected().to_string(),
            Self::TooManyRejects { limit, .. } => format!("at most {limit} rejected rows"),
            Self::CannotKeep { kind } => format!("{} to be dropped, or to stop", kind.name()),
            Self::CannotDrop { kind } => format!("{} to be kept, or to stop", kind.name()),
            Self::UnknownWord { words, .. } => format!("one of {words}"),
            Self::UnknownZone { .. } => {
                "UTC, an offset such as +02:00, an IANA time zone such as Europe/Helsinki, or new-york+7".to_string()
            }
            Self::TimePattern { .. } => {
                "a pattern such as %Y-%m-%d %H:%M:%S.%f, or one of epoch-s, epoch-ms, epoch-us, epoch-ns, iso".to_string()
            }
            Self::ColumnMap { .. } => {
                "columns such as time,bid,ask,bid_volume,ask_volume".to_string()
            }
            Self::Ambiguous { question, .. } => format!("a file that shows {}", question.words()),
            Self::Json { expected, .. } => (*expected).to_string(),
            Self::FinerSteps { digits, .. } => {
                format!("prices in whole points of an instrument with {digits} decimals")
            }
            Self::NotATime { example, .. } => format!("a time such as {example}"),
            Self::OutsideYears { .. } => "a time of the years 1971 to 2199".to_string(),
            Self::RowOutOfOrder { .. } => "a time not before that of the row above".to_string(),
            Self::Setting { name, expected, .. } => format!("{name} {expected}"),
            Self::Truncated { .. } => "the rest of the LZMA stream".to_string(),
            Self::Corrupt { .. } => "a sound LZMA stream".to_string(),
            Self::TrailingBytes { .. } => "the end of the file".to_string(),
            Self::TooBig { limit, .. } => format!("at most {limit} bytes after unpacking"),
            Self::PartialRecord { width, .. } => {
                format!("a multiple of {width} bytes after unpacking")
            }
            Self::Tick { problem, .. } | Self::Record { problem, .. } => problem.expected(),
        }
    }

    fn found(&self) -> String {
        match self {
            Self::Foreign { looks_like, .. } => (*looks_like).to_string(),
            Self::UnknownDialect { name }
            | Self::UnknownZone { name }
            | Self::UnknownWord { word: name, .. } => {
                format!("'{}'", shown(name.as_bytes()))
            }
            Self::UnknownHeader { found }
            | Self::WrongHeader { found, .. }
            | Self::FinerSteps { found, .. }
            | Self::Json { found, .. } => quoted(found),
            Self::LineTooLong { .. } => "a longer one".to_string(),
            Self::BlankLine { .. } => "a blank line with rows after it".to_string(),
            Self::FieldCount { found, text, .. } => format!("{found} in '{text}'"),
            Self::Field { problem, text, .. } => problem.found(text),
            Self::NotATime { text, .. }
            | Self::OutsideYears { text, .. }
            | Self::SkippedTime { text, .. }
            | Self::OtherSymbol { text, .. } => quoted(text),
            Self::NoQuote { text, .. } => format!("an empty price in '{text}'"),
            Self::Refused { kind, text, .. } => format!("{} in '{text}'", kind.found()),
            Self::TooManyRejects { reason, .. } => format!("one more ({reason})"),
            Self::CannotKeep { .. } => "the policy keep".to_string(),
            Self::CannotDrop { .. } => "the policy drop".to_string(),
            Self::TimePattern { problem, text } | Self::ColumnMap { problem, text } => {
                format!("'{}': {problem}", shown(text.as_bytes()))
            }
            Self::Ambiguous { why, .. } => why.clone(),
            Self::RowOutOfOrder { text, back_us, .. } => {
                format!("'{text}', {} ms earlier", in_millis(*back_us))
            }
            Self::Setting { found, .. } => found.to_string(),
            Self::Truncated { unpacked, .. } => {
                format!("the end of the file, after {unpacked} unpacked bytes")
            }
            Self::Corrupt { .. } => "damaged data".to_string(),
            Self::TrailingBytes { count, .. } => format!("{count} more bytes"),
            Self::TooBig {
                claimed: Some(size),
                ..
            } => format!("a header that claims {size}"),
            Self::TooBig { claimed: None, .. } => "more".to_string(),
            Self::PartialRecord { bytes, .. } => bytes.to_string(),
            Self::Tick { problem, .. } | Self::Record { problem, .. } => problem.found(),
        }
    }

    fn place(&self) -> String {
        match self {
            Self::UnknownHeader { .. } | Self::WrongHeader { .. } => "line 1".to_string(),
            Self::LineTooLong { line, .. }
            | Self::BlankLine { line }
            | Self::FieldCount { line, .. }
            | Self::Field { line, .. }
            | Self::NotATime { line, .. }
            | Self::OutsideYears { line, .. }
            | Self::SkippedTime { line, .. }
            | Self::NoQuote { line, .. }
            | Self::OtherSymbol { line, .. }
            | Self::Refused { line, .. }
            | Self::TooManyRejects { line, .. }
            | Self::RowOutOfOrder { line, .. } => format!("line {line}"),
            Self::Json { byte, .. } => format!("byte {byte}"),
            Self::Truncated { byte, .. }
            | Self::Corrupt { byte }
            | Self::TrailingBytes { byte, .. } => {
                format!("byte {byte}")
            }
            Self::PartialRecord { width, bytes } => {
                format!("unpacked byte {}", bytes - bytes % *width as u64)
            }
            Self::Tick { tick, .. } => format!("tick {tick}"),
            Self::Record { record, byte, .. } => format!("record {record} (unpacked byte {byte})"),
            Self::Foreign { .. } => "byte 0".to_string(),
            Self::TooBig { .. } => "byte 5".to_string(),
            Self::UnknownDialect { .. }
            | Self::Setting { .. }
            | Self::CannotKeep { .. }
            | Self::CannotDrop { .. }
            | Self::UnknownZone { .. }
            | Self::UnknownWord { .. }
            | Self::TimePattern { .. }
            | Self::ColumnMap { .. }
            | Self::FinerSteps { .. }
            | Self::Ambiguous { .. } => String::new(),
        }
    }

    fn mend(&self) -> String {
        match self {
            Self::Truncated { .. } | Self::Corrupt { .. } => "fetch the file again",
            Self::Field {
                problem: Problem::BetweenPoints { .. },
                ..
            } => "check the symbol and its digits in instruments.toml",
            Self::OutsideYears { .. } => {
                "epoch times are milliseconds, not seconds or microseconds"
            }
            Self::Foreign {
                looks_like: "UTF-16 text",
                ..
            } => "save it as UTF-8",
            Self::RowOutOfOrder { .. } => {
                "sort the file by time, or have it sorted with --policy out-of-order=keep"
            }
            Self::UnknownHeader { found } => header_mend(found),
            Self::FinerSteps { .. } => "is this another instrument? --symbol says which it is",
            Self::SkippedTime { .. } => "check the time zone",
            Self::OtherSymbol { .. } => "split the file by symbol",
            Self::Ambiguous { question, .. } => question.mend(),
            _ => "",
        }
        .to_string()
    }
}

impl Problem {
    fn kind(self) -> Kind {
        match self {
            Self::NotFinite => Kind::NotFinite,
            Self::NotPositive => Kind::NotPositive,
            Self::BetweenPoints { .. } => Kind::BetweenPoints,
            Self::NotANumber | Self::Negative | Self::TooLarge => Kind::Unparsable,
        }
    }

    fn expected(self, column: Column) -> String {
        let name = column.name();
        match self {
            Self::NotANumber | Self::NotFinite => format!("a decimal number as {name}"),
            Self::NotPositive => format!("{name} above 0"),
            Self::Negative => format!("{name} of 0 or more"),
            Self::BetweenPoints { .. } => format!("{name} in whole points"),
            Self::TooLarge => format!("{name} that the engine can count"),
        }
    }

    fn found(self, text: &str) -> String {
        match self {
            Self::BetweenPoints { digits } => {
                format!("price {text}, which has more digits than the instrument's {digits}")
            }
            _ => quoted(text),
        }
    }
}

impl RecordProblem {
    fn kind(self) -> Kind {
        match self {
            Self::OutOfOrder { .. } => Kind::OutOfOrder,
            Self::ZeroPrice { .. } => Kind::NotPositive,
            Self::Refused { kind } => kind,
            Self::Volume { bits } if !f32::from_bits(bits).is_finite() => Kind::NotFinite,
            _ => Kind::Unparsable,
        }
    }

    fn expected(self) -> String {
        match self {
            Self::OutsideHour { .. } => "milliseconds of the hour below 3600000".to_string(),
            Self::OutOfOrder { .. } => "a time not before that of the record above".to_string(),
            Self::ZeroPrice { name } => format!("{name} above 0"),
            Self::Volume { .. } => "a finite volume of 0 or more".to_string(),
            Self::Refused { kind } => kind.expected().to_string(),
            Self::Beyond => "a time and prices that the engine can count".to_string(),
            Self::Candle { .. } => "open and close between low and high".to_string(),
        }
    }

    fn found(self) -> String {
        match self {
            Self::OutsideHour { ms } => ms.to_string(),
            Self::OutOfOrder { time, previous } => format!("{time} after {previous}"),
            Self::ZeroPrice { .. } => "0".to_string(),
            Self::Volume { bits } => f32::from_bits(bits).to_string(),
            Self::Refused { kind } => kind.found().to_string(),
            Self::Beyond => "others".to_string(),
            Self::Candle {
                ohlc: [open, high, low, close],
            } => {
                format!("open {open}, high {high}, low {low}, close {close}")
            }
        }
    }
}

/// A file's own text, fit for a message: cut, on one line, whatever bytes it holds.
pub(crate) fn shown(bytes: &[u8]) -> String {
    let near = &bytes[..bytes.len().min(4 * SHOWN_CHARS)];
    let text = String::from_utf8_lossy(near).escape_debug().to_string();
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((cut, _)) => format!("{}...", &text[..cut]),
        None => text,
    }
}

fn quoted(text: &str) -> String {
    if text.is_empty() {
        "nothing".to_string()
    } else {
        format!("'{text}'")
    }
}

fn in_millis(us: i64) -> String {
    let text = format!("{}.{:03}", us / 1000, us % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

fn dialect_names() -> String {
    let names: Vec<&str> = DIALECTS
        .iter()
        .map(|dialect| dialect.name.as_ref())
        .collect();
    names.join(", ")
}

fn header_mend(found: &str) -> &'static str {
    let found = found.to_ascii_lowercase();
    if ["open", "high", "low"]
        .iter()
        .all(|name| found.contains(name))
    {
        "these look like bars; import the ticks"
    } else {
        "if these are ticks, say what is in a row, with --columns and --time-format"
    }
}
