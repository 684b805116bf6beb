//! An account: its ledger and its positions, changed by nothing but fills, swaps and deposits.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::currency::Currency;
use super::exposure::Exposure;
use super::fill::{Amount, Effect, Fill};
use super::ids::{InstrumentId, PositionId};
use super::position::Position;
use super::posting::{Ledger, LedgerAccount, into_cash};
use super::side::Side;

/// How fills become positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PositionMode {
    /// One position for each instrument; the other side closes it.
    #[default]
    Netting,
    /// Every order opens a position of its own, and closes one only when it names it.
    Hedging,
}

/// The part of an execution that falls on one position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which position; a new one has the next id.
    pub position: PositionId,
    /// How much of it.
    pub quantity: i64,
    /// What it does to it.
    pub effect: Effect,
}

/// Money and positions of one trader in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    currency: Currency,
    mode: PositionMode,
    ledger: Ledger,
    // Never iterated but in the order of ids: their order in memory is by chance.
    positions: HashMap<PositionId, Position>,
    netted: Vec<Option<PositionId>>,
    exposures: Vec<Exposure>,
    last_position: u64,
}

impl Account {
    /// An empty account for so many instruments.
    #[must_use]
    pub fn new(currency: Currency, mode: PositionMode, instruments: usize) -> Self {
        Self {
            currency,
            mode,
            ledger: Ledger::default(),
            positions: HashMap::new(),
            netted: vec![None; instruments],
            exposures: vec![Exposure::default(); instruments],
            last_position: 0,
        }
    }

    /// Room for so many instruments.
    pub(crate) fn make_room(&mut self, instruments: usize) {
        self.netted.resize(instruments, None);
        self.exposures.resize(instruments, Exposure::default());
    }

    /// Its currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// How fills become positions.
    #[must_use]
    pub fn mode(&self) -> PositionMode {
        self.mode
    }

    /// Its books.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Minor units that it holds, open positions not counted.
    #[must_use]
    pub fn balance(&self) -> i128 {
        self.ledger.total(LedgerAccount::Cash, self.currency)
    }

    /// An open position.
    #[must_use]
    pub fn position(&self, id: PositionId) -> Option<&Position> {
        self.positions.get(&id)
    }

    /// The one position of an instrument when positions are netted.
    #[must_use]
    pub fn netted(&self, instrument: InstrumentId) -> Option<&Position> {
        self.position((*self.netted.get(instrument.index())?)?)
    }

    /// Ids of the open positions, oldest first.
    #[must_use]
    pub fn position_ids(&self) -> Vec<PositionId> {
        let mut ids: Vec<PositionId> = self.positions.keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    /// What is open of an instrument.
    #[must_use]
    pub fn exposure(&self, instrument: InstrumentId) -> Exposure {
        self.exposures
            .get(instrument.index())
            .copied()
            .unwrap_or_default()
    }

    /// How much an order could at most take off: of the position that it names, or of the netted one.
    #[must_use]
    pub fn reducible(
        &self,
        instrument: InstrumentId,
        side: Side,
        named: Option<PositionId>,
    ) -> i64 {
        self.reduced(instrument, side, named)
            .map_or(0, |position| position.quantity)
    }

    fn reduced(
        &self,
        instrument: InstrumentId,
        side: Side,
        named: Option<PositionId>,
    ) -> Option<&Position> {
        let position = match self.mode {
            PositionMode::Netting => self.netted(instrument),
            PositionMode::Hedging => self.position(named?),
        };
        position.filter(|held| held.side != side && held.instrument == instrument)
    }

    /// On which positions an execution falls. `named` is the position that the order closes, `own` the one that it opened.
    #[must_use]
    pub fn parts(
        &self,
        instrument: InstrumentId,
        side: Side,
        quantity: i64,
        named: Option<PositionId>,
        own: Option<PositionId>,
    ) -> Vec<Part> {
        let reduced = self.reduced(instrument, side, named);
        let closing = reduced.map(|held| closing(held, quantity));
        let rest = quantity - closing.map_or(0, |part| part.quantity);
        // Who names a position wants that one smaller and no other.
        let is_done = rest == 0 || (named.is_some() && self.mode == PositionMode::Hedging);
        let opening = (!is_done).then(|| self.opening(instrument, side, rest, own));
        closing.into_iter().chain(opening).collect()
    }

    fn opening(
        &self,
        instrument: InstrumentId,
        side: Side,
        quantity: i64,
        own: Option<PositionId>,
    ) -> Part {
        let more_of = match self.mode {
            PositionMode::Netting => self.netted(instrument).filter(|held| held.side == side),
            PositionMode::Hedging => own.and_then(|own| self.position(own)),
        };
        Part {
            position: more_of.map_or(PositionId(self.last_position + 1), |held| held.id),
            quantity,
            effect: if more_of.is_some() {
                Effect::Adds
            } else {
                Effect::Opens
            },
        }
    }

    /// Take a fill into positions and books.
    pub(crate) fn fill(&mut self, fill: &Fill, ts_us: i64) {
        self.last_position = self.last_position.max(fill.position.0);
        self.post(fill.pnl, LedgerAccount::RealisedPnl);
        self.post(fill.commission, LedgerAccount::Commission);
        let (id, place) = (fill.position, fill.instrument.index());
        let mut position = match self.positions.remove(&id) {
            Some(position) => {
                self.exposures[place].remove(&position);
                position
            }
            None => Position::opened(fill, ts_us),
        };
        position.take(fill);
        let is_open = position.quantity > 0;
        self.netted[place] = (is_open && self.mode == PositionMode::Netting).then_some(id);
        if is_open {
            self.exposures[place].add(&position);
            self.positions.insert(id, position);
        }
    }

    /// Take the swap of a night.
    pub(crate) fn swap(&mut self, id: PositionId, amount: Amount) {
        self.post(amount, LedgerAccount::Swap);
        if let Some(position) = self.positions.get_mut(&id) {
            position.swap = position.swap.saturating_add(amount.account_minor);
        }
    }

    /// Pay in, or out if negative.
    pub(crate) fn deposit(&mut self, minor: i64) {
        let amount = Amount {
            currency: self.currency,
            minor,
            account_minor: minor,
        };
        self.post(amount, LedgerAccount::Deposits);
    }

    fn post(&mut self, amount: Amount, source: LedgerAccount) {
        if amount.minor == 0 && amount.account_minor == 0 {
            return;
        }
        let posted = self.ledger.post(&into_cash(amount, source, self.currency));
        debug_assert!(posted.is_ok(), "lines made in pairs balance");
    }
}

fn closing(held: &Position, quantity: i64) -> Part {
    Part {
        position: held.id,
        quantity: quantity.min(held.quantity),
        effect: if quantity < held.quantity {
            Effect::Reduces
        } else {
            Effect::Closes
        },
    }
}
