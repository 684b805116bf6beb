//! Checks of ticks, for Python: policies come as words, rejects go as rows.

use std::collections::{BTreeMap, HashMap};

use pyo3::prelude::*;
use tick_engine::formats::checks::{self as core, CheckSettings, Counts, Reject};
use tick_engine::formats::{FormatError, bi5, json};

use crate::door::detached;
use crate::input_error::input_error;
use crate::sessions::SessionCalendar;
use crate::ticks::TickColumns;

/// (line or record, kind, raw text, reason).
pub(crate) type RejectRow = (u64, &'static str, String, String);

/// What a file that is read in one holds.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct CheckedTicks {
    #[pyo3(get)]
    ticks: Py<TickColumns>,
    counts: Counts,
    rejects: Vec<Reject>,
}

#[pymethods]
impl CheckedTicks {
    /// How many ticks of each kind of fault there were, kept or not; no kind that there was none of.
    #[getter]
    fn counts(&self) -> BTreeMap<&'static str, u64> {
        counts(self.counts)
    }

    /// (record, kind, raw text, reason) of what was left out.
    #[getter]
    fn rejects(&self) -> Vec<RejectRow> {
        rows(self.rejects.clone())
    }
}

/// Ticks of one Dukascopy hour file, checked by these policies. Raises InputError naming the record.
#[pyfunction]
#[pyo3(signature = (
    data, *, hour_us, volume_scale, r#where, policies = None, spike_ratio = 0.005, max_rejects = 1000,
    calendar = None
))]
#[expect(clippy::too_many_arguments, reason = "keywords in Python")]
pub(crate) fn read_bi5_checked(
    py: Python<'_>,
    data: &[u8],
    hour_us: i64,
    volume_scale: i64,
    r#where: &str,
    policies: Option<HashMap<String, String>>,
    spike_ratio: f64,
    max_rejects: u64,
    calendar: Option<&SessionCalendar>,
) -> PyResult<CheckedTicks> {
    let read = detached(py, || {
        let settings = settings(policies, spike_ratio, max_rejects, calendar)?;
        bi5::read_checked(data, hour_us, volume_scale, settings)
    })?;
    checked(py, read, r#where)
}

/// Ticks of an answer of Dukascopy's newer service (its volumes are in units). Raises InputError naming the byte or tick.
#[pyfunction]
#[pyo3(signature = (
    data, *, digits, volume_scale, r#where, policies = None, spike_ratio = 0.005, max_rejects = 1000,
    calendar = None
))]
#[expect(clippy::too_many_arguments, reason = "keywords in Python")]
pub(crate) fn read_json_ticks(
    py: Python<'_>,
    data: &[u8],
    digits: u8,
    volume_scale: i64,
    r#where: &str,
    policies: Option<HashMap<String, String>>,
    spike_ratio: f64,
    max_rejects: u64,
    calendar: Option<&SessionCalendar>,
) -> PyResult<CheckedTicks> {
    let read = detached(py, || {
        let settings = settings(policies, spike_ratio, max_rejects, calendar)?;
        json::read_ticks(data, digits, volume_scale, settings)
    })?;
    checked(py, read, r#where)
}

/// Settings with these policies in place of the usual ones.
pub(crate) fn settings(
    policies: Option<HashMap<String, String>>,
    spike_ratio: f64,
    max_rejects: u64,
    calendar: Option<&SessionCalendar>,
) -> Result<CheckSettings, FormatError> {
    let usual = CheckSettings {
        spike_ratio,
        max_rejects,
        market: calendar.map(SessionCalendar::market),
        ..CheckSettings::default()
    };
    let policies = policies.unwrap_or_default();
    policies.iter().try_fold(usual, |settings, (kind, policy)| {
        settings.with_named(kind, policy)
    })
}

pub(crate) fn counts(counts: Counts) -> BTreeMap<&'static str, u64> {
    counts
        .found()
        .map(|(kind, count)| (kind.name(), count))
        .collect()
}

pub(crate) fn rows(rejects: Vec<Reject>) -> Vec<RejectRow> {
    let row = |reject: Reject| (reject.place, reject.kind.name(), reject.raw, reject.reason);
    rejects.into_iter().map(row).collect()
}

fn checked(
    py: Python<'_>,
    read: Result<core::CheckedTicks, FormatError>,
    file: &str,
) -> PyResult<CheckedTicks> {
    let read = read.map_err(|fault| input_error(py, &fault, file))?;
    Ok(CheckedTicks {
        ticks: Py::new(py, TickColumns::from(read.ticks))?,
        counts: read.counts,
        rejects: read.rejects,
    })
}
