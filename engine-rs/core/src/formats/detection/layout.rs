//! Which columns a file has, and how its times are written.

use std::borrow::Cow;

use super::said::SaidTime;
use super::{Finding, Hints, Reading, Said, Sample, VolumeUnit};
use crate::formats::FormatError;
use crate::formats::checks::Kind;
use crate::formats::dialect::{
    Column, DIALECTS, Dialect, EpochUnit, Header, TimeFormat, Zone, by_name,
};
use crate::formats::error::shown;
use crate::formats::quoting::unquoted;
use crate::formats::time_pattern::Pattern;

/// Rows that are compared.
const TRIED_ROWS: usize = 200;
/// The part of the rows that must be read for a layout to be likely.
const LIKELY: f64 = 0.9;
const MOST_FIELDS: usize = 64;

/// Times as they are written, in the order of trying: where both orders of day and month fit, the first is taken here.
const PATTERNS: [Pattern; 15] = [
    Pattern::new("yyyy-MM-ddTHH:mm:ss"),
    Pattern::new("yyyy.MM.dd HH:mm:ss"),
    Pattern::new("yyyy/MM/dd HH:mm:ss"),
    Pattern::new("dd.MM.yyyy HH:mm:ss"),
    Pattern::new("dd/MM/yyyy HH:mm:ss"),
    Pattern::new("dd-MM-yyyy HH:mm:ss"),
    Pattern::new("MM.dd.yyyy HH:mm:ss"),
    Pattern::new("MM/dd/yyyy HH:mm:ss"),
    Pattern::new("MM-dd-yyyy HH:mm:ss"),
    Pattern::new("yyyyMMdd HH:mm:ss"),
    Pattern::new("yyyyMMdd-HH:mm:ss"),
    Pattern::new("yyyyMMdd HHmmssSSS"),
    Pattern::new("yyyyMMddHHmmssSSS"),
    Pattern::new("yyyyMMdd,HH:mm:ss"),
    Pattern::new("yyyyMMdd,HHmmssSSS"),
];

const EPOCHS: [EpochUnit; 4] = [
    EpochUnit::Milliseconds,
    EpochUnit::Seconds,
    EpochUnit::Microseconds,
    EpochUnit::Nanoseconds,
];

/// (what a header calls a column, without case, blanks and underlines; what it is).
const HEADINGS: &[(&str, Column)] = &[
    ("bid", Column::Bid),
    ("bidprice", Column::Bid),
    ("ask", Column::Ask),
    ("askprice", Column::Ask),
    ("offer", Column::Ask),
    ("bidvolume", Column::BidVolume),
    ("bidvol", Column::BidVolume),
    ("bidsize", Column::BidVolume),
    ("bidqty", Column::BidVolume),
    ("askvolume", Column::AskVolume),
    ("askvol", Column::AskVolume),
    ("asksize", Column::AskVolume),
    ("askqty", Column::AskVolume),
    ("symbol", Column::Symbol),
    ("instrument", Column::Symbol),
    ("pair", Column::Symbol),
];

const TIME_HEADINGS: [&str; 9] = [
    "time",
    "timestamp",
    "datetime",
    "date",
    "ts",
    "gmttime",
    "utctime",
    "localtime",
    "dateandtime",
];

