//! Ticks from CSV, pushed in chunks of any size.

use memchr::memchr;

use super::FormatError;
use super::checks::{CheckSettings, Checks, Counts, Kind, Policy, Refusal, Reject};
use super::dialect::{self, Column, Dialect, Header};
use super::error::{Problem, shown};
use super::instant::TimeFault;
use super::rows::{RowFault, RowReader};
use crate::ticks::TickColumns;

/// No row of any dialect comes near this; it bounds what is carried from one chunk to the next.
const MAX_LINE: usize = 1024;
/// Bytes of a short row: what a chunk has room made for.
pub(super) const SHORT_ROW: usize = 32;

/// A push parser of one file.
///
/// Every row is read in full: the number of its fields, a time of the dialect's form, prices that lie on the
/// instrument's points, volumes of zero or more. A price may have more decimals than the instrument has digits where they
/// are noise of a printed double, that is within a millionth of a point of a point: `1.1370200000000001`. Volumes round
/// to the nearest unit. Then the tick is checked against those before it, as the settings of the checks say; without
/// any, crossed quotes and equal times pass, and time that goes back does not.
///
/// A time that its clock shows twice, when daylight saving ends, is the first of its two instants unless that lies
/// before the row above.
#[derive(Clone, Debug)]
pub struct CsvReader {
    pub(super) rows: RowReader,
    pub(super) checks: Checks,
    /// The start of a line whose end has not come yet.
    pub(super) carry: Vec<u8>,
    /// Lines seen.
    pub(super) line: u64,
    /// The first blank line after the last row; 0 when there is none.
    pub(super) blank_line: u64,
}

impl CsvReader {
    /// A reader of a file in `dialect` for an instrument with `digits`. One unit of the file's volumes is
    /// `volume_scale` of the instrument's smallest units.
    ///
    /// # Errors
    /// `Setting` when `digits` is above 9 or `volume_scale` below 1, `UnknownZone` when the dialect's zone is none.
    pub fn new(dialect: &Dialect, digits: u8, volume_scale: i64) -> Result<Self, FormatError> {
        Ok(Self {
            rows: RowReader::new(dialect, digits, volume_scale)?,
            checks: Checks::new(CheckSettings::default()),
            carry: Vec::with_capacity(MAX_LINE),
            line: 0,
            blank_line: 0,
        })
    }

    /// The same with other checks.
    #[must_use]
    pub fn with_checks(mut self, settings: CheckSettings) -> Self {
        self.checks = Checks::new(settings);
        self
    }

    /// The same, of a piece of the file after its header.
    pub(super) fn past_the_header(mut self) -> Self {
        self.line = self.line.max(1);
        self
    }

    /// Appends the ticks of all lines that end in `chunk` to `out`. A tick that may be a spike waits for the next ones.
    ///
    /// # Errors
    /// The first fault that ends the reading, naming its line. `out` then holds the ticks of the rows above it, and the
    /// reader is spent.
    pub fn feed(&mut self, chunk: &[u8], out: &mut TickColumns) -> Result<(), FormatError> {
        out.reserve(chunk.len() / SHORT_ROW);
        let mut rest = chunk;
        if !self.carry.is_empty() {
            let Some(end) = memchr(b'\n', rest) else {
                return self.keep(rest);
            };
            self.keep(&rest[..end])?;
            self.take_carry(out)?;
            rest = &rest[end + 1..];
        }
        let whole = self.take_lines(rest, out)?;
        self.keep(&rest[whole..])
    }

    /// Appends the tick of a last line that had no newline, and those that waited.
    ///
    /// # Errors
    /// As `feed`; also when the file had no header.
    pub fn finish(&mut self, out: &mut TickColumns) -> Result<(), FormatError> {
        if self.carry.is_empty() && self.line == 0 {
            return Err(dialect::empty());
        }
        if !self.carry.is_empty() {
            self.take_carry(out)?;
        }
        self.checks.finish(out);
        Ok(())
    }

