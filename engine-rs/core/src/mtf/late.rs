//! Late ticks: older than the last one, and put where they belong when they may be.

use super::{MtfEngine, Timed};
use crate::bar::Bar;
use crate::revision::Revision;
use crate::span::Empty;
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
    /// had no bar at its time.
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
            Place::Completed { newer } => {
                self.reopen_completed(index, newer, tick, false);
                0
            }
            Place::Missing { newer } => {
                let span = series.forming.span_at(tick.ts_us);
                series.completed.insert(newer, Bar::opening(&span));
                self.reopen_completed(index, newer, tick, true);
                1
            }
        }
    }

    fn reopen_completed(&mut self, index: usize, newer: usize, tick: Tick, is_new: bool) {
        let series = &mut self.timed[index];
        if let Some(bar) = series.completed.ring.back_mut(newer) {
            bar.reopen(tick);
        }
        let unchanged = match self.cut.empty {
            Empty::Skip => newer,
            Empty::Flat => series.flatten_after(newer),
        };
        series.completed.reopened(newer, tick, is_new);
        for back in (unchanged..=newer).rev() {
            self.revisions.note(Revision {
                series: index,
                index: series.completed.ring.total() - 1 - back as u64,
                is_new: is_new && back == newer,
            });
        }
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
        match self.completed.ring.back(newer) {
            Some(bar) if bar.open_us == span.open_us => Some(Place::Completed { newer }),
            Some(_) => Some(Place::Missing { newer }),
            None => (self.completed.ring.total() == newer as u64
                && newer < self.completed.ring.depth())
            .then_some(Place::Missing { newer }),
        }
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
