//! How large an order should be for what may be lost.

use super::fields::ShortText;
use super::orders::OrderSide;
use crate::bounded::{Bounded, Count, CurrencyCode, Digits, Quantity, Symbol};
use serde::{Deserialize, Serialize};

type Ppm = Bounded<0, 1_000_000>;
type PayoffPpm = Bounded<1, 1_000_000_000_000>;
type AtrMillipoints = Bounded<1, 100_000_000_000_000>;
type Thousandths = Bounded<1, 1_000_000>;

/// How a size is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SizingMethod {
    Fixed,
    #[default]
    Risk,
    Kelly,
}

/// How large an order should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizePosition {
    pub symbol: Symbol,
    #[serde(default)]
    pub method: SizingMethod,
    #[serde(default = "bought")]
    pub side: OrderSide,
    #[serde(default)]
    pub quantity: Option<Quantity>,
    #[serde(default)]
    pub share_ppm: Option<Ppm>,
    #[serde(default)]
    pub price: Option<i64>,
    #[serde(default)]
    pub stop: Option<i64>,
    #[serde(default)]
    pub distance_points: Option<Count>,
    #[serde(default)]
    pub atr_millipoints: Option<AtrMillipoints>,
    #[serde(default = "once")]
    pub atr_multiple_thousandths: Thousandths,
    #[serde(default)]
    pub win_ppm: Option<Ppm>,
    #[serde(default)]
    pub payoff_ppm: Option<PayoffPpm>,
}

fn bought() -> OrderSide {
    OrderSide::Buy
}

fn once() -> Thousandths {
    Thousandths::thousand()
}

/// So large.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PositionSize {
    pub symbol: Symbol,
    pub side: OrderSide,
    pub quantity: Count,
    pub lots: ShortText,
    pub volume_digits: Digits,
    pub digits: Digits,
    pub price: i64,
    pub stop: Option<i64>,
    pub share_ppm: Option<Count>,
    pub equity: i64,
    pub risk: Option<Count>,
    pub value: Count,
    pub margin: Count,
    pub is_affordable: bool,
    pub currency: CurrencyCode,
    pub currency_digits: Digits,
}
