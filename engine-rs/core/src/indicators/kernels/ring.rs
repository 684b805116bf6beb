//! The last n numbers.

use crate::indicators::state::{State, StateFault, StateReader};

/// The last n numbers. Those that have not come yet are zero.
#[derive(Clone, Debug)]
pub(crate) struct Ring {
    cells: Box<[f64]>,
    next: usize,
    full: bool,
}

impl Ring {
    pub(super) fn new(len: usize) -> Self {
        Self {
            cells: vec![0.0; len.max(1)].into(),
            next: 0,
            full: false,
        }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The number that the next push will drop.
    #[inline]
    pub(super) fn oldest(&self) -> f64 {
        self.cells[self.next]
    }

    /// How many pushes into the present lap.
    #[inline]
    pub(super) fn position(&self) -> usize {
        self.next
    }

    /// Will the next push complete a lap: n numbers since the last completed one?
    #[inline]
    pub(super) fn completes_lap(&self) -> bool {
        self.next + 1 == self.cells.len()
    }

    /// Have n numbers come?
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.full
    }

    /// Will n numbers have come with the next push?
    #[inline]
    pub(super) fn fills(&self) -> bool {
        self.full || self.completes_lap()
    }

    #[inline]
    pub(super) fn push(&mut self, value: f64) {
        self.cells[self.next] = value;
        self.next += 1;
        if self.next == self.cells.len() {
            self.next = 0;
            self.full = true;
        }
    }

    /// The numbers in no particular order, the oldest apart: (oldest, others in two pieces).
    #[inline]
    pub(super) fn without_oldest(&self) -> (&[f64], &[f64]) {
        (&self.cells[..self.next], &self.cells[self.next + 1..])
    }
}

impl State for Ring {
    fn save(&self, out: &mut Vec<u8>) {
        self.cells.save(out);
        self.next.save(out);
        self.full.save(out);
    }

    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault> {
        self.cells.load(input)?;
        self.next.load(input)?;
        self.full.load(input)?;
        if self.next < self.cells.len() {
            Ok(())
        } else {
            Err(StateFault::Impossible {
                what: "a place in a ring",
                found: self.next as u64,
            })
        }
    }
}
