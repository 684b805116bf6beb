//! Commands: what is asked becomes requests under way, which arrive when their latency is over.

use super::SimulatedExchange;
use super::command::Command;
use super::due::DueKind;
use super::event::{Event, EventBody};
use super::order::{Changes, ClientOrderId, NewOrder, Order};
use super::reason::Reason;
use super::status::OrderStatus;
use super::ticking::{TIME_MAX_US, TIME_MIN_US};
use crate::ledger::ids::{InstrumentId, OrderId};
use crate::risk::TradingState;

impl SimulatedExchange {
    /// Take a command at an instant; what happens is added to `out`. Time never goes back: an earlier `now_us` is now.
    /// The events of one call belong together: a journal writes all of them or none.
    pub fn handle(&mut self, command: Command, now_us: i64, out: &mut Vec<Event>) {
        let now_us = now_us.clamp(TIME_MIN_US, TIME_MAX_US).max(self.now_us);
        self.advance(now_us, out);
        match command {
            Command::Place(orders) => self.place(orders, out),
            Command::Modify {
                client_order_id,
                changes,
            } => self.ask_modify(client_order_id, changes, out),
            Command::Cancel { client_order_id } => self.ask_cancel_by_name(client_order_id, out),
            Command::CancelAll { instrument } => self.cancel_all(instrument, out),
            Command::Flatten {
                client_order_id,
                instrument,
            } => self.flatten_if_trading(&client_order_id, instrument, out),
            Command::SetTradingState {
                state: TradingState::Halted,
            } => self.halt(None, out),
            Command::SetTradingState { state } => self.set_trading_state(state, out),
            Command::Halt { flatten } => self.halt(flatten.as_ref(), out),
            Command::Deposit { minor } => self.deposit(minor, out),
        }
        self.advance(now_us, out);
    }

    /// Let time pass without a tick: what is due by then happens.
    pub fn advance(&mut self, now_us: i64, out: &mut Vec<Event>) {
        let now_us = now_us.clamp(TIME_MIN_US, TIME_MAX_US).max(self.now_us);
        self.run_due(now_us, DueKind::LAST, out);
        self.now_us = now_us;
        self.watch_margin(out);
    }

    fn place(&mut self, orders: Vec<NewOrder>, out: &mut Vec<Event>) {
        let (mut fresh, mut refused) = (Vec::<NewOrder>::new(), None);
        for terms in orders {
            let is_double = |other: &NewOrder| other.client_order_id == terms.client_order_id;
            let refusal = self.refusal_of_name(&terms);
            let twice = fresh.iter().any(is_double).then_some(Reason::DuplicateId);
            match refusal.or(twice) {
                None if self.orders.by_name(&terms.client_order_id).is_some() => {}
                None => fresh.push(terms),
                Some(reason) => {
                    self.refuse(Some(terms.client_order_id), reason, out);
                    refused = Some(reason);
                }
            }
        }
        // An entry is not sent without its stop, nor a stop without its entry: what keeps one order back keeps back all that
        // were placed with it.
        let denial = refused
            .or_else(|| self.first_denial(&fresh))
            .or_else(|| self.risk_denial(&fresh));
        let ids: Vec<OrderId> = fresh
            .into_iter()
            .filter_map(|terms| self.initialise(terms, out))
            .collect();
        for id in ids {
            match denial {
                Some(reason) => self.emit(EventBody::Denied { order: id, reason }, out),
                None => self.submit_or_hold(id, out),
            }
        }
    }

    /// A resubmission of the same order is no fault; another order under its name is.
    fn refusal_of_name(&self, terms: &NewOrder) -> Option<Reason> {
        if !terms.client_order_id.is_sound() {
            return Some(Reason::BadId);
        }
        let known = self.orders.by_name(&terms.client_order_id);
        known
            .is_some_and(|known| known.asked != *terms)
            .then_some(Reason::DuplicateId)
    }

