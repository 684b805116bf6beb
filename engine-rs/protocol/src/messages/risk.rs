//! Risk: the limits and how far they are used, what may be sent, and the kill switch.

use super::fields::ShortText;
use crate::bounded::{ClientOrderId, Count, CurrencyCode, Digits, Items, Symbol};
use serde::{Deserialize, Serialize};

/// What may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TradingState {
    Active,
    Reducing,
    Halted,
}

/// The limits in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetRisk {}

/// Read the limits again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReloadRisk {}

/// What may be sent from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetTradingState {
    pub state: TradingState,
}

/// The kill switch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Halt {
    #[serde(default)]
    pub flatten: Option<ClientOrderId>,
}

/// One limit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskLimit {
    pub name: ShortText,
    pub unit: ShortText,
    pub limit: Option<ShortText>,
    pub used: Option<ShortText>,
    pub code: ShortText,
}

/// What is open and waits of a symbol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymbolExposure {
    pub symbol: Symbol,
    pub exposure: Count,
    pub long_quantity: Count,
    pub short_quantity: Count,
}

/// What is open of a currency, and how far it could get.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurrencyExposure {
    pub currency: CurrencyCode,
    pub open: i64,
    pub furthest: i64,
}

/// All of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    pub state: TradingState,
    pub currency: CurrencyCode,
    pub currency_digits: Digits,
    pub limits: Items<RiskLimit, 0, 100>,
    pub restricted: Items<Symbol, 0, 10_000>,
    #[serde(default)]
    pub symbols: Items<SymbolExposure, 0, 10_000>,
    #[serde(default)]
    pub currencies: Items<CurrencyExposure, 0, 10_000>,
}