/// The layout of a file, as a row of the table or made up of what was found.
pub(super) fn find(sample: Sample, hints: &Hints) -> Result<(Dialect, Finding), FormatError> {
    if let Some(dialect) = &hints.dialect {
        return Ok((dialect.clone(), Finding::given(dialect.name.to_string())));
    }
    let lines = sample.head_lines();
    let first = lines.first().copied().unwrap_or_default();
    let known: Vec<Dialect> = DIALECTS
        .iter()
        .filter_map(|dialect| hints.said.applied(dialect))
        .collect();
    let headed = known.iter().find(|dialect| dialect.is_headed(first));
    if let Some(dialect) = headed {
        let share = share_read(dialect, sample, hints.digits);
        if share >= LIKELY || lines.len() == 1 {
            let reason = format!("its first line is the header of {}", dialect.name);
            return Ok((dialect.clone(), finding(dialect, 0.99, reason)));
        }
    }
    let mut tried: Vec<(Dialect, f64, String)> = known
        .iter()
        .filter(|dialect| dialect.header == Header::Absent)
        .map(|dialect| {
            let reason = format!(
                "it has no header, and its rows have the form of {}",
                dialect.name
            );
            (dialect.clone(), 0.95, reason)
        })
        .collect();
    tried.extend(spelled_out(&lines, &hints.said));
    let best = tried
        .into_iter()
        .map(|tried| (share_read(&tried.0, sample, hints.digits), tried))
        .filter(|(share, _)| *share > 0.5)
        .reduce(|best, other| if other.0 > best.0 { other } else { best });
    match best {
        Some((share, (dialect, confidence, reason))) if share >= LIKELY => {
            let found = finding(&dialect, confidence, reason);
            Ok((dialect, found))
        }
        Some((share, (dialect, _, reason))) => {
            let part = format!(
                "but {:.0} % of its rows cannot be read so",
                100.0 - 100.0 * share
            );
            let found = finding(&dialect, 0.4, format!("{reason}, {part}"));
            Ok((dialect, found))
        }
        None => match headed {
            // Its rows are at fault, which reading them will say.
            Some(dialect) => {
                let reason = format!(
                    "its first line is the header of {}, but its rows cannot be read",
                    dialect.name
                );
                Ok((dialect.clone(), finding(dialect, 0.9, reason)))
            }
            None => Err(FormatError::UnknownHeader {
                found: shown(first),
            }),
        },
    }
}

/// The head and the later pieces of a file whose fields stand in quotes or after blanks, without those; none where no
/// field does.
pub(super) fn without_quotes(sample: Sample, hints: &Hints) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    let known = hints.dialect.as_ref().map(|dialect| dialect.delimiter);
    let first = sample.head_lines().first().copied().unwrap_or_default();
    let delimiter = known
        .or(hints.said.delimiter)
        .or_else(|| delimiter(first))?;
    let Cow::Owned(head) = unquoted(sample.head, delimiter) else {
        return None;
    };
    let plain = |piece: &&[u8]| unquoted(piece, delimiter).into_owned();
    Some((head, sample.later.iter().map(plain).collect()))
}

fn finding(dialect: &Dialect, confidence: f64, reason: String) -> Finding {
    let choice = match &*dialect.name {
        "columns" => format!("columns {}", dialect.column_names()),
        name => name.to_string(),
    };
    Finding {
        choice,
        confidence,
        reasons: vec![reason],
        others: Vec::new(),
    }
}

/// The part of the rows that a dialect reads. A price with more digits than the instrument has is read: another question
/// is about it.
fn share_read(dialect: &Dialect, sample: Sample, digits: u8) -> f64 {
    let reading = Reading {
        dialect: dialect.clone(),
        volume_unit: VolumeUnit::Millions,
        price_shift: 0,
    };
    let mut ends = memchr::memchr_iter(b'\n', sample.head);
    let (end, is_whole) = match ends.nth(TRIED_ROWS) {
        Some(end) => (end + 1, false),
        None => (sample.head.len(), sample.is_whole),
    };
    let head = Sample {
        head: &sample.head[..end],
        later: &[],
        is_whole,
    };
    let read = head.ticks(&reading, digits);
    let rows = read.len() as u64 + read.unread;
    let good = read.len() as u64 + read.counts.of(Kind::BetweenPoints);
    good as f64 / rows.max(1) as f64
}

