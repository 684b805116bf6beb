//! Ticks as columns.

use std::fmt;

use crate::fault::Fault;

/// One quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Microseconds since the Unix epoch, UTC.
    pub ts_us: i64,
    /// Bid in points.
    pub bid: i64,
    /// Ask in points.
    pub ask: i64,
    /// Volume at the bid, in the instrument's smallest unit.
    pub bid_volume: i64,
    /// Volume at the ask, in the instrument's smallest unit.
    pub ask_volume: i64,
}

/// Ticks as five columns of one length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TickColumns {
    /// Microseconds since the Unix epoch, UTC.
    pub ts_us: Vec<i64>,
    /// Bids in points.
    pub bid: Vec<i64>,
    /// Asks in points.
    pub ask: Vec<i64>,
    /// Volumes at the bid.
    pub bid_volume: Vec<i64>,
    /// Volumes at the ask.
    pub ask_volume: Vec<i64>,
}

impl TickColumns {
    /// How many ticks.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ts_us.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ts_us.is_empty()
    }

    /// Add a tick at the end.
    pub fn push(&mut self, tick: Tick) {
        self.ts_us.push(tick.ts_us);
        self.bid.push(tick.bid);
        self.ask.push(tick.ask);
        self.bid_volume.push(tick.bid_volume);
        self.ask_volume.push(tick.ask_volume);
    }

    /// Add other ticks after these.
    pub fn append(&mut self, mut other: Self) {
        self.ts_us.append(&mut other.ts_us);
        self.bid.append(&mut other.bid);
        self.ask.append(&mut other.ask);
        self.bid_volume.append(&mut other.bid_volume);
        self.ask_volume.append(&mut other.ask_volume);
    }

    /// Drop all ticks, and keep the room that they had.
    pub fn clear(&mut self) {
        self.ts_us.clear();
        self.bid.clear();
        self.ask.clear();
        self.bid_volume.clear();
        self.ask_volume.clear();
    }

    /// Room for `rows` more.
    pub fn reserve(&mut self, rows: usize) {
        self.ts_us.reserve(rows);
        self.bid.reserve(rows);
        self.ask.reserve(rows);
        self.bid_volume.reserve(rows);
        self.ask_volume.reserve(rows);
    }

    /// Borrowed view of all rows.
    #[must_use]
    pub fn view(&self) -> TickSlice<'_> {
        TickSlice {
            ts_us: &self.ts_us,
            bid: &self.bid,
            ask: &self.ask,
            bid_volume: &self.bid_volume,
            ask_volume: &self.ask_volume,
        }
    }
}

/// Borrowed columns of one length, wherever they live (a `TickColumns`, a `NumPy` array, Arrow).
#[derive(Clone, Copy, Debug)]
pub struct TickSlice<'a> {
    /// Microseconds since the Unix epoch, UTC.
    pub ts_us: &'a [i64],
    /// Bids in points.
    pub bid: &'a [i64],
    /// Asks in points.
    pub ask: &'a [i64],
    /// Volumes at the bid.
    pub bid_volume: &'a [i64],
    /// Volumes at the ask.
    pub ask_volume: &'a [i64],
}

impl<'a> TickSlice<'a> {
    /// The rows from `row` on.
    #[must_use]
    pub fn from_row(self, row: usize) -> Self {
        Self {
            ts_us: &self.ts_us[row..],
            bid: &self.bid[row..],
            ask: &self.ask[row..],
            bid_volume: &self.bid_volume[row..],
            ask_volume: &self.ask_volume[row..],
        }
    }

    /// One tick.
    #[must_use]
    pub fn of(tick: &'a Tick) -> Self {
        Self {
            ts_us: std::slice::from_ref(&tick.ts_us),
            bid: std::slice::from_ref(&tick.bid),
            ask: std::slice::from_ref(&tick.ask),
            bid_volume: std::slice::from_ref(&tick.bid_volume),
            ask_volume: std::slice::from_ref(&tick.ask_volume),
        }
    }

    /// How many ticks: the shortest column counts.
    #[must_use]
    pub fn len(self) -> usize {
        let columns = [
            self.ts_us,
            self.bid,
            self.ask,
            self.bid_volume,
            self.ask_volume,
        ];
        columns.into_iter().map(<[i64]>::len).min().unwrap_or(0)
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The tick of a row.
    #[must_use]
    pub fn get(self, row: usize) -> Option<Tick> {
        Some(Tick {
            ts_us: *self.ts_us.get(row)?,
            bid: *self.bid.get(row)?,
            ask: *self.ask.get(row)?,
            bid_volume: *self.bid_volume.get(row)?,
            ask_volume: *self.ask_volume.get(row)?,
        })
    }

    /// The first tick.
    #[must_use]
    pub fn first(self) -> Option<Tick> {
        self.get(0)
    }

    /// Rows of a range, as far as there are.
    #[must_use]
    pub fn rows(self, range: std::ops::Range<usize>) -> Self {
        let cut = |column| rows_of(column, &range);
        Self {
            ts_us: cut(self.ts_us),
            bid: cut(self.bid),
            ask: cut(self.ask),
            bid_volume: cut(self.bid_volume),
            ask_volume: cut(self.ask_volume),
        }
    }

    /// The first volume below zero.
    #[must_use]
    pub fn negative_volume(self) -> Option<NegativeVolume> {
        let volumes = [
            ("bid_volume", self.bid_volume),
            ("ask_volume", self.ask_volume),
        ];
        // A sign that any of them has, all of them together have: a few additions for each tick, and no branch.
        let are_sound = volumes
            .iter()
            .all(|(_, cells)| cells.iter().fold(0, |all, &cell| all | cell) >= 0);
        if are_sound {
            return None;
        }
        let found = volumes.into_iter().filter_map(|(name, cells)| {
            let row = cells.iter().position(|&cell| cell < 0)?;
            Some(NegativeVolume {
                name,
                row,
                found: cells[row],
                are_others_taken: false,
            })
        });
        found.min_by_key(|fault| fault.row)
    }

    /// The ticks, in order.
    pub fn iter(self) -> impl Iterator<Item = Tick> + 'a {
        let prices = self.bid.iter().zip(self.ask);
        let volumes = self.bid_volume.iter().zip(self.ask_volume);
        self.ts_us.iter().zip(prices).zip(volumes).map(
            |((&ts_us, (&bid, &ask)), (&bid_volume, &ask_volume))| Tick {
                ts_us,
                bid,
                ask,
                bid_volume,
                ask_volume,
            },
        )
    }
}

fn rows_of<'a>(column: &'a [i64], range: &std::ops::Range<usize>) -> &'a [i64] {
    let end = range.end.min(column.len());
    column.get(range.start.min(end)..end).unwrap_or_default()
}

/// A volume below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NegativeVolume {
    /// Its column.
    pub name: &'static str,
    /// Its row among the ticks handed in, from 0.
    pub row: usize,
    /// What stands there.
    pub found: i64,
    /// Have the ticks before it been taken in?
    pub are_others_taken: bool,
}

impl Fault for NegativeVolume {
    fn expected(&self) -> String {
        "a volume of 0 or more".to_owned()
    }

    fn found(&self) -> String {
        self.found.to_string()
    }

    fn place(&self) -> String {
        format!("column {}, row {}", self.name, self.row)
    }

    fn mend(&self) -> String {
        if self.are_others_taken {
            "the rows before it are taken in".to_owned()
        } else {
            String::new()
        }
    }
}

impl std::error::Error for NegativeVolume {}

impl fmt::Display for NegativeVolume {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: expected {}, found {}",
            self.place(),
            self.expected(),
            self.found
        )
    }
}
