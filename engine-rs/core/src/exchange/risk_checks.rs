//! Every order and every change passes here before it is sent.

use std::collections::BTreeMap;

use super::SimulatedExchange;
use super::event::{Event, EventBody};
use super::order::{Changes, ClientOrderId, NewOrder, Order};
use super::reason::Reason;
use super::waiting::{WaitingSides, Waits};
use crate::ledger::account::PositionMode;
use crate::ledger::ids::{InstrumentId, OrderId};
use crate::ledger::instrument::Instrument;
use crate::ledger::side::Side;
use crate::risk::TradingState;
use crate::risk::exposures::{Reach, Worth, legs};
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
        match of {
            Some(id) => self
                .worth_of(id, &[], None)
                .map_or(0, |worth| worth.gross()),
            None => self.worths(&[], None).map(|worth| worth.gross()).sum(),
        }
    }

    /// Of each currency how far it could get on either side, with all that waits: worth of what is open and would be bought
    /// of it, and of what would be sold, in minor units of the account. It is bought and sold as base and as quote.
    #[must_use]
    pub fn currency_exposure(&self) -> BTreeMap<[u8; 3], Reach> {
        let mut found = BTreeMap::new();
        for worth in self.worths(&[], None) {
            let Some(market) = self.market(worth.instrument) else {
                continue;
            };
            let Instrument { base, quote, .. } = &market.instrument;
            for (code, reach) in legs(*base, *quote, worth) {
                let sum: &mut Reach = found.entry(code).or_default();
                *sum = sum.with(reach);
            }
        }
        found
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
        // What is under way is made, too.
        let mut after = order.changed().unwrap_or_else(|| order.clone());
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
            replaces.is_some() || self.orders.open_count() + before.len() < most as usize
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
        let is_over =
            |value: i128, most: Option<i64>| most.is_some_and(|most| value > i128::from(most));
        if limits.order_value.is_some() && is_over(self.worth(terms), limits.order_value) {
            return Some(Reason::OrderValue);
        }
        if limits.position_quantity.is_some()
            && is_over(
                self.side_quantity(terms, before, replaces),
                limits.position_quantity,
            )
        {
            return Some(Reason::PositionQuantity);
        }
        let asks_worth = limits.symbol_exposure.is_some()
            || limits.exposure.is_some()
            || limits.currency_exposure.is_some();
        if !asks_worth {
            return None;
        }
        let together: Vec<&NewOrder> = before.iter().chain([terms]).collect();
        let worths: Vec<Worth> = self.worths(&together, replaces).collect();
        let of_symbol = worths
            .iter()
            .find(|worth| worth.instrument == terms.instrument);
        if is_over(of_symbol.map_or(0, Worth::gross), limits.symbol_exposure) {
            return Some(Reason::SymbolExposure);
        }
        if is_over(worths.iter().map(Worth::gross).sum(), limits.exposure) {
            return Some(Reason::Exposure);
        }
        let is_far = limits
            .currency_exposure
            .is_some_and(|most| self.goes_too_far(terms, &worths, most));
        is_far.then_some(Reason::CurrencyExposure)
    }

    /// Would one of an order's two currencies get further than this, on the side to which the order moves it?
    fn goes_too_far(&self, terms: &NewOrder, worths: &[Worth], most: i64) -> bool {
        let Some(own) = self.market(terms.instrument) else {
            return false;
        };
        let Instrument { base, quote, .. } = &own.instrument;
        let moved = [
            (base.map(|base| base.code), terms.side),
            (Some(quote.code), terms.side.opposite()),
        ];
        moved.into_iter().any(|(code, side)| {
            let reach = code.map(|code| self.reach_of(code, worths));
            reach.is_some_and(|reach| reach.to(side) > i128::from(most))
        })
    }

    fn reach_of(&self, code: [u8; 3], worths: &[Worth]) -> Reach {
        let parts = worths.iter().filter_map(|worth| {
            let Instrument { base, quote, .. } = &self.market(worth.instrument)?.instrument;
            let mut legs = legs(*base, *quote, *worth);
            legs.find(|(leg, _)| *leg == code).map(|(_, reach)| reach)
        });
        parts.fold(Reach::default(), Reach::with)
    }

    /// Units that could be open on an order's side with it: netted, the other side is taken off.
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
        let together: Vec<&NewOrder> = before.iter().chain([terms]).collect();
        let waiting = self.waiting(terms.instrument, &together, replaces);
        let is_netted = self.account.mode() == PositionMode::Netting;
        i128::from(own) - if is_netted { i128::from(other) } else { 0 }
            + waiting.side(terms.side).units
    }

    /// What waits to open more of an instrument, with orders that are about to be placed, without one that is replaced.
    fn waiting(
        &self,
        id: InstrumentId,
        placed: &[&NewOrder],
        replaces: Option<OrderId>,
    ) -> WaitingSides {
        let mut sides = self
            .market(id)
            .map_or_else(WaitingSides::default, |market| market.waiting);
        let dearest = self.dearest_quote(id);
        placed
            .iter()
            .filter(|terms| terms.instrument == id && !self.is_reducing(terms))
            .for_each(|terms| sides.add(Waits::placed(terms, dearest)));
        let old = replaces.and_then(|order| self.orders.get(order));
        if let Some(waits) = old
            .filter(|order| order.terms.instrument == id && !self.is_reducing(&order.terms))
            .and_then(Waits::of)
        {
            sides.remove(waits);
        }
        sides
    }

    /// Of each instrument of which something is open or waits.
    fn worths(
        &self,
        placed: &[&NewOrder],
        replaces: Option<OrderId>,
    ) -> impl Iterator<Item = Worth> {
        let ids = (0..self.markets.len() as u32).map(InstrumentId);
        ids.filter_map(move |id| self.worth_of(id, placed, replaces))
    }

    fn worth_of(
        &self,
        id: InstrumentId,
        placed: &[&NewOrder],
        replaces: Option<OrderId>,
    ) -> Option<Worth> {
        let (open, waiting) = (
            self.account.exposure(id),
            self.waiting(id, placed, replaces),
        );
        if open.gross() == 0 && waiting == WaitingSides::default() {
            return None;
        }
        let dearest = self.dearest_quote(id);
        let minor = |points: i128| {
            if points == 0 {
                0
            } else {
                self.minor_of(id, points)
            }
        };
        Some(Worth {
            instrument: id,
            long: minor(open.long_cost.abs()),
            short: minor(open.short_cost.abs()),
            buys: minor(waiting.buys.points(dearest)),
            sells: minor(waiting.sells.points(dearest)),
        })
    }

    fn worth(&self, terms: &NewOrder) -> i128 {
        let mut alone = WaitingSides::default();
        alone.add(Waits::placed(terms, self.dearest_quote(terms.instrument)));
        self.minor_of(terms.instrument, alone.side(terms.side).points(0))
    }

    fn dearest_quote(&self, id: InstrumentId) -> i64 {
        let quote = self.quote(id);
        quote.map_or(0, |quote| quote.bid.abs().max(quote.ask.abs()))
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
