//! Currencies and their minor units.

use serde::{Deserialize, Serialize};

/// A currency: `USD` with 2 digits counts cents, `JPY` with 0 whole yen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Currency {
    /// ISO 4217 letters.
    #[serde(with = "letters")]
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

/// The letters as text, for people who read a journal.
mod letters {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands over a reference"
    )]
    pub(super) fn serialize<S: Serializer>(code: &[u8; 3], out: S) -> Result<S::Ok, S::Error> {
        String::from_utf8_lossy(code).serialize(out)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(text: D) -> Result<[u8; 3], D::Error> {
        let code = String::deserialize(text)?;
        let letters = <[u8; 3]>::try_from(code.as_bytes()).ok();
        letters
            .filter(|letters| letters.iter().all(u8::is_ascii_uppercase))
            .ok_or_else(|| {
                D::Error::custom(format!("expected a currency such as USD, found {code}"))
            })
    }
}
