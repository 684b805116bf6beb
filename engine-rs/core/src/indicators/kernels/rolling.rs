//! Running sums over the last n numbers, without drift.
//!
//! A running sum that adds the newest and takes off the oldest gathers rounding errors for ever, and one huge number
//! spoils it for good. Here a second sum is built beside it from nothing but the numbers of the present lap of the
//! ring. When a lap is complete, those are exactly the last n numbers, and the fresh sum replaces the running one:
//! still O(1) for each push, and errors live for n pushes at most, whatever came before.

use super::ring::Ring;
use super::{Cold, Kernel};
use crate::indicators::state::{State, state_of};

/// Sums over the numbers of a ring.
pub(crate) trait Sums: Copy + Default + State {
    /// What is made of the sums.
    type Out: Cold;

    /// The sums once `value` is in the ring and the oldest is not.
    fn next(self, ring: &Ring, value: f64) -> Self;

    /// What they come to for `count` numbers.
    fn result(self, count: f64) -> Self::Out;
}

/// Sums over the last n numbers.
#[derive(Clone, Debug)]
pub(crate) struct Rolling<S> {
    ring: Ring,
    sums: S,
    count: f64,
}

impl<S: Sums> Rolling<S> {
    pub(crate) fn new(len: usize) -> Self {
        let ring = Ring::new(len);
        Self {
            count: ring.len() as f64,
            sums: S::default(),
            ring,
        }
    }
}

impl<S: Sums> Kernel for Rolling<S> {
    type In = f64;
    type Out = S::Out;

    #[inline]
    fn peek(&self, value: f64) -> S::Out {
        if self.ring.fills() {
            self.sums.next(&self.ring, value).result(self.count)
        } else {
            S::Out::COLD
        }
    }

    #[inline]
    fn push(&mut self, value: f64) -> S::Out {
        self.sums = self.sums.next(&self.ring, value);
        self.ring.push(value);
        if self.ring.is_full() {
            self.sums.result(self.count)
        } else {
            S::Out::COLD
        }
    }
}

impl<S: Sums> State for Rolling<S> {
    fn save(&self, out: &mut Vec<u8>) {
        self.ring.save(out);
        self.sums.save(out);
    }

    fn load(
        &mut self,
        input: &mut crate::indicators::state::StateReader<'_>,
    ) -> Result<(), crate::indicators::state::StateFault> {
        self.ring.load(input)?;
        self.sums.load(input)
    }
}

/// A sum, and the fresh one that will replace it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Healing {
    pub(super) total: f64,
    fresh: f64,
}

state_of!(Healing { total, fresh });

impl Healing {
    #[inline]
    pub(super) fn next(self, ring: &Ring, value: f64) -> Self {
        let fresh = self.fresh + value;
        if ring.completes_lap() {
            Self {
                total: fresh,
                fresh: 0.0,
            }
        } else {
            Self {
                total: self.total - ring.oldest() + value,
                fresh,
            }
        }
    }
}
