//! The pieces that formulas are made of: each takes a number and answers one, for good or on trial.
//!
//! Architecture Invariant: `peek` answers, bit for bit, what `push` would. Formulas are written once against
//! [`Feed`], which is `push` on a `&mut` and `peek` on a `&`, so that a forming bar is previewed by the very code
//! that takes a completed one.

mod average;
mod chosen;
mod extremum;
mod lag;
mod line;
mod moments;
mod ring;
mod rolling;
mod scan;
mod sum;

pub(crate) use average::{Ema, Wilder, WilderSum};
pub(crate) use chosen::{AVERAGE_WORDS, Average};
pub(crate) use extremum::{Highest, Lowest};
pub(crate) use lag::{Held, Lag, Previous, Total};
pub(crate) use line::Line;
pub(crate) use moments::Moments;
pub(crate) use rolling::Rolling;
pub(crate) use scan::MeanDeviation;
pub(crate) use sum::{Mean, Sum};

use super::state::State;

/// A value that may not be there yet. NaN stands for that, so that formulas need no branches.
pub(crate) trait Cold: Copy {
    /// Not there yet.
    const COLD: Self;

    fn is_cold(self) -> bool;
}

impl Cold for f64 {
    const COLD: Self = Self::NAN;

    #[inline]
    fn is_cold(self) -> bool {
        self.is_nan()
    }
}

impl<const N: usize> Cold for [f64; N] {
    const COLD: Self = [f64::NAN; N];

    #[inline]
    fn is_cold(self) -> bool {
        self.iter().any(|value| value.is_nan())
    }
}

/// A piece with a memory.
pub(crate) trait Kernel: State {
    /// What it takes.
    type In: Cold;
    /// What it answers.
    type Out: Cold;

    /// What [`Kernel::push`] would answer.
    fn peek(&self, input: Self::In) -> Self::Out;

    /// Take one more and answer.
    fn push(&mut self, input: Self::In) -> Self::Out;
}

/// Feed a piece through a reference: `&mut` for good, `&` on trial. What is not there yet is passed over.
pub(crate) trait Feed<In, Out> {
    fn feed(self, input: In) -> Out;
}

impl<K: Kernel> Feed<K::In, K::Out> for &K {
    #[inline]
    fn feed(self, input: K::In) -> K::Out {
        if input.is_cold() {
            K::Out::COLD
        } else {
            self.peek(input)
        }
    }
}

impl<K: Kernel> Feed<K::In, K::Out> for &mut K {
    #[inline]
    fn feed(self, input: K::In) -> K::Out {
        if input.is_cold() {
            K::Out::COLD
        } else {
            self.push(input)
        }
    }
}

/// A kernel so small that its trial is run on a copy.
pub(crate) trait Step: Copy + State {
    /// What it takes.
    type In: Cold;
    /// What it answers.
    type Out: Cold;

    fn step(&mut self, input: Self::In) -> Self::Out;
}

impl<S: Step> Kernel for S {
    type In = S::In;
    type Out = S::Out;

    #[inline]
    fn peek(&self, input: S::In) -> S::Out {
        let mut copy = *self;
        copy.step(input)
    }

    #[inline]
    fn push(&mut self, input: S::In) -> S::Out {
        self.step(input)
    }
}
