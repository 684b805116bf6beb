//! Pieces of a file, and the ticks in them by a reading.

use super::Reading;
use crate::formats::checks::{CheckSettings, Counts, KINDS, Policy};
use crate::formats::csv::CsvReader;
use crate::formats::dialect::{Dialect, Header};
use crate::formats::lookalike;
use crate::ticks::{Tick, TickColumns, TickSlice};

/// Digits at which any price can be read: with some, it has too many decimals, with others it is too large.
const ANY_DIGITS: [u8; 4] = [9, 7, 5, 3];
/// Lines of a piece that are looked at.
const MOST_LINES: usize = 2000;
/// A line of a sample longer than this is no row.
const LONGEST: usize = 1024;

/// Pieces of a file.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// Its first bytes.
    pub head: &'a [u8],
    /// Pieces of its middle and end, in the file's order. They may begin and end within a line.
    pub later: &'a [&'a [u8]],
    /// Is the head all of the file?
    pub is_whole: bool,
}

/// The ticks of a sample, piece by piece.
pub(super) struct Sampled {
    pub(super) pieces: Vec<TickColumns>,
    pub(super) counts: Counts,
    /// Digits of the prices.
    pub(super) digits: u8,
    /// Rows that could not be read.
    pub(super) unread: u64,
}

impl<'a> Sample<'a> {
    /// The lines of the head, without their ends; the first is the header, if there is one.
    pub(super) fn head_lines(self) -> Vec<&'a [u8]> {
        let head = if self.is_whole {
            self.head
        } else {
            whole_lines(self.head)
        };
        lines(lookalike::without_bom(head))
    }

    /// The rows of all pieces.
    pub(super) fn rows(self, dialect: &Dialect) -> Vec<&'a [u8]> {
        let mut rows = self.head_lines();
        if dialect.header != Header::Absent && !rows.is_empty() {
            rows.remove(0);
        }
        rows.extend(
            self.later
                .iter()
                .flat_map(|piece| lines(inner_lines(piece))),
        );
        rows
    }

    /// The ticks of all pieces, prices in points.
    pub(super) fn ticks(self, reading: &Reading, digits: u8) -> Sampled {
        let mut sampled = Sampled {
            pieces: Vec::new(),
            counts: Counts::default(),
            digits,
            unread: 0,
        };
        let mut pieces = vec![(self.head_lines(), true)];
        let inner = self.later.iter().map(|piece| lines(inner_lines(piece)));
        pieces.extend(inner.map(|piece| (piece, false)));
        for (piece, is_head) in pieces {
            let Ok(reader) = reading.reader(digits, 1) else {
                continue;
            };
            let mut reader = reader.with_checks(patient());
            if !is_head {
                reader = reader.past_the_header();
            }
            let ticks = read(&mut reader, &piece);
            sampled.counts.add_all(reader.counts());
            sampled.unread += reader.rejected();
            sampled.pieces.push(ticks);
        }
        sampled
    }

    /// The same, prices in points of whatever size lets most rows be read.
    pub(super) fn any_ticks(self, reading: &Reading, digits: u8) -> Sampled {
        let sampled = self.ticks(reading, digits);
        if sampled.unread * 10 <= sampled.len() as u64 {
            return sampled;
        }
        let others = ANY_DIGITS.map(|digits| self.ticks(reading, digits));
        others.into_iter().fold(sampled, |best, other| {
            if other.len() > best.len() {
                other
            } else {
                best
            }
        })
    }

    /// The first ticks of the file.
    pub(super) fn first_ticks(self, reading: &Reading, digits: u8, most: usize) -> Vec<Tick> {
        let Ok(reader) = reading.reader(digits, 1) else {
            return Vec::new();
        };
        let mut lines = self.head_lines();
        lines.truncate(4 * most + 1);
        let ticks = read(&mut reader.with_checks(patient()), &lines);
        ticks.view().iter().take(most).collect()
    }
}

impl Sampled {
    pub(super) fn all(&self) -> impl Iterator<Item = Tick> + '_ {
        self.pieces.iter().flat_map(|piece| iter(piece.view()))
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(TickColumns::len).sum()
    }
}

fn iter(ticks: TickSlice<'_>) -> impl Iterator<Item = Tick> + '_ {
    (0..ticks.len()).filter_map(move |row| ticks.get(row))
}

/// Drops what cannot be kept, and goes on.
fn patient() -> CheckSettings {
    let policy = |kind: crate::formats::checks::Kind| {
        if kind.can_be_kept() {
            Policy::Keep
        } else {
            Policy::Drop
        }
    };
    CheckSettings {
        policies: KINDS.map(policy),
        max_rejects: u64::MAX,
        ..CheckSettings::default()
    }
}

fn read(reader: &mut CsvReader, lines: &[&[u8]]) -> TickColumns {
    let mut ticks = TickColumns::default();
    let text = lines.join(&b'\n');
    // A wrong header ends the reading: there is no tick then.
    let _ = reader
        .feed(&text, &mut ticks)
        .and_then(|()| reader.finish(&mut ticks));
    ticks
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    let lines = text.split(|byte| *byte == b'\n');
    lines
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.is_empty() && line.len() <= LONGEST)
        .take(MOST_LINES)
        .collect()
}

fn whole_lines(text: &[u8]) -> &[u8] {
    match memchr::memrchr(b'\n', text) {
        Some(end) => &text[..end],
        None => text,
    }
}

fn inner_lines(text: &[u8]) -> &[u8] {
    let start = memchr::memchr(b'\n', text).map_or(text.len(), |end| end + 1);
    whole_lines(&text[start..])
}
