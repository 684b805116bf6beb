//! The last bars of a timeframe, in a ring of fixed depth.

use std::collections::TryReserveError;

use crate::bar::Bar;

/// Completed bars: the newest `depth` of them, and how many there were in all.
#[derive(Clone, Debug)]
pub struct Ring {
    bars: Vec<Bar>,
    depth: usize,
    next: usize,
    total: u64,
}

impl Ring {
    /// A ring of `depth` bars (at least one), with all its memory.
    pub(crate) fn new(depth: usize) -> Result<Self, TryReserveError> {
        let depth = depth.max(1);
        let mut bars = Vec::new();
        bars.try_reserve_exact(depth)?;
        Ok(Self {
            bars,
            depth,
            next: 0,
            total: 0,
        })
    }

    #[inline]
    pub(crate) fn push(&mut self, bar: Bar) {
        if self.bars.len() < self.depth {
            self.bars.push(bar);
        } else {
            self.bars[self.next] = bar;
        }
        self.next = if self.next + 1 == self.depth {
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
        let newest = self.next.checked_sub(1).unwrap_or(self.depth - 1);
        self.bars.get(newest)
    }

    /// Bars with an index of at least `since`, oldest first, in two pieces, after the index of the first.
    #[must_use]
    pub fn since(&self, since: u64) -> (u64, &[Bar], &[Bar]) {
        let (older, newer) = self.in_order();
        let oldest = self.total - self.bars.len() as u64;
        let first = since.clamp(oldest, self.total);
        let skip = (first - oldest) as usize;
        let newer_skip = skip.saturating_sub(older.len());
        (first, &older[skip.min(older.len())..], &newer[newer_skip..])
    }

    fn in_order(&self) -> (&[Bar], &[Bar]) {
        let seam = if self.bars.len() < self.depth {
            0
        } else {
            self.next
        };
        let (newer, older) = self.bars.split_at(seam);
        (older, newer)
    }
}
