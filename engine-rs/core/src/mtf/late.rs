//! Late ticks: older than the last one, and put where they belong when they may be.

use std::ops::Range;

use super::{MtfEngine, Timed};
use crate::bar::Bar;
use crate::revision::Revision;
use crate::span::{Empty, Span};
use crate::ticks::Tick;

/// Where a late tick belongs in a timeframe.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In the forming bar.
    Forming,
    /// In the completed bar before so many newer ones.
    Completed { newer: usize },
    /// In a bar that does not exist yet, before so many newer ones.
    Missing { newer: usize },
}

impl MtfEngine {
    /// Count a late tick, and take it in if it may be; returns how many bars it completed: one for each timeframe that
    /// had no bar at its time, and the flat ones around it.
    #[cold]
    pub(super) fn take_late(&mut self, tick: Tick) -> u64 {
        self.late += 1;
        let late_us = self.last_us.saturating_sub(tick.ts_us);
        if late_us > self.tolerance_us {
            return 0;
        }
        self.places.clear();
        let places = self
            .timed
            .iter()
            .map_while(|series| series.place_of(tick.ts_us));
        self.places.extend(places);
        if self.places.is_empty() || self.places.len() < self.timed.len() {
            return 0;
        }
        self.reopened += 1;
        self.ticks += 1;
        (0..self.timed.len())
            .map(|index| self.reopen(index, tick))
            .sum()
    }

    fn reopen(&mut self, index: usize, tick: Tick) -> u64 {
        let series = &mut self.timed[index];
        match self.places[index] {
            Place::Forming => {
                // What the source holds in its own forming bar is part of this one.
                let source = series.source.map(|source| self.places[source]);
                if !matches!(source, Some(Place::Forming)) {
                    series.forming.reopen(tick);
                }
                series.completed.reopened_forming(tick);
                0
            }
            Place::Completed { newer } => self.reopen_completed(index, newer, newer..newer, tick),
            Place::Missing { newer } => {
                let (own, made) = series.make_missing(tick.ts_us, newer);
                self.reopen_completed(index, own, made, tick)
            }
        }
    }

    /// Put the tick into a completed bar; `made` are the bars that were not there before. Returns how many they are.
    fn reopen_completed(
        &mut self,
        index: usize,
        own: usize,
        made: Range<usize>,
        tick: Tick,
    ) -> u64 {
        let series = &mut self.timed[index];
        if let Some(bar) = series.completed.ring.back_mut(own) {
            bar.reopen(tick);
        }
        let unchanged = match self.cut.empty {
            Empty::Skip => own,
            Empty::Flat => series.flatten_after(own),
        };
        series.completed.reopened(own, tick);
        for back in (unchanged..made.end.max(own + 1)).rev() {
            self.revisions.note(Revision {
                series: index,
                index: series.completed.ring.total() - 1 - back as u64,
                is_new: made.contains(&back),
            });
        }
        made.len() as u64
    }
}

impl Timed {
    /// Where a late tick belongs; nowhere when its bar has left the ring.
    fn place_of(&self, ts_us: i64) -> Option<Place> {
        let span = self.forming.span_at(ts_us);
        if span.last_us >= self.forming.last_us() {
            return Some(Place::Forming);
        }
        let older = |back: usize| {
            self.completed
                .ring
                .back(back)
                .is_some_and(|bar| bar.open_us > span.open_us)
        };
        let newer = partition(self.completed.ring.kept(), older);
        let ring = &self.completed.ring;
        let older = ring.back(newer);
        if older.is_some_and(|bar| bar.open_us == span.open_us) {
            return Some(Place::Completed { newer });
        }
        let has_left = older.is_none() && ring.total() > newer as u64;
        let wanted =
            self.missing_before(span, newer).count() + 1 + self.missing_after(span, newer).count();
        (!has_left && newer + wanted <= ring.depth()).then_some(Place::Missing { newer })
    }

    /// Make the bar of an instant that has none, and with it the flat ones around; returns its place and that of all.
    fn make_missing(&mut self, ts_us: i64, newer: usize) -> (usize, Range<usize>) {
        let own = self.forming.span_at(ts_us);
        let before: Vec<Bar> = self.missing_before(own, newer).collect();
        let after: Vec<Bar> = self.missing_after(own, newer).collect();
        let place = newer + after.len();
        let made = newer..place + 1 + before.len();
        let bars = before.into_iter().chain([Bar::opening(&own)]).chain(after);
        self.completed.insert(newer, bars);
        (place, made)
    }

    /// The flat bars between the bar before the newest `newer` ones and one that is to follow it.
    fn missing_before(&self, own: Span, newer: usize) -> impl Iterator<Item = Bar> {
        let older = self.completed.ring.back(newer).into_iter();
        older.flat_map(move |older| {
            let spans = self.forming.empty_between(self.forming.span_of(older), own);
            spans.map(move |span| Bar::flat(&span, older))
        })
    }

    /// The flat bars, of no prices yet, between a bar and the newest `newer` ones.
    fn missing_after(&self, own: Span, newer: usize) -> impl Iterator<Item = Bar> {
        let next = newer
            .checked_sub(1)
            .and_then(|next| self.completed.ring.back(next));
        let next = next.map_or(self.forming.span(), |next| self.forming.span_of(next));
        self.forming
            .empty_between(own, next)
            .map(|span| Bar::opening(&span))
    }

    /// Flat bars stand at the close of the bar before them, also when that changes. Returns how many bars are newer
    /// than the last one changed.
    fn flatten_after(&mut self, newer: usize) -> usize {
        let mut changed = newer;
        let mut before = self.completed.ring.back(newer).copied();
        while let (Some(last), Some(back)) = (before, changed.checked_sub(1)) {
            match self.completed.ring.back_mut(back) {
                Some(bar) if bar.is_empty() => *bar = bar.flat_after(&last),
                _ => break,
            }
            changed = back;
            before = self.completed.ring.back(back).copied();
        }
        changed
    }
}

/// How many of the first `count` numbers hold, when those that do come first.
fn partition(count: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
