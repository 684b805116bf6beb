//! The spreads of the ticks in each bar: bars do not hold them, and few ask.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::bar::Bar;
use crate::ticks::TickSlice;

/// Of the ticks of one bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    /// Ticks of the bar so far, those included that came before anybody counted.
    pub(super) passed: i64,
    pub(super) seen: i64,
    /// Wide, so that no order of the ticks makes another sum.
    sum: i128,
    low: i64,
    high: i64,
}

impl Tally {
    const NONE: Self = Self {
        passed: 0,
        seen: 0,
        sum: 0,
        low: i64::MAX,
        high: i64::MIN,
    };

    /// Of the last quote alone.
    pub(super) fn at_close(bar: &Bar) -> Self {
        let mut tally = Self::NONE;
        tally.take(bar.ask.close.saturating_sub(bar.bid.close));
        tally
    }

    /// Of a bar of so many ticks that nobody counted.
    fn unseen(ticks: i64) -> Self {
        Self {
            passed: ticks,
            ..Self::NONE
        }
    }

    #[inline]
    pub(super) fn take(&mut self, spread: i64) {
        self.passed += 1;
        self.seen += 1;
        self.sum += i128::from(spread);
        self.low = self.low.min(spread);
        self.high = self.high.max(spread);
    }

    pub(super) fn mean_low_high(&self) -> [f64; 3] {
        let mean = self.sum as f64 / self.seen as f64;
        [mean, self.low as f64, self.high as f64]
    }
}

/// Of the bars of one timeframe. How many ticks a bar has tells which of those noted are its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spreads {
    /// Spreads of ticks of which it is not known yet in which bar they are.
    queue: VecDeque<i64>,
    pub(super) forming: Tally,
    /// Of the completed bars in the ring, oldest first.
    kept: VecDeque<Tally>,
}

impl Spreads {
    /// From now on: nobody counted the ticks of the `kept` bars in the ring, nor those in the forming one.
    pub(super) fn new(depth: usize, kept: usize, forming: &Bar) -> Self {
        let mut tallies = VecDeque::with_capacity(depth);
        tallies.extend((0..kept).map(|_| Tally::NONE));
        Self {
            queue: VecDeque::with_capacity(crate::mtf::BLOCK),
            forming: Tally::unseen(forming.ticks),
            kept: tallies,
        }
    }

    /// One that was saved, with room to go on.
    pub(crate) fn with_room(mut self, depth: usize) -> Self {
        self.queue.reserve_exact(crate::mtf::BLOCK);
        self.kept.reserve_exact(depth - self.kept.len().min(depth));
        self
    }

    pub(crate) fn kept(&self) -> usize {
        self.kept.len()
    }

    #[inline]
    pub(super) fn queue(&mut self, ticks: TickSlice<'_>) {
        let spreads = ticks.iter().map(|tick| tick.ask.saturating_sub(tick.bid));
        self.queue.extend(spreads);
    }

    pub(super) fn settle(&mut self) {
        for spread in self.queue.drain(..) {
            self.forming.take(spread);
        }
    }

    /// The forming bar is complete.
    pub(super) fn complete(&mut self, bar: &Bar) -> Tally {
        let own = (bar.ticks - self.forming.passed).max(0) as usize;
        for spread in self.queue.drain(..own.min(self.queue.len())) {
            self.forming.take(spread);
        }
        let tally = std::mem::replace(&mut self.forming, Tally::NONE);
        self.kept.push_back(tally);
        tally
    }

    pub(super) fn drop_oldest(&mut self) -> Option<Tally> {
        self.kept.pop_front()
    }

    pub(super) fn back(&self, back: usize) -> Option<Tally> {
        let place = self.kept.len().checked_sub(back + 1)?;
        self.kept.get(place).copied()
    }

    /// Bars of no ticks stand before the newest `newer` ones.
    pub(super) fn insert(&mut self, newer: usize, count: usize) {
        let Some(after) = self.kept.len().checked_sub(newer) else {
            return;
        };
        self.kept.extend((0..count).map(|_| Tally::NONE));
        self.kept.make_contiguous()[after..].rotate_right(count);
    }

    pub(super) fn reopen(&mut self, newer: usize, spread: i64) {
        let place = self.kept.len().checked_sub(newer + 1);
        if let Some(tally) = place.and_then(|place| self.kept.get_mut(place)) {
            tally.take(spread);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.queue.capacity() * size_of::<i64>() + self.kept.capacity() * size_of::<Tally>()
    }
}
