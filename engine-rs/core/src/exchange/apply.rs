//! What an event does to the state: the same when it is written and when it is replayed.

use super::SimulatedExchange;
use super::event::{Event, EventBody};
use super::market::Standing;
use super::order::{Changes, Order};
use super::status::{Happening, OrderStatus};
use super::waiting::Waits;
use crate::ledger::fill::{Effect, Fill};
use crate::ledger::ids::OrderId;

impl SimulatedExchange {
    pub(super) fn apply(&mut self, event: &Event) {
        self.sequence = event.sequence;
        self.now_us = event.ts_us;
        let balance = self.account.balance();
        match &event.body {
            EventBody::Initialised { order, terms } => {
                self.orders.insert(terms.clone(), event.ts_us);
                self.standing.push(Standing::default());
                self.recount(*order, None);
            }
            EventBody::Filled(fill) => self.apply_fill(fill, event.ts_us),
            EventBody::Deposited { minor } => self.account.deposit(*minor),
            EventBody::SwapCharged {
                position, amount, ..
            } => self.account.swap(*position, *amount),
            EventBody::TradingStateChanged { state } => self.risk.state = *state,
            EventBody::MarginCalled { .. } => self.is_margin_called = true,
            EventBody::MarginRestored { .. } => self.is_margin_called = false,
            _ => {}
        }
        self.note_losses(event, balance);
        if let Some((id, happening)) = event.body.happening() {
            self.apply_to_order(id, happening, event);
        } else {
            self.is_margin_stale = true;
        }
    }

    fn note_losses(&mut self, event: &Event, before: i128) {
        let paid_in = match &event.body {
            EventBody::Deposited { minor } => *minor,
            EventBody::Filled(_) | EventBody::SwapCharged { .. } => 0,
            _ => return,
        };
        let now = self.account.balance();
        self.risk.losses.note(event.ts_us, before, now, paid_in);
    }

    fn apply_to_order(&mut self, id: OrderId, happening: Happening, event: &Event) {
        let stood = self.waits(id);
        let Some(order) = self.orders.get_mut(id) else {
            return;
        };
        order.changed_us = event.ts_us;
        note(order, &event.body);
        step(order, happening);
        let (is_closed, wanted) = (order.status.is_closed(), Standing::of(order));
        if is_closed {
            self.orders.close(id);
        }
        self.stand(id, wanted);
        self.recount(id, stood);
    }

    /// What an order adds to those that could open more.
    fn waits(&self, id: OrderId) -> Option<Waits> {
        let order = self.orders.get(id)?;
        Waits::of(order).filter(|_| !self.is_reducing(&order.terms))
    }

    /// Count an order as it is now, in place of what it was.
    fn recount(&mut self, id: OrderId, was: Option<Waits>) {
        let now = self.waits(id);
        if was == now {
            return;
        }
        let Some(instrument) = self.orders.get(id).map(|order| order.terms.instrument) else {
            return;
        };
        let Some(market) = self.markets.get_mut(instrument.index()) else {
            return;
        };
        if let Some(was) = was {
            market.waiting.remove(was);
        }
        if let Some(now) = now {
            market.waiting.add(now);
        }
    }

    fn apply_fill(&mut self, fill: &Fill, ts_us: i64) {
        self.fills = fill.id.0;
        self.account.fill(fill, ts_us);
        self.is_margin_stale = true;
        let side = fill.side;
        let market = &mut self.markets[fill.instrument.index()];
        market.consume(side, fill.quantity);
        match fill.effect {
            Effect::Opens => {
                let closing_price = market.price(side.opposite());
                let mark = market.extremes(side).mark(closing_price);
                self.marks.insert(fill.position, mark);
            }
            Effect::Closes => {
                self.marks.remove(&fill.position);
                if self.account.exposure(fill.instrument).gross() == 0 {
                    market.bids.forget();
                    market.asks.forget();
                }
            }
            Effect::Adds | Effect::Reduces => {}
        }
    }

    /// Move an order to where it now waits.
    fn stand(&mut self, id: OrderId, wanted: Standing) {
        let place = id.0 as usize - 1;
        let stood = std::mem::replace(&mut self.standing[place], wanted);
        if stood == wanted {
            return;
        }
        let Some(order) = self.orders.get(id) else {
            return;
        };
        let Some(market) = self.markets.get_mut(order.terms.instrument.index()) else {
            return;
        };
        for (old, new) in stood.rungs.into_iter().zip(wanted.rungs) {
            if old != new {
                if let Some(rung) = old {
                    market.leave(rung, id);
                }
                if let Some(rung) = new {
                    market.enter(rung, id);
                }
            }
        }
        stood
            .due
            .iter()
            .flatten()
            .for_each(|due| self.due.remove(due));
        wanted
            .due
            .iter()
            .flatten()
            .for_each(|due| self.due.insert(*due));
        self.next_us = self.rollover_us.min(self.due.first_us());
    }
}

/// The order's own facts after an event.
fn note(order: &mut Order, body: &EventBody) {
    order.reason = body.reason().or(order.reason);
    match body {
        EventBody::Submitted {
            arrives_us,
            position,
            ..
        } => {
            order.arrives_us = Some(*arrives_us);
            order.terms.position = position.or(order.terms.position);
        }
        EventBody::Accepted { expires_us, .. } => {
            order.arrives_us = None;
            order.expires_us = *expires_us;
        }
        EventBody::Triggered { .. } => order.is_triggered = true,
        EventBody::TrailMoved {
            anchor, trigger, ..
        } => order.trail = Some((*anchor, *trigger)),
        EventBody::PendingModify {
            arrives_us,
            changes,
            ..
        } => order.modify = Some((*arrives_us, *changes)),
        EventBody::Modified { changes, .. } => answer_modify(order, Some(*changes)),
        EventBody::ModifyRejected { .. } => answer_modify(order, None),
        EventBody::PendingCancel { arrives_us, .. } => order.cancel_us = Some(*arrives_us),
        EventBody::CancelRejected { .. } => order.cancel_us = None,
        EventBody::Filled(fill) => {
            order.filled += fill.quantity;
            order.cost += i128::from(fill.price) * i128::from(fill.quantity);
            order.commission = order
                .commission
                .saturating_add(fill.commission.account_minor);
            if fill.effect.is_opening() {
                order.opened = Some(fill.position);
            }
        }
        _ => {}
    }
}

fn answer_modify(order: &mut Order, changes: Option<Changes>) {
    let asked = order.modify.map(|(_, asked)| asked);
    // A change that the venue makes by itself leaves the client's one under way.
    if changes.is_none() || asked == changes {
        order.modify = None;
    }
    if let Some(changes) = changes {
        order.change(changes);
    }
}

/// The order's state after a happening.
fn step(order: &mut Order, happening: Happening) {
    let happening = match happening {
        Happening::PartiallyFilled if order.remaining() <= 0 => Happening::Filled,
        // Still under way: the venue made another change.
        Happening::Modified if order.modify.is_some() => return,
        other => other,
    };
    let was = order.status;
    let Some(status) = was.after(happening, order.before) else {
        debug_assert!(false, "{was:?} cannot see {happening:?}");
        return;
    };
    order.status = status;
    match happening {
        Happening::Triggered | Happening::PartiallyFilled if was.is_pending() => {
            order.before = quietly(happening);
        }
        _ if !was.is_pending() => order.before = was,
        _ => {}
    }
}

/// The state to come back to when a pending request is answered.
fn quietly(happening: Happening) -> OrderStatus {
    match happening {
        Happening::Triggered => OrderStatus::Triggered,
        _ => OrderStatus::PartiallyFilled,
    }
}
