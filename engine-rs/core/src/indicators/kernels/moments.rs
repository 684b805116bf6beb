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
    /// The newest number, and how many of the newest equal it: when all do, nothing varies, whatever rounding has
    /// left in the sums.
    newest: f64,
    equal: f64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Distances {
    from: f64,
    sum: f64,
    squares: f64,
}

state_of!(Moments {
    running,
    fresh,
    newest,
    equal
});
state_of!(Distances { from, sum, squares });

/// Mean and variance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    /// A number of the window, and how far the mean is from it: closer than any one number can say.
    from: f64,
    shift: f64,
    /// The population's: divided by n.
    pub(crate) variance: f64,
}

impl Spread {
    #[inline]
    pub(crate) fn deviation(self) -> f64 {
        self.variance.sqrt()
    }

    #[inline]
    pub(crate) fn mean(self) -> f64 {
        self.from + self.shift
    }

    /// How far a number of the window is above the mean.
    #[inline]
    pub(crate) fn above_mean(self, value: f64) -> f64 {
        (value - self.from) - self.shift
    }
}

impl Cold for Spread {
    const COLD: Self = Self {
        from: f64::NAN,
        shift: f64::NAN,
        variance: f64::NAN,
    };

    fn is_cold(self) -> bool {
        self.from.is_nan()
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
        let is_equal = (value - self.newest) == 0.0;
        Self {
            running,
            fresh,
            newest: value,
            equal: if is_equal { self.equal + 1.0 } else { 1.0 },
        }
    }

    #[inline]
    fn result(self, count: f64) -> Spread {
        if self.equal >= count {
            return Spread {
                from: self.newest,
                shift: 0.0,
                variance: 0.0,
            };
        }
        let Distances { from, sum, squares } = self.running;
        let shift = sum / count;
        Spread {
            from,
            shift,
            variance: (squares / count - shift * shift).max(0.0),
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
