//! Instruments, and how they trade.

use super::fields::ShortText;
use crate::bounded::{Bounded, Count, CurrencyCode, Digits, Items, Quantity, Symbol};
use serde::{Deserialize, Serialize};

type Weekday = Bounded<0, 6>;

/// The instruments that are known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListInstruments {
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// For what a commission is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommissionPer {
    None,
    Lot,
    Unit,
    Million,
}

/// In what a night is reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SwapUnit {
    None,
    Points,
    Percent,
}

/// An instrument and how it trades.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstrumentRow {
    pub symbol: Symbol,
    pub name: ShortText,
    pub kind: ShortText,
    pub session: ShortText,
    pub digits: Digits,
    pub volume_digits: Digits,
    pub base: ShortText,
    pub quote: Option<CurrencyCode>,
    pub lot: Quantity,
    pub quantity_step: Quantity,
    pub quantity_min: Quantity,
    pub quantity_max: Quantity,
    pub tick_size: Count,
    pub leverage: Option<Count>,
    pub margin_ppm: Option<Count>,
    pub commission_per: CommissionPer,
    pub commission_rate: ShortText,
    pub commission_min: ShortText,
    pub commission_currency: Option<CurrencyCode>,
    pub swap_unit: SwapUnit,
    pub swap_long: ShortText,
    pub swap_short: ShortText,
    pub swap_triple: Weekday,
}

/// Some instruments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstrumentsPart {
    pub instruments: Items<InstrumentRow, 0, 1000>,
}
