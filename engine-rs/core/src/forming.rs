//! The forming bar of one period of time: the loops that fold ticks, or lower bars, into bars.

use crate::bar::Bar;
use crate::ladder::Ladder;
use crate::reach::{Reach, Rows};
use crate::span::{Boundary, Cut, Empty, Span};
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

    /// Can ticks complete more bars than they are?
    pub(crate) fn can_be_many(&self) -> bool {
        self.cut.empty == Empty::Flat
    }

    /// Its time.
    pub(crate) fn span(&self) -> Span {
        self.span
    }

    /// The bar of this period that holds an instant.
    pub(crate) fn span_at(&self, ts_us: i64) -> Span {
        Span::holding(ts_us, self.period, &self.cut)
    }

    /// The bar of this period that a bar is of.
    pub(crate) fn span_of(&self, bar: &Bar) -> Span {
        let past_close = i64::from(self.cut.boundary == Boundary::Right);
        self.span_at(bar.close_us.saturating_sub(1 - past_close))
    }

    /// The flat bars between two bars; none where empty intervals make none.
    pub(crate) fn empty_between(&self, span: Span, later: Span) -> impl Iterator<Item = Span> + '_ {
        let is_flat = self.cut.empty == Empty::Flat;
        let empty = is_flat.then(|| span.empty_until(later, self.period, &self.cut));
        empty.into_iter().flatten()
    }

    /// Fold ticks, which are in time order and not before those taken already; `done` takes the bars they complete.
    #[inline]
    pub(crate) fn take_ticks(&mut self, ticks: TickSlice<'_>, mut done: impl FnMut(Bar)) {
        match self.cut.empty {
            Empty::Skip => self.fold_ticks(ticks, &mut done, |_, _, _, _, _| {}),
            Empty::Flat => self.fold_ticks(ticks, &mut done, fill),
        }
    }

    /// The same of ticks that all belong to the bar as it stands.
    #[inline]
    pub(crate) fn take_within(&mut self, ticks: TickSlice<'_>) {
        self.take_own_ticks(Rows::of(ticks));
    }

    /// `between` is told of each completed bar and the time of the tick after it.
    #[inline]
    fn fold_ticks<Done: FnMut(Bar)>(
        &mut self,
        ticks: TickSlice<'_>,
        done: &mut Done,
        between: impl Fn(&Self, Span, Bar, i64, &mut Done),
    ) {
        let ticks = Rows::of(ticks);
        let mut row = self.take_own_ticks(ticks);
        if row == ticks.len() {
            return;
        }
        done(self.bar);
        between(self, self.span, self.bar, ticks.ts_us[row], done);
        let mut ladder = Ladder::from(&self.span, self.period);
        while row < ticks.len() {
            let span = ladder.span_of(ticks.ts_us[row], self.period, &self.cut);
            let (start, first) = (row, ticks.get(row));
            row += 1;
            if row < ticks.len() && ticks.ts_us[row] > span.last_us {
                // Most bars of a sparse pace have one tick, and want no folding.
                done(Bar::of_one(&span, first));
                between(
                    self,
                    span,
                    Bar::of_one(&span, first),
                    ticks.ts_us[row],
                    done,
                );
                continue;
            }
            let mut reach = Reach::of_quote(first);
            let mut last = first;
            while row < ticks.len() && ticks.ts_us[row] <= span.last_us {
                last = ticks.get(row);
                reach.take_quote(last);
                row += 1;
            }
            let bar = reach.of_quotes(&span, first, last, row - start);
            if row == ticks.len() {
                self.bar = bar;
                self.span = span;
            } else {
                done(bar);
                between(self, span, bar, ticks.ts_us[row], done);
            }
        }
    }

    /// Fold the ticks that belong to the bar as it stands; returns how many.
    #[inline]
    fn take_own_ticks(&mut self, ticks: Rows<'_>) -> usize {
        let mut reach = Reach::of_bar(&self.bar);
        let mut row = 0;
        while row < ticks.len() && ticks.ts_us[row] <= self.span.last_us {
            reach.take_quote(ticks.get(row));
            row += 1;
        }
        if row > 0 {
            reach.extend(&mut self.bar, ticks, row);
        }
        row
    }

    /// Fold bars of a period that nests in this one, of which the last ended before a tick at `now_us`.
    pub(crate) fn take_bars(&mut self, bars: &[Bar], mut done: impl FnMut(Bar)) {
        let is_later = |bar: &Bar| bar.last_us > self.span.last_us;
        let row = bars.iter().position(is_later).unwrap_or(bars.len());
        self.take_own_bars(&bars[..row]);
        if row == bars.len() {
            return;
        }
        done(self.bar);
        let mut ladder = Ladder::from(&self.span, self.period);
        let mut rest = &bars[row..];
        while let Some((first, later)) = rest.split_first() {
            let span = ladder.span_of(first.last_us, self.period, &self.cut);
            let mut reach = Reach::of_bar(first);
            let mut last = first;
            rest = later;
            while let Some((lower, later)) = rest.split_first() {
                if lower.last_us > span.last_us {
                    break;
                }
                reach.take_bar(lower);
                last = lower;
                rest = later;
            }
            if rest.is_empty() {
                self.bar = reach.of_bars(&span, first, last);
                self.span = span;
                return;
            }
            done(reach.of_bars(&span, first, last));
        }
    }

    /// Fold bars that belong to the bar as it stands.
    fn take_own_bars(&mut self, bars: &[Bar]) {
        let (Some(first), Some(last)) = (bars.first(), bars.last()) else {
            return;
        };
        let mut reach = Reach::of_bar(&self.bar);
        for lower in bars {
            reach.take_bar(lower);
        }
        let first = if self.bar.is_empty() {
            first
        } else {
            &self.bar
        };
        self.bar = reach.of_bars(&self.span, first, last);
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

    fn open_next(&mut self, ts_us: i64) -> Bar {
        self.span = self.span.after(ts_us, self.period, &self.cut);
        Bar::opening(&self.span)
    }
}

/// Hand out the bars without ticks between the last bar and a tick at `ts_us`.
#[cold]
#[inline(never)]
fn fill<Done: FnMut(Bar)>(forming: &Forming, span: Span, last: Bar, ts_us: i64, done: &mut Done) {
    for span in forming.empty_between(span, forming.span_at(ts_us)) {
        done(Bar::flat(&span, &last));
    }
}
