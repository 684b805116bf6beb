//! The forming bar of a count: ticks, volume, range, Renko bricks.
//!
//! A tick is never split, and a bar is complete with the tick that fills it. Its time runs from its first tick to its
//! last one. Range and Renko go by the bid.

use serde::{Deserialize, Serialize};

use crate::bar::{Bar, Ohlc};
use crate::ticks::{Tick, TickSlice};
use crate::timeframe::Measure;

/// A jump of more bricks than this in one tick is a hole in the data: it draws none, is counted, and the next ones start
/// from there.
const BRICKS_MAX: u64 = 10_000;

/// One measure between two bars.
#[derive(Clone, Debug)]
pub(crate) struct Counting {
    measure: Measure,
    /// Ticks since the last completed bar; empty before the first of them.
    bar: Bar,
    /// The last brick, for Renko.
    brick: Option<Brick>,
    /// Jumps that drew no brick.
    jumps: u64,
}

/// Bids between which no new brick is drawn: one brick above `top`, one below `bottom`. So a reversal takes two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Brick {
    bottom: i64,
    top: i64,
}

impl Counting {
    /// Of no tick.
    pub(crate) fn new(measure: Measure) -> Self {
        Self::of(measure, Bar::EMPTY, None, 0)
    }

    /// As it was.
    pub(crate) fn of(measure: Measure, bar: Bar, brick: Option<Brick>, jumps: u64) -> Self {
        Self {
            measure,
            bar,
            brick,
            jumps,
        }
    }

    /// Ticks since the last completed bar; empty when that one was complete with the last tick.
    pub(crate) fn bar(&self) -> &Bar {
        &self.bar
    }

    /// The last brick.
    pub(crate) fn brick(&self) -> Option<Brick> {
        self.brick
    }

    /// Jumps that drew no brick.
    pub(crate) fn jumps(&self) -> u64 {
        self.jumps
    }

    /// How full the forming bar is, from 0 to 1.
    pub(crate) fn progress(&self) -> f64 {
        if self.bar.is_empty() {
            return 0.0;
        }
        let (has, full) = match self.measure {
            Measure::Ticks(count) => (self.bar.ticks as f64, count),
            Measure::Volume(units) => (volume(&self.bar) as f64, units),
            Measure::Range(points) => (range(&self.bar) as f64, points),
            Measure::Renko(points) => (self.off_brick(), points),
        };
        (has / full as f64).clamp(0.0, 1.0)
    }

    fn off_brick(&self) -> f64 {
        let Some(Brick { bottom, top }) = self.brick else {
            return 0.0;
        };
        let bid = self.bar.bid.close;
        let outside = [
            i128::from(bid) - i128::from(top),
            i128::from(bottom) - i128::from(bid),
        ];
        outside[0].max(outside[1]) as f64
    }

    /// Fold ticks, in order; `done` takes the bars they complete.
    pub(crate) fn take_ticks(&mut self, ticks: TickSlice<'_>, done: impl FnMut(Bar)) {
        match self.measure {
            Measure::Ticks(count) => self.fold(ticks, done, |bar| bar.ticks >= count),
            Measure::Volume(units) => self.fold(ticks, done, |bar| volume(bar) >= units.into()),
            Measure::Range(points) => self.fold(ticks, done, |bar| range(bar) >= points as u64),
            Measure::Renko(points) => self.lay(ticks, points, done),
        }
    }

    #[inline]
    fn fold(
        &mut self,
        ticks: TickSlice<'_>,
        mut done: impl FnMut(Bar),
        is_full: impl Fn(&Bar) -> bool,
    ) {
        let mut bar = self.bar;
        for tick in ticks.iter() {
            bar.take_counted(tick);
            if is_full(&bar) {
                done(bar);
                bar = Bar::EMPTY;
            }
        }
        self.bar = bar;
    }

    fn lay(&mut self, ticks: TickSlice<'_>, points: i64, mut done: impl FnMut(Bar)) {
        for tick in ticks.iter() {
            self.bar.take_counted(tick);
            let brick = self.brick.get_or_insert(Brick {
                bottom: tick.bid,
                top: tick.bid,
            });
            let (is_up, bricks) = brick.bricks_to(tick.bid, points);
            if bricks > BRICKS_MAX {
                *brick = Brick {
                    bottom: tick.bid,
                    top: tick.bid,
                };
                self.jumps += 1;
                continue;
            }
            for _ in 0..bricks {
                *brick = brick.next(is_up, points);
                done(brick.drawn(is_up, &self.bar, tick));
                self.bar = Bar::EMPTY;
            }
        }
    }
}

impl Brick {
    /// The one that was drawn from one bid to the other.
    pub(crate) fn between(one: i64, other: i64) -> Self {
        Self {
            bottom: one.min(other),
            top: one.max(other),
        }
    }

    /// Which way, and how many bricks, a bid has gone.
    fn bricks_to(self, bid: i64, points: i64) -> (bool, u64) {
        if bid >= self.top {
            (true, bid.abs_diff(self.top) / points as u64)
        } else if bid < self.bottom {
            (false, bid.abs_diff(self.bottom) / points as u64)
        } else {
            (true, 0)
        }
    }

    fn next(self, is_up: bool, points: i64) -> Self {
        if is_up {
            Self {
                bottom: self.top,
                top: self.top + points,
            }
        } else {
            Self {
                bottom: self.bottom - points,
                top: self.bottom,
            }
        }
    }

    /// As a bar. The ticks and volumes since the brick before are in the first brick of a jump; the others have none.
    /// Ask and mid lie over the brick by the spread of the tick that completed it.
    fn drawn(self, is_up: bool, ticks: &Bar, tick: Tick) -> Bar {
        let bid = if is_up {
            ohlc(self.bottom, self.top)
        } else {
            ohlc(self.top, self.bottom)
        };
        let spread = tick.ask.saturating_sub(tick.bid);
        let mut bar = *ticks;
        if bar.is_empty() {
            bar = Bar {
                open_us: tick.ts_us,
                close_us: tick.ts_us,
                first_us: tick.ts_us,
                last_us: tick.ts_us,
                ..Bar::EMPTY
            };
        }
        Bar {
            bid,
            ask: bid.each(|price| price.saturating_add(spread)),
            mid2: bid.each(|price| price.saturating_mul(2).saturating_add(spread)),
            ..bar
        }
    }
}

fn ohlc(open: i64, close: i64) -> Ohlc {
    Ohlc {
        open,
        high: open.max(close),
        low: open.min(close),
        close,
    }
}

#[inline]
fn volume(bar: &Bar) -> i128 {
    i128::from(bar.bid_volume) + i128::from(bar.ask_volume)
}

#[inline]
fn range(bar: &Bar) -> u64 {
    bar.bid.high.abs_diff(bar.bid.low)
}
