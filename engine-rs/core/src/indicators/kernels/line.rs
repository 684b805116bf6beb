//! The least-squares line through the last n numbers, and their mean weighted by age.

use super::Cold;
use super::ring::Ring;
use super::rolling::Sums;
use crate::indicators::state::state_of;

/// Sums of the distances from a number of the window, plain and weighted 0 (oldest) to n - 1 (newest).
///
/// As in [`super::Moments`], each lap of the ring measures from its own first number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Line {
    running: Distances,
    fresh: Distances,
}

#[derive(Clone, Copy, Debug, Default)]
struct Distances {
    from: f64,
    sum: f64,
    weighted: f64,
}

state_of!(Line { running, fresh });
state_of!(Distances {
    from,
    sum,
    weighted
});

/// A straight line by the value at the oldest number and the rise from one number to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fit {
    count: f64,
    distances: Distances,
}

impl Fit {
    /// Mean weighted 1 (oldest) to n (newest).
    #[inline]
    pub(crate) fn weighted_mean(self) -> f64 {
        let Distances {
            from,
            sum,
            weighted,
        } = self.distances;
        from + (weighted + sum) / (self.count * (self.count + 1.0) / 2.0)
    }

    /// Rise per number: of the numbers y at x = 0 to n - 1, (n Σxy - Σx Σy) / (n Σx² - (Σx)²).
    #[inline]
    pub(crate) fn slope(self) -> f64 {
        let Distances { sum, weighted, .. } = self.distances;
        let count = self.count;
        let places = count * (count - 1.0) / 2.0;
        let squares = places * (2.0 * count - 1.0) / 3.0;
        (count * weighted - places * sum) / (count * squares - places * places)
    }

    /// The line's value `x` numbers after the oldest.
    #[inline]
    pub(crate) fn at(self, x: f64) -> f64 {
        let Distances { from, sum, .. } = self.distances;
        let slope = self.slope();
        let middle = (self.count - 1.0) / 2.0;
        from + sum / self.count + slope * (x - middle)
    }
}

impl Cold for Fit {
    const COLD: Self = Self {
        count: f64::NAN,
        distances: Distances {
            from: f64::NAN,
            sum: f64::NAN,
            weighted: f64::NAN,
        },
    };

    fn is_cold(self) -> bool {
        self.count.is_nan()
    }
}

impl Sums for Line {
    type Out = Fit;

    #[inline]
    fn next(self, ring: &Ring, value: f64) -> Self {
        let fresh = if ring.position() == 0 {
            Distances {
                from: value,
                sum: 0.0,
                weighted: 0.0,
            }
        } else {
            self.fresh.with(ring.position() as f64, value)
        };
        let running = if ring.completes_lap() {
            fresh
        } else {
            let newest = ring.len() as f64 - 1.0;
            self.running.moved(ring.oldest(), newest, value)
        };
        Self { running, fresh }
    }

    #[inline]
    fn result(self, count: f64) -> Fit {
        Fit {
            count,
            distances: self.running,
        }
    }
}

impl Distances {
    #[inline]
    fn with(self, weight: f64, value: f64) -> Self {
        let distance = value - self.from;
        Self {
            from: self.from,
            sum: self.sum + distance,
            weighted: self.weighted + weight * distance,
        }
    }

    #[inline]
    fn moved(self, oldest: f64, weight: f64, value: f64) -> Self {
        let (out, into) = (oldest - self.from, value - self.from);
        let kept = self.sum - out;
        Self {
            from: self.from,
            sum: kept + into,
            weighted: self.weighted - kept + weight * into,
        }
    }
}