/// Layouts made up of what the lines look like: by a header's names, or by the fields of the rows.
fn spelled_out(lines: &[&[u8]], said: &Said) -> Vec<(Dialect, f64, String)> {
    let rows = &lines[1.min(lines.len())..lines.len().min(TRIED_ROWS)];
    let Some(&row) = rows.first().or(lines.first()) else {
        return Vec::new();
    };
    let Some(delimiter) = said.delimiter.or_else(|| delimiter(row)) else {
        return Vec::new();
    };
    let looks_so = if delimiter != b',' && row.contains(&b',') {
        b','
    } else {
        b'.'
    };
    let decimal_mark = said.decimal_mark.unwrap_or(looks_so);
    let first = lines.first().copied().unwrap_or_default();
    let headings = headings(first, delimiter);
    let fields: Vec<&[u8]> = row.split(|byte| *byte == delimiter).collect();
    if fields.len() > MOST_FIELDS {
        return Vec::new();
    }
    let mut found = Vec::new();
    let times = match said.time {
        Some(time) => said_times(&fields, delimiter, time),
        None => times(&fields, delimiter),
    };
    for (at, width, time, zone) in times {
        let by_header = headings.as_ref().and_then(|names| named(names, at, width));
        let header = if headings.is_some() {
            Header::Any
        } else {
            Header::Absent
        };
        let (columns, confidence, reason) = match by_header {
            Some(columns) => (columns, 0.9, "its header names a time, a bid and an ask"),
            None if headings.is_some() => continue,
            None => match unnamed(&fields, at, width, decimal_mark) {
                Some(columns) => (
                    columns,
                    0.85,
                    "it has no header, and its rows begin with a time and two prices",
                ),
                None => continue,
            },
        };
        found.push((
            Dialect {
                name: Cow::Borrowed("columns"),
                description: Cow::Borrowed("Columns found out from the file"),
                header,
                delimiter,
                decimal_mark,
                columns: Cow::Owned(columns),
                time,
                zone: zone.unwrap_or_else(|| zone_of_heading(first)),
                time_example: Cow::Owned(shown(&fields[at..at + width].join(&delimiter))),
                has_volumes_in_units: false,
                has_widened_volumes: false,
                has_standing_prices: fields.iter().any(|field| field.is_empty()),
            },
            confidence,
            reason.to_string(),
        ));
    }
    found
}

fn delimiter(row: &[u8]) -> Option<u8> {
    [b'\t', b';', b'|', b',']
        .into_iter()
        .find(|delimiter| memchr::memchr_iter(*delimiter, row).count() >= 2)
}

/// The names in a first line that is no row: none of its fields begins with a digit.
fn headings(line: &[u8], delimiter: u8) -> Option<Vec<String>> {
    let fields = line.split(|byte| *byte == delimiter);
    let names: Vec<String> = fields
        .map(|field| {
            let letters = field.iter().filter(|byte| byte.is_ascii_alphanumeric());
            letters
                .map(|byte| char::from(byte.to_ascii_lowercase()))
                .collect()
        })
        .collect();
    let is_name = |name: &String| name.starts_with(|first: char| first.is_ascii_alphabetic());
    names.iter().all(is_name).then_some(names)
}

/// Where a time can be: (its first field, how many fields, how it is written, its zone where it says one).
fn times(fields: &[&[u8]], delimiter: u8) -> Vec<(usize, usize, TimeFormat, Option<Zone>)> {
    let mut found = Vec::new();
    for at in 0..fields.len() {
        for pattern in PATTERNS {
            if fits(&pattern, fields[at]) {
                let zone = zone_after(&pattern, fields[at]);
                found.push((at, 1, TimeFormat::Pattern(pattern), zone));
            }
            let split = pattern.with_gap(delimiter).zip(fields.get(at + 1));
            if let Some((pattern, next)) = split {
                let both = [fields[at], next].join(&delimiter);
                if fits(&pattern, &both) {
                    let zone = zone_after(&pattern, &both);
                    found.push((at, 2, TimeFormat::Pattern(pattern), zone));
                }
            }
        }
        for unit in EPOCHS {
            if crate::formats::instant::is_epoch_of_our_years(fields[at], unit) {
                found.push((at, 1, TimeFormat::Epoch(unit), Some(Zone::Utc)));
            }
        }
    }
    found
}

