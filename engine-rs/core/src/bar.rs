//! One bar: the open, high, low and close of bid, ask and mid, the volumes, and whose ticks they are.

use serde::{Deserialize, Serialize};

use crate::reach::Quote;
use crate::span::Span;
use crate::ticks::Tick;

/// Open, high, low and close of one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[repr(C)]
pub struct Ohlc {
    /// First.
    pub open: i64,
    /// Highest.
    pub high: i64,
    /// Lowest.
    pub low: i64,
    /// Last.
    pub close: i64,
}

impl Ohlc {
    /// Of no price: any price is higher and lower.
    const EMPTY: Self = Self {
        open: 0,
        high: i64::MIN,
        low: i64::MAX,
        close: 0,
    };

    /// Of one price.
    #[inline]
    fn at(price: i64) -> Self {
        Self {
            open: price,
            high: price,
            low: price,
            close: price,
        }
    }

    /// Each of the four by itself.
    pub(crate) fn each(&self, change: impl Fn(i64) -> i64) -> Self {
        Self {
            open: change(self.open),
            high: change(self.high),
            low: change(self.low),
            close: change(self.close),
        }
    }

    /// Take in a price that came earlier than the last one: it may be the first, or the last but for its ties.
    fn reopen(&mut self, price: i64, is_first: bool, is_last: bool) {
        self.high = self.high.max(price);
        self.low = self.low.min(price);
        if is_first {
            self.open = price;
        }
        if is_last {
            self.close = price;
        }
    }

    #[inline]
    fn take(&mut self, price: i64) {
        self.high = self.high.max(price);
        self.low = self.low.min(price);
        self.close = price;
    }

    #[inline]
    fn then(&self, later: &Self) -> Self {
        Self {
            open: self.open,
            high: self.high.max(later.high),
            low: self.low.min(later.low),
            close: later.close,
        }
    }
}

/// One bar. Prices in points, `mid2` in half points, volumes in the instrument's smallest unit.
///
/// A volume that no `i64` holds stands at the largest: any grouping of the same ticks, none of which has a volume below
/// zero, gives the same bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[repr(C)]
pub struct Bar {
    /// Its label.
    pub open_us: i64,
    /// Where it ends.
    pub close_us: i64,
    /// Bids.
    pub bid: Ohlc,
    /// Asks.
    pub ask: Ohlc,
    /// Bid + ask of each tick.
    pub mid2: Ohlc,
    /// Sum of the volumes at the bid.
    pub bid_volume: i64,
    /// Sum of the volumes at the ask.
    pub ask_volume: i64,
    /// How many ticks.
    pub ticks: i64,
    /// Time of the first tick.
    pub first_us: i64,
    /// Time of the last tick.
    pub last_us: i64,
}

impl Bar {
    /// A bar without ticks, of no time.
    pub(crate) const EMPTY: Self = Self {
        open_us: 0,
        close_us: 0,
        bid: Ohlc::EMPTY,
        ask: Ohlc::EMPTY,
        mid2: Ohlc::EMPTY,
        bid_volume: 0,
        ask_volume: 0,
        ticks: 0,
        first_us: 0,
        last_us: 0,
    };

