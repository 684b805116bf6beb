//! What arrives at the venue: orders, changes and cancels.

use super::SimulatedExchange;
use super::event::{Event, EventBody};
use super::market;
use super::order::{NewOrder, Order, OrderKind, TimeInForce};
use super::reason::Reason;
use crate::ledger::account::PositionMode;
use crate::ledger::ids::OrderId;
use crate::ledger::side::Side;

impl SimulatedExchange {
    pub(super) fn arrive(&mut self, id: OrderId, out: &mut Vec<Event>) {
        let Some(order) = self.orders.get(id) else {
            return;
        };
        if let Some(reason) = self.rejection(order) {
            return self.end(id, EventBody::Rejected { order: id, reason }, out);
        }
        let expires_us = self.expiry(order);
        let accepted = EventBody::Accepted {
            order: id,
            expires_us,
        };
        self.emit(accepted, out);
        self.trail(id, out);
        self.work(id, false, out);
    }

    fn rejection(&self, order: &Order) -> Option<Reason> {
        let (terms, id) = (&order.terms, order.id.0);
        let market = self.market(terms.instrument)?;
        let is_closing = self.is_reducing(terms);
        let is_now = matches!(terms.time_in_force, TimeInForce::Ioc | TimeInForce::Fok)
            && !terms.kind.waits()
            || terms.kind == OrderKind::Market;
        let is_trailing = matches!(terms.kind, OrderKind::TrailingStop { .. });
        let is_expired = self
            .expiry(order)
            .is_some_and(|expires_us| expires_us <= self.now_us);
        // A protective stop that the market has passed must close at once, not be refused.
        let is_protective = terms.parent.is_some();
        let checks = [
            (
                !is_closing && self.model.is_rejected(self.seed, id, self.now_us),
                Reason::Venue,
            ),
            (is_expired, Reason::ExpiryPassed),
            (is_now && !market.is_open(self.now_us), Reason::MarketClosed),
            (
                (is_now || is_trailing) && market.quote.is_none(),
                Reason::NoQuote,
            ),
            (is_closing && self.reducible(order) == 0, Reason::ReduceOnly),
            (
                terms.kind.waits() && !is_protective && self.is_in_market(order),
                Reason::TriggerInMarket,
            ),
        ];
        let broken = checks.into_iter().find(|(is_broken, _)| *is_broken);
        broken.map(|(_, reason)| reason)
    }

    /// Can it only make a position smaller? So can whatever names the position that it closes.
    pub(super) fn is_reducing(&self, terms: &NewOrder) -> bool {
        let is_hedging = self.account.mode() == PositionMode::Hedging;
        terms.reduce_only || (is_hedging && terms.position.is_some())
    }

    pub(super) fn reducible(&self, order: &Order) -> i64 {
        let terms = &order.terms;
        self.account
            .reducible(terms.instrument, terms.side, terms.position)
    }

    /// Would its trigger be touched by the quote that stands?
    pub(super) fn is_in_market(&self, order: &Order) -> bool {
        let is_placed = order.trigger().is_some();
        let market = self.market(order.terms.instrument);
        is_placed && market.is_some_and(|market| market::is_touched(market, order))
    }

    fn expiry(&self, order: &Order) -> Option<i64> {
        match order.terms.time_in_force {
            TimeInForce::Day => {
                let market = self.market(order.terms.instrument)?;
                Some(market.day_close_us(self.now_us))
            }
            TimeInForce::Gtd { expires_us } => Some(expires_us),
            TimeInForce::Gtc | TimeInForce::Ioc | TimeInForce::Fok => None,
        }
    }

    /// Let a trailing stop follow the market.
    pub(super) fn trail(&mut self, id: OrderId, out: &mut Vec<Event>) {
        let Some((order, anchor)) = self.orders.get(id).and_then(|order| self.anchored(order))
        else {
            return;
        };
        let OrderKind::TrailingStop { distance, .. } = order.terms.kind else {
            return;
        };
        let trigger = distance.trigger(order.terms.side, anchor);
        let moved = EventBody::TrailMoved {
            order: id,
            anchor,
            trigger,
        };
        self.emit(moved, out);
    }

    /// The order, with the market that its trigger is to be reckoned from. Stops are watched on their own side.
    fn anchored<'a>(&self, order: &'a Order) -> Option<(&'a Order, i64)> {
        let price = self
            .market(order.terms.instrument)?
            .price(order.terms.side)?;
        let is_better = |anchor: i64| match order.terms.side {
            Side::Buy => price < anchor,
            Side::Sell => price > anchor,
        };
        let is_moved = order.trail.is_none_or(|(anchor, _)| is_better(anchor));
        let can_move = order.status.is_working() && !order.is_triggered && is_moved;
        can_move.then_some((order, price))
    }

    pub(super) fn arrive_modify(&mut self, id: OrderId, out: &mut Vec<Event>) {
        let Some(order) = self.orders.get(id) else {
            return;
        };
        let Some((_, changes)) = order.modify else {
            return;
        };
        let body = match self.change_refusal(order, changes) {
            Some(reason) => EventBody::ModifyRejected { order: id, reason },
            None => EventBody::Modified { order: id, changes },
        };
        self.emit(body, out);
        self.work(id, false, out);
    }
}