    /// Ticks appended so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.checks.kept()
    }

    /// Lines seen so far.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.line
    }

    /// How many ticks of each kind of fault there were, kept or not.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.checks.counts()
    }

    /// Rows left out so far, but for those without a quote.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.checks.rejected()
    }

    /// The rejects since the last call; at most 10,000 wait.
    pub fn take_rejects(&mut self) -> Vec<Reject> {
        self.checks.take_rejects()
    }

    /// Times read that their clock shows twice, when daylight saving ends.
    #[must_use]
    pub fn repeated_times(&self) -> u64 {
        self.rows.repeated_times()
    }

    /// The symbol that the rows name; none where they name none.
    #[must_use]
    pub fn symbol(&self) -> Option<String> {
        self.rows.symbol().map(shown)
    }

    /// Takes all lines that end in `text`; returns how long they are together.
    pub(super) fn take_lines(
        &mut self,
        text: &[u8],
        out: &mut TickColumns,
    ) -> Result<usize, FormatError> {
        let mut at = 0;
        while let Some(length) = self.take_next(&text[at..], out)? {
            at += length;
        }
        Ok(at)
    }

    /// Takes the line that `text` begins with; returns its length, none when it does not end.
    #[inline]
    pub(super) fn take_next(
        &mut self,
        text: &[u8],
        out: &mut TickColumns,
    ) -> Result<Option<usize>, FormatError> {
        if self.line > 0
            && self.blank_line == 0
            && let Some((tick, length)) = self.rows.leading(text, self.checks.newest_us())
        {
            self.line += 1;
            if let Err(refusal) = self.checks.take(tick, self.line, &text[..length], out) {
                self.refuse(refusal, text[..length].trim_ascii_end())?;
            }
            return Ok(Some(length));
        }
        let Some(end) = memchr(b'\n', text) else {
            return Ok(None);
        };
        self.take_line(&text[..end], out)?;
        Ok(Some(end + 1))
    }

    fn keep(&mut self, part: &[u8]) -> Result<(), FormatError> {
        let room = MAX_LINE - self.carry.len();
        if part.len() > room {
            self.carry.extend_from_slice(&part[..room]);
            return Err(self.too_long(self.line + 1, &self.carry));
        }
        self.carry.extend_from_slice(part);
        Ok(())
    }

    fn take_carry(&mut self, out: &mut TickColumns) -> Result<(), FormatError> {
        let line = std::mem::take(&mut self.carry);
        self.take_line(&line, out)?;
        self.carry = line;
        self.carry.clear();
        Ok(())
    }

    fn take_line(&mut self, line: &[u8], out: &mut TickColumns) -> Result<(), FormatError> {
        self.line += 1;
        if line.len() > MAX_LINE {
            return Err(self.too_long(self.line, &line[..MAX_LINE]));
        }
        let text = match self.line {
            1 => match self.after_header(line)? {
                Some(row) => row,
                None => return Ok(()),
            },
            _ => line,
        };
        let text = trimmed(text, self.rows.dialect().delimiter);
        if text.is_empty() {
            self.note_blank();
            return Ok(());
        }
        self.refuse_blank()?;
        match self.rows.careful(text, self.checks.newest_us()) {
            Ok(tick) => match self.checks.take(tick, self.line, text, out) {
                Ok(()) => Ok(()),
                Err(refusal) => self.refuse(refusal, text),
            },
            Err(fault) => {
                let error = self.explain(fault, text);
                self.refuse_with(error, text)
            }
        }
    }

    /// The first line where it is a row; none where it is a header.
    fn after_header<'a>(&self, line: &'a [u8]) -> Result<Option<&'a [u8]>, FormatError> {
        let dialect = self.rows.dialect();
        dialect.check_header(line)?;
        let row = super::lookalike::without_bom(line);
        Ok((dialect.header == Header::Absent).then_some(row))
    }

    fn note_blank(&mut self) {
        if self.blank_line == 0 {
            self.blank_line = self.line;
        }
    }

    /// A row after a blank line: the blank line was not the end of the file.
    fn refuse_blank(&mut self) -> Result<(), FormatError> {
        match std::mem::take(&mut self.blank_line) {
            0 => Ok(()),
            line => {
                let error = FormatError::BlankLine { line };
                self.settle(error, Kind::Unparsable, line, b"")
            }
        }
    }

    fn refuse(&mut self, refusal: Refusal, text: &[u8]) -> Result<(), FormatError> {
        let line = self.line;
        let error = match refusal {
            Refusal::Ended(error) => return Err(error),
            Refusal::Spike { place, raw } => {
                return Err(FormatError::Refused {
                    line: place,
                    kind: Kind::Spike,
                    text: shown(raw.trim_ascii_end()),
                });
            }
            Refusal::Tick {
                kind: Kind::OutOfOrder,
                back_us,
            } => FormatError::RowOutOfOrder {
                line,
                text: shown(self.rows.field(Column::Time, text)),
                back_us,
            },
            Refusal::Tick {
                kind: Kind::NotPositive,
                ..
            } => {
                let fault =
                    RowFault::Field(self.rows.side_not_positive(text), Problem::NotPositive);
                self.explain(fault, text)
            }
            Refusal::Tick { kind, .. } => FormatError::Refused {
                line,
                kind,
                text: shown(text),
            },
        };
        self.refuse_with(error, text)
    }

    fn refuse_with(&mut self, error: FormatError, text: &[u8]) -> Result<(), FormatError> {
        let kind = error.kind();
        self.settle(error, kind, self.line, text)
    }

    /// Drops a row, or ends the reading, as its kind's policy says.
    fn settle(
        &mut self,
        error: FormatError,
        kind: Kind,
        line: u64,
        text: &[u8],
    ) -> Result<(), FormatError> {
        match self.checks.settings().policy(kind) {
            Policy::Drop => self.checks.reject(kind, line, text, error.reason()),
            Policy::Keep | Policy::Stop => Err(error),
        }
    }

    #[cold]
    fn too_long(&self, line: u64, start: &[u8]) -> FormatError {
        let fault = FormatError::LineTooLong {
            line,
            limit: MAX_LINE,
        };
        let header = if line == 1 {
            self.rows.dialect().check_header(start)
        } else {
            Ok(())
        };
        header.err().unwrap_or(fault)
    }

    #[cold]
    fn explain(&self, fault: RowFault, row: &[u8]) -> FormatError {
        let line = self.line;
        let dialect = self.rows.dialect();
        let text = |column: Column| shown(self.rows.field(column, row));
        match fault {
            RowFault::FieldCount(found) => FormatError::FieldCount {
                line,
                expected: dialect.fields(),
                found,
                text: shown(row),
            },
            RowFault::Time(TimeFault::NotATime) => FormatError::NotATime {
                line,
                example: dialect.time_example.to_string(),
                text: text(Column::Time),
            },
            RowFault::Time(TimeFault::OutsideYears) => FormatError::OutsideYears {
                line,
                text: text(Column::Time),
            },
            RowFault::Time(TimeFault::Skipped) => FormatError::SkippedTime {
                line,
                zone: dialect.zone.name(),
                text: text(Column::Time),
            },
            RowFault::Field(column, problem) => FormatError::Field {
                line,
                column,
                problem,
                text: text(column),
            },
            RowFault::NoQuote => FormatError::NoQuote {
                line,
                text: shown(row),
            },
            RowFault::OtherSymbol => FormatError::OtherSymbol {
                line,
                expected: self.symbol().unwrap_or_default(),
                text: text(Column::Symbol),
            },
        }
    }
}

/// A row without its line end and blanks at its end; delimiters among them belong to the row.
fn trimmed(line: &[u8], delimiter: u8) -> &[u8] {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() && *byte != delimiter;
    let kept = line.iter().rposition(|byte| !is_end(byte));
    &line[..kept.map_or(0, |last| last + 1)]
}
