//! The forming bar of one period of time: the loops that fold ticks, or lower bars, into bars.

use crate::bar::Bar;
use crate::span::{Cut, Empty, Span};
use crate::ticks::{Tick, TickSlice};
use crate::timeframe::Period;

/// One period between two boundaries.
#[derive(Clone, Debug)]
pub(crate) struct Forming {
    period: Period,
    cut: Cut,
    span: Span,
    bar: Bar,
}

impl Forming {
    /// The bar that a tick at `ts_us` will open.
    pub(crate) fn at(ts_us: i64, period: Period, cut: Cut) -> Self {
        let span = Span::holding(ts_us, period, &cut);
        Self {
            period,
            cut,
            span,
            bar: Bar::opening(&span),
        }
    }

    /// What it holds.
    pub(crate) fn bar(&self) -> &Bar {
        &self.bar
    }

    /// Hold this instead, of the same span.
    pub(crate) fn set_bar(&mut self, bar: Bar) {
        self.bar = bar;
    }

    /// The last instant that belongs to the bar.
    pub(crate) fn last_us(&self) -> i64 {
        self.span.last_us
    }

    /// The bar of this period that holds an instant.
    pub(crate) fn span_at(&self, ts_us: i64) -> Span {
        Span::holding(ts_us, self.period, &self.cut)
    }

    /// Fold ticks, which are in time order and not before those taken already; `done` takes the bars they complete.
    #[inline]
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
                if self.cut.empty == Empty::Flat {
                    // By value: a bar whose address goes out would not stay in registers.
                    self.fill(bar, tick.ts_us, &mut done);
                }
                bar = self.open_next(tick.ts_us);
                bar.open_with(tick);
            }
            bar.take(tick);
        }
        self.bar = bar;
    }

    /// Fold bars of a period that nests in this one, of which the last ended before a tick at `now_us`.
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

    /// Take in a tick that is older than the last one, and whose time lies within this bar.
    pub(crate) fn reopen(&mut self, tick: Tick) {
        self.bar.reopen(tick);
    }

    #[cold]
    #[inline(never)]
    fn fill(&self, last: Bar, ts_us: i64, done: &mut impl FnMut(Bar)) {
        for span in self.span.empty_until(ts_us, self.period, &self.cut) {
            done(Bar::flat(&span, &last));
        }
    }

    fn open_next(&mut self, ts_us: i64) -> Bar {
        self.span = self.span.after(ts_us, self.period, &self.cut);
        Bar::opening(&self.span)
    }
}
