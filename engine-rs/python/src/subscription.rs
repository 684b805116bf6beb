//! Completed bars as they happened, for Python.

use arrow_buffer::ScalarBuffer;
use numpy::PyArray1;
use pyo3::prelude::*;
use pyo3::types::{IntoPyDict, PyDict};
use tick_engine::bar::Bar;
use tick_engine::mtf::MtfError;
use tick_engine::subscription::{self as core, Event, EventValues, values_of};

use crate::arguments;
use crate::bars::BarColumns;
use crate::door::detached;
use crate::indicators::watched;
use crate::input_error::input_error;
use crate::mtf::MtfEngine;
use crate::numpy_out;
use crate::shared::Shared;

/// How far one reader has read the completed bars of an engine.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct Subscription {
    engine: Py<MtfEngine>,
    read: Shared<core::Subscription>,
}

impl Subscription {
    pub(crate) fn new(engine: Py<MtfEngine>, read: core::Subscription) -> Self {
        Self {
            engine,
            read: Shared::new(read),
        }
    }
}

#[pymethods]
impl Subscription {
    /// What has happened since the last call: first the bars that late ticks have changed or made, by timeframe and index;
    /// then the completed ones in the order of the ticks that completed them, the lowest timeframe first.
    fn take(&self, py: Python<'_>) -> PyResult<BarEvents> {
        let mut read = self.read.lock(py)?;
        let guard = self.engine.get().lock(py)?;
        let (read, engine) = (&mut *read, &*guard);
        let (events, values) = watched(|| {
            detached(py, || {
                let events = read.take(engine);
                let values = values_of(&events, engine);
                (events, values)
            })
        })?;
        let timeframes = engine.timeframes().map(|timeframe| timeframe.to_string());
        Ok(BarEvents::of(timeframes.collect(), &events, values))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let missed = self.read.lock(py)?.missed();
        let engine = self.engine.get().__repr__(py)?;
        Ok(format!("<Subscription to {engine}: {missed} missed>"))
    }

    /// Bars and changes that the engine had dropped before they were read.
    #[getter]
    fn missed(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.read.lock(py)?.missed())
    }
}

/// Completed bars as they happened, one a row.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct BarEvents {
    timeframes: Vec<String>,
    timeframe: ScalarBuffer<i64>,
    index: ScalarBuffer<i64>,
    is_revised: Vec<bool>,
    bars: BarColumns,
    values: Vec<EventValues>,
}

impl BarEvents {
    fn of(timeframes: Vec<String>, events: &[Event], values: Vec<EventValues>) -> Self {
        let bars: Vec<Bar> = events.iter().map(|event| event.bar).collect();
        Self {
            timeframes,
            timeframe: events.iter().map(|event| event.timeframe as i64).collect(),
            index: events.iter().map(|event| event.index as i64).collect(),
            is_revised: events.iter().map(|event| event.is_revised).collect(),
            bars: BarColumns::of(&bars),
            values,
        }
    }
}

#[pymethods]
impl BarEvents {
    fn __repr__(&self) -> String {
        let count = self.is_revised.len();
        format!("<BarEvents: {count} bars of {}>", self.timeframes.join(" "))
    }

    fn __len__(&self) -> usize {
        self.is_revised.len()
    }

    /// The engine's timeframes.
    #[getter]
    fn timeframes(&self) -> Vec<String> {
        self.timeframes.clone()
    }

    /// Place of the bar's timeframe in `timeframes`.
    #[getter]
    fn timeframe<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        numpy_out::view(this, |events| &events.timeframe)
    }

    /// Index of the bar in its timeframe since the engine's start.
    #[getter]
    fn index<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        numpy_out::view(this, |events| &events.index)
    }

    /// Was it reported before, and has a late tick changed it?
    #[getter]
    fn is_revised<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<bool>> {
        PyArray1::from_slice(py, &self.is_revised)
    }

    #[getter]
    fn bars(&self) -> BarColumns {
        self.bars.clone()
    }

    /// The values of an indicator after each bar, by output, one row for each event; NaN for bars of other timeframes.
    ///
    /// As they were when `take` was called. Raises InputError for an id that was not attached then.
    fn indicator_values<'py>(
        &self,
        py: Python<'py>,
        #[pyo3(from_py_with = arguments::id)] id: u64,
    ) -> PyResult<Bound<'py, PyDict>> {
        let Some(values) = self.values.iter().find(|values| values.id == id) else {
            let ids = self.values.iter().map(|values| values.id).collect();
            return Err(input_error(py, &MtfError::NoIndicator { id, ids }, ""));
        };
        let columns = values.columns.iter().map(|column| {
            let mut spread = vec![f64::NAN; self.is_revised.len()];
            for (&row, &value) in values.rows.iter().zip(column) {
                spread[row] = value;
            }
            PyArray1::from_vec(py, spread)
        });
        values.outputs.iter().zip(columns).into_py_dict(py)
    }
}
