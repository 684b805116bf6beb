//! One row of a CSV file to a tick, by its dialect.

use super::FormatError;
use super::decimal::{self, Plain, VolumeScale};
use super::dialect::{Column, Dialect};
use super::error::Problem;
use super::instant::{TimeFault, TimeReader};
use super::quoting::unquoted;
use crate::ticks::Tick;

/// As many as `Column` has variants.
const KINDS_OF_COLUMN: usize = 7;
/// The columns that make a tick come first in `Column`.
const VALUES: usize = 5;
/// No printed 32-bit float of so many characters has digits of noise.
const SHORT_NUMBER: usize = 8;
/// No number of any dialect is longer.
const MOST_OF_A_NUMBER: usize = 64;

/// What is wrong with a row. Small, so that good rows do not pay for it.
#[derive(Clone, Copy, Debug)]
pub(super) enum RowFault {
    FieldCount(usize),
    Field(Column, Problem),
    Time(TimeFault),
    NoQuote,
    OtherSymbol,
}

type Fields<'a> = [&'a [u8]; KINDS_OF_COLUMN];

/// Reads rows. Remembers what stands from one row to the next.
#[derive(Clone, Debug)]
pub(super) struct RowReader {
    dialect: Dialect,
    digits: u8,
    volume: VolumeScale,
    times: TimeReader,
    standing: Standing,
    /// Times that their clock showed twice.
    repeated: u64,
}

/// What rows take from the rows above them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Standing {
    /// The last bid and ask, where an empty price stands.
    prices: [Option<i64>; 2],
    symbol: Option<Vec<u8>>,
}

