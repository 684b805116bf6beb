//! Ticks as columns.

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

impl TickSlice<'_> {
    /// How many ticks: the shortest column counts.
    #[must_use]
    pub fn len(&self) -> usize {
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
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tick of a row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<Tick> {
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
    pub fn first(&self) -> Option<Tick> {
        self.get(0)
    }

    /// All but the first `rows` ticks.
    #[must_use]
    pub fn after(self, rows: usize) -> Self {
        Self {
            ts_us: skip(self.ts_us, rows),
            bid: skip(self.bid, rows),
            ask: skip(self.ask, rows),
            bid_volume: skip(self.bid_volume, rows),
            ask_volume: skip(self.ask_volume, rows),
        }
    }
}

fn skip(column: &[i64], rows: usize) -> &[i64] {
    column.get(rows..).unwrap_or_default()
}
