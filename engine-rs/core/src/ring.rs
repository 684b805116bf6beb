//! The last bars of a timeframe, in a ring of fixed depth.

use std::collections::TryReserveError;
use std::ops::Range;
use std::slice::IterMut;

use crate::bar::Bar;

/// Completed bars: the newest `depth` of them, and how many there were in all.
#[derive(Clone, Debug)]
pub struct Ring {
    /// Grown as it fills, so that a deep ring of few bars touches little memory.
    bars: Vec<Bar>,
    /// How many of them have been pushed.
    filled: usize,
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
            filled: 0,
            depth,
            capacity,
            next: 0,
            total: 0,
        })
    }

    #[expect(
        clippy::inline_always,
        reason = "a call would hand the bar over in memory, and cost more than making it"
    )]
    #[inline(always)]
    pub(crate) fn push(&mut self, bar: Bar) {
        if self.next >= self.bars.len() {
            self.bars.push(Bar::EMPTY);
        }
        if let Some(place) = self.bars.get_mut(self.next) {
            *place = bar;
        }
        self.advance(1);
    }

    /// Room for `most` bars, of which [`Self::advance`] is to be told how many have come.
    pub(crate) fn room(&mut self, most: usize) -> Room<'_> {
        let wanted = self.capacity.min(self.next + most);
        if self.bars.len() < wanted {
            self.bars.resize(wanted, Bar::EMPTY);
        }
        let size = self.bars.len();
        let (other, current) = self.bars.split_at_mut(self.next);
        Room {
            current: current.iter_mut(),
            other: other.iter_mut(),
            size,
        }
    }

    /// So many bars have been put where the next ones belong.
    #[inline]
    pub(crate) fn advance(&mut self, count: usize) {
        // A block is no longer than the ring.
        let next = self.next + count;
        self.next = next.checked_sub(self.capacity).unwrap_or(next);
        self.filled = self.capacity.min(self.filled + count);
        self.total += count as u64;
    }

    /// Put the newest `count` bars before the `newer` ones before them, all of which are here.
    pub(crate) fn move_before(&mut self, newer: usize, count: usize) {
        self.reverse(0..newer + count);
        self.reverse(0..newer);
        self.reverse(newer..newer + count);
    }

    fn reverse(&mut self, backs: Range<usize>) {
        for step in 0..backs.len() / 2 {
            let ends = [backs.start + step, backs.end - 1 - step];
            let [later, earlier] = ends.map(|back| self.place(back));
            self.bars.swap(later, earlier);
        }
    }

    /// The bar that is `back` before the newest one, of those that count as kept.
    pub(crate) fn back(&self, back: usize) -> Option<&Bar> {
        (back < self.kept()).then(|| &self.bars[self.place(back)])
    }

    /// The bar of an index since the start, of those that count as kept.
    pub(crate) fn at(&self, index: u64) -> Option<&Bar> {
        let back = self.total.checked_sub(index.checked_add(1)?)?;
        self.back(usize::try_from(back).ok()?)
    }

    /// The same, to change it.
    pub(crate) fn back_mut(&mut self, back: usize) -> Option<&mut Bar> {
        let place = self.place(back);
        (back < self.kept()).then(|| &mut self.bars[place])
    }

    fn place(&self, back: usize) -> usize {
        (self.next + self.capacity - 1 - back % self.capacity) % self.capacity
    }

    /// How many bars it still holds.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.filled.min(self.depth)
    }

    /// The most it holds.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Memory that it has, full or not.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bars.capacity() * size_of::<Bar>()
    }

    /// As it was when it had seen `total` bars, of which these are the newest.
    pub(crate) fn refill(&mut self, bars: impl Iterator<Item = Bar>, total: u64) {
        for bar in bars {
            self.push(bar);
        }
        self.total = total;
    }

    /// Bars pushed since the start, those that the ring has dropped included.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The newest bar.
    #[must_use]
    pub fn last(&self) -> Option<&Bar> {
        self.back(0)
    }

    /// Bars with an index of at least `since`, oldest first, in two pieces, after the index of the first.
    #[must_use]
    pub fn since(&self, since: u64) -> (u64, &[Bar], &[Bar]) {
        let kept = self.kept() as u64;
        let first = since.clamp(self.total - kept, self.total);
        let (older, newer) = self.newest(self.total - first);
        (first, older, newer)
    }

    /// The newest `count` bars, of those that are here, oldest first, in two pieces.
    pub(crate) fn newest(&self, count: u64) -> (&[Bar], &[Bar]) {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let (newer, older) = self.bars[..self.filled].split_at(self.next.min(self.filled));
        let from_older = count.saturating_sub(newer.len()).min(older.len());
        let from_newer = count.min(newer.len());
        (
            &older[older.len() - from_older..],
            &newer[newer.len() - from_newer..],
        )
    }
}

/// Where the next bars of a ring go: from here to its end, and then from its front.
pub(crate) struct Room<'a> {
    current: IterMut<'a, Bar>,
    other: IterMut<'a, Bar>,
    size: usize,
}

impl Room<'_> {
    /// One check for each bar, and nothing but the bar itself is written: the ring learns how many there were at the end.
    #[expect(
        clippy::inline_always,
        reason = "a call would hand the bar over in memory, and cost more than making it"
    )]
    #[inline(always)]
    pub(crate) fn push(&mut self, bar: Bar) {
        if self.current.len() == 0 {
            std::mem::swap(&mut self.current, &mut self.other);
        }
        if let Some(place) = self.current.next() {
            *place = bar;
        }
    }

    /// How many bars have come.
    pub(crate) fn count(&self) -> usize {
        self.size - self.current.len() - self.other.len()
    }
}
