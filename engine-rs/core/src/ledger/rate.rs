//! What one currency costs in another.

use std::collections::BTreeMap;

use super::currency::Currency;
use super::rounding::{minor, power_of_ten, round_half_even};

/// Largest numerator or denominator: products with money stay far below 2^127.
pub const RATE_MAX: i64 = 10_000_000_000_000;

/// Units of the account's currency for one unit of another, as an exact fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    numerator: i64,
    denominator: i64,
}

impl Rate {
    /// A currency in itself.
    pub const ONE: Self = Self {
        numerator: 1,
        denominator: 1,
    };

    /// From a quote in points: EUR/USD 1.08500 with 5 digits turns euros into dollars. `None` if it is not above 0.
    #[must_use]
    pub fn of_quote(points: i64, digits: u8) -> Option<Self> {
        let denominator = i64::try_from(power_of_ten(digits)).ok()?;
        let sound = (1..=RATE_MAX).contains(&points) && denominator <= RATE_MAX;
        sound.then_some(Self {
            numerator: points,
            denominator,
        })
    }

    /// The other way round: USD/JPY 150.000 turned over makes dollars of yen.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self {
            numerator: self.denominator,
            denominator: self.numerator,
        }
    }

    /// Minor units of `from` in minor units of `to`, rounded once.
    #[must_use]
    pub fn convert(self, amount: i64, from: Currency, to: Currency) -> i64 {
        let (above, below) = self.scaled(from, to);
        minor(round_half_even(
            i128::from(amount).saturating_mul(above),
            below,
        ))
    }

    /// Minor units of `to` for one minor unit of `from`, as a fraction.
    pub(crate) fn scaled(self, from: Currency, to: Currency) -> (i128, i128) {
        (
            i128::from(self.numerator) * power_of_ten(to.digits.min(8)),
            i128::from(self.denominator) * power_of_ten(from.digits.min(8)),
        )
    }
}

/// The rates that the account was given; its own currency needs none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    given: BTreeMap<Currency, Rate>,
}

impl Rates {
    /// From now on one unit of `currency` costs this.
    pub fn set(&mut self, currency: Currency, rate: Rate) {
        self.given.insert(currency, rate);
    }

    /// What turns `from` into `to`; `None` when it was not given.
    #[must_use]
    pub fn get(&self, from: Currency, to: Currency) -> Option<Rate> {
        if from == to {
            return Some(Rate::ONE);
        }
        self.given.get(&from).copied()
    }
}
