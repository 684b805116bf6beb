//! What waits to open more of an instrument, in a few sums: a check of risk costs the same for any number of orders.

use super::order::{NewOrder, Order, OrderKind};
use crate::ledger::side::Side;

/// Orders of one side that could open more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// Units of all of them.
    pub(crate) units: i128,
    // Points times units of those that have a price of their own, and units of those that have none.
    priced: i128,
    unpriced: i128,
}

/// Of both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WaitingSides {
    pub(crate) buys: Waiting,
    pub(crate) sells: Waiting,
}

impl WaitingSides {
    /// Of a side.
    pub(crate) fn side(&self, side: Side) -> &Waiting {
        match side {
            Side::Buy => &self.buys,
            Side::Sell => &self.sells,
        }
    }

    fn side_mut(&mut self, side: Side) -> &mut Waiting {
        match side {
            Side::Buy => &mut self.buys,
            Side::Sell => &mut self.sells,
        }
    }

    /// With this, too.
    pub(crate) fn add(&mut self, one: Waits) {
        let side = self.side_mut(one.side);
        side.units += one.units;
        match one.price {
            Some(price) => side.priced += one.units * price,
            None => side.unpriced += one.units,
        }
    }

    /// Without this.
    pub(crate) fn remove(&mut self, one: Waits) {
        self.add(Waits {
            units: -one.units,
            ..one
        });
    }
}

impl Waiting {
    /// Points times units, where what has no price of its own is worth this.
    pub(crate) fn points(&self, dearest_quote: i64) -> i128 {
        self.priced + self.unpriced * i128::from(dearest_quote)
    }
}

/// What one order adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waits {
    side: Side,
    units: i128,
    price: Option<i128>,
}

impl Waits {
    /// What is left of an order that has not ended, or will be when the change under way is made.
    pub(crate) fn of(order: &Order) -> Option<Self> {
        if order.status.is_closed() {
            return None;
        }
        let now = Self::rest(&order.terms, order.remaining());
        let Some(after) = order.changed() else {
            return Some(now);
        };
        let after = Self::rest(&after.terms, after.remaining());
        Some(Self {
            units: now.units.max(after.units),
            price: now.price.max(after.price),
            ..now
        })
    }

    /// An order that is about to be placed; it may pay the quote, where that is dearer than its own prices.
    pub(crate) fn placed(terms: &NewOrder, dearest_quote: i64) -> Self {
        let own = own_price(terms.kind).unwrap_or(0);
        Self {
            price: Some(own.max(dearest_quote.into())),
            ..Self::rest(terms, terms.quantity)
        }
    }

    fn rest(terms: &NewOrder, units: i64) -> Self {
        Self {
            side: terms.side,
            units: units.into(),
            price: own_price(terms.kind),
        }
    }
}

/// The dearest of an order's own prices, without its sign.
fn own_price(kind: OrderKind) -> Option<i128> {
    let prices = [kind.price(), kind.trigger()];
    let dearest = prices.into_iter().flatten().map(i64::abs).max();
    dearest.map(i128::from)
}
