//! Which completed bars a late tick has changed.

use std::collections::VecDeque;

/// Changes remembered; a subscriber that is further behind is told that it missed some.
const KEPT: usize = 4096;

/// A completed bar that a late tick has changed, or made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Revision {
    /// Place of the timeframe.
    pub(crate) series: usize,
    /// Index of the bar when it happened.
    pub(crate) index: u64,
    /// Was there no bar before? Then the indexes of all newer ones went up by one.
    pub(crate) is_new: bool,
}

/// The last changes, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Revisions {
    kept: VecDeque<Revision>,
    total: u64,
}

impl Revisions {
    /// All the memory they will need.
    pub(crate) fn reserve(&mut self) {
        self.kept.reserve_exact(KEPT);
    }

    pub(crate) fn note(&mut self, revision: Revision) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(revision);
        self.total += 1;
    }

    /// Changes since the start, those forgotten included.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Those after the first `since`, and how many of them are forgotten.
    pub(crate) fn since(&self, since: u64) -> (u64, impl Iterator<Item = Revision> + '_) {
        let first = self.total - self.kept.len() as u64;
        let skipped = since.saturating_sub(first) as usize;
        (
            first.saturating_sub(since),
            self.kept.iter().skip(skipped).copied(),
        )
    }

    pub(crate) fn bytes(&self) -> usize {
        self.kept.capacity() * size_of::<Revision>()
    }
}
