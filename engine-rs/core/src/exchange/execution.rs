//! When and at which price orders fill.

use super::SimulatedExchange;
use super::event::{Event, EventBody};
use super::market;
use super::order::{NewOrder, Order, TimeInForce};
use super::reason::Reason;
use crate::ledger::account::Part;
use crate::ledger::fill::{Amount, Effect, Fill};
use crate::ledger::ids::{FillId, OrderId};
use crate::ledger::instrument::{Commission, Instrument};
use crate::ledger::rate::Rate;
use crate::ledger::rounding::{minor, round_half_even};
use crate::ledger::side::Side;

/// More units than this of one instrument are never held: sums of them stay exact.
const EXPOSURE_MAX: i64 = 1_000_000_000_000_000_000;

/// What one execution trades: at which price, and how much of it is slippage.
#[derive(Clone, Copy)]
struct Deal {
    quantity: i64,
    price: i64,
    slippage_points: i64,
}

impl SimulatedExchange {
    /// Do with an order what the quote allows. `is_resting` tells that it was there before the quote.
    pub(super) fn work(&mut self, id: OrderId, is_resting: bool, out: &mut Vec<Event>) {
        if !self.can_trade(id) {
            return;
        }
        if self.orders.get(id).is_some_and(|order| !order.is_live()) {
            if !self.is_touched(id) {
                return;
            }
            self.emit(EventBody::Triggered { order: id }, out);
        }
        if self.is_touched(id) {
            self.execute(id, is_resting, out);
        }
        self.end_immediate(id, out);
    }

    fn can_trade(&self, id: OrderId) -> bool {
        self.orders.get(id).is_some_and(|order| {
            let market = self.market(order.terms.instrument);
            let is_open =
                market.is_some_and(|market| market.quote.is_some() && market.is_open(self.now_us));
            order.status.is_working() && is_open
        })
    }

    fn is_touched(&self, id: OrderId) -> bool {
        self.orders.get(id).is_some_and(|order| {
            let market = self.market(order.terms.instrument);
            market.is_some_and(|market| market::is_touched(market, order))
        })
    }

    /// What is left of an order that does not wait.
    fn end_immediate(&mut self, id: OrderId, out: &mut Vec<Event>) {
        let left = self
            .orders
            .get(id)
            .filter(|order| order.status.is_working());
        match left.map(|order| order.terms.time_in_force) {
            Some(TimeInForce::Ioc) => self.cancel(id, Reason::ImmediateOrCancel, out),
            Some(TimeInForce::Fok) => self.cancel(id, Reason::FillOrKill, out),
            _ => {}
        }
    }

    fn execute(&mut self, id: OrderId, is_resting: bool, out: &mut Vec<Event>) {
        let Some(order) = self.orders.get(id) else {
            return;
        };
        if is_resting && self.is_passed_over(order) {
            return;
        }
        if self.is_reducing(&order.terms) && self.reducible(order) == 0 {
            return self.cancel(id, Reason::ReduceOnly, out);
        }
        let Some(deal) = self.deal(order) else {
            return;
        };
        let is_all = deal.quantity == order.remaining();
        if deal.quantity < 1 || (!is_all && order.terms.time_in_force == TimeInForce::Fok) {
            return;
        }
        self.trade(id, deal, out);
    }

    /// Did the quote only touch the limit, and chance give the fill to others?
    fn is_passed_over(&self, order: &Order) -> bool {
        let price = self
            .market(order.terms.instrument)
            .and_then(|market| market.price(order.terms.side));
        let is_touch = order
            .terms
            .kind
            .price()
            .is_some_and(|limit| price == Some(limit));
        is_touch
            && !self
                .model
                .is_filled_by_touch(self.seed, order.id.0, self.now_us)
    }

    fn deal(&self, order: &Order) -> Option<Deal> {
        let (market, side) = (self.market(order.terms.instrument)?, order.terms.side);
        let quoted = market.price(side)?;
        let slip = self.model.slippage(self.seed, order.id.0, self.now_us);
        let slipped = quoted + slip * side.sign();
        let price = match (order.terms.kind.price(), side) {
            (Some(limit), Side::Buy) => slipped.min(limit),
            (Some(limit), Side::Sell) => slipped.max(limit),
            (None, _) => slipped,
        };
        let bound = if self.is_reducing(&order.terms) {
            self.reducible(order)
        } else {
            i64::MAX
        };
        let shown = market
            .available(side)
            .filter(|_| self.model.is_bound_by_volume);
        Some(Deal {
            quantity: order.remaining().min(bound).min(shown.unwrap_or(i64::MAX)),
            price,
            slippage_points: (price - quoted) * side.sign(),
        })
    }

    fn trade(&mut self, id: OrderId, deal: Deal, out: &mut Vec<Event>) {
        let Some(order) = self.orders.get(id) else {
            return;
        };
        let terms = order.terms.clone();
        let parts = self.account.parts(
            terms.instrument,
            terms.side,
            deal.quantity,
            terms.position,
            order.opened,
        );
        let (mut done, mut is_closed) = (0, false);
        for part in parts {
            if let Some(reason) = self.part_refusal(id, part, deal.price) {
                self.cancel(id, reason, out);
                break;
            }
            let Some(fill) = self.fill(id, part, deal) else {
                break;
            };
            self.emit(EventBody::Filled(fill), out);
            done += part.quantity;
            is_closed |= part.effect == Effect::Closes;
            if is_closed {
                self.end_protection(id, part.position, out);
            }
        }
        if done > 0 {
            self.after_fill(id, done, out);
        }
    }

