//! A fill, with all that the ledger posts for it: whoever replays it needs no quote and no rate.

use serde::{Deserialize, Serialize};

use super::currency::Currency;
use super::ids::{FillId, InstrumentId, OrderId, PositionId};
use super::side::Side;

/// Quantity traded at one price, on one position. An order that turns a position round has two at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// Which.
    pub id: FillId,
    /// Of which order.
    pub order: OrderId,
    /// Of which instrument.
    pub instrument: InstrumentId,
    /// Bought or sold.
    pub side: Side,
    /// How much.
    pub quantity: i64,
    /// At which price, in points.
    pub price: i64,
    /// How much worse than the quote, in points.
    pub slippage_points: i64,
    /// On which position.
    pub position: PositionId,
    /// What it did to the position.
    pub effect: Effect,
    /// Realised by it.
    pub pnl: Amount,
    /// Paid for it: negative.
    pub commission: Amount,
    /// Lowest and highest price at which the position could have been closed so far; told when it is reduced.
    pub seen: Option<(i64, i64)>,
}

/// What a fill does to its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// A new one.
    Opens,
    /// More of it.
    Adds,
    /// Less of it.
    Reduces,
    /// The last of it.
    Closes,
}

impl Effect {
    /// Does it make exposure larger?
    #[must_use]
    pub fn is_opening(self) -> bool {
        matches!(self, Self::Opens | Self::Adds)
    }
}

/// Money in the currency that it arose in, and what the account got for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// In which it arose.
    pub currency: Currency,
    /// Its minor units.
    pub minor: i64,
    /// Minor units of the account's currency.
    pub account_minor: i64,
}

impl Amount {
    /// No money.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        Self {
            currency,
            minor: 0,
            account_minor: 0,
        }
    }
}
