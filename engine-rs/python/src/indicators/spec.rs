//! The table of indicators, for Python: ours and those that Python has registered.

use std::fmt;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt};
use tick_engine::fault::Fault;
use tick_engine::indicators as core;
use tick_engine::indicators::{Kind, Pane, Shift, Style};

use super::params::read_params;
use super::row::Row;
use crate::input_error::input_error;
use crate::options;

/// One row of the engine's table of indicators: what there is to set, to read and to draw.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct IndicatorSpec {
    pub(super) row: Row,
}

#[pymethods]
impl IndicatorSpec {
    fn __repr__(&self) -> String {
        let params: Vec<&str> = self.row.params().iter().map(|spec| spec.name).collect();
        let name = self.row.name();
        format!(
            "<IndicatorSpec {name}({}): {}>",
            params.join(", "),
            self.row.title()
        )
    }

    /// Its name in `Indicator(name)`.
    #[getter]
    fn name(&self) -> &str {
        self.row.name()
    }

    /// Its name for people.
    #[getter]
    fn title(&self) -> &str {
        self.row.title()
    }

    /// Which others it belongs with.
    #[getter]
    fn group(&self) -> &str {
        self.row.group()
    }

    #[getter]
    fn params(&self) -> Vec<ParamSpec> {
        self.row
            .params()
            .iter()
            .map(|&spec| ParamSpec { spec })
            .collect()
    }

    /// What it reads of a bar; `source` is the price that the parameter of that name chooses.
    #[getter]
    fn inputs(&self) -> Vec<&'static str> {
        self.row
            .inputs()
            .iter()
            .map(|&input| word_of_input(input))
            .collect()
    }

    #[getter]
    fn outputs(&self) -> Vec<OutputSpec> {
        self.row
            .outputs()
            .iter()
            .map(|&spec| OutputSpec { spec })
            .collect()
    }

    /// The formula, and who published it.
    #[getter]
    fn formula(&self) -> &str {
        self.row.formula()
    }

    /// Bars until every output has a value, the last of them included; at least so many where it waits for an event.
    ///
    /// Raises InputError for a parameter that it does not have or that is out of range.
    #[pyo3(signature = (**params))]
    fn warm_up(&self, py: Python<'_>, params: Option<&Bound<'_, PyDict>>) -> PyResult<usize> {
        self.row.warm_up(&read_params(py, &self.row, params)?)
    }
}

const INPUTS: [(core::Input, &str); 8] = [
    (core::Input::Source, "source"),
    (core::Input::Open, "open"),
    (core::Input::High, "high"),
    (core::Input::Low, "low"),
    (core::Input::Close, "close"),
    (core::Input::Volume, "volume"),
    (core::Input::Spread, "spread"),
    (core::Input::Session, "session"),
];

fn word_of_input(input: core::Input) -> &'static str {
    let row = INPUTS.iter().find(|row| row.0 == input);
    row.map_or("", |row| row.1)
}

pub(super) fn input_of_word(word: &str) -> Option<core::Input> {
    INPUTS.iter().find(|row| row.1 == word).map(|row| row.0)
}

/// One parameter of an indicator.
///
/// A whole number or another one within a range, by the type of its default, or one of some words.
///
/// Raises InputError for a default out of its range, or a number without one.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct ParamSpec {
    pub(super) spec: core::ParamSpec,
}

#[pymethods]
impl ParamSpec {
    #[new]
    #[pyo3(
        signature = (name, /, *, default, minimum = None, maximum = None, words = vec![], title = None),
        text_signature = "(name, /, *, default, minimum=None, maximum=None, words=(), title=None)"
    )]
    fn new(
        py: Python<'_>,
        name: String,
        default: &Bound<'_, PyAny>,
        minimum: Option<f64>,
        maximum: Option<f64>,
        words: Vec<String>,
        title: Option<String>,
    ) -> PyResult<Self> {
        let kind = kind_of_param(default, minimum, maximum, words);
        let kind = kind.ok_or_else(|| {
            let found = default
                .repr()
                .map_or_else(|_| String::new(), |text| text.to_string());
            input_error(
                py,
                &ParamSpecFault {
                    name: name.clone(),
                    found,
                },
                "",
            )
        })?;
        let title = title.unwrap_or_else(|| name.clone());
        let spec = core::ParamSpec {
            name: kept(name),
            title: kept(title),
            kind,
        };
        Ok(Self { spec })
    }

    #[getter]
    fn name(&self) -> &'static str {
        self.spec.name
    }

    #[getter]
    fn title(&self) -> &'static str {
        self.spec.title
    }

    #[getter]
    fn kind(&self) -> &'static str {
        match self.spec.kind {
            Kind::Count { .. } => "count",
            Kind::Real { .. } => "real",
            Kind::Choice { .. } => "choice",
        }
    }

    #[getter]
    fn default<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.spec.kind {
            Kind::Count { default, .. } => Ok(default.into_pyobject(py)?.into_any()),
            Kind::Real { default, .. } => Ok(default.into_pyobject(py)?.into_any()),
            Kind::Choice { default, words } => Ok(words[default].into_pyobject(py)?.into_any()),
        }
    }

    /// None for a choice.
    #[getter]
    fn minimum(&self) -> Option<f64> {
        match self.spec.kind {
            Kind::Count { min, .. } => Some(min as f64),
            Kind::Real { min, .. } => Some(min),
            Kind::Choice { .. } => None,
        }
    }

    /// None for a choice.
    #[getter]
    fn maximum(&self) -> Option<f64> {
        match self.spec.kind {
            Kind::Count { max, .. } => Some(max as f64),
            Kind::Real { max, .. } => Some(max),
            Kind::Choice { .. } => None,
        }
    }

    /// What a choice may be; empty for numbers.
    #[getter]
    fn words(&self) -> Vec<&'static str> {
        match self.spec.kind {
            Kind::Choice { words, .. } => words.to_vec(),
            _ => Vec::new(),
        }
    }
}

