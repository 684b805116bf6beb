//! The highest and the lowest of the last n numbers.
//!
//! A queue of those that can still become the extreme, best first: a new number drives out all that it equals or
//! beats. Each number enters and leaves once, so a push is O(1) on average (O(n) at worst) and a peek O(1) always.

use super::{Cold, Kernel};
use crate::indicators::state::{State, StateFault, StateReader};

pub(crate) type Highest = Extremum<true>;
pub(crate) type Lowest = Extremum<false>;

/// The highest (`HIGH`) or lowest of the last n numbers. Of equals, the newest.
#[derive(Clone, Debug)]
pub(crate) struct Extremum<const HIGH: bool> {
    values: Box<[f64]>,
    stamps: Box<[u64]>,
    head: usize,
    len: usize,
    count: u64,
}

/// An extreme, and how many numbers ago it came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extreme {
    pub(crate) value: f64,
    pub(crate) age: f64,
}

impl Cold for Extreme {
    const COLD: Self = Self {
        value: f64::NAN,
        age: f64::NAN,
    };

    fn is_cold(self) -> bool {
        self.value.is_nan()
    }
}

impl<const HIGH: bool> Extremum<HIGH> {
    pub(crate) fn new(len: usize) -> Self {
        let len = len.max(1);
        Self {
            values: vec![0.0; len].into(),
            stamps: vec![0; len].into(),
            head: 0,
            len: 0,
            count: 0,
        }
    }

    #[inline]
    fn beats(new: f64, old: f64) -> bool {
        if HIGH { new >= old } else { new <= old }
    }

    #[inline]
    fn place(&self, index: usize) -> usize {
        let place = self.head + index;
        if place >= self.values.len() {
            place - self.values.len()
        } else {
            place
        }
    }

    /// How many of the queue (none or one) the next push makes too old.
    #[inline]
    fn expired(&self) -> usize {
        let window = self.values.len();
        let is_old = self.count.wrapping_sub(self.stamps[self.head]) >= window as u64;
        // A full queue's first is always too old, unless its stamps came from bytes that somebody has changed.
        usize::from(self.len == window || (self.len > 0 && is_old))
    }

    #[inline]
    fn is_warm_with(&self, count: u64) -> bool {
        count >= self.values.len() as u64
    }
}

impl<const HIGH: bool> Kernel for Extremum<HIGH> {
    type In = f64;
    type Out = Extreme;

    #[inline]
    fn peek(&self, input: f64) -> Extreme {
        if !self.is_warm_with(self.count + 1) {
            return Extreme::COLD;
        }
        let first = self.expired();
        let place = self.place(first);
        if first >= self.len || Self::beats(input, self.values[place]) {
            return Extreme {
                value: input,
                age: 0.0,
            };
        }
        Extreme {
            value: self.values[place],
            age: self.count.wrapping_sub(self.stamps[place]) as f64,
        }
    }

    #[inline]
    fn push(&mut self, input: f64) -> Extreme {
        let expired = self.expired();
        self.head = self.place(expired);
        self.len -= expired;
        while self.len > 0 && Self::beats(input, self.values[self.place(self.len - 1)]) {
            self.len -= 1;
        }
        let back = self.place(self.len);
        self.values[back] = input;
        self.stamps[back] = self.count;
        self.len += 1;
        self.count += 1;
        if !self.is_warm_with(self.count) {
            return Extreme::COLD;
        }
        Extreme {
            value: self.values[self.head],
            age: (self.count - 1).wrapping_sub(self.stamps[self.head]) as f64,
        }
    }
}

impl<const HIGH: bool> State for Extremum<HIGH> {
    fn save(&self, out: &mut Vec<u8>) {
        self.values.save(out);
        self.stamps.save(out);
        self.head.save(out);
        self.len.save(out);
        self.count.save(out);
    }

    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault> {
        self.values.load(input)?;
        self.stamps.load(input)?;
        self.head.load(input)?;
        self.len.load(input)?;
        self.count.load(input)?;
        let window = self.values.len();
        if self.head < window && self.len <= window && self.count < u64::MAX / 2 {
            Ok(())
        } else {
            Err(StateFault::Impossible {
                what: "a queue",
                found: self.len as u64,
            })
        }
    }
}
