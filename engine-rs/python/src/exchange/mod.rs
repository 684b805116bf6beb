//! The simulated exchange, for Python: commands and ticks go in, events come out, as JSON.
//!
//! JSON as the events are what the journal stores: what Python is handed is what is written, byte for byte.

mod account_view;
mod asked;
mod event_lines;
mod order_view;
mod position_view;
mod risk_view;
mod terms;

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;
use serde::Serialize;
use tick_engine::calendar::DayClose;
use tick_engine::exchange::event::Event;
use tick_engine::exchange::fill_model::FillModel;
use tick_engine::exchange::{self as core, Config};
use tick_engine::ledger::currency::Currency;
use tick_engine::ledger::ids::{InstrumentId, OrderId};
use tick_engine::ledger::rate::Rate;
use tick_engine::risk::limits::Limits;

use crate::door::detached;
use crate::exchange::account_view::AccountView;
use crate::exchange::asked::Asked;
use crate::exchange::order_view::OrderView;
use crate::exchange::position_view::PositionView;
use crate::exchange::risk_view::RiskView;
use crate::exchange::terms::{AccountTerms, InstrumentTerms, read_terms};
use crate::input_error::{bug, input_error};
use crate::shared::Shared;
use crate::tick_input::TickInput;
use crate::{arguments, options};

/// An exchange, and what its instruments are called.
pub(crate) struct Desk {
    exchange: core::SimulatedExchange,
    symbols: Vec<String>,
}

impl Desk {
    fn symbol(&self, instrument: InstrumentId) -> &str {
        self.symbols
            .get(instrument.0 as usize)
            .map_or("", String::as_str)
    }
}

/// A venue and one account at it: ticks and commands in, events out. All bytes are JSON; what `handle`, `advance` and
/// `on_ticks` return are lists of events as a journal stores them. Raises InputError for what cannot be read.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct SimulatedExchange {
    desk: Shared<Desk>,
}

