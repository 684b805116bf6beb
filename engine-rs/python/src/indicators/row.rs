//! A row of the table of indicators: ours, or one that Python has registered.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyDict;
use tick_engine::fault::Fault;
use tick_engine::indicators::made::Made;
use tick_engine::indicators::{
    self as core, IndicatorSpec, Input, OutputSpec, ParamFault, ParamSpec, Params, Value, registry,
};
use tick_engine::saved::Maker;

use super::custom::{Custom, CustomRow};
use super::params::{named_params, read_params};
use crate::input_error::input_error;

/// What Python has registered, in the order of its coming.
static CUSTOM: Mutex<Vec<Arc<CustomRow>>> = Mutex::new(Vec::new());

/// One row.
#[derive(Clone)]
pub(crate) enum Row {
    Own(&'static IndicatorSpec),
    Custom(Arc<CustomRow>),
}

/// All of them: ours, group after group, and then those of Python.
pub(super) fn rows() -> Vec<Row> {
    let own = registry::indicators().map(Row::Own);
    own.chain(custom().iter().cloned().map(Row::Custom))
        .collect()
}

/// Put a row of Python's in, in the place of one of the same name.
pub(super) fn enter(row: CustomRow) {
    let row = Arc::new(row);
    let mut rows = custom();
    match rows.iter_mut().find(|known| known.name == row.name) {
        Some(known) => *known = row,
        None => rows.push(row),
    }
}

/// Take a row of Python's out. Indicators that were made from it live on.
pub(super) fn remove(name: &str) -> Result<(), ParamFault> {
    let mut rows = custom();
    let place = rows.iter().position(|row| row.name == name);
    let place = place.ok_or_else(|| ParamFault::NoIndicator {
        name: name.to_owned(),
    })?;
    rows.remove(place);
    Ok(())
}

fn custom() -> std::sync::MutexGuard<'static, Vec<Arc<CustomRow>>> {
    // Nothing that runs while it is held can panic half-way.
    CUSTOM.lock().unwrap_or_else(PoisonError::into_inner)
}

fn find(name: &str) -> Result<Row, ParamFault> {
    let known = custom()
        .iter()
        .find(|row| row.name.eq_ignore_ascii_case(name))
        .cloned();
    match known {
        Some(row) => Ok(Row::Custom(row)),
        None => registry::find(name).map(Row::Own),
    }
}

/// The row of a name, in capitals or not.
pub(crate) fn row(py: Python<'_>, name: &str) -> PyResult<Row> {
    find(name).map_err(|fault| input_error(py, &fault, ""))
}

/// An indicator that has seen no bar, by name and keyword arguments.
pub(crate) fn made(
    py: Python<'_>,
    name: &str,
    given: Option<&Bound<'_, PyDict>>,
) -> PyResult<Made> {
    let row = row(py, name)?;
    let params = read_params(py, &row, given)?;
    row.made(&params)
}

impl Row {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Own(spec) => spec.name,
            Self::Custom(row) => &row.name,
        }
    }

    pub(super) fn title(&self) -> &str {
        match self {
            Self::Own(spec) => spec.title,
            Self::Custom(row) => &row.title,
        }
    }

    pub(super) fn group(&self) -> &str {
        match self {
            Self::Own(spec) => spec.group,
            Self::Custom(row) => &row.group,
        }
    }

    pub(super) fn formula(&self) -> &str {
        match self {
            Self::Own(spec) => spec.formula,
            Self::Custom(row) => &row.formula,
        }
    }

    pub(crate) fn params(&self) -> &'static [ParamSpec] {
        match self {
            Self::Own(spec) => spec.params,
            Self::Custom(row) => row.params,
        }
    }

    pub(super) fn inputs(&self) -> &[Input] {
        match self {
            Self::Own(spec) => spec.inputs,
            Self::Custom(row) => &row.inputs,
        }
    }

    pub(super) fn outputs(&self) -> &[OutputSpec] {
        match self {
            Self::Own(spec) => spec.outputs,
            Self::Custom(row) => &row.outputs,
        }
    }

    /// Parameters with their values, by name.
    pub(crate) fn named<'py>(
        &self,
        py: Python<'py>,
        params: &[(String, Value)],
    ) -> PyResult<Bound<'py, PyDict>> {
        let specs = self.params();
        let spec_of = |name: &str| specs.iter().find(|spec| spec.name == name);
        let known = params
            .iter()
            .filter_map(|(name, value)| Some((spec_of(name)?, value.clone())));
        named_params(py, known)
    }

    pub(super) fn warm_up(&self, params: &Params) -> PyResult<usize> {
        match self {
            Self::Own(spec) => Ok((spec.warm_up)(params)),
            Self::Custom(row) => Python::attach(|py| row.warm_up(py, params)),
        }
    }

    pub(super) fn make(&self, params: &Params) -> Box<dyn core::Indicator> {
        match self {
            Self::Own(spec) => spec.make(params),
            Self::Custom(row) => Box::new(Custom::new(Arc::clone(row), params.clone())),
        }
    }

    fn made(&self, params: &Params) -> PyResult<Made> {
        let pairs = params.iter();
        let outputs = self.outputs().iter();
        Ok(Made {
            name: self.name().to_owned(),
            params: pairs
                .map(|(spec, value)| (spec.name.to_owned(), value))
                .collect(),
            outputs: outputs.map(|output| output.name.to_owned()).collect(),
            warm_up: self.warm_up(params)?,
            reads_spread: self.inputs().contains(&Input::Spread),
            indicator: self.make(params),
        })
    }
}

/// Makes indicators again that were saved, those of Python among them.
pub(crate) struct AnyRow;

impl Maker for AnyRow {
    fn knows(&self, name: &str) -> bool {
        find(name).is_ok()
    }

    fn make(&self, name: &str, params: &[(String, Value)]) -> Result<Made, Box<dyn Fault>> {
        let boxed = |fault: ParamFault| Box::new(fault) as Box<dyn Fault>;
        let row = find(name).map_err(boxed)?;
        let params = Params::new(row.params(), params).map_err(boxed)?;
        row.made(&params).map_err(|error| {
            let found = error.to_string();
            boxed(ParamFault::NoIndicator { name: found })
        })
    }
}
