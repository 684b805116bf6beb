//! How fast orders come, and how often the same one does.

use std::collections::VecDeque;

use super::limits::{Frequency, Limits};
use crate::exchange::order::{NewOrder, OrderKind};
use crate::ledger::ids::InstrumentId;
use crate::ledger::side::Side;

type Alike = (InstrumentId, Side, i64, OrderKind);

/// The newest orders and changes, as many as the limits ask for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pace {
    messages: VecDeque<i64>,
    orders: VecDeque<(i64, Alike)>,
}

impl Pace {
    /// Would one more message be too many?
    pub(crate) fn is_too_fast(&mut self, limit: Option<Frequency>, now_us: i64) -> bool {
        let Some(limit) = limit else {
            return false;
        };
        let first_us = now_us.saturating_sub(limit.window_us);
        while self.messages.front().is_some_and(|&at| at <= first_us) {
            self.messages.pop_front();
        }
        if self.messages.len() >= limit.count as usize {
            return true;
        }
        self.messages.push_back(now_us);
        false
    }

    /// Would this order be one too many of its like?
    pub(crate) fn is_repeated(&mut self, limits: &Limits, order: &NewOrder, now_us: i64) -> bool {
        let Some(limit) = limits.repeats else {
            return false;
        };
        let first_us = now_us.saturating_sub(limit.window_us);
        while self.orders.front().is_some_and(|&(at, _)| at <= first_us) {
            self.orders.pop_front();
        }
        let own = alike(order);
        let seen = self.orders.iter().filter(|(_, other)| *other == own);
        if seen.count() >= limit.count as usize {
            return true;
        }
        self.orders.push_back((now_us, own));
        false
    }
}

fn alike(order: &NewOrder) -> Alike {
    (order.instrument, order.side, order.quantity, order.kind)
}
