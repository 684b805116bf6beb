//! Orders by the price that touches them, the nearest first.

use std::collections::BTreeSet;

use crate::ledger::ids::OrderId;

/// Orders that wait for a price to rise to their key. Prices that fall are watched with both signs turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PriceLadder {
    rungs: BTreeSet<(i64, OrderId)>,
    nearest: i64,
}

/// Further than any price: nothing waits.
pub(crate) const NEVER: i64 = i64::MAX;
/// Touched by any price.
pub(crate) const ALWAYS: i64 = -(1 << 60);

impl Default for PriceLadder {
    fn default() -> Self {
        Self {
            rungs: BTreeSet::new(),
            nearest: NEVER,
        }
    }
}

impl PriceLadder {
    pub(crate) fn insert(&mut self, key: i64, order: OrderId) {
        self.rungs.insert((key, order));
        self.nearest = self.nearest.min(key);
    }

    pub(crate) fn remove(&mut self, key: i64, order: OrderId) {
        self.rungs.remove(&(key, order));
        self.nearest = self.rungs.first().map_or(NEVER, |&(key, _)| key);
    }

    /// The key of the first order.
    pub(crate) fn nearest(&self) -> i64 {
        self.nearest
    }

    /// Orders that a price touches: the nearest first, at one price the oldest first.
    pub(crate) fn touched(&self, price: i64) -> impl Iterator<Item = OrderId> {
        let keys = self.rungs.range(..=(price, OrderId(u64::MAX)));
        keys.map(|&(_, order)| order)
    }
}
