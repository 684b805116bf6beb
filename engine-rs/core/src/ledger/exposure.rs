//! The open positions of one instrument in four sums, so that profit and margin cost the same for any number.

use super::instrument::Instrument;
use super::position::Position;
use super::rounding::{minor, round_up};
use super::side::Side;

/// What is open of one instrument.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// Units of all long positions.
    pub long_quantity: i64,
    /// Points times units paid for them.
    pub long_cost: i128,
    /// Units of all short positions.
    pub short_quantity: i64,
    /// Points times units got for them.
    pub short_cost: i128,
}

impl Exposure {
    pub(crate) fn add(&mut self, position: &Position) {
        self.shift(position.side, position.quantity, position.cost);
    }

    pub(crate) fn remove(&mut self, position: &Position) {
        self.shift(position.side, -position.quantity, -position.cost);
    }

    fn shift(&mut self, side: Side, quantity: i64, cost: i128) {
        match side {
            Side::Buy => {
                self.long_quantity += quantity;
                self.long_cost += cost;
            }
            Side::Sell => {
                self.short_quantity += quantity;
                self.short_cost += cost;
            }
        }
    }

    /// Units of both sides.
    #[must_use]
    pub fn gross(&self) -> i64 {
        self.long_quantity + self.short_quantity
    }

    /// Points times units that closing all would bring: longs at the bid, shorts at the ask.
    #[must_use]
    pub fn unrealised(&self, bid: i64, ask: i64) -> i128 {
        let long = i128::from(bid) * i128::from(self.long_quantity) - self.long_cost;
        let short = self.short_cost - i128::from(ask) * i128::from(self.short_quantity);
        long + short
    }

    /// Margin in minor units of the quote currency, rounded up: a part of the cost of the larger side.
    #[must_use]
    pub fn margin(&self, instrument: &Instrument) -> i64 {
        let Some((asked, whole)) = instrument.margin.fraction() else {
            return 0;
        };
        let (above, below) = instrument.minor_per_atom();
        let cost = self.long_cost.abs().max(self.short_cost.abs());
        minor(round_up(cost.saturating_mul(above * asked), below * whole))
    }
}
