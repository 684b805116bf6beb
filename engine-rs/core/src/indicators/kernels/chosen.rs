//! A moving average of a chosen kind.

use super::{Ema, Feed, Kernel, Line, Mean, Rolling, Wilder};
use crate::indicators::state::{State, StateFault, StateReader};

/// The words for the kinds, in the order of [`Average::new`].
pub(crate) const AVERAGE_WORDS: &[&str] = &["sma", "ema", "smma", "wma"];

/// A moving average of a chosen kind.
#[derive(Clone, Debug)]
pub(crate) enum Average {
    Simple(Rolling<Mean>),
    Exponential(Ema),
    Smoothed(Wilder),
    Weighted(Rolling<Line>),
}

impl Average {
    /// By the place of its word in [`AVERAGE_WORDS`].
    pub(crate) fn new(word: usize, len: usize) -> Self {
        match word {
            1 => Self::Exponential(Ema::new(len)),
            2 => Self::Smoothed(Wilder::new(len)),
            3 => Self::Weighted(Rolling::new(len)),
            _ => Self::Simple(Rolling::new(len)),
        }
    }
}

impl Kernel for Average {
    type In = f64;
    type Out = f64;

    #[inline]
    fn peek(&self, input: f64) -> f64 {
        match self {
            Self::Simple(average) => average.feed(input),
            Self::Exponential(average) => average.feed(input),
            Self::Smoothed(average) => average.feed(input),
            Self::Weighted(average) => average.feed(input).weighted_mean(),
        }
    }

    #[inline]
    fn push(&mut self, input: f64) -> f64 {
        match self {
            Self::Simple(average) => average.feed(input),
            Self::Exponential(average) => average.feed(input),
            Self::Smoothed(average) => average.feed(input),
            Self::Weighted(average) => average.feed(input).weighted_mean(),
        }
    }
}

impl State for Average {
    fn save(&self, out: &mut Vec<u8>) {
        match self {
            Self::Simple(average) => average.save(out),
            Self::Exponential(average) => average.save(out),
            Self::Smoothed(average) => average.save(out),
            Self::Weighted(average) => average.save(out),
        }
    }

    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault> {
        match self {
            Self::Simple(average) => average.load(input),
            Self::Exponential(average) => average.load(input),
            Self::Smoothed(average) => average.load(input),
            Self::Weighted(average) => average.load(input),
        }
    }
}