impl RowReader {
    pub(super) fn new(
        dialect: &Dialect,
        digits: u8,
        volume_scale: i64,
    ) -> Result<Self, FormatError> {
        if digits > decimal::MAX_DIGITS {
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
        Ok(Self {
            times: TimeReader::new(dialect)?,
            dialect: dialect.clone(),
            digits,
            volume,
            standing: Standing::default(),
            repeated: 0,
        })
    }

    pub(super) fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Times read that their clock showed twice.
    pub(super) fn repeated_times(&self) -> u64 {
        self.repeated
    }

    pub(super) fn add_repeated_times(&mut self, repeated: u64) {
        self.repeated += repeated;
    }

    /// The symbol of the rows so far.
    pub(super) fn symbol(&self) -> Option<&[u8]> {
        self.standing.symbol.as_deref()
    }

    /// Do the next rows read alike after these rows and after those?
    pub(super) fn is_as_after(&self, other: &Self) -> bool {
        self.standing == other.standing
    }

    /// Do the next rows read alike whatever came before these rows?
    pub(super) fn is_settled(&self) -> bool {
        let Standing { prices, symbol } = &self.standing;
        (!self.dialect.has_standing_prices || prices.iter().all(Option::is_some))
            && (symbol.is_some() || !self.dialect.has(Column::Symbol))
    }

    /// Forgets what stands.
    pub(super) fn forget(&mut self) {
        self.standing = Standing::default();
    }

    pub(super) fn stand_as_after(&mut self, other: &Self) {
        self.standing = other.standing.clone();
    }

    /// (tick, length with its line end) of the row that `text` begins with, when everything in it is in its commonest
    /// form. None sends it the careful way, which reads all forms and words the faults.
    #[inline]
    pub(super) fn leading(&mut self, text: &[u8], not_before_us: i64) -> Option<(Tick, usize)> {
        let mut values = [0; KINDS_OF_COLUMN];
        let mut at = 0;
        for (index, column) in self.dialect.columns.iter().enumerate() {
            if index > 0 {
                if text.get(at) != Some(&self.dialect.delimiter) {
                    return None;
                }
                at += 1;
            }
            let rest = text.get(at..)?;
            let (value, length) = match column {
                Column::Time => self.times.leading(rest, not_before_us)?,
                Column::Bid | Column::Ask => self.leading_price(*column, rest)?,
                Column::BidVolume | Column::AskVolume => self.leading_volume(rest)?,
                Column::Symbol => (0, leading_symbol(rest, self.standing.symbol.as_deref()?)?),
                Column::Ignored => (0, leading_ignored(rest, self.dialect.delimiter)?),
            };
            values[*column as usize] = value;
            at += length;
        }
        let length = match text.get(at)? {
            b'\n' => at + 1,
            b'\r' if text.get(at + 1) == Some(&b'\n') => at + 2,
            _ => return None,
        };
        let tick = tick_of(&values);
        self.note(tick);
        Some((tick, length))
    }

    #[inline]
    fn leading_price(&self, column: Column, text: &[u8]) -> Option<(i64, usize)> {
        if self.dialect.has_standing_prices && text.first() == Some(&self.dialect.delimiter) {
            return Some((self.standing.prices[side(column)]?, 0));
        }
        let number = Plain::leading(text, self.dialect.decimal_mark)?;
        Some((number.points(self.digits).ok()?, number.length))
    }

    #[inline]
    fn leading_volume(&self, text: &[u8]) -> Option<(i64, usize)> {
        let number = Plain::leading(text, self.dialect.decimal_mark)?;
        let units = if self.dialect.has_widened_volumes && number.length > SHORT_NUMBER {
            self.volume.units_of_widened(&text[..number.length])
        } else {
            self.volume.units_of(number.decimal())
        };
        Some((units.ok()?, number.length))
    }

    /// Remembers what a whole row means for the next ones.
    #[inline]
    fn note(&mut self, tick: Tick) {
        self.repeated += u64::from(self.times.is_repeated());
        if self.dialect.has_standing_prices {
            self.standing.prices = [Some(tick.bid), Some(tick.ask)];
        }
    }

    /// The tick of a row without its line end.
    pub(super) fn careful(&mut self, row: &[u8], not_before_us: i64) -> Result<Tick, RowFault> {
        let row = &unquoted(row, self.dialect.delimiter);
        let fields = self.split(row).map_err(RowFault::FieldCount)?;
        let mut values = [0; KINDS_OF_COLUMN];
        let time = fields[Column::Time as usize];
        values[Column::Time as usize] = self
            .times
            .read(time, not_before_us)
            .map_err(RowFault::Time)?;
        let mut lacks_a_price = false;
        for index in 0..self.dialect.columns.len() {
            let column = self.dialect.columns[index];
            let text = fields[column as usize];
            let fault = |problem| RowFault::Field(column, problem);
            values[column as usize] = match column {
                Column::Time => continue,
                Column::Bid | Column::Ask => {
                    let points = self.price(column, text).map_err(fault)?;
                    lacks_a_price |= points.is_none();
                    points.unwrap_or_default()
                }
                Column::BidVolume | Column::AskVolume => self.units(text).map_err(fault)?,
                Column::Symbol => self.check_symbol(text)?,
                Column::Ignored => 0,
            };
        }
        if lacks_a_price {
            return Err(RowFault::NoQuote);
        }
        let tick = tick_of(&values);
        self.note(tick);
        Ok(tick)
    }

    /// The field of this column, of a row that may have too few.
    pub(super) fn field<'a>(&self, column: Column, row: &'a [u8]) -> &'a [u8] {
        self.split(row)
            .map_or(row, |fields| fields[column as usize])
    }

    /// The first side whose price is zero or less.
    pub(super) fn side_not_positive(&self, row: &[u8]) -> Column {
        let row = &unquoted(row, self.dialect.delimiter);
        let mut room = [0; MOST_OF_A_NUMBER];
        let bid = self.pointed(self.field(Column::Bid, row), &mut room);
        match decimal::points(bid, self.digits) {
            Ok(points) if points > 0 => Column::Ask,
            _ => Column::Bid,
        }
    }

    fn price(&mut self, column: Column, text: &[u8]) -> Result<Option<i64>, Problem> {
        let standing = side(column);
        if !self.dialect.has_standing_prices {
            return self.points(text).map(Some);
        }
        if !text.is_empty() {
            self.standing.prices[standing] = Some(self.points(text)?);
        }
        Ok(self.standing.prices[standing])
    }

    fn points(&self, text: &[u8]) -> Result<i64, Problem> {
        decimal::points(self.pointed(text, &mut [0; MOST_OF_A_NUMBER]), self.digits)
    }

    fn units(&self, text: &[u8]) -> Result<i64, Problem> {
        let mut room = [0; MOST_OF_A_NUMBER];
        let text = self.pointed(text, &mut room);
        if self.dialect.has_widened_volumes && text.len() > SHORT_NUMBER {
            self.volume.units_of_widened(text)
        } else {
            self.volume.units(text)
        }
    }

    /// A number with a point for its decimal mark; what is no number of this dialect, as it is.
    fn pointed<'a>(&self, text: &'a [u8], room: &'a mut [u8; MOST_OF_A_NUMBER]) -> &'a [u8] {
        let mark = self.dialect.decimal_mark;
        let Some(room) = room.get_mut(..text.len()).filter(|_| mark != b'.') else {
            return text;
        };
        for (to, from) in room.iter_mut().zip(text) {
            // A point here is a thousands separator, or another dialect: no number.
            *to = match *from {
                b'.' => b'?',
                byte if byte == mark => b'.',
                byte => byte,
            };
        }
        room
    }

    fn check_symbol(&mut self, text: &[u8]) -> Result<i64, RowFault> {
        match &self.standing.symbol {
            Some(symbol) if symbol != text => Err(RowFault::OtherSymbol),
            Some(_) => Ok(0),
            None => {
                self.standing.symbol = Some(text.to_vec());
                Ok(0)
            }
        }
    }

    /// The fields of a row, each at the place of its column; how many there are when they are not as many as the
    /// dialect's.
    fn split<'a>(&self, row: &'a [u8]) -> Result<Fields<'a>, usize> {
        let mut fields: Fields = [&[]; KINDS_OF_COLUMN];
        let time_fields = self.dialect.time_fields();
        let mut rest = Some(row);
        for column in self.dialect.columns.iter() {
            let width = if *column == Column::Time {
                time_fields
            } else {
                1
            };
            let (field, after) = match rest {
                Some(text) => cut(text, self.dialect.delimiter, width),
                None => return Err(self.count(row)),
            };
            fields[*column as usize] = field;
            rest = after;
        }
        match rest {
            None => Ok(fields),
            Some(_) => Err(self.count(row)),
        }
    }

    fn count(&self, row: &[u8]) -> usize {
        1 + memchr::memchr_iter(self.dialect.delimiter, row).count()
    }
}

/// Where a price stands among the standing ones.
fn side(column: Column) -> usize {
    column as usize - Column::Bid as usize
}

fn tick_of(values: &[i64; KINDS_OF_COLUMN]) -> Tick {
    let [ts_us, bid, ask, bid_volume, ask_volume]: [i64; VALUES] =
        [values[0], values[1], values[2], values[3], values[4]];
    Tick {
        ts_us,
        bid,
        ask,
        bid_volume,
        ask_volume,
    }
}

/// (so many fields, the text after the delimiter that follows them).
fn cut(text: &[u8], delimiter: u8, fields: usize) -> (&[u8], Option<&[u8]>) {
    let mut ends = text
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == delimiter);
    match ends.nth(fields - 1) {
        Some((end, _)) => (&text[..end], Some(&text[end + 1..])),
        None => (text, None),
    }
}

fn leading_symbol(text: &[u8], symbol: &[u8]) -> Option<usize> {
    text.starts_with(symbol).then_some(symbol.len())
}

fn leading_ignored(text: &[u8], delimiter: u8) -> Option<usize> {
    text.iter()
        .position(|byte| *byte == delimiter || *byte == b'\n' || *byte == b'\r')
}
