//! The mean and the variance of the last n numbers.

use super::Cold;
use super::ring::Ring;
use super::rolling::Sums;
use crate::indicators::state::state_of;

/// Sums of the distances from a number of the window, and of their squares.
///
/// Prices differ little from each other and much from zero: sums of squares taken from zero would cancel to noise
/// (1.14 and a deviation of 0.00001 leave six digits). Each lap of the ring measures from its own first number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Moments {
    running: Distances,
    fresh: Distances,
}

#[derive(Clone, Copy, Debug, Default)]
struct Distances {
    from: f64,
    sum: f64,
    squares: f64,
}

state_of!(Moments { running, fresh });
state_of!(Distances { from, sum, squares });

/// Mean and variance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) mean: f64,
    /// The population's: divided by n.
    pub(crate) variance: f64,
}

impl Spread {
    #[inline]
    pub(crate) fn deviation(self) -> f64 {
        self.variance.sqrt()
    }
}

impl Cold for Spread {
    const COLD: Self = Self {
        mean: f64::NAN,
        variance: f64::NAN,
    };

    fn is_cold(self) -> bool {
        self.mean.is_nan()
    }
}

impl Sums for Moments {
    type Out = Spread;

    #[inline]
    fn next(self, ring: &Ring, value: f64) -> Self {
        let fresh = if ring.position() == 0 {
            Distances::from(value)
        } else {
            self.fresh.with(value)
        };
        let running = if ring.completes_lap() {
            fresh
        } else {
            self.running.moved(ring.oldest(), value)
        };
        Self { running, fresh }
    }

    #[inline]
    fn result(self, count: f64) -> Spread {
        let Distances { from, sum, squares } = self.running;
        let mean = sum / count;
        Spread {
            mean: from + mean,
            variance: (squares / count - mean * mean).max(0.0),
        }
    }
}

impl Distances {
    fn from(value: f64) -> Self {
        Self {
            from: value,
            sum: 0.0,
            squares: 0.0,
        }
    }

    #[inline]
    fn with(self, value: f64) -> Self {
        let distance = value - self.from;
        Self {
            from: self.from,
            sum: self.sum + distance,
            squares: self.squares + distance * distance,
        }
    }

    #[inline]
    fn moved(self, oldest: f64, value: f64) -> Self {
        let (out, into) = (oldest - self.from, value - self.from);
        Self {
            from: self.from,
            sum: self.sum + (into - out),
            squares: self.squares + (into - out) * (into + out),
        }
    }
}
