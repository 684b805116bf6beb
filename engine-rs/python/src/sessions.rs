//! An instrument's own sessions, for Python.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict, PyMapping, PyString, PyTuple};
use tick_engine::calendar::DayClose;
use tick_engine::open_hours::Market;
use tick_engine::sessions::{self as core, SessionRules};

use crate::arguments::{read, unfit};
use crate::input_error::input_error;

/// When an instrument trades. Every minute belongs to a trading date: the local one, or after `day_close` the next.
///
/// A date without open time - a weekend, a holiday - is none: what is quoted then belongs to the next trading date, as
/// does what is quoted in the break before its open. Day bars run from a session's close to the next one's and are
/// labelled with their open; weeks and months are made of whole trading dates.
///
/// For instance `SessionCalendar("America/Chicago", day_close="17:00", open=[("Sun 17:00", "Mon 16:00"), ...],
/// holidays=[date(2025, 12, 25)], early_closes={"2025-11-28": "12:15"})`.
///
/// `zone` is an IANA name; times are local, holidays and early closes trading dates. An interval that ends before it begins
/// goes on into the next week, and from a midnight or a `day_close` to the same one is all week. Raises InputError for what is
/// not written so, for intervals that overlap or begin and end at another same time, and for an early close of a trading day that does not lie between
/// its open and its close. Equal ones have been made of the same; they can be pickled.
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

    fn rules(&self) -> &SessionRules {
        self.calendar.rules()
    }
}

#[pymethods]
impl SessionCalendar {
    #[new]
    #[pyo3(
        signature = (zone, *, open, day_close = None, holidays = None, early_closes = None),
        text_signature = "(zone, *, open, day_close='24:00', holidays=(), early_closes={})"
    )]
    fn new(
        zone: &Bound<'_, PyAny>,
        open: &Bound<'_, PyAny>,
        day_close: Option<&Bound<'_, PyAny>>,
        holidays: Option<&Bound<'_, PyAny>>,
        early_closes: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let py = zone.py();
        let rules = SessionRules::parse(
            &read::<String>(zone, "zone", "an IANA time zone such as America/Chicago")?,
            &match day_close {
                Some(day_close) => read(day_close, "day_close", CLOCK)?,
                None => "24:00".to_owned(),
            },
            &intervals(open)?,
            &holidays.map(dates).transpose()?.unwrap_or_default(),
            &early_closes.map(closes).transpose()?.unwrap_or_default(),
        );
        let calendar = rules.and_then(core::SessionCalendar::new);
        let calendar = calendar.map_err(|fault| input_error(py, &fault, ""))?;
        Ok(Self {
            calendar: Arc::new(calendar),
        })
    }

    fn __repr__(&self) -> String {
        format!("SessionCalendar('{}')", self.rules().zone)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let other = other.cast::<Self>();
        other.is_ok_and(|other| other.get().calendar == self.calendar)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let rules = self.rules();
        (&rules.zone, &rules.open, rules.day_close).hash(&mut hasher);
        hasher.finish()
    }

    /// What makes an equal one: so it is pickled and copied.
    fn __getnewargs_ex__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let named = PyDict::new(py);
        named.set_item("open", self.open())?;
        named.set_item("day_close", self.day_close_word())?;
        named.set_item("holidays", self.holidays())?;
        named.set_item("early_closes", self.early_closes(py)?)?;
        Ok((PyTuple::new(py, [self.zone()])?, named))
    }

    #[getter]
    fn zone(&self) -> &str {
        &self.rules().zone
    }

    /// The weekly hours in which it is open.
    #[getter]
    fn open(&self) -> Vec<(String, String)> {
        self.rules().open_words()
    }

    #[getter(day_close)]
    fn day_close_word(&self) -> String {
        self.rules().day_close_word()
    }

    #[getter]
    fn holidays(&self) -> Vec<String> {
        self.rules().holiday_words()
    }

    #[getter]
    fn early_closes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.rules().early_close_words().into_py_dict(py)
    }
}

const CLOCK: &str = "a time such as 17:00";
const DATE: &str = "a date such as 2025-12-25";
const INTERVAL: &str = "a list of pairs such as ('Sun 17:00', 'Fri 17:00')";

fn intervals(value: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String)>> {
    let pairs: Vec<Vec<String>> = read(value, "open", INTERVAL)?;
    let pairs = pairs.into_iter().map(<[String; 2]>::try_from);
    let pairs = pairs.map(|pair| pair.map(<(String, String)>::from));
    pairs
        .collect::<Result<_, _>>()
        .map_err(|_| unfit(value, "open", INTERVAL))
}

fn dates(value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let is_text = value.is_instance_of::<PyString>();
    let items = value.try_iter().ok().filter(|_| !is_text);
    let items = items.ok_or_else(|| unfit(value, "holidays", "a list of dates"))?;
    items.map(|item| date(&item?, "holidays")).collect()
}

fn closes(value: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String)>> {
    let place = "early_closes";
    let mapping = value
        .cast::<PyMapping>()
        .map_err(|_| unfit(value, place, "times by date: {'2025-11-28': '12:15'}"))?;
    let items = mapping.items()?;
    items
        .iter()
        .map(|item| {
            let (day, clock): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            Ok((date(&day, place)?, read(&clock, place, CLOCK)?))
        })
        .collect()
}

/// Text, or a `datetime.date`. A `datetime` is refused: which date it means depends on a zone.
fn date(value: &Bound<'_, PyAny>, place: &str) -> PyResult<String> {
    let py = value.py();
    let dates = py.import(intern!(py, "datetime"))?;
    let dates = dates.getattr(intern!(py, "date"))?;
    if value.get_type().is(&dates) {
        return value.call_method0("isoformat")?.extract();
    }
    read(value, place, DATE)
}
