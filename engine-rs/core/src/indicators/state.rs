//! The state of an indicator as bytes, bit for bit.
//!
//! Lengths are not written: they follow from the name and the parameters, which whoever saves keeps beside the bytes.
//! So bytes can only be read into an indicator made from the same name and parameters, and no byte can make it larger.

use std::fmt;

use crate::fault::Fault;

/// What can be saved and loaded again.
pub trait State {
    /// Append the state.
    fn save(&self, out: &mut Vec<u8>);

    /// Take over a saved state.
    ///
    /// # Errors
    /// [`StateFault`] when the bytes are no state of this; it is then half changed and to be thrown away.
    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault>;
}

/// Bytes that are read from the front.
#[derive(Debug)]
pub struct StateReader<'a> {
    rest: &'a [u8],
}

impl<'a> StateReader<'a> {
    /// Read from the first byte on.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// # Errors
    /// [`StateFault::TooLong`] when bytes are left over.
    pub fn finish(&self) -> Result<(), StateFault> {
        match self.rest.len() {
            0 => Ok(()),
            left => Err(StateFault::TooLong { left }),
        }
    }

    /// The next `len` bytes.
    ///
    /// # Errors
    /// [`StateFault::TooShort`] when there are fewer.
    pub fn slice(&mut self, len: usize) -> Result<&'a [u8], StateFault> {
        let (taken, rest) = self
            .rest
            .split_at_checked(len)
            .ok_or(StateFault::TooShort)?;
        self.rest = rest;
        Ok(taken)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], StateFault> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(StateFault::TooShort)?;
        self.rest = rest;
        Ok(*taken)
    }
}

/// Why bytes are no state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateFault {
    /// They end too early.
    TooShort,
    /// Bytes are left over.
    TooLong {
        /// How many.
        left: usize,
    },
    /// A number is not one that a saved state can hold.
    Impossible {
        /// What it counts.
        what: &'static str,
        /// The number.
        found: u64,
    },
}

impl Fault for StateFault {
    fn expected(&self) -> String {
        "the saved state of this indicator with these parameters".to_owned()
    }

    fn found(&self) -> String {
        match self {
            Self::TooShort => "too few bytes".to_owned(),
            Self::TooLong { left } => format!("{left} bytes too many"),
            Self::Impossible { what, found } => format!("{what} of {found}"),
        }
    }

    fn place(&self) -> String {
        "indicator state".to_owned()
    }
}

impl std::error::Error for StateFault {}

impl fmt::Display for StateFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "expected {}, found {}", self.expected(), self.found())
    }
}

impl State for f64 {
    fn save(&self, out: &mut Vec<u8>) {
        out.extend(self.to_bits().to_le_bytes());
    }

    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault> {
        *self = Self::from_bits(u64::from_le_bytes(input.take()?));
        Ok(())
    }
}

impl State for u64 {
    fn save(&self, out: &mut Vec<u8>) {
        out.extend(self.to_le_bytes());
    }

    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault> {
        *self = Self::from_le_bytes(input.take()?);
        Ok(())
    }
}

impl State for usize {
    fn save(&self, out: &mut Vec<u8>) {
        (*self as u64).save(out);
    }

    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault> {
        let mut wide = 0_u64;
        wide.load(input)?;
        *self = Self::try_from(wide).map_err(|_| StateFault::Impossible {
            what: "a count",
            found: wide,
        })?;
        Ok(())
    }
}

impl State for bool {
    fn save(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault> {
        let [byte] = input.take()?;
        *self = match byte {
            0 => false,
            1 => true,
            found => {
                return Err(StateFault::Impossible {
                    what: "a yes or no",
                    found: u64::from(found),
                });
            }
        };
        Ok(())
    }
}

impl<T: State> State for [T] {
    fn save(&self, out: &mut Vec<u8>) {
        for item in self {
            item.save(out);
        }
    }

    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault> {
        self.iter_mut().try_for_each(|item| item.load(input))
    }
}

impl<T: State, const N: usize> State for [T; N] {
    fn save(&self, out: &mut Vec<u8>) {
        self.as_slice().save(out);
    }

    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault> {
        self.as_mut_slice().load(input)
    }
}

/// `State` field by field; fields that are not named are parameters, which do not change.
macro_rules! state_of {
    ($name:ty { $($field:tt),* $(,)? }) => {
        impl $crate::indicators::state::State for $name {
            fn save(&self, out: &mut Vec<u8>) {
                $($crate::indicators::state::State::save(&self.$field, out);)*
            }

            fn load(
                &mut self,
                input: &mut $crate::indicators::state::StateReader<'_>,
            ) -> Result<(), $crate::indicators::state::StateFault> {
                $($crate::indicators::state::State::load(&mut self.$field, input)?;)*
                Ok(())
            }
        }
    };
}
pub(crate) use state_of;
