//! Indicators that are written in Python.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tick_engine::indicators::state::{State, StateFault, StateReader};
use tick_engine::indicators::{BarInput, Indicator, Input, OutputSpec, ParamSpec, Params};
use tick_engine::mtf::DEPTH_MAX;

use super::params::named_params;
use crate::arguments::{self, Unfit};
use crate::input_error::input_error;

/// What Python said of its class when it registered it.
pub(crate) struct CustomRow {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) group: String,
    pub(super) formula: String,
    pub(super) params: &'static [ParamSpec],
    pub(super) inputs: Vec<Input>,
    pub(super) outputs: Vec<OutputSpec>,
    pub(super) class: Py<PyAny>,
}

thread_local! {
    /// What went wrong first in the work under way: an indicator answers numbers, and no errors.
    static FAILURE: RefCell<Option<PyErr>> = const { RefCell::new(None) };
    /// How many indicators of Python are being asked.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// Is an indicator of Python being asked by this thread?
pub(crate) fn is_asked() -> bool {
    ASKED.get() > 0
}

/// Do work in which indicators of Python may be asked; their first error becomes its own.
pub(crate) fn watched<T>(work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    let outer = FAILURE.take();
    let done = work();
    match FAILURE.replace(outer) {
        Some(failure) => done.and(Err(failure)),
        None => done,
    }
}

fn note(failure: PyErr) {
    FAILURE.with_borrow_mut(|first| {
        first.get_or_insert(failure);
    });
}

impl CustomRow {
    pub(super) fn warm_up(&self, py: Python<'_>, params: &Params) -> PyResult<usize> {
        let mut bars = self.class.bind(py).getattr("warm_up")?;
        if bars.is_callable() {
            let named = named_params(py, params.iter())?;
            let told = bars.call((), Some(&named));
            bars =
                told.map_err(|error| self.failure(py, "warm_up", "a number of bars", "", error))?;
        }
        let (place, expected) = (
            format!("indicator {}", self.name),
            format!("a warm_up of 1 to {DEPTH_MAX} bars"),
        );
        let count: usize = arguments::read(&bars, &place, &expected)?;
        if !(1..=DEPTH_MAX).contains(&count) {
            return Err(arguments::unfit(&bars, &place, &expected));
        }
        Ok(count)
    }

    fn new_object(&self, py: Python<'_>, params: &Params) -> PyResult<Py<PyAny>> {
        let named = named_params(py, params.iter())?;
        self.class
            .call(py, (), Some(&named))
            .map_err(|error| self.failure(py, "__init__", "to take its parameters", "", error))
    }

    /// Let the object see a bar; what it answers.
    fn ask(
        &self,
        py: Python<'_>,
        object: &Py<PyAny>,
        method: &str,
        bar: &BarInput,
    ) -> PyResult<Vec<f64>> {
        let told = object.call_method1(py, method, (IndicatorBar::of(bar),));
        let values = told.and_then(|told| self.values(py, &told));
        values.map_err(|error| {
            let count = self.outputs.len();
            let expected = format!("{count} numbers, one for each output, finite or NaN");
            let place = format!(", bar opened at {}", time_of(py, bar.open_us));
            self.failure(py, method, &expected, &place, error)
        })
    }

    fn values(&self, py: Python<'_>, told: &Py<PyAny>) -> PyResult<Vec<f64>> {
        let one = told.extract(py).map(|value| vec![value]);
        let values = one.or_else(|_| told.extract::<Vec<f64>>(py));
        match values {
            Ok(values)
                if values.len() == self.outputs.len()
                    && !values.iter().any(|value| value.is_infinite()) =>
            {
                Ok(values)
            }
            _ => {
                let found = told.bind(py).repr()?.to_string();
                Err(pyo3::exceptions::PyValueError::new_err(found))
            }
        }
    }

    fn failure(
        &self,
        py: Python<'_>,
        method: &str,
        expected: &str,
        place: &str,
        error: PyErr,
    ) -> PyErr {
        // Someone wants the program to end: that is no fault of the indicator.
        if !error.is_instance_of::<pyo3::exceptions::PyException>(py) {
            return error;
        }
        let fault = Unfit {
            expected: format!("{method} to give {expected}"),
            found: error.to_string(),
            place: format!("indicator {}{place}", self.name),
            mend: "mend the class, register it again, and attach the indicator anew".to_owned(),
        };
        let told = input_error(py, &fault, "");
        told.set_cause(py, Some(error));
        told
    }
}

fn time_of(py: Python<'_>, us: i64) -> String {
    let units = py.import("pyworkstation.domain.units");
    let text = units.and_then(|units| units.call_method1("format_time", (us,))?.extract());
    text.unwrap_or_else(|_| format!("{us} us"))
}

/// One object of a registered class. When it has failed it is asked no more: its values are NaN from then on.
pub(super) struct Custom {
    row: Arc<CustomRow>,
    params: Params,
    /// None when it has failed.
    object: Option<Py<PyAny>>,
    values: Vec<f64>,
}

impl Custom {
    pub(super) fn new(row: Arc<CustomRow>, params: Params) -> Self {
        let object = attached(|py| row.new_object(py, &params));
        Self {
            object,
            values: vec![f64::NAN; row.outputs.len()],
            row,
            params,
        }
    }

    fn ask(&self, method: &str, bar: &BarInput) -> Option<Vec<f64>> {
        let object = self.object.as_ref()?;
        attached(|py| self.row.ask(py, object, method, bar))
    }

    fn load_object(&mut self, state: &[u8]) {
        let object = attached(|py| {
            let object = self.row.new_object(py, &self.params)?;
            let loaded = object.call_method1(py, "load", (PyBytes::new(py, state),));
            let failure = |error| {
                self.row
                    .failure(py, "load", "back what save gave", "", error)
            };
            loaded.map_err(failure)?;
            Ok(object)
        });
        self.object = object;
    }
}

/// Ask Python; what goes wrong is noted.
fn attached<T>(ask: impl FnOnce(Python<'_>) -> PyResult<T>) -> Option<T> {
    ASKED.set(ASKED.get() + 1);
    let told = Python::attach(ask);
    ASKED.set(ASKED.get() - 1);
    told.map_err(note).ok()
}

impl Indicator for Custom {
    fn update(&mut self, bar: &BarInput) {
        if let Some(values) = self.ask("update", bar) {
            self.values = values;
            return;
        }
        self.object = None;
        self.values.fill(f64::NAN);
    }

    fn preview(&self, bar: &BarInput, out: &mut [f64]) {
        let values = self.ask("preview", bar).unwrap_or_default();
        out.fill(f64::NAN);
        for (cell, value) in out.iter_mut().zip(values) {
            *cell = value;
        }
    }

    fn values(&self) -> &[f64] {
        &self.values
    }

    fn copy(&self) -> Box<dyn Indicator> {
        let mut state = Vec::new();
        self.save(&mut state);
        let mut copy = Self {
            row: Arc::clone(&self.row),
            params: self.params.clone(),
            object: None,
            values: self.values.clone(),
        };
        // What cannot be read is noted, and leaves an indicator that has failed.
        let _ = copy.load(&mut StateReader::new(&state));
        Box::new(copy)
    }
}

impl State for Custom {
    fn save(&self, out: &mut Vec<u8>) {
        self.values.save(out);
        let state = self.object.as_ref().and_then(|object| {
            attached(|py| {
                let saved = object.call_method0(py, "save");
                let bytes = saved.and_then(|saved| saved.extract::<Vec<u8>>(py));
                bytes.map_err(|error| self.row.failure(py, "save", "bytes", "", error))
            })
        });
        state.is_some().save(out);
        if let Some(state) = state {
            state.len().save(out);
            out.extend(state);
        }
    }

    fn load(&mut self, input: &mut StateReader<'_>) -> Result<(), StateFault> {
        self.values.load(input)?;
        let (mut lives, mut len) = (false, 0_usize);
        lives.load(input)?;
        self.object = None;
        if lives {
            len.load(input)?;
            self.load_object(input.slice(len)?);
        }
        Ok(())
    }
}

/// What an indicator sees of a bar, completed or forming. Prices are decimals, times microseconds UTC.
#[pyclass(frozen, get_all, module = "pyworkstation._engine")]
pub(crate) struct IndicatorBar {
    open_us: i64,
    close_us: i64,
    open: f64,
    high: f64,
    low: f64,
    close: f64,
    volume: f64,
    ticks: u64,
    spread_mean: f64,
    spread_low: f64,
    spread_high: f64,
    /// Is it the first bar of a trading session?
    session_start: bool,
}

#[pymethods]
impl IndicatorBar {
    #[new]
    #[pyo3(
        signature = (
            *, open, high, low, close, open_us = 0, close_us = 0, volume = 0.0, ticks = 0, spread_mean = 0.0,
            spread_low = 0.0, spread_high = 0.0, session_start = false
        )
    )]
    #[expect(clippy::too_many_arguments, reason = "they are keyword arguments")]
    fn new(
        open: f64,
        high: f64,
        low: f64,
        close: f64,
        open_us: i64,
        close_us: i64,
        volume: f64,
        ticks: u64,
        spread_mean: f64,
        spread_low: f64,
        spread_high: f64,
        session_start: bool,
    ) -> Self {
        Self {
            open_us,
            close_us,
            open,
            high,
            low,
            close,
            volume,
            ticks,
            spread_mean,
            spread_low,
            spread_high,
            session_start,
        }
    }
}

impl IndicatorBar {
    fn of(bar: &BarInput) -> Self {
        Self {
            open_us: bar.open_us,
            close_us: bar.close_us,
            open: bar.open,
            high: bar.high,
            low: bar.low,
            close: bar.close,
            volume: bar.volume,
            ticks: bar.ticks,
            spread_mean: bar.spread_mean,
            spread_low: bar.spread_low,
            spread_high: bar.spread_high,
            session_start: bar.session_start,
        }
    }
}
