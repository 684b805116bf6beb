//! The simulated exchange: commands and ticks in, events out. One core for replay, paper trading and tick backtests.
//!
//! Architecture Invariant: events are the only thing that changes orders, positions and money: [`SimulatedExchange`]
//! decides, writes an event, and applies it as whoever replays the journal does. So replayed events are the live state.
//! No clock, no I/O, no random state: the same commands, ticks and seed give the same bytes.
//! The rules, with an example each, are in `docs/simulated-exchange.md`.

mod apply;
mod arrival;
mod chance;
pub mod command;
mod contingency;
mod due;
pub mod event;
mod execution;
mod extremes;
pub mod fill_model;
mod margin;
mod market;
pub mod order;
mod orders;
mod price_ladder;
pub mod reason;
mod replay;
mod requests;
mod risk_checks;
mod rollover;
pub mod status;
mod terms;
mod ticking;
mod waiting;

pub use margin::MarginLevels;
pub use replay::ReplayFault;
pub use ticking::TickOutcome;

use std::collections::HashMap;

use due::DueQueue;
use event::{Event, EventBody};
use fill_model::FillModel;
use market::{Market, Standing};
use order::{ClientOrderId, Order};
use orders::Orders;

use crate::ledger::account::{Account, PositionMode};
use crate::ledger::currency::Currency;
use crate::ledger::ids::{InstrumentId, OrderId, PositionId};
use crate::ledger::instrument::{Instrument, InstrumentFault};
use crate::ledger::rate::{Rate, Rates};
use crate::ledger::side::Side;
use crate::risk::Risk;
use crate::ticks::Tick;

/// What an exchange is made of.
#[derive(Clone, Debug)]
pub struct Config {
    /// The instruments: the first has id 0.
    pub instruments: Vec<Instrument>,
    /// The account's currency.
    pub currency: Currency,
    /// How fills become positions.
    pub mode: PositionMode,
    /// How kind the market is.
    pub model: FillModel,
    /// When the trader is warned, and when closed out; `None` never asks for margin.
    pub margin: Option<MarginLevels>,
    /// What chance begins with.
    pub seed: u64,
}

/// A venue and one account at it.
#[derive(Clone, Debug)]
pub struct SimulatedExchange {
    model: FillModel,
    levels: Option<MarginLevels>,
    seed: u64,
    markets: Vec<Market>,
    orders: Orders,
    standing: Vec<Standing>,
    due: DueQueue,
    account: Account,
    rates: Rates,
    is_margin_called: bool,
    risk: Risk,
    marks: HashMap<PositionId, usize>,
    rollover_us: i64,
    next_us: i64,
    now_us: i64,
    sequence: u64,
    fills: u64,
    // Room for the orders that a tick touches, kept from tick to tick.
    touched: Vec<OrderId>,
    is_margin_stale: bool,
}

impl SimulatedExchange {
    /// An exchange before its first tick, its account empty.
    ///
    /// # Errors
    /// When a fact of an instrument is out of its range.
    pub fn new(config: Config) -> Result<Self, InstrumentFault> {
        config.instruments.iter().try_for_each(Instrument::check)?;
        let markets: Vec<Market> = config.instruments.into_iter().map(Market::new).collect();
        Ok(Self {
            model: config.model,
            levels: config.margin,
            seed: config.seed,
            account: Account::new(config.currency, config.mode, markets.len()),
            markets,
            orders: Orders::default(),
            standing: Vec::new(),
            due: DueQueue::default(),
            rates: Rates::default(),
            is_margin_called: false,
            risk: Risk::default(),
            marks: HashMap::new(),
            rollover_us: i64::MIN,
            next_us: i64::MIN,
            now_us: i64::MIN,
            sequence: 0,
            fills: 0,
            touched: Vec::new(),
            is_margin_stale: true,
        })
    }

    /// Give an instrument the next id, or new facts to one that is there; `instrument` is then the id that it has.
    ///
    /// # Errors
    /// When a fact of it is out of its range.
    pub fn list(
        &mut self,
        known: Option<InstrumentId>,
        instrument: Instrument,
    ) -> Result<InstrumentId, InstrumentFault> {
        instrument.check()?;
        self.is_margin_stale = true;
        self.next_us = i64::MIN;
        if let Some(id) = known
            && let Some(market) = self.markets.get_mut(id.index())
        {
            market.instrument = instrument;
            return Ok(id);
        }
        self.markets.push(Market::new(instrument));
        self.account.make_room(self.markets.len());
        Ok(InstrumentId(self.markets.len() as u32 - 1))
    }

    /// Units of the account's currency for one of `currency`, from now on. Rates are no events: fills and swaps carry
    /// what they were converted to.
    pub fn set_rate(&mut self, currency: Currency, rate: Rate) {
        self.rates.set(currency, rate);
        self.is_margin_stale = true;
        self.next_us = i64::MIN;
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// An order by the client's name.
    #[must_use]
    pub fn order(&self, name: &ClientOrderId) -> Option<&Order> {
        self.orders.by_name(name)
    }

    /// Orders that have not ended, oldest first.
    pub fn open_orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.open()
    }

    /// All orders that ever were, oldest first: the one with id n is at n - 1.
    #[must_use]
    pub fn orders(&self) -> &[Order] {
        self.orders.all()
    }

    /// An instrument's facts.
    #[must_use]
    pub fn instrument(&self, id: InstrumentId) -> Option<&Instrument> {
        Some(&self.market(id)?.instrument)
    }

    /// Has equity fallen to the level at which the trader is warned?
    #[must_use]
    pub fn is_margin_called(&self) -> bool {
        self.is_margin_called
    }

    /// The exchange's time: of the newest tick or command.
    #[must_use]
    pub fn now_us(&self) -> i64 {
        self.now_us
    }

    /// The number of the last event.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The quote of an instrument; `None` before its first tick.
    #[must_use]
    pub fn quote(&self, instrument: InstrumentId) -> Option<Tick> {
        self.market(instrument)?.quote
    }

    /// Lowest and highest price at which an open position could have been closed so far; of a restored one since then.
    #[must_use]
    pub fn seen(&self, position: PositionId) -> Option<(i64, i64)> {
        let held = self.account.position(position)?;
        let market = self.markets.get(held.instrument.index())?;
        let extremes = match held.side {
            Side::Buy => &market.bids,
            Side::Sell => &market.asks,
        };
        extremes.since(*self.marks.get(&position)?)
    }

    fn market(&self, instrument: InstrumentId) -> Option<&Market> {
        self.markets.get(instrument.index())
    }

    /// Write an event, and apply it.
    fn emit(&mut self, body: EventBody, out: &mut Vec<Event>) {
        let event = Event {
            sequence: self.sequence + 1,
            ts_us: self.now_us,
            body,
        };
        self.apply(&event);
        out.push(event);
    }
}
