//! All timeframes at one instant, for Python: taken at once, turned into columns when asked.

use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict};
use tick_engine::mtf as core;
use tick_engine::timeframe::Timeframe;

use crate::bars::BarColumns;
use crate::input_error::input_error;
use crate::{arguments, options, shown};

/// All timeframes of an engine at one instant.
#[pyclass(frozen, sequence, module = "pyworkstation._engine")]
pub(crate) struct Snapshot {
    timeframes: Vec<core::Snapshot>,
    ticks: u64,
    late: u64,
    last_us: Option<i64>,
    figures: core::Figures,
}

impl Snapshot {
    pub(crate) fn of(engine: &core::MtfEngine) -> Self {
        Self {
            timeframes: engine.snapshot(),
            ticks: engine.ticks(),
            late: engine.late(),
            last_us: engine.last_us(),
            figures: engine.figures(),
        }
    }

    fn find(&self, py: Python<'_>, timeframe: Timeframe) -> PyResult<&core::Snapshot> {
        let mut snapshots = self.timeframes.iter();
        let found = snapshots.find(|snapshot| snapshot.timeframe == timeframe);
        found.ok_or_else(|| {
            let kept = self.timeframes.iter().map(|snapshot| snapshot.timeframe);
            let fault = core::MtfError::NotKept {
                timeframe,
                kept: kept.collect(),
            };
            input_error(py, &fault, "")
        })
    }
}

#[pymethods]
impl Snapshot {
    fn __repr__(&self) -> String {
        let timeframes = self.timeframes.iter().map(|row| row.timeframe);
        shown::state(
            "Snapshot",
            timeframes,
            [self.ticks, self.late],
            self.last_us,
        )
    }

    fn __len__(&self) -> usize {
        self.timeframes.len()
    }

    /// Names, lowest first.
    #[getter]
    fn timeframes(&self) -> Vec<String> {
        self.timeframes
            .iter()
            .map(|snapshot| snapshot.timeframe.to_string())
            .collect()
    }

    #[getter]
    fn ticks(&self) -> u64 {
        self.ticks
    }

    #[getter]
    fn late(&self) -> u64 {
        self.late
    }

    #[getter]
    fn last_us(&self) -> Option<i64> {
        self.last_us
    }

    /// Bars completed since the start. These four raise InputError for a timeframe that the engine does not keep.
    fn completed_count(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
    ) -> PyResult<u64> {
        Ok(self.find(py, timeframe)?.completed_count)
    }

    /// The last completed bar: one row, none before the first.
    fn last(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
    ) -> PyResult<BarColumns> {
        Ok(BarColumns::of(self.find(py, timeframe)?.last.as_slice()))
    }

    /// The forming bar: one row or none.
    fn forming(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
    ) -> PyResult<BarColumns> {
        Ok(BarColumns::of(self.find(py, timeframe)?.forming.as_slice()))
    }

    /// How far the forming bar has come at the last tick, from 0 to 1.
    fn progress(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = options::timeframe)] timeframe: Timeframe,
    ) -> PyResult<f64> {
        Ok(self.find(py, timeframe)?.progress)
    }

    /// The values after the last completed bar, by output; NaN until warm. Raises InputError for an id not attached then.
    fn indicator_values<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = arguments::id)] id: u64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let figure = self.figure(py, id)?;
        figure.outputs.iter().zip(figure.completed).into_py_dict(py)
    }

    /// The values for the forming bar; None without one.
    fn indicator_forming<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = arguments::id)] id: u64,
    ) -> PyResult<Option<Bound<'py, PyDict>>> {
        let figure = self.figure(py, id)?;
        let named = |values: &[f64]| figure.outputs.iter().zip(values).into_py_dict(py);
        figure.forming.map(named).transpose()
    }
}

impl Snapshot {
    fn figure(&self, py: Python<'_>, id: u64) -> PyResult<core::Figure<'_>> {
        self.figures.of(id).ok_or_else(|| {
            let ids = self.figures.ids().collect();
            input_error(py, &core::MtfError::NoIndicator { id, ids }, "")
        })
    }
}
