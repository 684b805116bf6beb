//! The mean absolute deviation of the last n numbers.

use super::Kernel;
use super::ring::Ring;
use super::rolling::Sums;
use super::sum::Mean;
use crate::indicators::state::state_of;

/// The mean, and the mean distance from it, of the last n numbers: [mean, deviation].
///
/// O(n): a new mean changes every distance. Four sums side by side let the processor work on several at once.
#[derive(Clone, Debug)]
pub(crate) struct MeanDeviation {
    ring: Ring,
    mean: Mean,
    count: f64,
}

state_of!(MeanDeviation { ring, mean });

impl MeanDeviation {
    pub(crate) fn new(len: usize) -> Self {
        let ring = Ring::new(len);
        Self {
            count: ring.len() as f64,
            ring,
            mean: Mean::default(),
        }
    }

    #[inline]
    fn around(&self, mean: f64, newest: f64) -> [f64; 2] {
        let (left, right) = self.ring.without_oldest();
        let others = distances(left, mean) + distances(right, mean);
        [mean, (others + (newest - mean).abs()) / self.count]
    }
}

impl Kernel for MeanDeviation {
    type In = f64;
    type Out = [f64; 2];

    #[inline]
    fn peek(&self, value: f64) -> [f64; 2] {
        if self.ring.fills() {
            let mean = self.mean.next(&self.ring, value).result(self.count);
            self.around(mean, value)
        } else {
            [f64::NAN; 2]
        }
    }

    #[inline]
    fn push(&mut self, value: f64) -> [f64; 2] {
        let answer = self.peek(value);
        self.mean = self.mean.next(&self.ring, value);
        self.ring.push(value);
        answer
    }
}

#[inline]
fn distances(values: &[f64], mean: f64) -> f64 {
    let mut sums = [0.0_f64; 4];
    let (fours, rest) = values.as_chunks::<4>();
    for four in fours {
        for (sum, value) in sums.iter_mut().zip(four) {
            *sum += (value - mean).abs();
        }
    }
    let rest: f64 = rest.iter().map(|value| (value - mean).abs()).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}
