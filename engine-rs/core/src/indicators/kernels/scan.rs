//! The mean absolute deviation of the last n numbers.

use super::Kernel;
use super::moments::{Moments, Spread};
use super::ring::Ring;
use super::rolling::Sums;
use crate::indicators::state::state_of;

/// How far the newest of the last n numbers is above their mean, and the mean distance from it: [above, deviation].
///
/// O(n): a new mean changes every distance. Four sums side by side let the processor work on several at once.
#[derive(Clone, Debug)]
pub(crate) struct MeanDeviation {
    ring: Ring,
    moments: Moments,
    count: f64,
}

state_of!(MeanDeviation { ring, moments });

impl MeanDeviation {
    pub(crate) fn new(len: usize) -> Self {
        let ring = Ring::new(len);
        Self {
            count: ring.len() as f64,
            ring,
            moments: Moments::default(),
        }
    }
}

impl Kernel for MeanDeviation {
    type In = f64;
    type Out = [f64; 2];

    #[inline]
    fn peek(&self, value: f64) -> [f64; 2] {
        if !self.ring.fills() {
            return [f64::NAN; 2];
        }
        let spread = self.moments.next(&self.ring, value).result(self.count);
        let above = spread.above_mean(value);
        let (left, right) = self.ring.without_oldest();
        let others = distances(left, spread) + distances(right, spread);
        [above, (others + above.abs()) / self.count]
    }

    #[inline]
    fn push(&mut self, value: f64) -> [f64; 2] {
        let answer = self.peek(value);
        self.moments = self.moments.next(&self.ring, value);
        self.ring.push(value);
        answer
    }
}

#[inline]
fn distances(values: &[f64], spread: Spread) -> f64 {
    let mut sums = [0.0_f64; 4];
    let (fours, rest) = values.as_chunks::<4>();
    for four in fours {
        for (sum, value) in sums.iter_mut().zip(four) {
            *sum += spread.above_mean(*value).abs();
        }
    }
    let rest: f64 = rest
        .iter()
        .map(|value| spread.above_mean(*value).abs())
        .sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}
