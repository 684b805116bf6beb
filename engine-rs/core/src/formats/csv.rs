//! Ticks from CSV, pushed in chunks of any size.

use memchr::memchr;

use super::FormatError;
use super::decimal::{self, Plain, VolumeScale};
use super::dialect::{self, Column, Dialect};
use super::error::{Problem, shown};
use super::instant::{TimeFault, TimeReader};
use crate::ticks::{Tick, TickColumns};

/// No row of any dialect comes near this; it bounds what is carried from one chunk to the next.
const MAX_LINE: usize = 1024;
/// No instrument has more digits.
const MAX_DIGITS: u8 = 9;
/// Bytes of a short row: what a chunk has room made for.
const SHORT_ROW: usize = 32;
const COLUMNS: usize = 5;

/// A push parser of one file.
///
/// Every row is checked: the number of its fields, a time of the dialect's form that is not before the row above,
/// prices above zero that lie on the instrument's points, volumes of zero or more. A price may have more decimals than
/// the instrument has digits where they are noise of a printed double, that is within a millionth of a point of a
/// point: `1.1370200000000001`. Volumes round to the nearest unit. Crossed quotes pass.
#[derive(Clone, Debug)]
pub struct CsvReader {
    dialect: &'static Dialect,
    digits: u8,
    volume: VolumeScale,
    times: TimeReader,
    /// The start of a line whose end has not come yet.
    carry: Vec<u8>,
    /// Lines seen.
    line: u64,
    /// The first blank line after the last row; 0 when there is none.
    blank_line: u64,
    rows: u64,
    last_us: i64,
}

/// What is wrong with a row. Small, so that good rows do not pay for it.
#[derive(Clone, Copy)]
enum RowFault {
    Blank,
    FieldCount(usize),
    Field(Column, Problem),
    Time(TimeFault),
    OutOfOrder(i64),
}

type Fields<'a> = [&'a [u8]; COLUMNS];

impl CsvReader {
    /// A reader of a file in `dialect` for an instrument with `digits`. One unit of the file's volumes is
    /// `volume_scale` of the instrument's smallest units.
    ///
    /// # Errors
    /// `Setting` when `digits` is above 9 or `volume_scale` below 1.
    pub fn new(
        dialect: &'static Dialect,
        digits: u8,
        volume_scale: i64,
    ) -> Result<Self, FormatError> {
        if digits > MAX_DIGITS {
            let found = i64::from(digits);
            return Err(FormatError::Setting {
                name: "digits",
                expected: "of at most 9",
                found,
            });
        }
        let volume = VolumeScale::new(volume_scale).ok_or(FormatError::Setting {
            name: "volume scale",
            expected: "of at least 1",
            found: volume_scale,
        })?;
        let times = TimeReader::new(dialect);
        let carry = Vec::with_capacity(MAX_LINE);
        Ok(Self {
            dialect,
            digits,
            volume,
            times,
            carry,
            line: 0,
            blank_line: 0,
            rows: 0,
            last_us: i64::MIN,
        })
    }

