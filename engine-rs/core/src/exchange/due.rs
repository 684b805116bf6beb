//! What is to happen at an instant, in its order.

use std::collections::BTreeSet;

use crate::ledger::ids::OrderId;

/// What is to happen to an order. At one instant expiries come before the tick, arrivals after it: what arrives
/// with a quote meets that quote, and an order is not good at the instant that it is good until. Cancels come before
/// orders: who flattens wants no more fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DueKind {
    Expiry,
    /// No order has it: it parts what comes before a tick from what comes after it.
    Tick,
    Cancel,
    Modify,
    Arrival,
}

impl DueKind {
    /// What comes last at an instant.
    pub(crate) const LAST: Self = Self::Arrival;
}

/// What is to happen when.
pub(crate) type Due = (i64, DueKind, OrderId);

/// All that is to happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DueQueue {
    items: BTreeSet<Due>,
}

impl DueQueue {
    pub(crate) fn insert(&mut self, due: Due) {
        self.items.insert(due);
    }

    pub(crate) fn remove(&mut self, due: &Due) {
        self.items.remove(due);
    }

    pub(crate) fn first(&self) -> Option<Due> {
        self.items.first().copied()
    }

    pub(crate) fn first_us(&self) -> i64 {
        self.first().map_or(i64::MAX, |(ts_us, ..)| ts_us)
    }
}
