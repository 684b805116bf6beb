//! The forming bar of one timeframe: the loops that fold ticks, or lower bars, into bars.

use crate::bar::Bar;
use crate::span::{Cut, Span};
use crate::ticks::TickSlice;
use crate::timeframe::Timeframe;

/// One timeframe between two boundaries.
#[derive(Clone, Debug)]
pub(crate) struct Forming {
    timeframe: Timeframe,
    cut: Cut,
    span: Span,
    bar: Bar,
}

impl Forming {
    /// The bar that a tick at `ts_us` will open.
    pub(crate) fn at(ts_us: i64, timeframe: Timeframe, cut: Cut) -> Self {
        let span = Span::holding(ts_us, timeframe, cut);
        Self {
            timeframe,
            cut,
            span,
            bar: Bar::opening(&span),
        }
    }

    /// What it holds.
    pub(crate) fn bar(&self) -> &Bar {
        &self.bar
    }

    /// The last instant that belongs to the bar.
    pub(crate) fn last_us(&self) -> i64 {
        self.span.last_us
    }

    /// Fold ticks, which are in time order and not before those taken already; `done` takes the bars they complete.
    pub(crate) fn take_ticks(&mut self, ticks: TickSlice<'_>, mut done: impl FnMut(Bar)) {
        let Some(first) = ticks.first() else { return };
        // A copy, so that the loop runs in registers.
        let mut bar = self.bar;
        if bar.is_empty() {
            bar.open_with(first);
        }
        for tick in ticks.iter() {
            if tick.ts_us > self.span.last_us {
                done(bar);
                bar = self.open_next(tick.ts_us);
                bar.open_with(tick);
            }
            bar.take(tick);
        }
        self.bar = bar;
    }

    /// Fold bars of a timeframe that nests in this one, of which the last ended before a tick at `now_us`.
    pub(crate) fn take_bars(&mut self, bars: &[Bar], mut done: impl FnMut(Bar)) {
        let mut bar = self.bar;
        for lower in bars {
            if lower.last_us > self.span.last_us {
                done(bar);
                bar = self.open_next(lower.last_us);
            }
            bar = bar.then(lower);
        }
        self.bar = bar;
    }

    /// Complete the bar if it ended before `now_us`.
    pub(crate) fn pass_to(&mut self, now_us: i64, mut done: impl FnMut(Bar)) {
        if now_us > self.span.last_us {
            done(self.bar);
            self.bar = self.open_next(now_us);
        }
    }

    fn open_next(&mut self, ts_us: i64) -> Bar {
        self.span = self.span.after(ts_us, self.timeframe, self.cut);
        Bar::opening(&self.span)
    }
}
