//! A dialect that the user spells out, for files that no row of the table fits.

use std::borrow::Cow;

use super::FormatError;
use super::dialect::{Column, Dialect, EpochUnit, Header, TimeFormat};
use super::time_pattern::Pattern;
use super::zone::Zone;

/// What the user says of a file's layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnMap<'a> {
    /// What its fields hold, in order, between commas: `time` (or `date,time`), `bid`, `ask`, `bid_volume`,
    /// `ask_volume`, `symbol`, and `-` for what is passed over.
    pub columns: &'a str,
    /// How a time is written: strftime's `%Y %m %d %H %M %S %f %z`, or `epoch-s`, `epoch-ms`, `epoch-us`, `epoch-ns`, or
    /// `iso` (ISO 8601 or epoch milliseconds).
    pub time_format: &'a str,
    /// Is a comma the mark before decimals?
    pub decimal_comma: bool,
    /// What stands between fields: one character, or `tab`; none for a comma, or a semicolon where the comma is taken.
    pub delimiter: Option<&'a str>,
    /// The zone of the times, as `Zone::parse` takes it; none where they need none, or for UTC.
    pub time_zone: Option<&'a str>,
    /// Is the first line no row?
    pub has_header: bool,
}

/// (what a column is called, what it is).
const NAMES: [(&str, Column); 8] = [
    ("time", Column::Time),
    ("bid", Column::Bid),
    ("ask", Column::Ask),
    ("bid_volume", Column::BidVolume),
    ("ask_volume", Column::AskVolume),
    ("symbol", Column::Symbol),
    ("-", Column::Ignored),
    ("ignored", Column::Ignored),
];

const EPOCHS: [(&str, TimeFormat); 5] = [
    ("epoch-s", TimeFormat::Epoch(EpochUnit::Seconds)),
    ("epoch-ms", TimeFormat::Epoch(EpochUnit::Milliseconds)),
    ("epoch-us", TimeFormat::Epoch(EpochUnit::Microseconds)),
    ("epoch-ns", TimeFormat::Epoch(EpochUnit::Nanoseconds)),
    ("iso", TimeFormat::EpochMillisOrIso),
];
const MOST_COLUMNS: usize = 64;
impl ColumnMap<'_> {
    /// The dialect that it describes, as one more row of the table.
    ///
    /// # Errors
    /// `ColumnMap`, `TimePattern` or `UnknownZone`.
    pub fn dialect(&self) -> Result<Dialect, FormatError> {
        let delimiter = delimiter(self.delimiter, self.decimal_comma)?;
        let (columns, splits_time) = self.columns()?;
        let (time, zone) = self.time(splits_time, delimiter)?;
        Ok(Dialect {
            name: Cow::Borrowed("columns"),
            description: Cow::Owned(format!("Columns {}", self.columns)),
            header: if self.has_header {
                Header::Any
            } else {
                Header::Absent
            },
            delimiter,
            decimal_mark: if self.decimal_comma { b',' } else { b'.' },
            columns: Cow::Owned(columns),
            time,
            zone,
            time_example: Cow::Owned(self.time_format.to_string()),
            has_volumes_in_units: false,
            has_widened_volumes: false,
            has_standing_prices: false,
        })
    }

    /// (columns, does the time take two of them?).
    fn columns(&self) -> Result<(Vec<Column>, bool), FormatError> {
        let fault = |problem| FormatError::ColumnMap {
            problem,
            text: self.columns.to_string(),
        };
        let mut names: Vec<&str> = self.columns.split(',').map(str::trim).collect();
        let date = names.iter().position(|name| *name == "date");
        if let Some(at) = date {
            if names.get(at + 1) != Some(&"time") {
                return Err(fault("date stands right before time"));
            }
            names.remove(at);
        }
        let column = |name: &&str| NAMES.iter().find(|known| known.0 == *name);
        let columns: Option<Vec<Column>> = names.iter().map(|name| Some(column(name)?.1)).collect();
        let columns = columns.ok_or_else(|| {
            fault("known are date, time, bid, ask, bid_volume, ask_volume, symbol and -")
        })?;
        let count = |wanted| columns.iter().filter(|column| **column == wanted).count();
        if columns.len() > MOST_COLUMNS {
            return Err(fault("at most 64 columns"));
        }
        if [Column::Time, Column::Bid, Column::Ask].map(count) != [1, 1, 1] {
            return Err(fault("time, bid and ask are needed, each once"));
        }
        let others = [Column::BidVolume, Column::AskVolume, Column::Symbol];
        if others.map(count).into_iter().any(|count| count > 1) {
            return Err(fault("a column occurs twice"));
        }
        Ok((columns, date.is_some()))
    }

    fn time(&self, splits_time: bool, delimiter: u8) -> Result<(TimeFormat, Zone), FormatError> {
        let zone = self.time_zone.map(Zone::parse).transpose()?;
        let fault = |problem| FormatError::TimePattern {
            problem,
            text: self.time_format.to_string(),
        };
        let (format, has_offset) = time_format(self.time_format)?;
        let TimeFormat::Pattern(pattern) = format else {
            return match zone {
                _ if splits_time => Err(fault("date and time in two columns need a pattern")),
                Some(zone) if format == TimeFormat::EpochMillisOrIso => Ok((format, zone)),
                Some(_) => Err(fault("such times say their zone: no time zone is needed")),
                None => Ok((format, Zone::IsoOffset)),
            };
        };
        let pattern = if splits_time {
            let split = pattern.with_gap(delimiter);
            split.ok_or_else(|| fault("one blank stands between date and time"))?
        } else {
            pattern
        };
        if pattern.fields(delimiter) != 1 + usize::from(splits_time) {
            return Err(fault("the delimiter occurs in it"));
        }
        let zone = match (zone, has_offset) {
            (Some(_), true) => return Err(fault("%z says the zone: no time zone is needed")),
            (None, true) => Zone::IsoOffset,
            (Some(zone), false) => zone,
            (None, false) => Zone::Unstated,
        };
        Ok((TimeFormat::Pattern(pattern), zone))
    }
}

