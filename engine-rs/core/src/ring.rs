//! The last bars of a timeframe, in a ring of fixed depth.

use std::collections::TryReserveError;

use crate::bar::Bar;

/// Completed bars: the newest `depth` of them, and how many there were in all.
#[derive(Clone, Debug)]
pub struct Ring {
    bars: Vec<Bar>,
    depth: usize,
    capacity: usize,
    next: usize,
    total: u64,
}

impl Ring {
    /// A ring of `depth` bars, with all its memory, in which the last `reserve` bars can be read back in any case.
    pub(crate) fn new(depth: usize, reserve: usize) -> Result<Self, TryReserveError> {
        let capacity = depth.max(reserve).max(1);
        let mut bars = Vec::new();
        bars.try_reserve_exact(capacity)?;
        Ok(Self {
            bars,
            depth,
            capacity,
            next: 0,
            total: 0,
        })
    }

    #[inline]
    pub(crate) fn push(&mut self, bar: Bar) {
        match self.bars.get_mut(self.next) {
            Some(oldest) => *oldest = bar,
            None => self.bars.push(bar),
        }
        self.next = if self.next + 1 == self.capacity {
            0
        } else {
            self.next + 1
        };
        self.total += 1;
    }

    /// Bars pushed since the start, those that the ring has dropped included.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The newest bar.
    #[must_use]
    pub fn last(&self) -> Option<&Bar> {
        let last = self.next.checked_sub(1).unwrap_or(self.capacity - 1);
        self.bars.get(last)
    }

    /// Bars with an index of at least `since`, oldest first, in two pieces, after the index of the first.
    #[must_use]
    pub fn since(&self, since: u64) -> (u64, &[Bar], &[Bar]) {
        let kept = self.bars.len().min(self.depth) as u64;
        let first = since.clamp(self.total - kept, self.total);
        let (older, newer) = self.newest(self.total - first);
        (first, older, newer)
    }

    /// The newest `count` bars, of those that are here, oldest first, in two pieces.
    pub(crate) fn newest(&self, count: u64) -> (&[Bar], &[Bar]) {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let (newer, older) = self.bars.split_at(self.next.min(self.bars.len()));
        let from_older = count.saturating_sub(newer.len()).min(older.len());
        let from_newer = count.min(newer.len());
        (
            &older[older.len() - from_older..],
            &newer[newer.len() - from_newer..],
        )
    }
}