/// Where a time that is written as the user says can be.
fn said_times(
    fields: &[&[u8]],
    delimiter: u8,
    said: SaidTime,
) -> Vec<(usize, usize, TimeFormat, Option<Zone>)> {
    let mut found = Vec::new();
    for at in 0..fields.len() {
        for width in 1..=2.min(fields.len() - at) {
            let Some(time) = said.in_fields(width, delimiter) else {
                continue;
            };
            let text = fields[at..at + width].join(&delimiter);
            match time {
                TimeFormat::Pattern(pattern) if fits(&pattern, &text) => {
                    found.push((at, width, time, zone_after(&pattern, &text)));
                }
                TimeFormat::Pattern(_) => {}
                _ => found.push((at, width, time, Some(Zone::IsoOffset))),
            }
        }
    }
    found
}

/// Does a text begin with such a time?
fn fits(pattern: &Pattern, text: &[u8]) -> bool {
    pattern.local_us(text).is_some()
}

/// The zone that follows such a time, where one does.
fn zone_after(pattern: &Pattern, text: &[u8]) -> Option<Zone> {
    let rest = &text[pattern.minute_length()..];
    let is_of_seconds = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let after = rest.iter().position(|byte| !is_of_seconds(byte))?;
    match &rest[after..] {
        offset if offset.starts_with(b" GMT") => Some(Zone::GmtOffset),
        _ => Some(Zone::IsoOffset),
    }
}

/// The columns that a header names, the time being where it was found.
fn named(names: &[String], at: usize, width: usize) -> Option<Vec<Column>> {
    let is_time = |name: &str| TIME_HEADINGS.iter().any(|known| name.starts_with(known));
    if !is_time(names.get(at)?) {
        return None;
    }
    let mut columns = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if index > at && index < at + width {
            continue;
        }
        let known = HEADINGS.iter().find(|known| known.0 == name);
        columns.push(match known {
            _ if index == at => Column::Time,
            Some((_, column)) if !columns.contains(column) => *column,
            _ => Column::Ignored,
        });
    }
    let has = |column| columns.contains(&column);
    (has(Column::Bid) && has(Column::Ask)).then_some(columns)
}

/// The columns of rows without a header: after the time two prices, and two volumes where two more numbers follow.
fn unnamed(fields: &[&[u8]], at: usize, width: usize, mark: u8) -> Option<Vec<Column>> {
    let is_number = |field: &[u8]| {
        let of_number = |byte: &u8| byte.is_ascii_digit() || *byte == mark;
        field.first().is_some_and(u8::is_ascii_digit) && field.iter().all(of_number)
    };
    let after = &fields[at + width..];
    let numbers = after.iter().take_while(|field| is_number(field)).count();
    if numbers < 2 {
        return None;
    }
    let mut columns = vec![Column::Ignored; at];
    if at == 1 && fields[0].iter().any(u8::is_ascii_alphabetic) {
        columns[0] = Column::Symbol;
    }
    columns.extend([Column::Time, Column::Bid, Column::Ask]);
    let volumes = match numbers {
        4 => [Column::BidVolume, Column::AskVolume],
        _ => [Column::Ignored, Column::Ignored],
    };
    let rest = after.len() - 2;
    columns.extend(volumes.into_iter().take(rest));
    columns.resize(at + 3 + rest, Column::Ignored);
    Some(columns)
}

/// The zone that a heading such as `Time (EET)` or `Gmt time` tells.
fn zone_of_heading(line: &[u8]) -> Zone {
    let text = String::from_utf8_lossy(line).to_ascii_lowercase();
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .collect();
    if words.iter().any(|word| matches!(*word, "utc" | "gmt")) {
        return Zone::Utc;
    }
    match by_name("jforex-eet") {
        Ok(eet) if words.contains(&"eet") => eet.zone.clone(),
        _ => Zone::Unstated,
    }
}
