//! The layouts of tick files in CSV: one row of a table each, read by the one parser in `csv.rs`.

use super::error::{FormatError, shown};
use super::instant::Pattern;
use super::lookalike;

/// How a CSV file of ticks is laid out.
#[derive(Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Its name on the command line.
    pub name: &'static str,
    /// Who writes it, in a sentence.
    pub description: &'static str,
    /// The first line, as its producer writes it. Case and trailing blanks do not matter.
    pub header: &'static str,
    /// What stands between fields.
    pub delimiter: u8,
    /// The fields of a row, in order.
    pub columns: &'static [Column],
    /// How a time is written.
    pub time: TimeFormat,
    /// Which zone a time is in.
    pub zone: Zone,
    /// A time as it occurs, for messages.
    pub time_example: &'static str,
    /// How many units one unit of a volume usually is; the files themselves do not say.
    pub usual_volume_scale: i64,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The time of the tick.
    Time,
    /// The bid price.
    Bid,
    /// The ask price.
    Ask,
    /// The volume at the bid.
    BidVolume,
    /// The volume at the ask.
    AskVolume,
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// Milliseconds since the Unix epoch, or ISO 8601 with a `T` or a blank between date and time.
    EpochMillisOrIso,
    /// Fixed places for date and time, and an optional fraction of a second.
    Pattern(Pattern),
}

/// Which zone a written time is in. An epoch time needs none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// UTC, as the header or the producer's documentation says.
    Utc,
    /// The file does not say; read as UTC.
    Unstated,
    /// Each time ends in `Z` or an offset such as `+02:00`; UTC where it does not.
    IsoOffset,
    /// Each time ends in an offset such as ` GMT+0200`.
    GmtOffset,
}

const DOTTED: TimeFormat = TimeFormat::Pattern(Pattern::new("dd.MM.yyyy HH:mm:ss"));
const ASK_FIRST: &[Column] = &[
    Column::Time,
    Column::Ask,
    Column::Bid,
    Column::AskVolume,
    Column::BidVolume,
];
const WANTED: &str = "a CSV file of ticks";
const MILLIONS: i64 = 1_000_000;

/// Every dialect. A new one is one more row.
pub static DIALECTS: &[Dialect] = &[
    Dialect {
        name: "default",
        description: "This project's own: epoch milliseconds or ISO 8601 (UTC where no offset is given), bid before ask",
        header: "timestamp,bid,ask,bid_volume,ask_volume",
        delimiter: b',',
        columns: &[
            Column::Time,
            Column::Bid,
            Column::Ask,
            Column::BidVolume,
            Column::AskVolume,
        ],
        time: TimeFormat::EpochMillisOrIso,
        zone: Zone::IsoOffset,
        time_example: "1741219200123 or 2025-03-06T00:00:00.123Z",
        usual_volume_scale: MILLIONS,
    },
    Dialect {
        name: "dukascopy-gmt",
        description: "Dukascopy's website, times in GMT",
        header: "Gmt time,Ask,Bid,AskVolume,BidVolume",
        delimiter: b',',
        columns: ASK_FIRST,
        time: DOTTED,
        zone: Zone::Utc,
        time_example: "31.07.2011 23:00:00.652",
        usual_volume_scale: MILLIONS,
    },
    Dialect {
        name: "dukascopy-local",
        description: "Dukascopy's website, local times with their offset from GMT in each row",
        header: "Local time,Ask,Bid,AskVolume,BidVolume",
        delimiter: b',',
        columns: ASK_FIRST,
        time: DOTTED,
        zone: Zone::GmtOffset,
        time_example: "31.07.2011 23:00:00.652 GMT+0200",
        usual_volume_scale: MILLIONS,
    },
    Dialect {
        name: "dukascopy-2013",
        description: "Dukascopy's exports of about 2013; the zone is not stated and read as UTC",
        header: "Time,Ask,Bid,AskVolume,BidVolume",
        delimiter: b',',
        columns: ASK_FIRST,
        time: DOTTED,
        zone: Zone::Unstated,
        time_example: "01.05.2012 00:00:01.680",
        usual_volume_scale: MILLIONS,
    },
];

/// The dialect of a CSV file by its header, which `sample`, the file's first bytes, must hold.
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
    let header = header_text(line);
    DIALECTS
        .iter()
        .find(|dialect| dialect.is_headed(header))
        .ok_or_else(|| FormatError::UnknownHeader {
            found: shown(header),
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
    /// Refuses a first line that is not this dialect's header.
    pub(super) fn check_header(&self, line: &[u8]) -> Result<(), FormatError> {
        let header = header_text(line);
        if self.is_headed(header) {
            return Ok(());
        }
        refuse_foreign(line)?;
        Err(FormatError::WrongHeader {
            dialect: self.name,
            expected: self.header,
            found: shown(header),
        })
    }

    fn is_headed(&self, header: &[u8]) -> bool {
        header.eq_ignore_ascii_case(self.header.as_bytes())
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

fn refuse_foreign(bytes: &[u8]) -> Result<(), FormatError> {
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
