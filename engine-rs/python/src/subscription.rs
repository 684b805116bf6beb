//! Completed bars as they happened, for Python.

use arrow_buffer::ScalarBuffer;
use numpy::PyArray1;
use pyo3::prelude::*;
use tick_engine::bar::Bar;
use tick_engine::subscription::{self as core, Event};

use crate::bars::BarColumns;
use crate::door::detached;
use crate::mtf::MtfEngine;
use crate::numpy_out;
use crate::shared::Shared;

/// How far one reader has read the completed bars of an engine, which it keeps alive.
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
    /// What has been completed, or changed by late ticks, since the last call.
    fn take(&self, py: Python<'_>) -> PyResult<BarEvents> {
        let mut read = self.read.lock(py)?;
        let guard = self.engine.get().lock(py)?;
        let (read, engine) = (&mut *read, &*guard);
        let events = detached(py, || read.take(engine))?;
        let timeframes = engine.timeframes().map(|timeframe| timeframe.to_string());
        Ok(BarEvents::of(timeframes.collect(), &events))
    }

    /// Bars and changes that the engine had dropped before they were read.
    #[getter]
    fn missed(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.read.lock(py)?.missed())
    }
}

/// Bars as they happened, one a row.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct BarEvents {
    timeframes: Vec<String>,
    timeframe: ScalarBuffer<i64>,
    index: ScalarBuffer<i64>,
    is_revised: Vec<bool>,
    bars: BarColumns,
}

impl BarEvents {
    fn of(timeframes: Vec<String>, events: &[Event]) -> Self {
        let bars: Vec<Bar> = events.iter().map(|event| event.bar).collect();
        Self {
            timeframes,
            timeframe: events.iter().map(|event| event.timeframe as i64).collect(),
            index: events.iter().map(|event| event.index as i64).collect(),
            is_revised: events.iter().map(|event| event.is_revised).collect(),
            bars: BarColumns::of(&bars),
        }
    }
}

#[pymethods]
impl BarEvents {
    fn __len__(&self) -> usize {
        self.is_revised.len()
    }

    /// The engine's timeframes, to which `timeframe` points.
    #[getter]
    fn timeframes(&self) -> Vec<String> {
        self.timeframes.clone()
    }

    #[getter]
    fn timeframe<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        numpy_out::view(this, |events| &events.timeframe)
    }

    #[getter]
    fn index<'py>(this: &Bound<'py, Self>) -> Bound<'py, PyArray1<i64>> {
        numpy_out::view(this, |events| &events.index)
    }

    #[getter]
    fn is_revised<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<bool>> {
        PyArray1::from_slice(py, &self.is_revised)
    }

    #[getter]
    fn bars(&self) -> BarColumns {
        self.bars.clone()
    }
}
