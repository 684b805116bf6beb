//! An instrument's own sessions, for Python.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyo3::prelude::*;
use tick_engine::calendar::DayClose;
use tick_engine::open_hours::Market;
use tick_engine::sessions::{self as core, SessionRules};

use crate::input_error::input_error;

/// When an instrument trades: what `day_close` of an engine takes instead of a word.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct SessionCalendar {
    calendar: Arc<core::SessionCalendar>,
}

impl SessionCalendar {
    pub(crate) fn calendar(&self) -> Arc<core::SessionCalendar> {
        Arc::clone(&self.calendar)
    }

    /// Its market, as imports check it.
    pub(crate) fn market(&self) -> Market {
        Market::of(self.calendar())
    }

    pub(crate) fn day_close(&self) -> DayClose {
        DayClose::Sessions(Arc::clone(&self.calendar))
    }
}

#[pymethods]
impl SessionCalendar {
    #[new]
    #[pyo3(signature = (zone, *, open, day_close = "24:00", holidays = vec![], early_closes = BTreeMap::new()))]
    fn new(
        py: Python<'_>,
        zone: &str,
        open: Vec<(String, String)>,
        day_close: &str,
        holidays: Vec<String>,
        early_closes: BTreeMap<String, String>,
    ) -> PyResult<Self> {
        let early_closes: Vec<(String, String)> = early_closes.into_iter().collect();
        let rules = SessionRules::parse(zone, day_close, &open, &holidays, &early_closes);
        let calendar = rules.and_then(core::SessionCalendar::new);
        let calendar = calendar.map_err(|fault| input_error(py, &fault, ""))?;
        Ok(Self {
            calendar: Arc::new(calendar),
        })
    }

    fn __repr__(&self) -> String {
        format!("SessionCalendar('{}')", self.calendar.rules().zone)
    }
}
