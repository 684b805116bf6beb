//! Fills: what orders traded.

use super::fields::ShortText;
use super::orders::OrderSide;
use crate::bounded::{Count, Digits, Quantity, Symbol, TimeUs};
use serde::{Deserialize, Serialize};

/// Fills with an id above `after_id`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListFills {
    #[serde(default = "Count::zero")]
    pub after_id: Count,
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// What a fill does to its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Opens,
    Adds,
    Reduces,
    Closes,
}

/// Quantity traded at one price, on one position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fill {
    pub id: Count,
    pub at_us: TimeUs,
    pub order: Count,
    pub client_order_id: ShortText,
    pub symbol: Symbol,
    pub digits: Digits,
    pub side: OrderSide,
    pub quantity: Quantity,
    pub price: i64,
    pub slippage_points: i64,
    pub position: Count,
    pub effect: Effect,
    pub pnl: i64,
    pub commission: i64,
    #[serde(default)]
    pub lowest: Option<i64>,
    #[serde(default)]
    pub highest: Option<i64>,
}

/// Some fills.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillsPart {
    pub fills: Vec<Fill>,
}

/// What was filled since the last message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillsUpdate {
    pub history: Count,
    pub fills: Vec<Fill>,
}
