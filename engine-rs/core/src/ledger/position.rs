//! A position, and what closing some of it brings.

use super::fill::{Effect, Fill};
use super::ids::{InstrumentId, PositionId};
use super::rounding::round_half_even;
use super::side::Side;

/// What is held of an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Which.
    pub id: PositionId,
    /// Of which instrument.
    pub instrument: InstrumentId,
    /// Long or short.
    pub side: Side,
    /// How much is open.
    pub quantity: i64,
    /// Points times units paid for what is open.
    pub cost: i128,
    /// When it was opened.
    pub opened_us: i64,
    /// Realised so far, in minor units of the account, without costs.
    pub realised: i64,
    /// Commission so far, in minor units of the account.
    pub commission: i64,
    /// Swap so far, in minor units of the account.
    pub swap: i64,
}

impl Position {
    /// Nothing yet of what a fill opens.
    #[must_use]
    pub fn opened(fill: &Fill, ts_us: i64) -> Self {
        Self {
            id: fill.position,
            instrument: fill.instrument,
            side: fill.side,
            quantity: 0,
            cost: 0,
            opened_us: ts_us,
            realised: 0,
            commission: 0,
            swap: 0,
        }
    }

    /// The average price as an exact fraction of points: cost over quantity.
    #[must_use]
    pub fn average_price(&self) -> (i128, i64) {
        (self.cost, self.quantity)
    }

    /// The cost of `quantity` of it, at the average price. It is rounded to a whole point of one unit (a thousandth of
    /// a cent in EUR/USD); what is rounded off stays with the rest, so that all of it together is exact.
    #[must_use]
    pub fn cost_of(&self, quantity: i64) -> i128 {
        round_half_even(self.cost * i128::from(quantity), self.quantity.into())
    }

    /// Points times units that closing `quantity` at `price` brings.
    #[must_use]
    pub fn profit(&self, quantity: i64, price: i64) -> i128 {
        let value = i128::from(price) * i128::from(quantity);
        (value - self.cost_of(quantity)) * i128::from(self.side.sign())
    }

    /// After a fill on it: what is open changes and by which cost.
    pub(crate) fn take(&mut self, fill: &Fill) {
        match fill.effect {
            Effect::Opens | Effect::Adds => {
                self.quantity += fill.quantity;
                self.cost += i128::from(fill.price) * i128::from(fill.quantity);
            }
            Effect::Reduces | Effect::Closes => {
                self.cost -= self.cost_of(fill.quantity);
                self.quantity -= fill.quantity;
            }
        }
        self.realised = self.realised.saturating_add(fill.pnl.account_minor);
        self.commission = self
            .commission
            .saturating_add(fill.commission.account_minor);
    }
}
