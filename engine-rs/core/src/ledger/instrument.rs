//! What the exchange and the ledger need to know of an instrument.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::currency::Currency;
use super::rounding::{minor, power_of_ten, round_half_even};
use crate::calendar::DayClose;
use crate::fault::Fault;

/// Prices beyond this, in points, are no prices: products with quantities stay exact.
pub const PRICE_MAX: i64 = 100_000_000_000;
/// The largest quantity of one order.
pub const QUANTITY_MAX: i64 = 10_000_000_000_000;
/// The highest interest of a year, in millionths: a thousand percent.
const RATE_MAX_PPM: i64 = 10_000_000;

/// An instrument as it trades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// Decimals of a price.
    pub digits: u8,
    /// Decimals of the smallest unit of quantity.
    pub volume_digits: u8,
    /// One unit of which costs the price; `None` for what is no currency and no metal, such as an index.
    pub base: Option<Currency>,
    /// In which prices are quoted and profits made.
    pub quote: Currency,
    /// Prices of orders are multiples of this many points.
    pub tick_size: i64,
    /// The smallest order.
    pub quantity_min: i64,
    /// The largest order.
    pub quantity_max: i64,
    /// Orders are multiples of this.
    pub quantity_step: i64,
    /// Which part of the cost is asked as margin.
    pub margin: MarginRate,
    /// What a fill costs.
    pub commission: Commission,
    /// In which currency a commission for lots and the least one are; without it in the account's.
    pub commission_currency: Option<Currency>,
    /// What all fills of an order together cost at least, in minor units; 0 for no least.
    pub commission_min: i64,
    /// What a night costs.
    pub swap: Swap,
    /// When it trades, and when its day ends.
    pub hours: DayClose,
}

/// Which part of the cost of what is open is asked as margin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum MarginRate {
    /// One over this: 30 for a leverage of 30 to 1; 0 asks no margin.
    Leverage(i64),
    /// So many millionths: 150,000 are 15 %.
    Ppm(i64),
}

impl MarginRate {
    /// As a fraction; `None` when no margin is asked.
    pub(crate) fn fraction(self) -> Option<(i128, i128)> {
        let (above, below) = match self {
            Self::Leverage(leverage) => (1, leverage.into()),
            Self::Ppm(ppm) => (ppm.into(), 1_000_000),
        };
        (above > 0 && below > 0).then_some((above, below))
    }

    fn value(self) -> i64 {
        match self {
            Self::Leverage(value) | Self::Ppm(value) => value,
        }
    }

    fn most(self) -> i64 {
        match self {
            Self::Leverage(_) => 10_000,
            Self::Ppm(_) => 10_000_000,
        }
    }
}

/// What a fill costs, on either side. Positive amounts are paid by the trader, negative ones are rebates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Commission {
    /// Nothing.
    #[default]
    Free,
    /// Parts per billion of the notional, in the quote currency: 0.00002 is 20,000.
    OfNotional {
        /// Parts per billion.
        ppb: i64,
    },
    /// Minor units of the commission's currency for each lot.
    PerLot {
        /// For one lot.
        minor: i64,
        /// Units in a lot.
        lot: i64,
    },
}

/// What is paid (positive) or charged (negative) for a night: thousandths of a point for each unit, and a part of the cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swap {
    /// For long positions.
    pub long_millipoints: i64,
    /// For short positions.
    pub short_millipoints: i64,
    /// For long positions, millionths of what was paid for them, in a year of 360 nights.
    #[serde(default)]
    pub long_ppm: i64,
    /// For short positions, millionths of what was got for them, in a year of 360 nights.
    #[serde(default)]
    pub short_ppm: i64,
    /// The day that counts three times, Monday being 0.
    pub triple: TripleDay,
}

/// The day whose rollover counts three times: its value date goes over the weekend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TripleDay(pub u8);

impl Default for TripleDay {
    /// Wednesday.
    fn default() -> Self {
        Self(2)
    }
}

