//! Margin: what may be opened, when the trader is warned, and when positions are closed for them.

use serde::{Deserialize, Serialize};

use super::SimulatedExchange;
use super::event::{Event, EventBody};
use super::market::Band;
use super::order::NewOrder;
use super::reason::Reason;
use crate::ledger::ids::{InstrumentId, PositionId};
use crate::ledger::position::Position;
use crate::ledger::rounding::{minor, round_up};
use crate::ledger::side::Side;

/// At which equity, in percent of the margin in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarginLevels {
    /// The trader is warned.
    pub call_percent: u32,
    /// Positions are closed, the one that loses most first.
    pub stop_percent: u32,
}

impl Default for MarginLevels {
    /// Warned at 100 %, closed at 50 %.
    fn default() -> Self {
        Self {
            call_percent: 100,
            stop_percent: 50,
        }
    }
}

#[derive(Clone, Copy)]
struct MarginState {
    equity: i128,
    margin: i128,
}

impl MarginState {
    /// Does the equity not even cover so many percent of the margin?
    fn is_at(self, percent: u32) -> bool {
        self.margin > 0 && self.equity * 100 <= self.margin * i128::from(percent)
    }

    /// How far the equity is from a level.
    fn distance(self, percent: u32) -> i128 {
        (self.equity - self.margin * i128::from(percent) / 100).abs()
    }

    fn told(self) -> (i64, i64) {
        (minor(self.equity), minor(self.margin))
    }
}

impl SimulatedExchange {
    /// What closing all positions at the quotes would bring, in minor units of the account; `None` while an instrument
    /// with a position has no quote or no rate.
    #[must_use]
    pub fn unrealised(&self) -> Option<i128> {
        let ids = 0..self.markets.len() as u32;
        ids.map(|id| self.unrealised_of(InstrumentId(id))).sum()
    }

    fn unrealised_of(&self, id: InstrumentId) -> Option<i128> {
        let (market, exposure) = (self.market(id)?, self.account.exposure(id));
        if exposure.gross() == 0 {
            return Some(0);
        }
        let (quote, instrument) = (market.quote?, &market.instrument);
        let rate = self.rates.get(instrument.quote, self.account.currency())?;
        let profit = instrument.quote_minor(exposure.unrealised(quote.bid, quote.ask));
        Some(self.amount(instrument, profit, rate).account_minor.into())
    }

    /// Balance and unrealised profit, in minor units of the account; `None` as [`Self::unrealised`] is.
    #[must_use]
    pub fn equity(&self) -> Option<i128> {
        Some(self.account.balance() + self.unrealised()?)
    }

    /// Margin in use, in minor units of the account, rounded up; `None` while a rate is missing.
    #[must_use]
    pub fn margin(&self) -> Option<i128> {
        let ids = (0..self.markets.len() as u32).map(InstrumentId);
        ids.map(|id| self.margin_with(id, None)).sum()
    }

    /// What is free to open more with; `None` as [`Self::unrealised`] is.
    #[must_use]
    pub fn free_margin(&self) -> Option<i128> {
        match self.levels {
            None => self.equity(),
            Some(_) => Some(self.equity()? - self.margin()?),
        }
    }

    /// Margin of an instrument, with one more position if given.
    fn margin_with(&self, id: InstrumentId, more: Option<&Position>) -> Option<i128> {
        let instrument = &self.market(id)?.instrument;
        let mut exposure = self.account.exposure(id);
        if let Some(position) = more {
            exposure.add(position);
        }
        let asked = exposure.margin(instrument);
        if asked == 0 {
            return Some(0);
        }
        let (quote, home) = (instrument.quote, self.account.currency());
        let (above, below) = self.rates.get(quote, home)?.scaled(quote, home);
        Some(round_up(i128::from(asked).saturating_mul(above), below))
    }

    /// Why a position may not grow by this much; `None` if it may.
    pub(super) fn margin_refusal(
        &self,
        terms: &NewOrder,
        quantity: i64,
        price: i64,
    ) -> Option<Reason> {
        self.levels?;
        let more = Position {
            id: PositionId(0),
            instrument: terms.instrument,
            side: terms.side,
            quantity,
            cost: i128::from(price) * i128::from(quantity),
            opened_us: 0,
            realised: 0,
            commission: 0,
            swap: 0,
        };
        let free = self.free_margin();
        let asked = self.margin_with(terms.instrument, Some(&more));
        let now = self.margin_with(terms.instrument, None);
        match (free, asked, now) {
            (Some(free), Some(asked), Some(now)) => {
                (asked - now > free.max(0)).then_some(Reason::Margin)
            }
            _ => Some(Reason::NoQuote),
        }
    }

    /// Warn, close positions, or see how far prices may go before that.
    pub(super) fn watch_margin(&mut self, out: &mut Vec<Event>) {
        let Some(levels) = self.levels else {
            return;
        };
        if !self.is_margin_stale && self.is_within_bands() {
            return;
        }
        let is_out = |state: MarginState| state.is_at(levels.stop_percent);
        if self.margin_state().is_some_and(is_out) && self.worst().is_some() {
            self.stop_out(levels, out);
        }
        if let Some(state) = self.margin_state() {
            self.warn(levels, state, out);
            self.set_bands(levels, state);
            self.is_margin_stale = is_out(state);
        }
        if self.is_margin_stale {
            // What cannot be closed now, as its market is closed, is looked at again with the next tick.
            self.next_us = i64::MIN;
        }
    }

    fn margin_state(&self) -> Option<MarginState> {
        Some(MarginState {
            equity: self.equity()?,
            margin: self.margin()?,
        })
    }