    /// Appends the ticks of all lines that end in `chunk` to `out`.
    ///
    /// # Errors
    /// The first fault, naming its line. `out` then holds the ticks of the rows above it, and the reader is spent.
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
        while let Some(end) = memchr(b'\n', rest) {
            self.take_line(&rest[..end], out)?;
            rest = &rest[end + 1..];
        }
        self.keep(rest)
    }

    /// Appends the tick of a last line that had no newline.
    ///
    /// # Errors
    /// As `feed`; also when the file had no header.
    pub fn finish(&mut self, out: &mut TickColumns) -> Result<(), FormatError> {
        match (self.carry.is_empty(), self.line) {
            (true, 0) => Err(dialect::empty()),
            (true, _) => Ok(()),
            (false, _) => self.take_carry(out),
        }
    }

    /// Ticks read so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
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
        if self.line == 1 {
            return self.dialect.check_header(line);
        }
        let text = line.trim_ascii_end();
        match self.row(text) {
            Ok(Some(tick)) => out.push(tick),
            Ok(None) => self.note_blank(),
            Err(fault) => return Err(self.explain(fault, text)),
        }
        Ok(())
    }

    /// The tick of a row; none of a blank line.
    #[inline]
    fn row(&mut self, text: &[u8]) -> Result<Option<Tick>, RowFault> {
        if text.is_empty() {
            return Ok(None);
        }
        if self.blank_line > 0 {
            return Err(RowFault::Blank);
        }
        let tick = match self.quick_tick(text) {
            Some(tick) => tick,
            None => self.careful_tick(text)?,
        };
        if tick.ts_us < self.last_us {
            return Err(RowFault::OutOfOrder(self.last_us - tick.ts_us));
        }
        self.last_us = tick.ts_us;
        self.rows += 1;
        Ok(Some(tick))
    }

    /// The tick of a row whose numbers are in their commonest form, in one pass. None sends it the careful way, which
    /// reads all forms and words the faults.
    #[inline]
    fn quick_tick(&mut self, row: &[u8]) -> Option<Tick> {
        let mut values = [0; COLUMNS];
        let mut rest = row;
        for (index, column) in self.dialect.columns.iter().enumerate() {
            if index > 0 {
                rest = rest.strip_prefix(&[self.dialect.delimiter])?;
            }
            let (value, length) = self.quick_field(*column, rest)?;
            values[*column as usize] = value;
            rest = &rest[length..];
        }
        let [ts_us, bid, ask, bid_volume, ask_volume] = values;
        rest.is_empty().then_some(Tick {
            ts_us,
            bid,
            ask,
            bid_volume,
            ask_volume,
        })
    }

    /// (value, length) of the field that `text` begins with.
    #[inline]
    fn quick_field(&mut self, column: Column, text: &[u8]) -> Option<(i64, usize)> {
        if column == Column::Time {
            let ends = |byte: &u8| *byte == self.dialect.delimiter;
            let length = text.iter().position(ends).unwrap_or(text.len());
            return Some((self.times.read(&text[..length]).ok()?, length));
        }
        let number = Plain::leading(text);
        let value = match column {
            _ if number.length == 0 => return None,
            Column::Bid | Column::Ask => number.points(self.digits),
            _ => self.volume.units_of(number.decimal()),
        };
        Some((value.ok()?, number.length))
    }

    fn careful_tick(&mut self, row: &[u8]) -> Result<Tick, RowFault> {
        let fields = split(row, self.dialect).map_err(RowFault::FieldCount)?;
        let at = |column: Column| move |problem| RowFault::Field(column, problem);
        let text = |column: Column| fields[column as usize];
        let price = |column| decimal::points(text(column), self.digits).map_err(at(column));
        let volume = |column| self.volume.units(text(column)).map_err(at(column));
        let (bid, ask) = (price(Column::Bid)?, price(Column::Ask)?);
        let (bid_volume, ask_volume) = (volume(Column::BidVolume)?, volume(Column::AskVolume)?);
        let ts_us = self
            .times
            .read(text(Column::Time))
            .map_err(RowFault::Time)?;
        Ok(Tick {
            ts_us,
            bid,
            ask,
            bid_volume,
            ask_volume,
        })
    }

    fn note_blank(&mut self) {
        if self.blank_line == 0 {
            self.blank_line = self.line;
        }
    }

    #[cold]
    fn too_long(&self, line: u64, start: &[u8]) -> FormatError {
        let fault = FormatError::LineTooLong {
            line,
            limit: MAX_LINE,
        };
        let header = if line == 1 {
            self.dialect.check_header(start)
        } else {
            Ok(())
        };
        header.err().unwrap_or(fault)
    }

    #[cold]
    fn explain(&self, fault: RowFault, row: &[u8]) -> FormatError {
        let line = self.line;
        let field =
            |column: Column| split(row, self.dialect).map_or(row, |fields| fields[column as usize]);
        match fault {
            RowFault::Blank => FormatError::BlankLine {
                line: self.blank_line,
            },
            RowFault::FieldCount(found) => FormatError::FieldCount {
                line,
                expected: self.dialect.columns.len(),
                found,
                text: shown(row),
            },
            RowFault::Time(TimeFault::NotATime) => FormatError::NotATime {
                line,
                example: self.dialect.time_example,
                text: shown(field(Column::Time)),
            },
            RowFault::Time(TimeFault::OutsideYears) => FormatError::OutsideYears {
                line,
                text: shown(field(Column::Time)),
            },
            RowFault::Field(column, problem) => FormatError::Field {
                line,
                column,
                problem,
                text: shown(field(column)),
            },
            RowFault::OutOfOrder(back_us) => FormatError::RowOutOfOrder {
                line,
                text: shown(field(Column::Time)),
                back_us,
            },
        }
    }
}

/// The fields of a row, each at the place of its column; how many there are when they are not as many as the dialect's.
#[inline]
fn split<'a>(row: &'a [u8], dialect: &Dialect) -> Result<Fields<'a>, usize> {
    let mut fields: Fields = [&[]; COLUMNS];
    let mut count = 0;
    for field in row.split(|byte| *byte == dialect.delimiter) {
        if let Some(column) = dialect.columns.get(count) {
            fields[*column as usize] = field;
        }
        count += 1;
    }
    if count == dialect.columns.len() {
        Ok(fields)
    } else {
        Err(count)
    }
}