impl Instrument {
    /// A currency pair of 5 digits and whole units, without costs, at a leverage of 30.
    #[must_use]
    pub fn forex(quote: Currency) -> Self {
        Self {
            digits: 5,
            volume_digits: 0,
            base: None,
            quote,
            tick_size: 1,
            quantity_min: 1,
            quantity_max: QUANTITY_MAX,
            quantity_step: 1,
            margin: MarginRate::Leverage(30),
            commission: Commission::Free,
            commission_currency: None,
            commission_min: 0,
            swap: Swap::default(),
            hours: DayClose::NewYork,
        }
    }

    /// Points times units in minor units of the quote currency, rounded half to even.
    #[must_use]
    pub fn quote_minor(&self, points_units: i128) -> i64 {
        let (above, below) = self.minor_per_atom();
        minor(round_half_even(points_units.saturating_mul(above), below))
    }

    /// Minor units of the quote currency that one point of one unit is worth, as a fraction.
    pub(crate) fn minor_per_atom(&self) -> (i128, i128) {
        (
            power_of_ten(self.quote.digits),
            power_of_ten(self.digits + self.volume_digits),
        )
    }

    /// Is all of it within what the arithmetic is exact for?
    ///
    /// # Errors
    /// Which fact is not.
    pub fn check(&self) -> Result<(), InstrumentFault> {
        let Self { swap, .. } = self;
        let ranges = [
            ("digits", self.digits.into(), 0, 9),
            ("volume_digits", self.volume_digits.into(), 0, 9),
            ("quote.digits", self.quote.digits.into(), 0, 4),
            ("tick_size", self.tick_size, 1, PRICE_MAX),
            ("quantity_min", self.quantity_min, 1, QUANTITY_MAX),
            (
                "quantity_max",
                self.quantity_max,
                self.quantity_min,
                QUANTITY_MAX,
            ),
            ("quantity_step", self.quantity_step, 1, QUANTITY_MAX),
            ("margin", self.margin.value(), 0, self.margin.most()),
            (
                "swap.long_millipoints",
                swap.long_millipoints,
                -PRICE_MAX,
                PRICE_MAX,
            ),
            (
                "swap.short_millipoints",
                swap.short_millipoints,
                -PRICE_MAX,
                PRICE_MAX,
            ),
            ("swap.long_ppm", swap.long_ppm, -RATE_MAX_PPM, RATE_MAX_PPM),
            (
                "swap.short_ppm",
                swap.short_ppm,
                -RATE_MAX_PPM,
                RATE_MAX_PPM,
            ),
            ("swap.triple", swap.triple.0.into(), 0, 6),
            (
                "commission",
                self.commission.rate(),
                -1_000_000_000,
                1_000_000_000,
            ),
            ("commission.lot", self.commission.lot(), 1, QUANTITY_MAX),
            ("commission_min", self.commission_min, 0, 1_000_000_000),
        ];
        let broken = ranges
            .iter()
            .find(|(_, found, least, most)| !(least..=most).contains(&found));
        match broken {
            None => Ok(()),
            Some(&(field, found, least, most)) => Err(InstrumentFault {
                field,
                found,
                least,
                most,
            }),
        }
    }
}

impl Commission {
    fn rate(self) -> i64 {
        match self {
            Self::Free => 0,
            Self::OfNotional { ppb } => ppb,
            Self::PerLot { minor, .. } => minor,
        }
    }

    fn lot(self) -> i64 {
        match self {
            Self::PerLot { lot, .. } => lot,
            Self::Free | Self::OfNotional { .. } => 1,
        }
    }
}

/// A fact of an instrument that is out of its range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstrumentFault {
    field: &'static str,
    found: i64,
    least: i64,
    most: i64,
}

impl Fault for InstrumentFault {
    fn expected(&self) -> String {
        format!("{} to {}", self.least, self.most)
    }

    fn found(&self) -> String {
        self.found.to_string()
    }

    fn place(&self) -> String {
        format!("{} of the instrument", self.field)
    }
}

impl std::error::Error for InstrumentFault {}

impl fmt::Display for InstrumentFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: expected {}, found {}",
            self.place(),
            self.expected(),
            self.found()
        )
    }
}
