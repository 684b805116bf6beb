//! Averages that forget exponentially.
//!
//! All start as TA-Lib's do by default: with the plain mean of the first n numbers.

use super::Step;
use crate::indicators::state::state_of;

/// Exponential moving average, weight 2 / (n + 1).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ema {
    weight: f64,
    start: Start,
    value: f64,
}

/// Wilder's smoothed moving average: an exponential one of weight 1 / n.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wilder(Ema);

/// The mean of the first n numbers, some at the very front passed over.
#[derive(Clone, Copy, Debug)]
struct Start {
    skip: u64,
    until: u64,
    count: u64,
    sum: f64,
}

state_of!(Ema { start, value });
state_of!(Wilder { 0 });
state_of!(Start { count, sum });

impl Ema {
    pub(crate) fn new(len: usize) -> Self {
        Self::after(0, len)
    }

    /// One that passes over the first `skip` numbers: so that two of different lengths start on the same bar.
    pub(crate) fn after(skip: usize, len: usize) -> Self {
        Self::weighing(2.0 / (len as f64 + 1.0), skip, len)
    }

    /// One that starts with the first number itself.
    pub(crate) fn from_first(len: usize) -> Self {
        Self::weighing(2.0 / (len as f64 + 1.0), 0, 1)
    }

    fn weighing(weight: f64, skip: usize, len: usize) -> Self {
        let skip = skip as u64;
        let start = Start {
            skip,
            until: skip + len.max(1) as u64,
            count: 0,
            sum: 0.0,
        };
        Self {
            weight,
            start,
            value: f64::NAN,
        }
    }
}

impl Wilder {
    pub(crate) fn new(len: usize) -> Self {
        Self::after(0, len)
    }

    /// One that passes over the first `skip` numbers.
    pub(crate) fn after(skip: usize, len: usize) -> Self {
        Self(Ema::weighing(1.0 / len.max(1) as f64, skip, len))
    }
}

impl Step for Ema {
    type In = f64;
    type Out = f64;

    #[inline]
    fn step(&mut self, input: f64) -> f64 {
        self.value = if self.start.is_over() {
            (input - self.value) * self.weight + self.value
        } else {
            self.start.step(input)
        };
        self.value
    }
}

impl Step for Wilder {
    type In = f64;
    type Out = f64;

    #[inline]
    fn step(&mut self, input: f64) -> f64 {
        self.0.step(input)
    }
}

impl Start {
    #[inline]
    fn is_over(&self) -> bool {
        self.count >= self.until
    }

    fn step(&mut self, input: f64) -> f64 {
        if self.count >= self.skip {
            self.sum += input;
        }
        self.count += 1;
        if self.is_over() {
            self.sum / (self.until - self.skip) as f64
        } else {
            f64::NAN
        }
    }
}

/// Wilder's running sum: a plain sum of the first n - 1 numbers, then each n-th part goes when one comes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WilderSum {
    len: u64,
    part: f64,
    count: u64,
    total: f64,
}

state_of!(WilderSum { count, total });

impl WilderSum {
    pub(crate) fn new(len: usize) -> Self {
        Self {
            len: len.max(1) as u64,
            part: 1.0 / len.max(1) as f64,
            count: 0,
            total: 0.0,
        }
    }
}

impl Step for WilderSum {
    type In = f64;
    type Out = f64;

    #[inline]
    fn step(&mut self, input: f64) -> f64 {
        if self.count.saturating_add(1) < self.len {
            self.count += 1;
            self.total += input;
            f64::NAN
        } else {
            self.total = self.total - self.total * self.part + input;
            self.total
        }
    }
}
