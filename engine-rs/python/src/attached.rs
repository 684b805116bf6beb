//! What is attached to an engine, for Python.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use tick_engine::attached::Attachment;
use tick_engine::timeframe::Timeframe;

use crate::indicators::row;
use crate::{options, shown};

/// An indicator that is attached to a timeframe of an engine.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct AttachedIndicator {
    timeframe: Timeframe,
    attachment: Attachment,
}

impl AttachedIndicator {
    pub(crate) fn new(timeframe: Timeframe, attachment: Attachment) -> Self {
        Self {
            timeframe,
            attachment,
        }
    }
}

#[pymethods]
impl AttachedIndicator {
    fn __repr__(&self) -> String {
        let Attachment {
            id, name, params, ..
        } = &self.attachment;
        let params = params.iter().map(|(name, value)| (&**name, value.clone()));
        let (what, side) = (shown::indicator(name, params), self.side());
        format!(
            "<AttachedIndicator {id}: {what} of {} {side}>",
            self.timeframe
        )
    }

    /// By which the engine, its snapshots and its events are asked; never used again in this engine.
    #[getter]
    fn id(&self) -> u64 {
        self.attachment.id
    }

    #[getter]
    fn timeframe(&self) -> String {
        self.timeframe.to_string()
    }

    #[getter]
    fn side(&self) -> &'static str {
        options::word_of_side(self.attachment.side)
    }

    #[getter]
    fn name(&self) -> &str {
        &self.attachment.name
    }

    /// Every parameter with its value.
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        row(py, &self.attachment.name)?.named(py, &self.attachment.params)
    }

    /// Names of its values.
    #[getter]
    fn outputs(&self) -> Vec<String> {
        self.attachment.outputs.clone()
    }

    /// Bars until every output has a value, the last of them included.
    #[getter]
    fn warm_up(&self) -> usize {
        self.attachment.warm_up
    }
}