/// What stands between fields, by its character or name; where nothing is said, what the decimal mark leaves.
pub(super) fn delimiter(text: Option<&str>, decimal_comma: bool) -> Result<u8, FormatError> {
    let fault = |problem| FormatError::ColumnMap {
        problem,
        text: text.unwrap_or_default().to_string(),
    };
    let delimiter = match text.map(str::as_bytes) {
        None if decimal_comma => b';',
        None => b',',
        Some(b"tab" | b"\\t") => b'\t',
        Some([one]) => *one,
        Some(_) => return Err(fault("a delimiter is one character, or tab")),
    };
    match delimiter {
        b',' if decimal_comma => Err(fault("a comma cannot be both delimiter and mark")),
        b'\t' | b' ' | b',' | b';' | b'|' | b':' | b'^' | b'~' => Ok(delimiter),
        _ => Err(fault("a delimiter is a tab, a blank or one of , ; | : ^ ~")),
    }
}

/// (how times are written, whether they end in an offset), by its name or as strftime has it.
pub(super) fn time_format(text: &str) -> Result<(TimeFormat, bool), FormatError> {
    if let Some((_, format)) = EPOCHS.iter().find(|epoch| epoch.0 == text) {
        return Ok((*format, false));
    }
    let (pattern, has_offset) = Pattern::from_strftime(text)?;
    Ok((TimeFormat::Pattern(pattern), has_offset))
}

impl Dialect {
    /// The options that spell this layout out, `--columns` and the like, but for the zone.
    #[must_use]
    pub fn spelled_out(&self) -> String {
        let mut options = vec![
            format!("--columns {}", self.column_names()),
            format!("--time-format {}", quoted(&self.time_name())),
        ];
        match self.delimiter {
            b',' => {}
            b'\t' => options.push("--delimiter tab".to_string()),
            b';' if self.decimal_mark == b',' => {}
            other => {
                let mark = quoted(&char::from(other).to_string());
                options.push(format!("--delimiter {mark}"));
            }
        }
        if self.decimal_mark == b',' {
            options.push("--decimal-comma".to_string());
        }
        if self.header != Header::Absent {
            options.push("--header".to_string());
        }
        options.join(" ")
    }

    /// Its columns between commas, as `--columns` takes them.
    #[must_use]
    pub fn column_names(&self) -> String {
        let name = |column: &Column| match column {
            Column::Time if self.time_fields() == 2 => "date,time",
            column => NAMES
                .iter()
                .find(|known| known.1 == *column)
                .map_or("-", |known| known.0),
        };
        let names: Vec<&str> = self.columns.iter().map(name).collect();
        names.join(",")
    }

    /// How its times are written, as `--time-format` takes it.
    #[must_use]
    pub fn time_name(&self) -> String {
        match self.time {
            TimeFormat::Pattern(pattern) => {
                let mut text = pattern.strftime();
                if self.time_fields() == 2 {
                    text = text.replace(char::from(self.delimiter), " ");
                }
                let has_offset = matches!(self.zone, Zone::IsoOffset | Zone::GmtOffset);
                text + if has_offset { "%z" } else { "" }
            }
            format => {
                let known = EPOCHS.iter().find(|epoch| epoch.1 == format);
                known.map_or("iso", |known| known.0).to_string()
            }
        }
    }
}

/// As a shell takes it.
fn quoted(text: &str) -> String {
    if text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        text.to_string()
    } else {
        format!("\"{text}\"")
    }
}