    /// Is there no tick in it? Then its prices mean nothing.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.ticks == 0
    }

    /// A bar without ticks.
    #[inline]
    pub(crate) fn opening(span: &Span) -> Self {
        Self {
            open_us: span.open_us,
            close_us: span.close_us,
            ..Self::EMPTY
        }
    }

    /// The bar of one tick.
    #[expect(
        clippy::inline_always,
        reason = "a call would hand the bar over in memory, and cost more than making it"
    )]
    #[inline(always)]
    pub(crate) fn of_one(span: &Span, quote: Quote) -> Self {
        Self {
            open_us: span.open_us,
            close_us: span.close_us,
            bid: Ohlc::at(quote.bid),
            ask: Ohlc::at(quote.ask),
            mid2: Ohlc::at(quote.mid2),
            bid_volume: quote.bid_volume,
            ask_volume: quote.ask_volume,
            ticks: 1,
            first_us: quote.ts_us,
            last_us: quote.ts_us,
        }
    }

    /// A bar without ticks, at the close of the one before it. Its tick times are those of that one's last tick.
    pub(crate) fn flat(span: &Span, before: &Self) -> Self {
        Self::opening(span).flat_after(before)
    }

    /// The same flat bar after another close.
    pub(crate) fn flat_after(&self, before: &Self) -> Self {
        Self {
            bid: Ohlc::at(before.bid.close),
            ask: Ohlc::at(before.ask.close),
            mid2: Ohlc::at(before.mid2.close),
            first_us: before.last_us,
            last_us: before.last_us,
            ..*self
        }
    }

    /// Take a tick into a bar that runs from its first tick to its last.
    #[inline]
    pub(crate) fn take_counted(&mut self, tick: Tick) {
        if self.is_empty() {
            *self = Self {
                open_us: tick.ts_us,
                ..Self::EMPTY
            };
            self.open_with(tick);
        }
        self.take(tick);
        self.close_us = tick.ts_us;
    }

    /// Take in a tick that is older than the last one of the market: the bar becomes that of its ticks sorted by time,
    /// those of one stamp in the order of their coming.
    pub(crate) fn reopen(&mut self, tick: Tick) {
        if self.is_empty() {
            let (open_us, close_us) = (self.open_us, self.close_us);
            *self = Self {
                open_us,
                close_us,
                ..Self::EMPTY
            };
            self.open_with(tick);
            self.take(tick);
            return;
        }
        let (is_first, is_last) = (tick.ts_us < self.first_us, tick.ts_us >= self.last_us);
        self.bid.reopen(tick.bid, is_first, is_last);
        self.ask.reopen(tick.ask, is_first, is_last);
        self.mid2.reopen(mid2(tick), is_first, is_last);
        self.bid_volume = volume_of(self.bid_volume, tick.bid_volume);
        self.ask_volume = volume_of(self.ask_volume, tick.ask_volume);
        self.ticks += 1;
        self.first_us = self.first_us.min(tick.ts_us);
        self.last_us = self.last_us.max(tick.ts_us);
    }

    /// Note what a first tick says; it is not taken in by this.
    #[inline]
    pub(crate) fn open_with(&mut self, tick: Tick) {
        self.bid.open = tick.bid;
        self.ask.open = tick.ask;
        self.mid2.open = mid2(tick);
        self.first_us = tick.ts_us;
    }

    /// Take a tick in, after [`Self::open_with`] for the first.
    #[inline]
    pub(crate) fn take(&mut self, tick: Tick) {
        self.bid.take(tick.bid);
        self.ask.take(tick.ask);
        self.mid2.take(mid2(tick));
        self.bid_volume = volume_of(self.bid_volume, tick.bid_volume);
        self.ask_volume = volume_of(self.ask_volume, tick.ask_volume);
        self.ticks += 1;
        self.last_us = tick.ts_us;
    }

    /// This bar and what happened after its ticks, within its time.
    #[inline]
    pub(crate) fn then(&self, later: &Self) -> Self {
        if later.is_empty() {
            return *self;
        }
        if self.is_empty() {
            return Self {
                open_us: self.open_us,
                close_us: self.close_us,
                ..*later
            };
        }
        Self {
            bid: self.bid.then(&later.bid),
            ask: self.ask.then(&later.ask),
            mid2: self.mid2.then(&later.mid2),
            bid_volume: volume_of(self.bid_volume, later.bid_volume),
            ask_volume: volume_of(self.ask_volume, later.ask_volume),
            ticks: self.ticks + later.ticks,
            last_us: later.last_us,
            ..*self
        }
    }
}

/// Twice the mid price.
#[inline]
fn mid2(tick: Tick) -> i64 {
    mid2_of(tick.bid, tick.ask)
}

/// The same, of a bid and an ask; it stands at the end of all numbers rather than going round.
#[inline]
pub(crate) fn mid2_of(bid: i64, ask: i64) -> i64 {
    // By a branch that is never taken: saturating without one costs more than the rest of a tick.
    let (sum, is_beyond) = bid.overflowing_add(ask);
    if is_beyond { end_beyond(sum) } else { sum }
}

/// The end of all numbers that a sum went round; told by the sum alone, so that nobody keeps what was added.
#[cold]
#[inline(never)]
fn end_beyond(sum: i64) -> i64 {
    if sum < 0 { i64::MAX } else { i64::MIN }
}

/// The sum of two volumes, neither of them below zero; it stands at the end of all numbers.
#[inline]
pub(crate) fn volume_of(one: i64, other: i64) -> i64 {
    let sum = one.wrapping_add(other);
    if sum < 0 { i64::MAX } else { sum }
}
