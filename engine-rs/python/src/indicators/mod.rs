//! Indicators, for Python.

mod bar;
mod custom;
mod params;
mod register;
mod row;
mod spec;

use numpy::PyArray1;
use numpy::ndarray::ArrayView1;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBytes, PyDict};
use tick_engine::indicators as core;
use tick_engine::indicators::Params;
use tick_engine::indicators::state::StateReader;

use bar::{column, given, one_bar, one_length, update_all};
pub(crate) use custom::{IndicatorBar, is_asked, watched};
use params::{named_params, read_params};
pub(crate) use register::{register_indicator, unregister_indicator};
use row::Row;
pub(crate) use row::{AnyRow, made, row};
pub(crate) use spec::{IndicatorSpec, OutputSpec, ParamSpec};

use crate::arguments;
use crate::door::detached;
use crate::input_error::input_error;
use crate::shared::Shared;
use crate::shown;

/// The whole table of indicators, group after group.
#[pyfunction]
pub(crate) fn indicators() -> Vec<IndicatorSpec> {
    row::rows()
        .into_iter()
        .map(|row| IndicatorSpec { row })
        .collect()
}

/// One indicator with its memory. Prices are decimals, values too: NaN until warm.
///
/// Raises InputError for an unknown name or parameter, or a value out of range.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct Indicator {
    row: Row,
    params: Params,
    state: Shared<Box<dyn core::Indicator>>,
}

#[pymethods]
impl Indicator {
    #[new]
    #[pyo3(signature = (name, /, **params))]
    fn new(
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::name)] name: String,
        params: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let row = row(py, &name)?;
        let params = read_params(py, &row, params)?;
        let state = watched(|| Ok(row.make(&params)))?;
        Ok(Self {
            row,
            state: Shared::new(state),
            params,
        })
    }

    fn __repr__(&self) -> String {
        let params = self.params.iter().map(|(spec, value)| (spec.name, value));
        format!("<Indicator {}>", shown::indicator(self.row.name(), params))
    }

    #[getter]
    fn name(&self) -> &str {
        self.row.name()
    }

    /// Every parameter with its value.
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        named_params(py, self.params.iter())
    }

    /// Bars until every output has a value, the last of them included.
    #[getter]
    fn warm_up(&self) -> PyResult<usize> {
        self.row.warm_up(&self.params)
    }

    /// The values after the last completed bar, by output.
    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.named(py, self.state.lock(py)?.values())
    }

    /// Take a completed bar; return the values after it. Raises InputError for a number that is not finite.
    #[pyo3(
        signature = (**bar),
        text_signature = "($self, /, *, open, high, low, close, volume=0.0, ticks=0, spread_mean=0.0, \
                          spread_low=0.0, spread_high=0.0, session_start=False)"
    )]
    fn update<'py>(
        &self,
        py: Python<'py>,
        bar: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let bar = one_bar(py, bar)?;
        let mut state = self.state.lock(py)?;
        watched(|| {
            state.update(&bar);
            Ok(())
        })?;
        self.named(py, state.values())
    }

    /// What `update` would return, for a forming bar; nothing changes.
    #[pyo3(
        signature = (**bar),
        text_signature = "($self, /, *, open, high, low, close, volume=0.0, ticks=0, spread_mean=0.0, \
                          spread_low=0.0, spread_high=0.0, session_start=False)"
    )]
    fn preview<'py>(
        &self,
        py: Python<'py>,
        bar: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let bar = one_bar(py, bar)?;
        let mut values = vec![f64::NAN; self.row.outputs().len()];
        let state = self.state.lock(py)?;
        watched(|| {
            state.preview(&bar, &mut values);
            Ok(())
        })?;
        self.named(py, &values)
    }

    /// Take completed bars, oldest first; return the values after each, by output, one row for each bar.
    ///
    /// Raises InputError for columns of different lengths or a number that is not finite; then no bar was taken.
    #[pyo3(
        signature = (**columns),
        text_signature = "($self, /, *, open, high, low, close, volume=None, ticks=None, spread_mean=None, \
                          spread_low=None, spread_high=None, session_start=None)"
    )]
    fn update_many<'py>(
        &self,
        py: Python<'py>,
        columns: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let arrays = given(py, columns, column)?;
        let views = arrays
            .each_ref()
            .map(|array| array.as_ref().map(|array| array.as_array()));
        let rows = one_length(&views).map_err(|fault| input_error(py, &fault, ""))?;
        let mut guard = self.state.lock(py)?;
        let state = guard.as_mut();
        let outputs = self.row.outputs().len();
        let columns = watched(|| {
            detached(py, || {
                let cell =
                    |view: &Option<ArrayView1<'_, f64>>, row| view.map_or(0.0, |view| view[row]);
                update_all(state, rows, outputs, |row| {
                    views.each_ref().map(|view| cell(view, row))
                })
            })
        })?;
        let columns = columns.map_err(|fault| input_error(py, &fault, ""))?;
        let named = PyDict::new(py);
        for (output, column) in self.row.outputs().iter().zip(columns) {
            named.set_item(output.name, PyArray1::from_vec(py, column))?;
        }
        Ok(named)
    }

    /// The memory, for `restore` of an indicator of the same name and parameters.
    fn save<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let indicator = self.state.lock(py)?;
        let state = watched(|| {
            let mut state = Vec::new();
            indicator.save(&mut state);
            Ok(state)
        })?;
        Ok(PyBytes::new(py, &state))
    }

    /// Take over a memory. Raises InputError, and keeps the present one, for bytes that are none.
    fn restore(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = arguments::state)] state: PyBackedBytes,
    ) -> PyResult<()> {
        let restored = watched(|| {
            let mut restored = self.row.make(&self.params);
            let mut reader = StateReader::new(&state);
            let loaded = restored.load(&mut reader).and_then(|()| reader.finish());
            loaded.map_err(|fault| input_error(py, &fault, self.row.name()))?;
            Ok(restored)
        })?;
        *self.state.lock(py)? = restored;
        Ok(())
    }
}

impl Indicator {
    fn named<'py>(&self, py: Python<'py>, values: &[f64]) -> PyResult<Bound<'py, PyDict>> {
        let named = PyDict::new(py);
        for (output, value) in self.row.outputs().iter().zip(values) {
            named.set_item(output.name, value)?;
        }
        Ok(named)
    }
}
