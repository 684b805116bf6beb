//! The state again, from the events that made it.

use std::fmt;

use super::event::{Event, EventBody};
use super::{Config, SimulatedExchange};
use crate::fault::Fault;
use crate::ledger::fill::{Effect, Fill};
use crate::ledger::instrument::{InstrumentFault, PRICE_MAX, QUANTITY_MAX};

/// Why events are not those of such an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplayFault {
    /// The instruments are not sound.
    Instrument(InstrumentFault),
    /// An event is missing, or there twice.
    Sequence {
        /// The number that should have come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An event that cannot follow those before it.
    Impossible {
        /// Its number.
        sequence: u64,
        /// Its code.
        code: &'static str,
    },
}

impl SimulatedExchange {
    /// The exchange that wrote these events, all of them from the first on. Quotes come with the next ticks; rates must
    /// be set before them.
    ///
    /// # Errors
    /// When an event is missing or cannot follow those before it.
    pub fn replay(config: Config, events: &[Event]) -> Result<Self, ReplayFault> {
        let mut exchange = Self::new(config).map_err(ReplayFault::Instrument)?;
        exchange.take_up(events)?;
        Ok(exchange)
    }

    /// Apply events that this exchange wrote before it was restored: those that follow the last one it knows.
    ///
    /// # Errors
    /// When an event is missing or cannot follow those before it; those before the bad one are applied.
    pub fn take_up(&mut self, events: &[Event]) -> Result<(), ReplayFault> {
        for event in events {
            self.admit(event)?;
            self.apply(event);
        }
        self.next_us = i64::MIN;
        Ok(())
    }

    /// Do both have the same orders, positions, money, and the same things under way? Quotes are not compared.
    #[must_use]
    pub fn is_same_state(&self, other: &Self) -> bool {
        let ladders = |exchange: &Self| {
            let markets = exchange.markets.iter();
            markets
                .map(|market| market.ladders().clone())
                .collect::<Vec<_>>()
        };
        self.orders == other.orders
            && self.standing == other.standing
            && self.due == other.due
            && self.account == other.account
            && self.is_margin_called == other.is_margin_called
            && (self.risk.state, self.risk.losses) == (other.risk.state, other.risk.losses)
            && (self.sequence, self.fills) == (other.sequence, other.fills)
            && ladders(self) == ladders(other)
    }

    fn admit(&self, event: &Event) -> Result<(), ReplayFault> {
        let expected = self.sequence + 1;
        if event.sequence != expected {
            return Err(ReplayFault::Sequence {
                expected,
                found: event.sequence,
            });
        }
        if event.ts_us >= self.now_us && self.can_follow(&event.body) {
            return Ok(());
        }
        Err(ReplayFault::Impossible {
            sequence: event.sequence,
            code: event.body.code(),
        })
    }

    fn can_follow(&self, body: &EventBody) -> bool {
        match body {
            EventBody::Initialised { order, terms } => {
                let is_new = self.orders.by_name(&terms.client_order_id).is_none();
                let has_market = self.market(terms.instrument).is_some();
                *order == self.orders.next_id() && is_new && has_market
            }
            EventBody::Filled(fill) => self.can_happen(body) && self.can_fill(fill),
            EventBody::SwapCharged { position, .. } => self.account.position(*position).is_some(),
            _ => self.can_happen(body),
        }
    }

    fn can_happen(&self, body: &EventBody) -> bool {
        body.happening().is_none_or(|(id, happening)| {
            let order = self.orders.get(id);
            order.is_some_and(|order| order.status.after(happening, order.before).is_some())
        })
    }

    fn can_fill(&self, fill: &Fill) -> bool {
        let Some(order) = self.orders.get(fill.order) else {
            return false;
        };
        let held = self.account.position(fill.position);
        let has_position = match fill.effect {
            Effect::Opens => held.is_none(),
            Effect::Adds => held.is_some_and(|held| held.side == fill.side),
            Effect::Reduces => held.is_some_and(|held| held.quantity > fill.quantity),
            Effect::Closes => held.is_some_and(|held| held.quantity == fill.quantity),
        };
        has_position
            && held.is_none_or(|held| held.instrument == fill.instrument)
            && fill.instrument == order.terms.instrument
            && (1..=order.remaining().min(QUANTITY_MAX)).contains(&fill.quantity)
            && (-2 * PRICE_MAX..=2 * PRICE_MAX).contains(&fill.price)
    }
}

impl Fault for ReplayFault {
    fn expected(&self) -> String {
        match self {
            Self::Instrument(fault) => fault.expected(),
            Self::Sequence { expected, .. } => format!("event {expected}"),
            Self::Impossible { .. } => "an event that can follow those before it".to_owned(),
        }
    }

    fn found(&self) -> String {
        match self {
            Self::Instrument(fault) => fault.found(),
            Self::Sequence { found, .. } => format!("event {found}"),
            Self::Impossible { code, .. } => (*code).to_owned(),
        }
    }

    fn place(&self) -> String {
        match self {
            Self::Instrument(fault) => fault.place(),
            Self::Sequence { expected, .. } => format!("event {expected}"),
            Self::Impossible { sequence, .. } => format!("event {sequence}"),
        }
    }

    fn mend(&self) -> String {
        "give all events of one exchange, in their order, and the instruments that it had"
            .to_owned()
    }
}

impl std::error::Error for ReplayFault {}

impl fmt::Display for ReplayFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: expected {}, found {}",
            self.place(),
            self.expected(),
            self.found()
        )
    }
}
