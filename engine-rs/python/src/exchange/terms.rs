//! What an account and an instrument are, as Python says it.

use std::fmt;

use pyo3::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tick_engine::calendar::DayClose;
use tick_engine::exchange::fill_model::FillModel;
use tick_engine::exchange::{Config, MarginLevels};
use tick_engine::fault::Fault;
use tick_engine::ledger::account::PositionMode;
use tick_engine::ledger::currency::Currency;
use tick_engine::ledger::instrument::{Commission, Instrument, MarginRate, Swap};

use crate::input_error::input_error;

/// What an account is opened with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountTerms {
    currency: Currency,
    mode: PositionMode,
    model: FillModel,
    margin: Option<MarginLevels>,
    seed: u64,
}

impl From<AccountTerms> for Config {
    fn from(terms: AccountTerms) -> Self {
        Self {
            instruments: Vec::new(),
            currency: terms.currency,
            mode: terms.mode,
            model: terms.model,
            margin: terms.margin,
            seed: terms.seed,
        }
    }
}

/// How an instrument trades; its hours come beside it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InstrumentTerms {
    digits: u8,
    volume_digits: u8,
    base: Option<Currency>,
    quote: Currency,
    tick_size: i64,
    quantity_min: i64,
    quantity_max: i64,
    quantity_step: i64,
    margin: MarginRate,
    commission: Commission,
    commission_currency: Option<Currency>,
    commission_min: i64,
    swap: Swap,
}

impl InstrumentTerms {
    pub(crate) fn instrument(self, hours: DayClose) -> Instrument {
        Instrument {
            digits: self.digits,
            volume_digits: self.volume_digits,
            base: self.base,
            quote: self.quote,
            tick_size: self.tick_size,
            quantity_min: self.quantity_min,
            quantity_max: self.quantity_max,
            quantity_step: self.quantity_step,
            margin: self.margin,
            commission: self.commission,
            commission_currency: self.commission_currency,
            commission_min: self.commission_min,
            swap: self.swap,
            hours,
        }
    }
}

/// Read JSON. Raises InputError that names what it is of.
pub(crate) fn read_terms<T: DeserializeOwned>(
    py: Python<'_>,
    of: &str,
    json: &[u8],
) -> PyResult<T> {
    serde_json::from_slice(json).map_err(|fault| {
        let fault = Unread {
            of: of.to_owned(),
            words: fault.to_string(),
        };
        input_error(py, &fault, "")
    })
}

/// JSON that is not what was asked for.
#[derive(Debug)]
struct Unread {
    of: String,
    words: String,
}

impl Fault for Unread {
    fn expected(&self) -> String {
        "JSON as the engine reads it".to_owned()
    }

    fn found(&self) -> String {
        self.words.clone()
    }

    fn place(&self) -> String {
        self.of.clone()
    }
}

impl std::error::Error for Unread {}

impl fmt::Display for Unread {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.of, self.words)
    }
}