#[pymethods]
impl SimulatedExchange {
    #[new]
    fn new(
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::terms)] terms: PyBackedBytes,
    ) -> PyResult<Self> {
        let terms: AccountTerms = read_terms(py, "the account", &terms)?;
        let config = Config::from(terms);
        let exchange = core::SimulatedExchange::new(config);
        let exchange = exchange.map_err(|fault| input_error(py, &fault, ""))?;
        Ok(Self {
            desk: Shared::new(Desk {
                exchange,
                symbols: Vec::new(),
            }),
        })
    }

    /// Give an instrument the next id, or new terms to the one of that symbol; its id.
    fn list_instrument(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::symbol)] symbol: String,
        #[pyo3(from_py_with = arguments::terms)] terms: PyBackedBytes,
        #[pyo3(from_py_with = options::day_close)] day_close: DayClose,
    ) -> PyResult<u32> {
        let terms: InstrumentTerms = read_terms(py, &symbol, &terms)?;
        let mut desk = self.desk.lock(py)?;
        let known = desk.symbols.iter().position(|held| *held == symbol);
        let known = known.map(|place| InstrumentId(place as u32));
        let listed = desk.exchange.list(known, terms.instrument(day_close));
        let id = listed.map_err(|fault| input_error(py, &fault, &symbol))?;
        if known.is_none() {
            desk.symbols.push(symbol);
        }
        Ok(id.0)
    }

    /// Take a command at an instant; what happens. The same command again, by its client order id, changes nothing.
    ///
    /// Rates of orders are counted by `sent_us`, microseconds of the clock on the wall, or else by the market's time.
    #[pyo3(signature = (command, now_us, *, sent_us = None))]
    fn handle<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = arguments::command)] command: PyBackedBytes,
        #[pyo3(from_py_with = arguments::now_us)] now_us: i64,
        sent_us: Option<i64>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let command: Asked = read_terms(py, "command", &command)?;
        let mut guard = self.desk.lock(py)?;
        let exchange = &mut guard.exchange;
        let events = detached(py, || {
            let mut events = Vec::new();
            exchange.sent_at(sent_us);
            exchange.handle(command.into(), now_us, &mut events);
            events
        })?;
        written(py, &events)
    }

    /// Let time pass; what happens.
    fn advance<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = arguments::now_us)] now_us: i64,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let mut guard = self.desk.lock(py)?;
        let exchange = &mut guard.exchange;
        let events = detached(py, || {
            let mut events = Vec::new();
            exchange.advance(now_us, &mut events);
            events
        })?;
        written(py, &events)
    }

    /// Take ticks in order; for each that something happened on its row and what happened.
    fn on_ticks<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = arguments::instrument)] instrument: u32,
        ticks: &Bound<'py, PyAny>,
    ) -> PyResult<Vec<(usize, Bound<'py, PyBytes>)>> {
        let input = TickInput::read(py, Some(ticks), None)?;
        let slices = input.slices();
        let mut guard = self.desk.lock(py)?;
        let exchange = &mut guard.exchange;
        let happened = detached(py, || {
            event_lines::of_ticks(exchange, InstrumentId(instrument), &slices)
        })?;
        let lines = happened.map_err(|fault| bug(py, &fault.to_string()))?;
        Ok(lines
            .into_iter()
            .map(|(row, line)| (row, PyBytes::new(py, &line)))
            .collect())
    }

    /// Take ticks that were taken before the exchange was restored: they are the quote, and nothing happens.
    fn see_again(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::instrument)] instrument: u32,
        ticks: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let input = TickInput::read(py, Some(ticks), None)?;
        let slices = input.slices();
        let mut guard = self.desk.lock(py)?;
        let exchange = &mut guard.exchange;
        detached(py, || {
            for slice in slices {
                exchange.see_again(InstrumentId(instrument), slice);
            }
        })
    }

    /// Apply events that such an exchange wrote, those after the last one known. Raises InputError for others.
    fn take_up(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::events)] events: PyBackedBytes,
    ) -> PyResult<()> {
        let events: Vec<Event> = read_terms(py, "events", &events)?;
        let mut guard = self.desk.lock(py)?;
        let exchange = &mut guard.exchange;
        let taken = detached(py, || exchange.take_up(&events))?;
        taken.map_err(|fault| input_error(py, &fault, ""))
    }

    /// What one unit of a currency costs in the account's: a quote in points, or turned over. False for none.
    #[pyo3(signature = (currency, currency_digits, points, digits, *, is_inverse = false))]
    fn set_rate(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::currency)] currency: String,
        #[pyo3(from_py_with = arguments::digits)] currency_digits: u8,
        #[pyo3(from_py_with = arguments::points)] points: i64,
        #[pyo3(from_py_with = arguments::digits)] digits: u8,
        is_inverse: bool,
    ) -> PyResult<bool> {
        let Ok(code) = <[u8; 3]>::try_from(currency.as_bytes()) else {
            return Ok(false);
        };
        let Some(rate) = Rate::of_quote(points, digits) else {
            return Ok(false);
        };
        let rate = if is_inverse { rate.inverse() } else { rate };
        let mut desk = self.desk.lock(py)?;
        desk.exchange
            .set_rate(Currency::new(code, currency_digits), rate);
        Ok(true)
    }

    /// What orders may not go beyond, from now on. Raises InputError for limits that cannot be read.
    fn set_limits(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::terms)] limits: PyBackedBytes,
    ) -> PyResult<()> {
        let limits: Limits = read_terms(py, "limits", &limits)?;
        self.desk.lock(py)?.exchange.set_limits(limits);
        Ok(())
    }

    /// How far the limits are used, in minor units of the account.
    fn risk<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let desk = self.desk.lock(py)?;
        written(py, &RiskView::of(&desk))
    }

    /// Orders by their numbers, as they stand.
    fn orders<'py>(&self, py: Python<'py>, numbers: Vec<u64>) -> PyResult<Bound<'py, PyBytes>> {
        let desk = self.desk.lock(py)?;
        let rows = numbers
            .into_iter()
            .filter_map(|number| OrderView::of_number(&desk, OrderId(number)));
        written(py, &rows.collect::<Vec<_>>())
    }

    /// Orders that have not ended, oldest first.
    fn open_orders<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let desk = self.desk.lock(py)?;
        let rows = desk.exchange.open_orders();
        written(
            py,
            &rows
                .map(|row| OrderView::of(&desk, row))
                .collect::<Vec<_>>(),
        )
    }

    /// The number of an order by the client's name for it; None when there is none.
    fn order_number(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::client_order_id)] client_order_id: String,
    ) -> PyResult<Option<u64>> {
        let name = core::order::ClientOrderId(client_order_id);
        Ok(self
            .desk
            .lock(py)?
            .exchange
            .order(&name)
            .map(|order| order.id.0))
    }

    /// How many orders there ever were: they are numbered from 1.
    #[getter]
    fn order_count(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(self.desk.lock(py)?.exchange.orders().len())
    }

    /// Open positions, oldest first.
    fn positions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let desk = self.desk.lock(py)?;
        let ids = desk.exchange.account().position_ids();
        let rows = ids.into_iter().filter_map(|id| PositionView::of(&desk, id));
        written(py, &rows.collect::<Vec<_>>())
    }

    /// Money, and what is open.
    fn account<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let desk = self.desk.lock(py)?;
        written(py, &AccountView::of(&desk.exchange))
    }

    /// Is nothing open or under way, so that ticks change nothing?
    #[getter]
    fn is_idle(&self, py: Python<'_>) -> PyResult<bool> {
        let desk = self.desk.lock(py)?;
        let has_order = desk.exchange.open_orders().next().is_some();
        Ok(!has_order && desk.exchange.account().position_ids().is_empty())
    }

    /// Have both the same orders, positions and money?
    fn is_same_state(&self, py: Python<'_>, other: &Bound<'_, Self>) -> PyResult<bool> {
        // One at a time: two threads that compare the same two must not wait for each other.
        let copy = other.get().desk.lock(py)?.exchange.clone();
        Ok(self.desk.lock(py)?.exchange.is_same_state(&copy))
    }

    /// The number of the last event.
    #[getter]
    fn sequence(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.desk.lock(py)?.exchange.sequence())
    }

    /// Time of the newest tick or command; None before any.
    #[getter]
    fn now_us(&self, py: Python<'_>) -> PyResult<Option<i64>> {
        let now_us = self.desk.lock(py)?.exchange.now_us();
        Ok((now_us != i64::MIN).then_some(now_us))
    }
}

/// The numbers of a fill profile (`perfect`, `realistic` or `worst`) as JSON. Raises InputError for another name.
#[pyfunction]
pub(crate) fn fill_profile(
    py: Python<'_>,
    #[pyo3(from_py_with = arguments::name)] name: String,
) -> PyResult<Bound<'_, PyBytes>> {
    let profiles = [
        ("perfect", FillModel::PERFECT),
        ("realistic", FillModel::REALISTIC),
        ("worst", FillModel::WORST),
    ];
    let model = options::choose("profile", &name, &profiles);
    let model = model.map_err(|fault| input_error(py, &fault, ""))?;
    written(py, &model)
}

fn written<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyBytes>> {
    let bytes = serde_json::to_vec(value).map_err(|fault| bug(py, &fault.to_string()))?;
    Ok(PyBytes::new(py, &bytes))
}
