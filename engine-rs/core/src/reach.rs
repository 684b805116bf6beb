//! What grows with every tick of a bar: its highs, lows and sums, small enough to stay in registers. All else of a bar
//! is told by its first tick, its last, and how many they are.

use std::ops::Range;

use crate::bar::{Bar, Ohlc, mid2_of, sum_of};
use crate::span::Span;
use crate::ticks::TickSlice;

/// Columns that are of one length for certain, so that no row of them needs checking.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub(crate) ts_us: &'a [i64],
    bid: &'a [i64],
    ask: &'a [i64],
    bid_volume: &'a [i64],
    ask_volume: &'a [i64],
}

impl<'a> Rows<'a> {
    #[inline]
    pub(crate) fn of(ticks: TickSlice<'a>) -> Self {
        let rows = ticks.len();
        Self {
            ts_us: &ticks.ts_us[..rows],
            bid: &ticks.bid[..rows],
            ask: &ticks.ask[..rows],
            bid_volume: &ticks.bid_volume[..rows],
            ask_volume: &ticks.ask_volume[..rows],
        }
    }

    #[inline]
    pub(crate) fn len(self) -> usize {
        self.ts_us.len()
    }

    #[inline]
    fn mid2(self, row: usize) -> i64 {
        mid2_of(self.bid[row], self.ask[row])
    }
}

/// The highest and the lowest of one price.
#[derive(Clone, Copy)]
struct Extremes {
    high: i64,
    low: i64,
}

impl Extremes {
    #[inline]
    fn at(price: i64) -> Self {
        Self {
            high: price,
            low: price,
        }
    }

    #[inline]
    fn of(prices: &Ohlc) -> Self {
        Self {
            high: prices.high,
            low: prices.low,
        }
    }

    #[inline]
    fn take(&mut self, high: i64, low: i64) {
        self.high = self.high.max(high);
        self.low = self.low.min(low);
    }

    #[inline]
    fn between(self, open: i64, close: i64) -> Ohlc {
        Ohlc {
            open,
            high: self.high,
            low: self.low,
            close,
        }
    }
}

/// How far the ticks of a bar reach.
#[derive(Clone, Copy)]
pub(crate) struct Reach {
    bid: Extremes,
    ask: Extremes,
    mid2: Extremes,
    bid_volume: i64,
    ask_volume: i64,
    ticks: i64,
}

impl Reach {
    /// Of a first tick.
    #[inline]
    pub(crate) fn of_tick(ticks: Rows<'_>, row: usize) -> Self {
        Self {
            bid: Extremes::at(ticks.bid[row]),
            ask: Extremes::at(ticks.ask[row]),
            mid2: Extremes::at(ticks.mid2(row)),
            bid_volume: ticks.bid_volume[row],
            ask_volume: ticks.ask_volume[row],
            ticks: 0,
        }
    }

    #[inline]
    pub(crate) fn of_bar(bar: &Bar) -> Self {
        Self {
            bid: Extremes::of(&bar.bid),
            ask: Extremes::of(&bar.ask),
            mid2: Extremes::of(&bar.mid2),
            bid_volume: bar.bid_volume,
            ask_volume: bar.ask_volume,
            ticks: bar.ticks,
        }
    }

    /// A tick's row; how many they were is counted by rows.
    #[inline]
    pub(crate) fn take_tick(&mut self, ticks: Rows<'_>, row: usize) {
        let (bid, ask, mid2) = (ticks.bid[row], ticks.ask[row], ticks.mid2(row));
        self.bid.take(bid, bid);
        self.ask.take(ask, ask);
        self.mid2.take(mid2, mid2);
        self.bid_volume = sum_of(self.bid_volume, ticks.bid_volume[row]);
        self.ask_volume = sum_of(self.ask_volume, ticks.ask_volume[row]);
    }

    /// A lower bar, of one tick at least.
    #[inline]
    pub(crate) fn take_bar(&mut self, lower: &Bar) {
        self.bid.take(lower.bid.high, lower.bid.low);
        self.ask.take(lower.ask.high, lower.ask.low);
        self.mid2.take(lower.mid2.high, lower.mid2.low);
        self.bid_volume = sum_of(self.bid_volume, lower.bid_volume);
        self.ask_volume = sum_of(self.ask_volume, lower.ask_volume);
        self.ticks += lower.ticks;
    }

    /// The bar of these rows, which have been taken in.
    #[expect(
        clippy::inline_always,
        reason = "a call would hand the bar over in memory, and cost more than making it"
    )]
    #[inline(always)]
    pub(crate) fn of_ticks(self, span: &Span, ticks: Rows<'_>, rows: Range<usize>) -> Bar {
        let (first, last) = (rows.start, rows.end - 1);
        Bar {
            open_us: span.open_us,
            close_us: span.close_us,
            bid: self.bid.between(ticks.bid[first], ticks.bid[last]),
            ask: self.ask.between(ticks.ask[first], ticks.ask[last]),
            mid2: self.mid2.between(ticks.mid2(first), ticks.mid2(last)),
            bid_volume: self.bid_volume,
            ask_volume: self.ask_volume,
            ticks: rows.len() as i64,
            first_us: ticks.ts_us[first],
            last_us: ticks.ts_us[last],
        }
    }

    /// The bar of lower ones, which have been taken in.
    #[expect(
        clippy::inline_always,
        reason = "a call would hand the bar over in memory, and cost more than making it"
    )]
    #[inline(always)]
    pub(crate) fn of_bars(self, span: &Span, first: &Bar, last: &Bar) -> Bar {
        Bar {
            open_us: span.open_us,
            close_us: span.close_us,
            bid: self.bid.between(first.bid.open, last.bid.close),
            ask: self.ask.between(first.ask.open, last.ask.close),
            mid2: self.mid2.between(first.mid2.open, last.mid2.close),
            bid_volume: self.bid_volume,
            ask_volume: self.ask_volume,
            ticks: self.ticks,
            first_us: first.first_us,
            last_us: last.last_us,
        }
    }

    /// Write into a bar what the first `rows` ticks, which have been taken in, change about it.
    #[inline]
    pub(crate) fn extend(self, bar: &mut Bar, ticks: Rows<'_>, rows: usize) {
        let last = rows - 1;
        if bar.is_empty() {
            bar.bid.open = ticks.bid[0];
            bar.ask.open = ticks.ask[0];
            bar.mid2.open = ticks.mid2(0);
            bar.first_us = ticks.ts_us[0];
        }
        bar.bid = self.bid.between(bar.bid.open, ticks.bid[last]);
        bar.ask = self.ask.between(bar.ask.open, ticks.ask[last]);
        bar.mid2 = self.mid2.between(bar.mid2.open, ticks.mid2(last));
        bar.bid_volume = self.bid_volume;
        bar.ask_volume = self.ask_volume;
        bar.ticks += rows as i64;
        bar.last_us = ticks.ts_us[last];
    }
}
