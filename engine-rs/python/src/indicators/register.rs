//! Classes of Python that become indicators.

use pyo3::prelude::*;
use tick_engine::attached::OUTPUTS_MAX;
use tick_engine::indicators::{Params, registry};

use super::custom::CustomRow;
use super::row::{enter, remove};
use super::spec::{OutputSpec, ParamSpec, input_of_word};
use crate::arguments::{self, Unfit};
use crate::input_error::input_error;

/// Names that mean something else where parameters are given.
const TAKEN: [&str; 3] = ["timeframe", "name", "side"];

/// As long as the bus takes names of indicators, and of what they have.
const NAME_MAX: usize = 40;

/// Put a class into the table of indicators; see `pyworkstation.custom_indicator`, which also tries it out first.
#[pyfunction]
pub(crate) fn register_indicator(py: Python<'_>, class: Bound<'_, PyAny>) -> PyResult<()> {
    let row = row_of(&class)?;
    check(&row).map_err(|fault| input_error(py, &fault, ""))?;
    let defaults = Params::new(row.params, &[]).map_err(|fault| input_error(py, &fault, ""))?;
    row.warm_up(py, &defaults)?;
    enter(row);
    Ok(())
}

fn row_of(class: &Bound<'_, PyAny>) -> PyResult<CustomRow> {
    let name = text(class, "name")?;
    let params: Vec<PyRef<'_, ParamSpec>> = attribute(class, "params", "a list of ParamSpec")?;
    let params: Vec<_> = params.iter().map(|param| param.spec).collect();
    let outputs: Vec<PyRef<'_, OutputSpec>> = attribute(class, "outputs", "a list of OutputSpec")?;
    let words: Vec<String> = attribute(class, "inputs", "a list of words")?;
    let inputs: Result<Vec<_>, _> = words
        .iter()
        .map(|word| input_of_word(word).ok_or(word))
        .collect();
    let inputs = inputs.map_err(|word| {
        let expected = "inputs among source, open, high, low, close, volume, spread and session";
        let fault = refused(&name, expected, format!("'{word}'"));
        input_error(class.py(), &fault, "")
    })?;
    Ok(CustomRow {
        title: text(class, "title")?,
        group: text(class, "group")?,
        formula: text(class, "formula")?,
        name,
        // A table of the process, of a few rows: whoever holds one may hold it for ever.
        params: Box::leak(params.into()),
        inputs,
        outputs: outputs.iter().map(|output| output.spec).collect(),
        class: class.clone().unbind(),
    })
}

fn check(row: &CustomRow) -> Result<(), Unfit> {
    let name = &row.name;
    if !is_name(name) || registry::find(name).is_ok() {
        let expected = format!(
            "a name of capitals, digits and underscores, {NAME_MAX} of them at most, that is not one of ours"
        );
        return Err(refused(name, &expected, format!("'{name}'")));
    }
    if let Some(taken) = row.params.iter().find(|param| TAKEN.contains(&param.name)) {
        let expected = "parameters of other names than timeframe, name and side";
        return Err(refused(name, expected, taken.name.to_owned()));
    }
    if !(1..=OUTPUTS_MAX).contains(&row.outputs.len()) {
        let expected = format!("1 to {OUTPUTS_MAX} outputs");
        return Err(refused(name, &expected, row.outputs.len().to_string()));
    }
    let outputs: Vec<_> = row.outputs.iter().map(|output| output.name).collect();
    let params: Vec<_> = row.params.iter().map(|param| param.name).collect();
    check_names(name, "outputs", outputs)?;
    check_names(name, "params", params)
}

/// Parts are known by their names: as columns, as keyword arguments, on the bus.
fn check_names(indicator: &str, parts: &str, mut names: Vec<&str>) -> Result<(), Unfit> {
    if let Some(name) = names.iter().find(|name| !is_part_name(name)) {
        let expected = format!(
            "{parts} named in small letters, digits and underscores, {NAME_MAX} of them at most"
        );
        return Err(refused(indicator, &expected, format!("'{name}'")));
    }
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => {
            let expected = format!("{parts} of different names");
            Err(refused(
                indicator,
                &expected,
                format!("'{}' twice", pair[0]),
            ))
        }
    }
}

fn refused(indicator: &str, expected: &str, found: String) -> Unfit {
    Unfit {
        place: format!("indicator {indicator}"),
        expected: expected.to_owned(),
        found,
        mend: String::new(),
    }
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

/// Take a registered class out of the table; those attached live on. Raises InputError when none is called that.
#[pyfunction]
pub(crate) fn unregister_indicator(
    py: Python<'_>,
    #[pyo3(from_py_with = arguments::name)] name: String,
) -> PyResult<()> {
    remove(&name).map_err(|fault| input_error(py, &fault, "registered by Python"))
}

fn is_name(name: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= NAME_MAX
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(is_good)
}

fn is_part_name(name: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    name.len() <= NAME_MAX
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(is_good)
}
