//! What grows with every tick of a bar: its highs, lows and sums, small enough to stay in registers. All else of a bar
//! is told by its first tick, its last, and how many they are.

use crate::bar::{Bar, Ohlc, mid2_of, volume_of};
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
    pub(crate) fn get(self, row: usize) -> Quote {
        Quote {
            ts_us: self.ts_us[row],
            bid: self.bid[row],
            ask: self.ask[row],
            mid2: mid2_of(self.bid[row], self.ask[row]),
            bid_volume: self.bid_volume[row],
            ask_volume: self.ask_volume[row],
        }
    }
}

/// A tick and its mid price.
#[derive(Clone, Copy)]
pub(crate) struct Quote {
    pub(crate) ts_us: i64,
    pub(crate) bid: i64,
    pub(crate) ask: i64,
    pub(crate) mid2: i64,
    pub(crate) bid_volume: i64,
    pub(crate) ask_volume: i64,
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
    pub(crate) fn of_quote(first: Quote) -> Self {
        Self {
            bid: Extremes::at(first.bid),
            ask: Extremes::at(first.ask),
            mid2: Extremes::at(first.mid2),
            bid_volume: first.bid_volume,
            ask_volume: first.ask_volume,
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

    /// A tick; how many they were is counted by rows.
    #[inline]
    pub(crate) fn take_quote(&mut self, quote: Quote) {
        self.bid.take(quote.bid, quote.bid);
        self.ask.take(quote.ask, quote.ask);
        self.mid2.take(quote.mid2, quote.mid2);
        self.bid_volume = volume_of(self.bid_volume, quote.bid_volume);
        self.ask_volume = volume_of(self.ask_volume, quote.ask_volume);
    }

    /// A lower bar, of one tick at least.
    #[inline]
    pub(crate) fn take_bar(&mut self, lower: &Bar) {
        self.bid.take(lower.bid.high, lower.bid.low);
        self.ask.take(lower.ask.high, lower.ask.low);
        self.mid2.take(lower.mid2.high, lower.mid2.low);
        self.bid_volume = volume_of(self.bid_volume, lower.bid_volume);
        self.ask_volume = volume_of(self.ask_volume, lower.ask_volume);
        self.ticks += lower.ticks;
    }

    /// The bar of so many ticks, which have been taken in.
    #[expect(
        clippy::inline_always,
        reason = "a call would hand the bar over in memory, and cost more than making it"
    )]
    #[inline(always)]
    pub(crate) fn of_quotes(self, span: &Span, first: Quote, last: Quote, ticks: usize) -> Bar {
        Bar {
            open_us: span.open_us,
            close_us: span.close_us,
            bid: self.bid.between(first.bid, last.bid),
            ask: self.ask.between(first.ask, last.ask),
            mid2: self.mid2.between(first.mid2, last.mid2),
            bid_volume: self.bid_volume,
            ask_volume: self.ask_volume,
            ticks: ticks as i64,
            first_us: first.ts_us,
            last_us: last.ts_us,
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
        if bar.is_empty() {
            let first = ticks.get(0);
            bar.bid.open = first.bid;
            bar.ask.open = first.ask;
            bar.mid2.open = first.mid2;
            bar.first_us = first.ts_us;
        }
        let last = ticks.get(rows - 1);
        bar.bid = self.bid.between(bar.bid.open, last.bid);
        bar.ask = self.ask.between(bar.ask.open, last.ask);
        bar.mid2 = self.mid2.between(bar.mid2.open, last.mid2);
        bar.bid_volume = self.bid_volume;
        bar.ask_volume = self.ask_volume;
        bar.ticks += rows as i64;
        bar.last_us = last.ts_us;
    }
}
