//! What is attached to an engine, for Python.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use tick_engine::attached::Attachment;
use tick_engine::indicators::registry;
use tick_engine::timeframe::Timeframe;

use crate::indicators::named_params;
use crate::options;

/// An indicator that is attached to an engine.
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
        let specs = registry::find(&self.attachment.name).map_or(&[][..], |spec| spec.params);
        let params = self.attachment.params.iter().cloned();
        let known = params.filter_map(|(name, value)| {
            Some((specs.iter().find(|spec| spec.name == name)?, value))
        });
        named_params(py, known)
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
