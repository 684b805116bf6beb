//! The number that came n numbers ago.

use super::ring::Ring;
use super::{Kernel, Step};
use crate::indicators::state::state_of;

/// The number that came n before this one.
#[derive(Clone, Debug)]
pub(crate) struct Lag {
    ring: Ring,
}

state_of!(Lag { ring });

impl Lag {
    pub(crate) fn new(len: usize) -> Self {
        Self {
            ring: Ring::new(len),
        }
    }
}

impl Kernel for Lag {
    type In = f64;
    type Out = f64;

    #[inline]
    fn peek(&self, _input: f64) -> f64 {
        if self.ring.is_full() {
            self.ring.oldest()
        } else {
            f64::NAN
        }
    }

    #[inline]
    fn push(&mut self, input: f64) -> f64 {
        let before = self.peek(input);
        self.ring.push(input);
        before
    }
}

/// The number before this one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Previous {
    value: f64,
}

state_of!(Previous { value });

impl Previous {
    pub(crate) fn new() -> Self {
        Self { value: f64::NAN }
    }
}

impl Step for Previous {
    type In = f64;
    type Out = f64;

    #[inline]
    fn step(&mut self, input: f64) -> f64 {
        std::mem::replace(&mut self.value, input)
    }
}

/// The number itself, once n have come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    left: u64,
}

state_of!(Held { left });

impl Held {
    pub(crate) fn until(len: usize) -> Self {
        Self { left: len as u64 }
    }
}

impl Step for Held {
    type In = f64;
    type Out = f64;

    #[inline]
    fn step(&mut self, input: f64) -> f64 {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 { input } else { f64::NAN }
    }
}

/// The sum of all numbers so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Total {
    sum: f64,
}

state_of!(Total { sum });

impl Step for Total {
    type In = f64;
    type Out = f64;

    #[inline]
    fn step(&mut self, input: f64) -> f64 {
        self.sum += input;
        self.sum
    }
}
