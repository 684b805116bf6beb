//! Parameters as Python gives them, and as it is told them.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict};
use tick_engine::indicators::{Kind, ParamSpec, Params, Value};

use super::row::Row;
use crate::arguments;
use crate::input_error::input_error;

/// A full set of parameters from keyword arguments.
pub(super) fn read_params(
    py: Python<'_>,
    row: &Row,
    given: Option<&Bound<'_, PyDict>>,
) -> PyResult<Params> {
    let params = Params::new(row.params(), &read_values(given)?);
    params.map_err(|fault| input_error(py, &fault, row.name()))
}

fn read_values(given: Option<&Bound<'_, PyDict>>) -> PyResult<Vec<(String, Value)>> {
    let mut read = Vec::new();
    for (name, value) in given.into_iter().flatten() {
        let number = value.extract().ok().map(Value::Number);
        let is_switch = value.is_exact_instance_of::<PyBool>();
        let value = number
            .filter(|_| !is_switch)
            .or_else(|| value.extract().ok().map(Value::Word))
            .ok_or_else(|| arguments::unfit(&value, &name.to_string(), "a number or a word"))?;
        read.push((name.extract()?, value));
    }
    Ok(read)
}

/// Parameters by name: words, and numbers, which are whole where the registry says so.
pub(crate) fn named_params(
    py: Python<'_>,
    params: impl Iterator<Item = (&'static ParamSpec, Value)>,
) -> PyResult<Bound<'_, PyDict>> {
    let named = PyDict::new(py);
    for (spec, value) in params {
        match (value, spec.kind) {
            (Value::Word(word), _) => named.set_item(spec.name, word)?,
            (Value::Number(number), Kind::Count { .. }) => {
                named.set_item(spec.name, number as u64)?;
            }
            (Value::Number(number), _) => named.set_item(spec.name, number)?,
        }
    }
    Ok(named)
}