    fn first_denial(&self, fresh: &[NewOrder]) -> Option<Reason> {
        fresh.iter().enumerate().find_map(|(place, terms)| {
            let denial = self.denial(terms);
            denial.or_else(|| self.parent_denial(terms, &fresh[..place]))
        })
    }

    fn parent_denial(&self, terms: &NewOrder, before: &[NewOrder]) -> Option<Reason> {
        let name = terms.parent.as_ref()?;
        match self.orders.by_name(name) {
            Some(parent) if parent.status.is_closed() && parent.filled == 0 => {
                Some(Reason::ParentClosed)
            }
            None if before.iter().all(|other| other.client_order_id != *name) => {
                Some(Reason::UnknownParent)
            }
            _ => None,
        }
    }

    fn initialise(&mut self, terms: NewOrder, out: &mut Vec<Event>) -> Option<OrderId> {
        if self.market(terms.instrument).is_none() {
            self.refuse(Some(terms.client_order_id), Reason::UnknownInstrument, out);
            return None;
        }
        if self.orders.by_name(&terms.client_order_id).is_some() {
            self.refuse(Some(terms.client_order_id), Reason::DuplicateId, out);
            return None;
        }
        let order = self.orders.next_id();
        self.emit(EventBody::Initialised { order, terms }, out);
        Some(order)
    }

    fn submit_or_hold(&mut self, id: OrderId, out: &mut Vec<Event>) {
        let Some(order) = self.orders.get(id) else {
            return;
        };
        let Some(parent) = &order.terms.parent else {
            return self.submit(id, self.model.order_latency_us, out);
        };
        let parent = self.orders.by_name(parent);
        if let Some((parent, _)) = parent
            .map(|parent| (parent.id, parent.filled))
            .filter(|(_, filled)| *filled > 0)
        {
            self.follow_parent(parent, id, out);
        }
    }

    fn submit(&mut self, order: OrderId, latency_us: i64, out: &mut Vec<Event>) {
        let submitted = EventBody::Submitted {
            order,
            arrives_us: self.model.arrival(self.now_us, latency_us),
            position: None,
        };
        self.emit(submitted, out);
    }

    fn refuse(
        &mut self,
        client_order_id: Option<ClientOrderId>,
        reason: Reason,
        out: &mut Vec<Event>,
    ) {
        let refused = EventBody::CommandRefused {
            client_order_id,
            reason,
        };
        self.emit(refused, out);
    }

    /// The order that a command names, if it has not ended.
    fn named(&mut self, name: ClientOrderId, out: &mut Vec<Event>) -> Option<Order> {
        let order = self.orders.by_name(&name).cloned();
        let reason = match &order {
            None => Reason::UnknownOrder,
            Some(order) if order.status.is_closed() => Reason::OrderClosed,
            Some(_) => return order,
        };
        self.refuse(Some(name), reason, out);
        None
    }

    fn ask_modify(&mut self, name: ClientOrderId, changes: Changes, out: &mut Vec<Event>) {
        let Some(order) = self.named(name, out) else {
            return;
        };
        if let Some(reason) = self.change_denial(&order, changes) {
            return self.refuse(Some(order.terms.client_order_id), reason, out);
        }
        let (id, is_held) = (order.id, order.status == OrderStatus::Initialised);
        if is_held {
            return self.modify_held(&order, changes, out);
        }
        // A change that has not arrived yet is taken along by the next.
        let under_way = order.modify.map(|(_, asked)| asked);
        let changes = changes.over(under_way.unwrap_or_default());
        if under_way == Some(changes) {
            return;
        }
        let arrives_us = self.after_order(&order, self.model.modify_latency_us);
        let pending = EventBody::PendingModify {
            order: id,
            arrives_us,
            changes,
        };
        self.emit(pending, out);
    }

    fn modify_held(&mut self, order: &Order, changes: Changes, out: &mut Vec<Event>) {
        match self.change_refusal(order, changes) {
            Some(Reason::TriggerInMarket) | None => {
                let order = order.id;
                self.emit(EventBody::Modified { order, changes }, out);
            }
            Some(reason) => {
                let name = order.terms.client_order_id.clone();
                self.refuse(Some(name), reason, out);
            }
        }
    }

