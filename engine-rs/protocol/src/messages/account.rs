//! The account: its terms, its money, its positions.

use super::orders::OrderSide;
use super::risk::TradingState;
use crate::bounded::{
    AccountName, Count, CurrencyCode, Digits, Items, LatencyUs, PaidIn, Payment, Percent, Quantity,
    Symbol, TimeUs,
};
use serde::{Deserialize, Serialize};

/// How fills become positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionMode {
    #[default]
    Netting,
    Hedging,
}

/// How kind the simulated market is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillProfile {
    #[default]
    Realistic,
    Perfect,
    Worst,
}

/// Open a paper account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenAccount {
    #[serde(default = "AccountName::paper")]
    pub name: AccountName,
    #[serde(default = "CurrencyCode::dollars")]
    pub currency: CurrencyCode,
    #[serde(default = "PaidIn::usual")]
    pub deposit: PaidIn,
    #[serde(default)]
    pub mode: PositionMode,
    #[serde(default)]
    pub profile: FillProfile,
    #[serde(default = "Count::one")]
    pub seed: Count,
    #[serde(default)]
    pub latency_us: Option<LatencyUs>,
    #[serde(default)]
    pub quote_latency_us: Option<LatencyUs>,
    #[serde(default = "Percent::call")]
    pub margin_call_percent: Percent,
    #[serde(default = "Percent::stop")]
    pub stop_out_percent: Percent,
}

/// Pay in or out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deposit {
    pub minor: Payment,
}

/// The account as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetAccount {}

/// The account: its terms and its money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    pub name: AccountName,
    pub currency: CurrencyCode,
    pub currency_digits: Digits,
    pub mode: PositionMode,
    pub profile: FillProfile,
    pub seed: Count,
    pub history: Count,
    pub sequence: Count,
    pub now_us: Option<TimeUs>,
    pub balance: i64,
    pub deposits: i64,
    pub equity: Option<i64>,
    pub unrealised: Option<i64>,
    pub margin: Option<i64>,
    pub free_margin: Option<i64>,
    pub is_margin_called: bool,
    pub open_orders: Count,
    pub open_positions: Count,
    pub peak_equity: i64,
    pub drawdown: Count,
    pub looking_back: bool,
    pub trading_state: TradingState,
}

/// Open positions, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListPositions {
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// What is held of a symbol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    pub id: Count,
    pub symbol: Symbol,
    pub digits: Digits,
    pub side: OrderSide,
    pub quantity: Quantity,
    pub average_millipoints: i64,
    pub opened_us: TimeUs,
    pub realised: i64,
    pub commission: i64,
    pub swap: i64,
    pub unrealised: Option<i64>,
    pub lowest: Option<i64>,
    pub highest: Option<i64>,
}

/// Some positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PositionsPart {
    pub positions: Vec<Position>,
}

/// The open positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PositionsUpdate {
    pub history: Count,
    pub sequence: Count,
    pub positions: Vec<Position>,
}

/// The account's equity over the market's time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetEquity {
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
}

/// Equity from a time on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquityBar {
    pub open_us: TimeUs,
    pub open: i64,
    pub high: i64,
    pub low: i64,
    pub close: i64,
    pub balance: i64,
    pub peak: i64,
    pub drawdown: Count,
}

/// Some bars.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquityPart {
    pub interval_us: Count,
    pub currency: CurrencyCode,
    pub currency_digits: Digits,
    pub bars: Items<EquityBar, 0, 1000>,
}
