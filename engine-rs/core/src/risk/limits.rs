//! The limits: each may be absent. Money is in minor units of the account's currency, time in microseconds.

use serde::{Deserialize, Serialize};

use crate::ledger::ids::InstrumentId;

/// So many in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// At most this many...
    pub count: u32,
    /// ...in any stretch of this length.
    pub window_us: i64,
}

/// What an order may not go beyond.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Units of one order.
    pub order_quantity: Option<i64>,
    /// Worth of one order.
    pub order_value: Option<i64>,
    /// Units of one side of an instrument, with all orders that wait on that side.
    pub position_quantity: Option<i64>,
    /// Worth of what is open of one instrument on both sides, with all orders that could open more.
    pub symbol_exposure: Option<i64>,
    /// The same of all instruments together.
    pub exposure: Option<i64>,
    /// How far one currency could get on either side, bought and sold in all instruments, with all orders that wait.
    pub currency_exposure: Option<i64>,
    /// Orders that have not ended.
    pub open_orders: Option<u32>,
    /// Orders and changes.
    pub messages: Option<Frequency>,
    /// Orders that are the same but for their name.
    pub repeats: Option<Frequency>,
    /// How far beyond the quote a limit price may be on the side that pays more: millionths of the quote.
    pub collar_ppm: Option<i64>,
    /// How old the quote may be; with it, an order needs a quote.
    pub quote_age_us: Option<i64>,
    /// How far the equity may be below the balance that the trading day began with.
    pub daily_loss: Option<i64>,
    /// How far the equity may be below the highest balance so far, deposits not counted.
    pub drawdown: Option<i64>,
    /// Instruments that are not traded.
    pub restricted: Vec<InstrumentId>,
}
