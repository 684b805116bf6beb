//! What ticks are worth, for Python.

use std::collections::BTreeMap;

use numpy::PyArray1;
use pyo3::prelude::*;
use tick_engine::open_hours::Market;
use tick_engine::quality as core;

use crate::checks::counts;
use crate::door::detached;
use crate::sessions::SessionCalendar;
use crate::shared::Shared;
use crate::ticks::TickColumns;

type Column<'py> = Bound<'py, PyArray1<i64>>;

/// Looks at ticks in time order, in tables of any size, and tells what they are worth.
///
/// A stretch of open time of at least `gap_minutes` (1 or more) without a tick is a gap.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct QualityScan {
    scan: Shared<core::QualityScan>,
}

#[pymethods]
impl QualityScan {
    #[new]
    #[pyo3(signature = (calendar, *, gap_minutes, spike_ratio = 0.005))]
    fn new(calendar: &SessionCalendar, gap_minutes: u32, spike_ratio: f64) -> Self {
        let market = Market {
            calendar: calendar.calendar(),
            gap_us: i64::from(gap_minutes.max(1)) * 60_000_000,
        };
        Self {
            scan: Shared::new(core::QualityScan::new(&market, spike_ratio)),
        }
    }

    /// Look at the next ticks.
    fn push(&self, py: Python<'_>, ticks: &TickColumns) -> PyResult<()> {
        let mut scan = self.scan.lock(py)?;
        let (scan, ticks) = (&mut *scan, ticks.view());
        detached(py, || scan.push(ticks))
    }

    /// What was found so far, in [from_us, to_us): from the first to the last tick, unless given.
    #[pyo3(signature = (*, from_us = None, to_us = None))]
    fn found(
        &self,
        py: Python<'_>,
        from_us: Option<i64>,
        to_us: Option<i64>,
    ) -> PyResult<TickQuality> {
        let scan = self.scan.lock(py)?.clone();
        let quality = detached(py, || scan.finish(from_us, to_us))?;
        Ok(TickQuality { quality })
    }
}

/// What a `QualityScan` found. Times are UTC.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct TickQuality {
    quality: core::Quality,
}

#[pymethods]
impl TickQuality {
    /// How many ticks.
    #[getter]
    fn ticks(&self) -> u64 {
        self.quality.ticks
    }

    /// Times of the first and the last tick; None when there is none.
    #[getter]
    fn ends_us(&self) -> Option<(i64, i64)> {
        self.quality.ends_us
    }

    /// How many ticks of each kind of fault, as an import counts them; no kind that there is none of.
    #[getter]
    fn counts(&self) -> BTreeMap<&'static str, u64> {
        counts(self.quality.counts)
    }

    /// The first of the minutes with the most ticks, and how many.
    #[getter]
    fn busiest(&self) -> Option<(i64, u64)> {
        self.quality.busiest
    }

    /// (from_us, to_us, market_us) of the stretches of open time without a tick, in order.
    ///
    /// From the last tick before to the first after it; `market_us` of that the market was open.
    #[getter]
    fn gaps(&self) -> Vec<(i64, i64, i64)> {
        let row = |gap: &core::Gap| (gap.from_us, gap.to_us, gap.market_us);
        self.quality.gaps.iter().map(row).collect()
    }

    /// Columns (hour since 1970, ticks, open_us, missing_us) of the hours that are open or have ticks.
    #[getter]
    fn hours<'py>(&self, py: Python<'py>) -> [Column<'py>; 4] {
        let hours = &self.quality.hours;
        [
            PyArray1::from_iter(py, hours.keys().copied()),
            PyArray1::from_iter(py, hours.values().map(|hour| hour.ticks as i64)),
            PyArray1::from_iter(py, hours.values().map(|hour| hour.open_us)),
            PyArray1::from_iter(py, hours.values().map(|hour| hour.missing_us)),
        ]
    }

    /// Columns (spread in points, how often), in order. Beyond 65,535 points within 0.1 %.
    #[getter]
    fn spreads<'py>(&self, py: Python<'py>) -> [Column<'py>; 2] {
        columns(py, &self.quality.spreads)
    }

    /// Columns (ticks in a minute, how many minutes), in order; minutes without a tick are left out.
    #[getter]
    fn rates<'py>(&self, py: Python<'py>) -> [Column<'py>; 2] {
        columns(py, &self.quality.rates)
    }
}

fn columns<'py>(py: Python<'py>, histogram: &core::Histogram) -> [Column<'py>; 2] {
    [
        PyArray1::from_iter(py, histogram.rows().map(|row| row.0)),
        PyArray1::from_iter(py, histogram.rows().map(|row| row.1 as i64)),
    ]
}
