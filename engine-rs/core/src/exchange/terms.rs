//! What an order must say before it is sent.

use super::SimulatedExchange;
use super::order::{Changes, Distance, NewOrder, Order, OrderKind, TimeInForce};
use super::reason::Reason;
use crate::ledger::account::PositionMode;
use crate::ledger::instrument::{Instrument, PRICE_MAX, QUANTITY_MAX};

impl SimulatedExchange {
    /// Why an order is not sent; `None` if it is.
    pub(super) fn denial(&self, terms: &NewOrder) -> Option<Reason> {
        let Some(market) = self.market(terms.instrument) else {
            return Some(Reason::UnknownInstrument);
        };
        let instrument = &market.instrument;
        let is_lone = terms.position.is_none() && terms.parent.is_none();
        let is_hedging = self.account.mode() == PositionMode::Hedging;
        let checks = [
            (
                is_quantity(instrument, terms.quantity) || self.is_all_that_is_open(terms),
                Reason::Quantity,
            ),
            (are_prices(instrument, terms.kind), Reason::Price),
            (is_distance(terms.kind), Reason::TrailingDistance),
            (self.is_in_time(terms), Reason::ExpiryPassed),
            // With hedged positions nobody could tell which one it reduces.
            (
                !(is_hedging && terms.reduce_only && is_lone),
                Reason::ReduceOnly,
            ),
            (self.has_rates(instrument), Reason::NoRate),
        ];
        let broken = checks.into_iter().find(|(is_sound, _)| !is_sound);
        broken.map(|(_, reason)| reason)
    }

    /// What remains of a position can be closed, be it smaller than the smallest order or no multiple of the step.
    fn is_all_that_is_open(&self, terms: &NewOrder) -> bool {
        let open = self
            .account
            .reducible(terms.instrument, terms.side, terms.position);
        self.is_reducing(terms) && terms.quantity == open && (1..=QUANTITY_MAX).contains(&open)
    }

    /// Is there a rate for profits, and for commissions?
    fn has_rates(&self, instrument: &Instrument) -> bool {
        let home = self.account.currency();
        let commission = instrument.commission_currency.unwrap_or(home);
        [instrument.quote, commission]
            .into_iter()
            .all(|currency| self.rates.get(currency, home).is_some())
    }

    fn is_in_time(&self, terms: &NewOrder) -> bool {
        match terms.time_in_force {
            TimeInForce::Gtd { expires_us } => expires_us > self.now_us,
            _ => true,
        }
    }

    /// Why a change is refused; `None` if it is made.
    pub(super) fn change_refusal(&self, order: &Order, changes: Changes) -> Option<Reason> {
        let instrument = &self.market(order.terms.instrument)?.instrument;
        let mut after = order.clone();
        after.change(changes);
        if after.remaining() <= 0 || !is_quantity(instrument, after.terms.quantity) {
            return Some(Reason::Quantity);
        }
        let has_place = (changes.price.is_none() || order.terms.kind.price().is_some())
            && (changes.trigger.is_none() || order.terms.kind.trigger().is_some());
        if !has_place || !are_prices(instrument, after.terms.kind) {
            return Some(Reason::Price);
        }
        let is_moved = changes.trigger.is_some() && !after.is_live();
        (is_moved && self.is_in_market(&after)).then_some(Reason::TriggerInMarket)
    }
}

fn is_quantity(instrument: &Instrument, quantity: i64) -> bool {
    (instrument.quantity_min..=instrument.quantity_max.min(QUANTITY_MAX)).contains(&quantity)
        && quantity % instrument.quantity_step == 0
}

fn are_prices(instrument: &Instrument, kind: OrderKind) -> bool {
    let prices = [kind.price(), kind.trigger()];
    prices
        .into_iter()
        .flatten()
        .all(|price| (-PRICE_MAX..=PRICE_MAX).contains(&price) && price % instrument.tick_size == 0)
}

fn is_distance(kind: OrderKind) -> bool {
    let OrderKind::TrailingStop {
        distance,
        step_points,
    } = kind
    else {
        return true;
    };
    let is_far = match distance {
        Distance::Points(points) => (1..=PRICE_MAX).contains(&points),
        Distance::Ppm(ppm) => (1..1_000_000).contains(&ppm),
    };
    is_far && (1..=PRICE_MAX).contains(&step_points)
}