/// One output of an indicator.
///
/// `overlay` is over the prices and in their unit.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct OutputSpec {
    pub(super) spec: core::OutputSpec,
}

#[pymethods]
impl OutputSpec {
    #[new]
    #[pyo3(
        signature = (name, /, *, pane = "own", style = "line"),
        text_signature = "(name, /, *, pane='own', style='line')"
    )]
    fn new(py: Python<'_>, name: String, pane: &str, style: &str) -> PyResult<Self> {
        let spec = core::OutputSpec {
            name: kept(name),
            pane: options::choose("pane", pane, &PANES)
                .map_err(|fault| input_error(py, &fault, ""))?,
            style: options::choose("style", style, &STYLES)
                .map_err(|fault| input_error(py, &fault, ""))?,
            shift: Shift::None,
        };
        Ok(Self { spec })
    }

    #[getter]
    fn name(&self) -> &'static str {
        self.spec.name
    }

    /// Over the prices, or in a pane of its own.
    #[getter]
    fn pane(&self) -> &'static str {
        word_of(&PANES, self.spec.pane)
    }

    #[getter]
    fn style(&self) -> &'static str {
        word_of(&STYLES, self.spec.style)
    }

    /// The parameter that says how many bars later it is drawn.
    #[getter]
    fn ahead(&self) -> Option<&'static str> {
        match self.spec.shift {
            Shift::Ahead(param) => Some(param),
            _ => None,
        }
    }

    /// The parameter that says how many bars earlier it is drawn.
    #[getter]
    fn back(&self) -> Option<&'static str> {
        match self.spec.shift {
            Shift::Back(param) => Some(param),
            _ => None,
        }
    }
}

const PANES: [(&str, Pane); 2] = [("overlay", Pane::Overlay), ("own", Pane::Own)];
const STYLES: [(&str, Style); 6] = [
    ("line", Style::Line),
    ("band", Style::Band),
    ("histogram", Style::Histogram),
    ("dots", Style::Dots),
    ("steps", Style::Steps),
    ("hidden", Style::Hidden),
];

fn word_of<T: PartialEq>(words: &[(&'static str, T)], wanted: T) -> &'static str {
    let row = words.iter().find(|row| row.1 == wanted);
    row.map_or("", |row| row.0)
}

/// Text for as long as the process lives: whoever registers an indicator does so a few times at most.
fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// What a parameter may be, by its default: a word among words, a whole number, or a number of a given range.
fn kind_of_param(
    default: &Bound<'_, PyAny>,
    minimum: Option<f64>,
    maximum: Option<f64>,
    words: Vec<String>,
) -> Option<Kind> {
    if let Ok(word) = default.extract::<String>() {
        let place = words.iter().position(|known| *known == word)?;
        let words: Vec<&'static str> = words.into_iter().map(kept).collect();
        return Some(Kind::Choice {
            default: place,
            words: Box::leak(words.into()),
        });
    }
    let (min, max) = (minimum?, maximum?);
    let number: f64 = default.extract().ok()?;
    if !words.is_empty() || !(min..=max).contains(&number) {
        return None;
    }
    if default.is_instance_of::<PyInt>() {
        let whole = min >= 0.0 && min.fract() == 0.0 && max.fract() == 0.0;
        return whole.then_some(Kind::Count {
            default: number as usize,
            min: min as usize,
            max: max as usize,
        });
    }
    Some(Kind::Real {
        default: number,
        min,
        max,
    })
}

/// A parameter that cannot be set.
#[derive(Debug)]
struct ParamSpecFault {
    name: String,
    found: String,
}

impl Fault for ParamSpecFault {
    fn expected(&self) -> String {
        "a default between minimum and maximum (both whole and not below 0 for a whole default), or among words".to_owned()
    }

    fn found(&self) -> String {
        self.found.clone()
    }

    fn place(&self) -> String {
        format!("parameter {}", self.name)
    }
}

impl std::error::Error for ParamSpecFault {}

impl fmt::Display for ParamSpecFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "expected {}, found {}", self.expected(), self.found)
    }
}
