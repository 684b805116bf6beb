//! Classes of Python that become indicators.

use std::fmt;

use pyo3::prelude::*;
use tick_engine::attached::OUTPUTS_MAX;
use tick_engine::fault::Fault;
use tick_engine::indicators::registry;

use super::custom::CustomRow;
use super::row::{enter, remove};
use super::spec::{OutputSpec, ParamSpec, input_of_word};
use crate::arguments;
use crate::input_error::input_error;

/// Names that mean something else where parameters are given.
const TAKEN: [&str; 3] = ["timeframe", "name", "side"];

/// Put a class into the table of indicators.
#[pyfunction]
pub(crate) fn register_indicator(py: Python<'_>, class: Bound<'_, PyAny>) -> PyResult<()> {
    let name = text(&class, "name")?;
    let params: Vec<PyRef<'_, ParamSpec>> = attribute(&class, "params", "a list of ParamSpec")?;
    let params: Vec<_> = params.iter().map(|param| param.spec).collect();
    let outputs: Vec<PyRef<'_, OutputSpec>> = attribute(&class, "outputs", "a list of OutputSpec")?;
    let words: Vec<String> = attribute(&class, "inputs", "a list of words")?;
    let refused = |expected: &str, found: String| {
        let fault = ClassFault {
            name: name.clone(),
            expected: expected.to_owned(),
            found,
        };
        input_error(py, &fault, "")
    };
    if !is_name(&name) || registry::find(&name).is_ok() {
        let expected = "a name of capitals, digits and underscores that is not one of ours";
        return Err(refused(expected, format!("'{name}'")));
    }
    if let Some(taken) = params.iter().find(|param| TAKEN.contains(&param.name)) {
        let expected = "parameters of other names than timeframe, name and side";
        return Err(refused(expected, taken.name.to_owned()));
    }
    if !(1..=OUTPUTS_MAX).contains(&outputs.len()) {
        let expected = format!("1 to {OUTPUTS_MAX} outputs");
        return Err(refused(&expected, outputs.len().to_string()));
    }
    let inputs: Result<Vec<_>, _> = words
        .iter()
        .map(|word| input_of_word(word).ok_or(word))
        .collect();
    let inputs = inputs.map_err(|word| {
        let expected = "inputs among source, open, high, low, close, volume, spread and session";
        refused(expected, format!("'{word}'"))
    })?;
    enter(CustomRow {
        title: text(&class, "title")?,
        group: text(&class, "group")?,
        formula: text(&class, "formula")?,
        name,
        // A table of the process, of a few rows: whoever holds one may hold it for ever.
        params: Box::leak(params.into()),
        inputs,
        outputs: outputs.iter().map(|output| output.spec).collect(),
        class: class.unbind(),
    });
    Ok(())
}

fn text(class: &Bound<'_, PyAny>, name: &str) -> PyResult<String> {
    attribute(class, name, "text")
}

fn attribute<'py, T>(class: &Bound<'py, PyAny>, name: &str, expected: &str) -> PyResult<T>
where
    T: for<'a> FromPyObject<'a, 'py>,
{
    let Ok(value) = class.getattr(name) else {
        let expected = format!("a class with the attribute {name}");
        return Err(arguments::unfit(class, "register_indicator", &expected));
    };
    arguments::read(&value, name, expected)
}

/// Take a registered class out of the table.
#[pyfunction]
pub(crate) fn unregister_indicator(
    py: Python<'_>,
    #[pyo3(from_py_with = arguments::name)] name: String,
) -> PyResult<()> {
    remove(&name).map_err(|fault| input_error(py, &fault, "registered by Python"))
}

fn is_name(name: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.starts_with(|first: char| first.is_ascii_uppercase()) && name.bytes().all(is_good)
}

/// A class that is no indicator.
#[derive(Debug)]
struct ClassFault {
    name: String,
    expected: String,
    found: String,
}

impl Fault for ClassFault {
    fn expected(&self) -> String {
        self.expected.clone()
    }

    fn found(&self) -> String {
        self.found.clone()
    }

    fn place(&self) -> String {
        format!("indicator {}", self.name)
    }
}

impl std::error::Error for ClassFault {}

impl fmt::Display for ClassFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "expected {}, found {}", self.expected, self.found)
    }
}
