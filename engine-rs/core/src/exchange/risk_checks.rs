//! Every order and every change passes here before it is sent.

use super::SimulatedExchange;
use super::event::{Event, EventBody};
use super::order::{Changes, ClientOrderId, NewOrder, Order, OrderKind};
use super::reason::Reason;
use crate::ledger::account::PositionMode;
use crate::ledger::ids::{InstrumentId, OrderId};
use crate::ledger::side::Side;
use crate::risk::TradingState;
use crate::risk::limits::Limits;

impl SimulatedExchange {
    /// What orders may not go beyond, from now on. What is there already stays.
    pub fn set_limits(&mut self, limits: Limits) {
        self.risk.limits = limits;
    }

    /// When the next command was sent by the clock on the wall, by which the rates of orders are counted: a market that is
    /// replayed may stand still, or run.
    pub fn sent_at(&mut self, wall_us: Option<i64>) {
        self.risk.sent_us = wall_us;
    }

    /// What orders may not go beyond.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.risk.limits
    }

    /// What may be sent.
    #[must_use]
    pub fn trading_state(&self) -> TradingState {
        self.risk.state
    }

    /// How far the equity is below what the day began with, and below the highest balance; negative above it.
    #[must_use]
    pub fn losses(&self) -> (i128, i128) {
        let (balance, equity) = (self.account.balance(), self.standing_equity());
        let losses = self.risk.losses;
        (
            losses.of_day(self.now_us, balance, equity),
            losses.of_peak(equity),
        )
    }

    /// Worth of what is open and of what waits to open more, of one instrument or of all, in minor units of the account.
    #[must_use]
    pub fn exposure(&self, of: Option<InstrumentId>) -> i128 {
        // One way through the orders, and one conversion for each instrument: with many orders that is what costs.
        let mut points = vec![0_i128; self.markets.len()];
        for order in self.orders.open() {
            let id = order.terms.instrument;
            if of.is_none_or(|of| of == id) && !self.is_reducing(&order.terms) {
                points[id.index()] += self.points(id, order.terms.kind, order.remaining());
            }
        }
        let ids = (0..self.markets.len() as u32).map(InstrumentId);
        ids.filter(|id| of.is_none_or(|of| of == *id))
            .map(|id| {
                let open = self.account.exposure(id);
                let held = open.long_cost.abs() + open.short_cost.abs();
                self.minor_of(id, held + points[id.index()])
            })
            .sum()
    }

    /// Change what may be sent. The same again changes nothing.
    pub(super) fn set_trading_state(&mut self, state: TradingState, out: &mut Vec<Event>) {
        if self.risk.state != state {
            self.emit(EventBody::TradingStateChanged { state }, out);
        }
    }

    /// The kill switch: nothing is sent from now on, and what could open more ends. Exits stay where they protect what is open;
    /// with a name, all is closed, and the closing orders are called by it.
    pub(super) fn halt(&mut self, flatten: Option<&ClientOrderId>, out: &mut Vec<Event>) {
        self.set_trading_state(TradingState::Halted, out);
        match flatten {
            Some(name) => self.flatten(name, None, out),
            None => self.cancel_all_opening(out),
        }
    }

    /// Why orders placed together are not sent; `None` if they may be.
    pub(super) fn risk_denial(&mut self, fresh: &[NewOrder]) -> Option<Reason> {
        let now_us = self.risk.sent_us.unwrap_or(self.now_us);
        for terms in fresh {
            if self.risk.state == TradingState::Halted {
                return Some(Reason::Halted);
            }
            let limits = &self.risk.limits;
            if self.risk.pace.is_too_fast(limits.messages, now_us) {
                return Some(Reason::MessageRate);
            }
            if self.risk.pace.is_repeated(limits, terms, now_us) {
                return Some(Reason::RepeatedOrder);
            }
        }
        (0..fresh.len()).find_map(|place| self.opening_denial(&fresh[place], &fresh[..place], None))
    }

    /// Why an order is not changed; `None` if it may be.
    pub(super) fn change_denial(&mut self, order: &Order, changes: Changes) -> Option<Reason> {
        if self.risk.state == TradingState::Halted {
            return Some(Reason::Halted);
        }
        let messages = self.risk.limits.messages;
        let now_us = self.risk.sent_us.unwrap_or(self.now_us);
        if self.risk.pace.is_too_fast(messages, now_us) {
            return Some(Reason::MessageRate);
        }
        let mut after = order.clone();
        after.change(changes);
        let terms = NewOrder {
            quantity: after.remaining().max(0),
            ..after.terms
        };
        self.opening_denial(&terms, &[], Some(order.id))
    }

    /// Of an order that could open more. `before` are those that are placed with it, `replaces` the order that it takes the place of.
    fn opening_denial(
        &self,
        terms: &NewOrder,
        before: &[NewOrder],
        replaces: Option<OrderId>,
    ) -> Option<Reason> {
        if self.is_reducing(terms) {
            return None;
        }
        if self.risk.state == TradingState::Reducing {
            return Some(Reason::ReducingOnly);
        }
        let limits = &self.risk.limits;
        if limits.restricted.contains(&terms.instrument) {
            return Some(Reason::Restricted);
        }
        let checks = [
            (
                limits
                    .order_quantity
                    .is_none_or(|most| terms.quantity <= most),
                Reason::OrderQuantity,
            ),
            (self.is_fresh(terms), Reason::StaleQuote),
            (self.is_within_collar(terms), Reason::PriceCollar),
            (
                self.has_room_for_orders(before, replaces),
                Reason::OpenOrders,
            ),
            (self.is_above_losses(limits), Reason::LossLimit),
        ];
        let broken = checks.into_iter().find(|(is_within, _)| !is_within);
        broken
            .map(|(_, reason)| reason)
            .or_else(|| self.size_denial(terms, before, replaces))
    }

    fn is_fresh(&self, terms: &NewOrder) -> bool {
        let quote = self.quote(terms.instrument);
        self.risk
            .limits
            .quote_age_us
            .is_none_or(|most| quote.is_some_and(|quote| self.now_us - quote.ts_us <= most))
    }

    fn is_within_collar(&self, terms: &NewOrder) -> bool {
        let (Some(ppm), Some(price), Some(quote)) = (
            self.risk.limits.collar_ppm,
            terms.kind.price(),
            self.quote(terms.instrument),
        ) else {
            return true;
        };
        let (market, sign) = match terms.side {
            Side::Buy => (quote.ask, 1),
            Side::Sell => (quote.bid, -1),
        };
        let beyond = i128::from(price - market) * sign;
        beyond * 1_000_000 <= i128::from(market).abs() * i128::from(ppm)
    }

    fn has_room_for_orders(&self, before: &[NewOrder], replaces: Option<OrderId>) -> bool {
        self.risk.limits.open_orders.is_none_or(|most| {
            replaces.is_some() || self.orders.open().count() + before.len() < most as usize
        })
    }

    fn is_above_losses(&self, limits: &Limits) -> bool {
        let (day, peak) = self.losses();
        let is_within =
            |lost: i128, most: Option<i64>| most.is_none_or(|most| lost < i128::from(most));
        is_within(day, limits.daily_loss) && is_within(peak, limits.drawdown)
    }

    fn size_denial(
        &self,
        terms: &NewOrder,
        before: &[NewOrder],
        replaces: Option<OrderId>,
    ) -> Option<Reason> {
        let limits = &self.risk.limits;
        let own = self.worth(terms);
        let is_over =
            |value: i128, most: Option<i64>| most.is_some_and(|most| value > i128::from(most));
        if is_over(own, limits.order_value) {
            return Some(Reason::OrderValue);
        }
        if limits.position_quantity.is_some() {
            let units = self.side_quantity(terms, before, replaces) + i128::from(terms.quantity);
            if is_over(units, limits.position_quantity) {
                return Some(Reason::PositionQuantity);
            }
        }
        let placed = |of: Option<InstrumentId>| -> i128 {
            let opening = before.iter().filter(|other| !self.is_reducing(other));
            opening
                .filter(|other| of.is_none_or(|of| other.instrument == of))
                .map(|other| self.worth(other))
                .sum()
        };
        let taken = replaces
            .and_then(|id| self.orders.get(id))
            .map_or(0, |order| self.worth_of_rest(order));
        if limits.symbol_exposure.is_some() {
            let of = Some(terms.instrument);
            let worth = self.exposure(of) + placed(of) - taken + own;
            if is_over(worth, limits.symbol_exposure) {
                return Some(Reason::SymbolExposure);
            }
        }
        let is_over_all = limits.exposure.is_some()
            && is_over(
                self.exposure(None) + placed(None) - taken + own,
                limits.exposure,
            );
        is_over_all.then_some(Reason::Exposure)
    }

    /// Units that could be open on an order's side: netted, the other side is taken off.
    fn side_quantity(
        &self,
        terms: &NewOrder,
        before: &[NewOrder],
        replaces: Option<OrderId>,
    ) -> i128 {
        let open = self.account.exposure(terms.instrument);
        let (own, other) = match terms.side {
            Side::Buy => (open.long_quantity, open.short_quantity),
            Side::Sell => (open.short_quantity, open.long_quantity),
        };
        let waiting: i128 = self
            .waiting(terms.instrument, replaces)
            .filter(|order| order.terms.side == terms.side)
            .map(|order| i128::from(order.remaining()))
            .sum();
        let placed: i128 = before
            .iter()
            .filter(|with| {
                with.instrument == terms.instrument
                    && with.side == terms.side
                    && !self.is_reducing(with)
            })
            .map(|with| i128::from(with.quantity))
            .sum();
        let is_netted = self.account.mode() == PositionMode::Netting;
        i128::from(own) - if is_netted { i128::from(other) } else { 0 } + waiting + placed
    }

    /// Orders of an instrument that could open more.
    fn waiting(
        &self,
        instrument: InstrumentId,
        but: Option<OrderId>,
    ) -> impl Iterator<Item = &Order> {
        self.orders.open().filter(move |order| {
            order.terms.instrument == instrument
                && !self.is_reducing(&order.terms)
                && Some(order.id) != but
        })
    }

    fn worth_of_rest(&self, order: &Order) -> i128 {
        self.worth_at(order.terms.instrument, order.terms.kind, order.remaining())
    }

    fn worth(&self, terms: &NewOrder) -> i128 {
        self.worth_at(terms.instrument, terms.kind, terms.quantity)
    }

    fn worth_at(&self, id: InstrumentId, kind: OrderKind, quantity: i64) -> i128 {
        self.minor_of(id, self.points(id, kind, quantity))
    }

    /// Points times units, at the dearest of an order's own prices and the quote.
    fn points(&self, id: InstrumentId, kind: OrderKind, quantity: i64) -> i128 {
        let quote = self.quote(id);
        let prices = [
            kind.price(),
            kind.trigger(),
            quote.map(|quote| quote.ask),
            quote.map(|quote| quote.bid),
        ];
        let dearest = prices.into_iter().flatten().map(i64::abs).max();
        i128::from(dearest.unwrap_or(0)) * i128::from(quantity)
    }

    /// Points times units in minor units of the account; without a rate none is sent anyway.
    fn minor_of(&self, id: InstrumentId, points_units: i128) -> i128 {
        let Some(market) = self.market(id) else {
            return 0;
        };
        let instrument = &market.instrument;
        let rate = self.rates.get(instrument.quote, self.account.currency());
        rate.map_or(0, |rate| {
            let minor = instrument.quote_minor(points_units);
            i128::from(self.amount(instrument, minor, rate).account_minor)
        })
    }

    /// Without a quote for what is open, the balance.
    fn standing_equity(&self) -> i128 {
        self.equity().unwrap_or_else(|| self.account.balance())
    }
}