    fn ask_cancel_by_name(&mut self, name: ClientOrderId, out: &mut Vec<Event>) {
        if let Some(order) = self.named(name, out) {
            self.ask_cancel(&order, out);
        }
    }

    fn ask_cancel(&mut self, order: &Order, out: &mut Vec<Event>) {
        let id = order.id;
        if order.status == OrderStatus::Initialised {
            return self.cancel(id, Reason::Requested, out);
        }
        if order.cancel_us.is_none() {
            let arrives_us = self.after_order(order, self.model.cancel_latency_us);
            let pending = EventBody::PendingCancel {
                order: id,
                arrives_us,
            };
            self.emit(pending, out);
        }
    }

    /// Requests do not overtake the order that they are about.
    fn after_order(&self, order: &Order, latency_us: i64) -> i64 {
        let arrives_us = self.model.arrival(self.now_us, latency_us);
        order
            .arrives_us
            .map_or(arrives_us, |first| arrives_us.max(first))
    }

    fn cancel_all(&mut self, instrument: Option<InstrumentId>, out: &mut Vec<Event>) {
        self.ask_cancel_of(
            |_, order| instrument.is_none_or(|of| of == order.terms.instrument),
            out,
        );
    }

    /// Of all that could open more.
    pub(super) fn cancel_all_opening(&mut self, out: &mut Vec<Event>) {
        self.ask_cancel_of(|exchange, order| !exchange.is_reducing(&order.terms), out);
    }

    fn ask_cancel_of(&mut self, wanted: impl Fn(&Self, &Order) -> bool, out: &mut Vec<Event>) {
        let open: Vec<OrderId> = self
            .orders
            .open()
            .filter(|order| wanted(self, order))
            .map(|order| order.id)
            .collect();
        for id in open {
            // One that waits for another may have ended with it.
            let order = self
                .orders
                .get(id)
                .filter(|order| !order.status.is_closed());
            if let Some(order) = order.cloned() {
                self.ask_cancel(&order, out);
            }
        }
    }

    fn flatten_if_trading(
        &mut self,
        name: &ClientOrderId,
        instrument: Option<InstrumentId>,
        out: &mut Vec<Event>,
    ) {
        if self.trading_state() == TradingState::Halted {
            return self.refuse(Some(name.clone()), Reason::Halted, out);
        }
        self.flatten(name, instrument, out);
    }

    pub(super) fn flatten(
        &mut self,
        name: &ClientOrderId,
        instrument: Option<InstrumentId>,
        out: &mut Vec<Event>,
    ) {
        if !name.is_sound() {
            return self.refuse(Some(name.clone()), Reason::BadId, out);
        }
        self.cancel_all(instrument, out);
        for position in self.account.position_ids() {
            let Some(held) = self.account.position(position) else {
                continue;
            };
            if instrument.is_some_and(|of| of != held.instrument) {
                continue;
            }
            let named = format!("{}-{}", name.0, position.0);
            let (side, quantity) = (held.side.opposite(), held.quantity);
            let closing = NewOrder {
                reduce_only: true,
                position: Some(position),
                ..NewOrder::market(&named, held.instrument, side, quantity)
            };
            if self.orders.by_name(&closing.client_order_id).is_none()
                && let Some(id) = self.initialise(closing, out)
            {
                self.submit(id, self.model.order_latency_us, out);
            }
        }
    }

    fn deposit(&mut self, minor: i64, out: &mut Vec<Event>) {
        let free = self.free_margin().unwrap_or_else(|| self.account.balance());
        if minor < 0 && i128::from(minor) + free.min(self.account.balance()) < 0 {
            return self.refuse(None, Reason::Withdrawal, out);
        }
        self.emit(EventBody::Deposited { minor }, out);
    }
}
