//! The sum and the mean of the last n numbers.

use super::ring::Ring;
use super::rolling::{Healing, Sums};
use crate::indicators::state::state_of;

/// The sum. It is exactly zero when all its numbers are, whatever rounding has left in the running sum.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sum {
    sum: Healing,
    nonzero: u64,
}

/// The arithmetic mean.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mean(Healing);

state_of!(Sum { sum, nonzero });
state_of!(Mean { 0 });

impl Sums for Sum {
    type Out = f64;

    #[inline]
    fn next(self, ring: &Ring, value: f64) -> Self {
        let came = u64::from(value != 0.0);
        let went = u64::from(ring.oldest() != 0.0);
        Self {
            sum: self.sum.next(ring, value),
            nonzero: self.nonzero.wrapping_add(came).wrapping_sub(went),
        }
    }

    #[inline]
    fn result(self, _count: f64) -> f64 {
        if self.nonzero == 0 {
            0.0
        } else {
            self.sum.total
        }
    }
}

impl Sums for Mean {
    type Out = f64;

    #[inline]
    fn next(self, ring: &Ring, value: f64) -> Self {
        Self(self.0.next(ring, value))
    }

    #[inline]
    fn result(self, count: f64) -> f64 {
        self.0.total / count
    }
}
