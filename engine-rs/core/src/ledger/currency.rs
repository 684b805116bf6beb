//! Currencies and their minor units.

use serde::{Deserialize, Serialize};

/// A currency: `USD` with 2 digits counts cents, `JPY` with 0 whole yen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Currency {
    /// ISO 4217 letters.
    pub code: [u8; 3],
    /// Decimals of the minor unit.
    pub digits: u8,
}

impl Currency {
    /// US dollar.
    pub const USD: Self = Self::new(*b"USD", 2);
    /// Euro.
    pub const EUR: Self = Self::new(*b"EUR", 2);
    /// Yen, which has no smaller unit.
    pub const JPY: Self = Self::new(*b"JPY", 0);

    /// A currency of three letters.
    #[must_use]
    pub const fn new(code: [u8; 3], digits: u8) -> Self {
        Self { code, digits }
    }
}