    /// Close a position for the trader, at once: a stop-out waits for no volume and no latency.
    pub(super) fn close_out(&mut self, closing: NewOrder, out: &mut Vec<Event>) {
        let id = self.orders.next_id();
        let order = id;
        let (arrives_us, quantity) = (self.now_us, closing.quantity);
        self.emit(
            EventBody::Initialised {
                order,
                terms: closing,
            },
            out,
        );
        let submitted = EventBody::Submitted {
            order,
            arrives_us,
            position: None,
        };
        self.emit(submitted, out);
        let accepted = EventBody::Accepted {
            order,
            expires_us: None,
        };
        self.emit(accepted, out);
        let deal = self.orders.get(id).and_then(|order| self.deal(order));
        match deal {
            Some(deal) => self.trade(id, Deal { quantity, ..deal }, out),
            None => self.cancel(id, Reason::NoQuote, out),
        }
    }

    fn part_refusal(&self, id: OrderId, part: Part, price: i64) -> Option<Reason> {
        let terms = &self.orders.get(id)?.terms;
        if !part.effect.is_opening() {
            return None;
        }
        let gross = self.account.exposure(terms.instrument).gross();
        if gross + part.quantity > EXPOSURE_MAX {
            return Some(Reason::Quantity);
        }
        self.margin_refusal(terms, part.quantity, price)
    }

    fn fill(&self, id: OrderId, part: Part, deal: Deal) -> Option<Fill> {
        let terms = &self.orders.get(id)?.terms;
        let instrument = &self.market(terms.instrument)?.instrument;
        let rate = self.rates.get(instrument.quote, self.account.currency())?;
        let held = self.account.position(part.position);
        let profit = match part.effect {
            Effect::Opens | Effect::Adds => 0,
            Effect::Reduces | Effect::Closes => held?.profit(part.quantity, deal.price),
        };
        Some(Fill {
            id: FillId(self.fills + 1),
            order: id,
            instrument: terms.instrument,
            side: terms.side,
            quantity: part.quantity,
            price: deal.price,
            slippage_points: deal.slippage_points,
            position: part.position,
            effect: part.effect,
            pnl: self.amount(instrument, instrument.quote_minor(profit), rate),
            commission: self.commission(id, part.quantity, deal.price)?,
            seen: if part.effect.is_opening() {
                None
            } else {
                self.seen(part.position)
            },
        })
    }

    pub(super) fn amount(&self, instrument: &Instrument, minor: i64, rate: Rate) -> Amount {
        let (quote, home) = (instrument.quote, self.account.currency());
        Amount {
            currency: quote,
            minor,
            account_minor: rate.convert(minor, quote, home),
        }
    }

    /// What a fill of an order costs. With a least one, all fills of the order together cost that at least.
    fn commission(&self, id: OrderId, quantity: i64, price: i64) -> Option<Amount> {
        let order = self.orders.get(id)?;
        let instrument = &self.market(order.terms.instrument)?.instrument;
        let cost = i128::from(price).abs() * i128::from(quantity);
        if instrument.commission_min == 0 {
            return self.commission_of(instrument, quantity, cost);
        }
        let (units, cost) = (order.filled + quantity, order.cost.abs() + cost);
        let of_all = self.commission_of(instrument, units, cost)?.account_minor;
        let least = self.commission_money(instrument, -instrument.commission_min)?;
        let owed = of_all.min(least.account_minor) - order.commission;
        Some(Amount {
            currency: self.account.currency(),
            minor: owed.min(0),
            account_minor: owed.min(0),
        })
    }

    /// Of so many units that cost so many points of a unit.
    fn commission_of(&self, instrument: &Instrument, units: i64, cost: i128) -> Option<Amount> {
        match instrument.commission {
            Commission::Free => Some(Amount::zero(self.account.currency())),
            Commission::OfNotional { ppb } => {
                let (above, below) = instrument.minor_per_atom();
                let paid = round_half_even(
                    cost.saturating_mul(above * i128::from(ppb)),
                    below * 1_000_000_000,
                );
                let rate = self.rates.get(instrument.quote, self.account.currency())?;
                Some(self.amount(instrument, minor(-paid), rate))
            }
            Commission::PerLot { minor: each, lot } => {
                let paid = round_half_even(i128::from(each) * i128::from(units), lot.into());
                self.commission_money(instrument, minor(-paid))
            }
        }
    }

    /// Minor units of the currency that commissions of an instrument are in.
    fn commission_money(&self, instrument: &Instrument, minor: i64) -> Option<Amount> {
        let home = self.account.currency();
        let currency = instrument.commission_currency.unwrap_or(home);
        let rate = self.rates.get(currency, home)?;
        Some(Amount {
            currency,
            minor,
            account_minor: rate.convert(minor, currency, home),
        })
    }
}
