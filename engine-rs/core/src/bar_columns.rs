//! Bars as columns, which is also how they travel.

use crate::bar::{Bar, Ohlc};

/// How many columns a bar has.
pub const BAR_COLUMN_COUNT: usize = 19;

/// Their names, in wire order.
pub const BAR_COLUMNS: [&str; BAR_COLUMN_COUNT] = [
    "open_us",
    "close_us",
    "bid_open",
    "bid_high",
    "bid_low",
    "bid_close",
    "ask_open",
    "ask_high",
    "ask_low",
    "ask_close",
    "mid2_open",
    "mid2_high",
    "mid2_low",
    "mid2_close",
    "bid_volume",
    "ask_volume",
    "ticks",
    "first_us",
    "last_us",
];

/// Bars column after column in one piece of memory: column `c` of row `r` is at `c * rows + r`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BarColumns {
    rows: usize,
    cells: Vec<i64>,
}

/// Rows turned at a time: their bars and the heads of the columns stay in the first-level cache.
const BLOCK: usize = 32;

impl BarColumns {
    /// Turn bars, in up to two pieces, into columns.
    #[must_use]
    pub fn from_pieces(older: &[Bar], newer: &[Bar]) -> Self {
        let rows = older.len() + newer.len();
        let mut columns = Self {
            rows,
            cells: vec![0; rows * BAR_COLUMN_COUNT],
        };
        columns.write(0, older);
        columns.write(older.len(), newer);
        columns
    }

    /// Turn bars in many pieces into columns; each piece is let go as soon as it is turned.
    pub(crate) fn of_pieces(pieces: Vec<Vec<Bar>>) -> Self {
        let rows = pieces.iter().map(Vec::len).sum();
        let mut columns = Self {
            rows,
            cells: vec![0; rows * BAR_COLUMN_COUNT],
        };
        let mut first = 0;
        for piece in pieces {
            columns.write(first, &piece);
            first += piece.len();
        }
        columns
    }

    /// Columns of these cells, column after column; as many rows as all columns have.
    #[must_use]
    pub(crate) fn from_cells(rows: usize, cells: Vec<i64>) -> Self {
        let rows = rows.min(cells.len() / BAR_COLUMN_COUNT);
        Self { rows, cells }
    }

    /// The bars, row by row.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Bar> + '_ {
        (0..self.rows).map(|row| bar_of(|column| self.cells[column * self.rows + row]))
    }

    fn write(&mut self, first: usize, bars: &[Bar]) {
        for (block, bars) in bars.chunks(BLOCK).enumerate() {
            for (offset, bar) in bars.iter().enumerate() {
                let row = first + block * BLOCK + offset;
                for (column, cell) in row_of(bar).into_iter().enumerate() {
                    self.cells[column * self.rows + row] = cell;
                }
            }
        }
    }

    /// How many bars.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// A column by its place in [`BAR_COLUMNS`]; empty for no such place.
    #[must_use]
    pub fn column(&self, index: usize) -> &[i64] {
        let start = index.saturating_mul(self.rows);
        self.cells
            .get(start..start.saturating_add(self.rows))
            .unwrap_or_default()
    }

    /// All cells, column after column.
    #[must_use]
    pub fn into_cells(self) -> Vec<i64> {
        self.cells
    }
}

fn row_of(bar: &Bar) -> [i64; BAR_COLUMN_COUNT] {
    let Bar {
        open_us,
        close_us,
        bid,
        ask,
        mid2,
        bid_volume,
        ask_volume,
        ticks,
        first_us,
        last_us,
    } = *bar;
    let [
        Ohlc {
            open: b0,
            high: b1,
            low: b2,
            close: b3,
        },
        ask,
        mid2,
    ] = [bid, ask, mid2];
    let (
        Ohlc {
            open: a0,
            high: a1,
            low: a2,
            close: a3,
        },
        Ohlc {
            open: m0,
            high: m1,
            low: m2,
            close: m3,
        },
    ) = (ask, mid2);
    [
        open_us, close_us, b0, b1, b2, b3, a0, a1, a2, a3, m0, m1, m2, m3, bid_volume, ask_volume,
        ticks, first_us, last_us,
    ]
}

fn bar_of(cell: impl Fn(usize) -> i64) -> Bar {
    let ohlc = |first| Ohlc {
        open: cell(first),
        high: cell(first + 1),
        low: cell(first + 2),
        close: cell(first + 3),
    };
    Bar {
        open_us: cell(0),
        close_us: cell(1),
        bid: ohlc(2),
        ask: ohlc(6),
        mid2: ohlc(10),
        bid_volume: cell(14),
        ask_volume: cell(15),
        ticks: cell(16),
        first_us: cell(17),
        last_us: cell(18),
    }
}