    fn warn(&mut self, levels: MarginLevels, state: MarginState, out: &mut Vec<Event>) {
        let is_low = state.is_at(levels.call_percent);
        if is_low == self.is_margin_called {
            return;
        }
        let (equity, margin) = state.told();
        self.emit(
            if is_low {
                EventBody::MarginCalled { equity, margin }
            } else {
                EventBody::MarginRestored { equity, margin }
            },
            out,
        );
    }

    fn stop_out(&mut self, levels: MarginLevels, out: &mut Vec<Event>) {
        let Some(mut state) = self.margin_state() else {
            return;
        };
        let (equity, margin) = state.told();
        self.emit(EventBody::StoppedOut { equity, margin }, out);
        self.cancel_opening(out);
        while state.is_at(levels.stop_percent) && self.close_worst(out) {
            match self.margin_state() {
                Some(next) => state = next,
                None => return,
            }
        }
    }

    /// Orders that would open more end before positions do.
    fn cancel_opening(&mut self, out: &mut Vec<Event>) {
        let open: Vec<_> = self
            .orders
            .open()
            .filter(|order| !self.is_reducing(&order.terms))
            .map(|order| order.id)
            .collect();
        for id in open {
            if self
                .orders
                .get(id)
                .is_some_and(|order| !order.status.is_closed())
            {
                self.cancel(id, Reason::StopOut, out);
            }
        }
    }

    /// Close the position that loses most; `false` when none can be closed.
    fn close_worst(&mut self, out: &mut Vec<Event>) -> bool {
        let Some(worst) = self.worst() else {
            return false;
        };
        self.close_by_venue(worst, out);
        self.account.position(worst).is_none()
    }

    /// The position that loses most of those that can be traded now.
    fn worst(&self) -> Option<PositionId> {
        let ids = self.account.position_ids();
        let losses = ids
            .into_iter()
            .filter_map(|id| Some((self.profit_now(id)?, id)));
        losses.min().map(|(_, worst)| worst)
    }

    fn profit_now(&self, id: PositionId) -> Option<i64> {
        let market = self.market(self.account.position(id)?.instrument)?;
        self.profit_of(id).filter(|_| market.is_open(self.now_us))
    }

    /// What closing a position at the quote would bring, in minor units of the account; `None` without a quote or a rate.
    #[must_use]
    pub fn profit_of(&self, id: PositionId) -> Option<i64> {
        let held = self.account.position(id)?;
        let market = self.market(held.instrument)?;
        let price = market.price(held.side.opposite())?;
        let profit = market
            .instrument
            .quote_minor(held.profit(held.quantity, price));
        let rate = self
            .rates
            .get(market.instrument.quote, self.account.currency())?;
        Some(self.amount(&market.instrument, profit, rate).account_minor)
    }

    fn is_within_bands(&self) -> bool {
        self.markets.iter().all(|market| {
            market.quote.is_none_or(|quote| {
                let Band { bid, ask } = market.margin_band;
                quote.bid > bid.0 && quote.bid < bid.1 && quote.ask > ask.0 && quote.ask < ask.1
            })
        })
    }

    fn set_bands(&mut self, levels: MarginLevels, state: MarginState) {
        let nearest = state
            .distance(levels.call_percent)
            .min(state.distance(levels.stop_percent));
        let exposed = (0..self.markets.len() as u32).map(InstrumentId);
        let exposed: Vec<InstrumentId> = exposed.collect();
        let shared = exposed
            .iter()
            .filter(|id| self.account.exposure(**id).gross() > 0)
            .count();
        for id in exposed {
            let band = self.band(id, nearest / shared.max(1) as i128);
            let market = &mut self.markets[id.index()];
            market.margin_band = band;
            market.find_quiet();
        }
    }

    /// How far prices of an instrument may go while its profit changes by no more than `allowed` minor units.
    fn band(&self, id: InstrumentId, allowed: i128) -> Band {
        let gross = self.account.exposure(id).gross();
        self.points_allowed(id, gross, allowed)
            .map_or(Band::WIDEST, |points| {
                let quote = self.market(id).and_then(|market| market.quote);
                let around = |price: Option<i64>, widest: (i64, i64)| {
                    price.map_or(widest, |price| {
                        (
                            widest.0.max(price.saturating_sub(points + 1)),
                            widest.1.min(price.saturating_add(points + 1)),
                        )
                    })
                };
                Band {
                    bid: around(quote.map(|quote| quote.bid), Band::WIDEST.bid),
                    ask: around(quote.map(|quote| quote.ask), Band::WIDEST.ask),
                }
            })
    }

    fn points_allowed(&self, id: InstrumentId, gross: i64, allowed: i128) -> Option<i64> {
        let instrument = &self.market(id).filter(|_| gross > 0)?.instrument;
        let (quote, home) = (instrument.quote, self.account.currency());
        let (above, below) = self.rates.get(quote, home)?.scaled(quote, home);
        // Both roundings, before and after, could be off by a half of each currency's minor unit.
        let spare = allowed - 2 - 2 * (above / below + 1);
        let (atom_above, atom_below) = instrument.minor_per_atom();
        let points = spare
            .max(0)
            .saturating_mul(below)
            .saturating_mul(atom_below)
            / above
                .saturating_mul(atom_above)
                .saturating_mul(gross.into());
        // A point less, so that the level itself lies outside.
        Some(minor(points.clamp(1, 1 << 60) - 1))
    }

    fn close_by_venue(&mut self, id: PositionId, out: &mut Vec<Event>) {
        let Some(held) = self.account.position(id) else {
            return;
        };
        let name = format!("!stop-out-{}", self.sequence + 1);
        let side: Side = held.side.opposite();
        let closing = NewOrder {
            reduce_only: true,
            position: Some(id),
            ..NewOrder::market(&name, held.instrument, side, held.quantity)
        };
        self.close_out(closing, out);
    }
}
