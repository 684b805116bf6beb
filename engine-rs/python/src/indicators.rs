//! Indicators, for Python.

use std::fmt;

use numpy::ndarray::ArrayView1;
use numpy::{AllowTypeChange, PyArray1, PyArrayLike1};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use tick_engine::fault::Fault;
use tick_engine::indicators as core;
use tick_engine::indicators::made::Made;
use tick_engine::indicators::{BarInput, Kind, Pane, Params, Shift, Style, Value, registry};

use crate::columns::kind_of;
use crate::door::detached;
use crate::input_error::input_error;
use crate::shared::Shared;

/// All indicators.
#[pyfunction]
pub(crate) fn indicators() -> Vec<IndicatorSpec> {
    registry::indicators()
        .map(|spec| IndicatorSpec { spec })
        .collect()
}

/// One row of the engine's table of indicators.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct IndicatorSpec {
    spec: &'static core::IndicatorSpec,
}

#[pymethods]
impl IndicatorSpec {
    #[getter]
    fn name(&self) -> &'static str {
        self.spec.name
    }

    #[getter]
    fn title(&self) -> &'static str {
        self.spec.title
    }

    #[getter]
    fn group(&self) -> &'static str {
        self.spec.group
    }

    #[getter]
    fn params(&self) -> Vec<ParamSpec> {
        self.spec
            .params
            .iter()
            .map(|&spec| ParamSpec { spec })
            .collect()
    }

    #[getter]
    fn inputs(&self) -> Vec<&'static str> {
        self.spec
            .inputs
            .iter()
            .map(|&input| word_of_input(input))
            .collect()
    }

    #[getter]
    fn outputs(&self) -> Vec<OutputSpec> {
        self.spec
            .outputs
            .iter()
            .map(|&spec| OutputSpec { spec })
            .collect()
    }

    /// The formula, and who published it.
    #[getter]
    fn formula(&self) -> &'static str {
        self.spec.formula
    }

    /// Bars until every output has a value, the last of them included.
    #[pyo3(signature = (**params))]
    fn warm_up(&self, py: Python<'_>, params: Option<&Bound<'_, PyDict>>) -> PyResult<usize> {
        Ok((self.spec.warm_up)(&read_params(py, self.spec, params)?))
    }
}

fn word_of_input(input: core::Input) -> &'static str {
    match input {
        core::Input::Source => "source",
        core::Input::Open => "open",
        core::Input::High => "high",
        core::Input::Low => "low",
        core::Input::Close => "close",
        core::Input::Volume => "volume",
        core::Input::Spread => "spread",
        core::Input::Session => "session",
    }
}

/// One parameter of an indicator.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct ParamSpec {
    spec: core::ParamSpec,
}

#[pymethods]
impl ParamSpec {
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

    #[getter]
    fn minimum(&self) -> Option<f64> {
        match self.spec.kind {
            Kind::Count { min, .. } => Some(min as f64),
            Kind::Real { min, .. } => Some(min),
            Kind::Choice { .. } => None,
        }
    }

    #[getter]
    fn maximum(&self) -> Option<f64> {
        match self.spec.kind {
            Kind::Count { max, .. } => Some(max as f64),
            Kind::Real { max, .. } => Some(max),
            Kind::Choice { .. } => None,
        }
    }

    #[getter]
    fn words(&self) -> Vec<&'static str> {
        match self.spec.kind {
            Kind::Choice { words, .. } => words.to_vec(),
            _ => Vec::new(),
        }
    }
}

/// One output of an indicator.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct OutputSpec {
    spec: core::OutputSpec,
}

#[pymethods]
impl OutputSpec {
    #[getter]
    fn name(&self) -> &'static str {
        self.spec.name
    }

    #[getter]
    fn pane(&self) -> &'static str {
        match self.spec.pane {
            Pane::Overlay => "overlay",
            Pane::Own => "own",
        }
    }

    #[getter]
    fn style(&self) -> &'static str {
        match self.spec.style {
            Style::Line => "line",
            Style::Band => "band",
            Style::Histogram => "histogram",
            Style::Dots => "dots",
            Style::Steps => "steps",
            Style::Hidden => "hidden",
        }
    }

    #[getter]
    fn ahead(&self) -> Option<&'static str> {
        match self.spec.shift {
            Shift::Ahead(param) => Some(param),
            _ => None,
        }
    }

    #[getter]
    fn back(&self) -> Option<&'static str> {
        match self.spec.shift {
            Shift::Back(param) => Some(param),
            _ => None,
        }
    }
}

/// One indicator with its memory.
#[pyclass(frozen, module = "pyworkstation._engine")]
pub(crate) struct Indicator {
    spec: &'static core::IndicatorSpec,
    params: Params,
    state: Shared<Box<dyn core::Indicator>>,
}

#[pymethods]
impl Indicator {
    #[new]
    #[pyo3(signature = (name, /, **params))]
    fn new(py: Python<'_>, name: &str, params: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let spec = registry::find(name).map_err(|fault| input_error(py, &fault, ""))?;
        let params = read_params(py, spec, params)?;
        Ok(Self {
            spec,
            state: Shared::new(spec.make(&params)),
            params,
        })
    }

    #[getter]
    fn name(&self) -> &'static str {
        self.spec.name
    }

    /// Every parameter with its value.
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        named_params(py, self.params.iter())
    }

    /// Bars until every output has a value, the last of them included.
    #[getter]
    fn warm_up(&self) -> usize {
        (self.spec.warm_up)(&self.params)
    }

    /// The values after the last completed bar, by output; NaN until warm.
    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.named(py, self.state.lock(py)?.values())
    }

    /// Take a completed bar; return the values after it.
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
        state.update(&bar);
        self.named(py, state.values())
    }

    /// What `update` would return; nothing changes.
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
        let mut values = vec![f64::NAN; self.spec.outputs.len()];
        self.state.lock(py)?.preview(&bar, &mut values);
        self.named(py, &values)
    }

    /// Take completed bars, oldest first; return the values after each, by output.
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
        let outputs = self.spec.outputs.len();
        let columns = detached(py, || {
            let cell = |view: &Option<ArrayView1<'_, f64>>, row| view.map_or(0.0, |view| view[row]);
            update_all(state, rows, outputs, |row| {
                views.each_ref().map(|view| cell(view, row))
            })
        })?;
        let columns = columns.map_err(|fault| input_error(py, &fault, ""))?;
        let named = PyDict::new(py);
        for (output, column) in self.spec.outputs.iter().zip(columns) {
            named.set_item(output.name, PyArray1::from_vec(py, column))?;
        }
        Ok(named)
    }

    /// The memory as bytes, for `restore` of an indicator of the same name and parameters.
    fn save<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let mut state = Vec::new();
        self.state.lock(py)?.save(&mut state);
        Ok(PyBytes::new(py, &state))
    }

    /// Take over a memory. Raises InputError, and keeps the present one, when the bytes are no such memory.
    fn restore(&self, py: Python<'_>, state: &[u8]) -> PyResult<()> {
        let restored = self.spec.restore(&self.params, state);
        *self.state.lock(py)? =
            restored.map_err(|fault| input_error(py, &fault, self.spec.name))?;
        Ok(())
    }
}

impl Indicator {
    fn named<'py>(&self, py: Python<'py>, values: &[f64]) -> PyResult<Bound<'py, PyDict>> {
        let named = PyDict::new(py);
        for (output, value) in self.spec.outputs.iter().zip(values) {
            named.set_item(output.name, value)?;
        }
        Ok(named)
    }
}

/// What can be told of a bar, in this order; the first four must be.
const FIELDS: [&str; 10] = [
    "open",
    "high",
    "low",
    "close",
    "volume",
    "ticks",
    "spread_mean",
    "spread_low",
    "spread_high",
    "session_start",
];
const REQUIRED: usize = 4;

/// A bar as numbers in the order of [`FIELDS`].
type Cells = [f64; FIELDS.len()];

fn bar_of(cells: Cells) -> BarInput {
    let [
        open,
        high,
        low,
        close,
        volume,
        ticks,
        spread_mean,
        spread_low,
        spread_high,
        session_start,
    ] = cells;
    BarInput {
        open,
        high,
        low,
        close,
        volume,
        ticks: ticks as u64,
        spread_mean,
        spread_low,
        spread_high,
        session_start: session_start != 0.0,
        ..BarInput::default()
    }
}

fn one_bar(py: Python<'_>, bar: Option<&Bound<'_, PyDict>>) -> PyResult<BarInput> {
    let cells = given(py, bar, |_, value| value.extract::<f64>())?;
    let cells = cells.map(|cell| cell.unwrap_or(0.0));
    check_finite(&cells, 0).map_err(|fault| input_error(py, &fault, ""))?;
    Ok(bar_of(cells))
}

/// The values of keyword arguments in the order of [`FIELDS`].
fn given<'py, T>(
    py: Python<'py>,
    given: Option<&Bound<'py, PyDict>>,
    read: impl Fn(&'static str, &Bound<'py, PyAny>) -> PyResult<T>,
) -> PyResult<[Option<T>; FIELDS.len()]> {
    let mut values = [const { None }; FIELDS.len()];
    for (name, value) in given.into_iter().flatten() {
        let name: String = name.extract()?;
        let place = FIELDS.iter().position(|field| *field == name);
        let place = place.ok_or_else(|| input_error(py, &BarFault::Unknown { name }, ""))?;
        if !value.is_none() {
            values[place] = Some(read(FIELDS[place], &value)?);
        }
    }
    match values[..REQUIRED].iter().position(Option::is_none) {
        Some(place) => Err(input_error(
            py,
            &BarFault::Missing {
                name: FIELDS[place],
            },
            "",
        )),
        None => Ok(values),
    }
}

type Column<'py> = PyArrayLike1<'py, f64, AllowTypeChange>;

fn column<'py>(name: &'static str, array: &Bound<'py, PyAny>) -> PyResult<Column<'py>> {
    array.extract().map_err(|_| {
        let found = kind_of(array);
        input_error(array.py(), &BarFault::Type { name, found }, "")
    })
}

fn one_length(views: &[Option<ArrayView1<'_, f64>>; FIELDS.len()]) -> Result<usize, BarFault> {
    let rows = views[0].map_or(0, |view| view.len());
    for (name, view) in FIELDS.into_iter().zip(views) {
        match view.map(|view| view.len()) {
            Some(found) if found != rows => return Err(BarFault::Length { name, rows, found }),
            _ => {}
        }
    }
    Ok(rows)
}

/// Feed all rows, once each is known to be in order.
fn update_all(
    state: &mut dyn core::Indicator,
    rows: usize,
    outputs: usize,
    cells: impl Fn(usize) -> Cells,
) -> Result<Vec<Vec<f64>>, BarFault> {
    (0..rows).try_for_each(|row| check_finite(&cells(row), row))?;
    let mut columns = vec![Vec::with_capacity(rows); outputs];
    for row in 0..rows {
        state.update(&bar_of(cells(row)));
        for (column, &value) in columns.iter_mut().zip(state.values()) {
            column.push(value);
        }
    }
    Ok(columns)
}

fn check_finite(cells: &Cells, row: usize) -> Result<(), BarFault> {
    match FIELDS
        .into_iter()
        .zip(cells)
        .find(|(_, cell)| !cell.is_finite())
    {
        Some((name, &found)) => Err(BarFault::NotFinite { name, row, found }),
        None => Ok(()),
    }
}

fn read_params(
    py: Python<'_>,
    spec: &'static core::IndicatorSpec,
    given: Option<&Bound<'_, PyDict>>,
) -> PyResult<Params> {
    let params = spec.params(&read_values(given)?);
    params.map_err(|fault| input_error(py, &fault, spec.name))
}

fn read_values(given: Option<&Bound<'_, PyDict>>) -> PyResult<Vec<(String, Value)>> {
    let mut read = Vec::new();
    for (name, value) in given.into_iter().flatten() {
        let number = value.extract().map(Value::Number);
        let value = number.or_else(|_| value.extract().map(Value::Word))?;
        read.push((name.extract()?, value));
    }
    Ok(read)
}

/// An indicator that has seen no bar, by name and keyword arguments.
pub(crate) fn made(
    py: Python<'_>,
    name: &str,
    given: Option<&Bound<'_, PyDict>>,
) -> PyResult<Made> {
    let spec = registry::find(name).map_err(|fault| input_error(py, &fault, ""))?;
    Ok(Made::of(spec, &read_params(py, spec, given)?))
}

/// Parameters by name: words, and numbers, which are whole where the registry says so.
pub(crate) fn named_params(
    py: Python<'_>,
    params: impl Iterator<Item = (ParamSpecRow, Value)>,
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

type ParamSpecRow = &'static core::ParamSpec;

/// What can be wrong with bars that Python hands in.
#[derive(Debug)]
enum BarFault {
    Unknown {
        name: String,
    },
    Missing {
        name: &'static str,
    },
    Type {
        name: &'static str,
        found: String,
    },
    Length {
        name: &'static str,
        rows: usize,
        found: usize,
    },
    NotFinite {
        name: &'static str,
        row: usize,
        found: f64,
    },
}

impl Fault for BarFault {
    fn expected(&self) -> String {
        match self {
            Self::Unknown { .. } => FIELDS.join(", "),
            Self::Missing { .. } => FIELDS[..REQUIRED].join(", "),
            Self::Type { .. } => "one dimension of numbers".to_owned(),
            Self::Length { rows, .. } => format!("{rows} rows, as in {}", FIELDS[0]),
            Self::NotFinite { .. } => "a finite number".to_owned(),
        }
    }

    fn found(&self) -> String {
        match self {
            Self::Unknown { name } => format!("'{name}'"),
            Self::Missing { name } => format!("no {name}"),
            Self::Type { found, .. } => found.clone(),
            Self::Length { found, .. } => format!("{found} rows"),
            Self::NotFinite { found, .. } => found.to_string(),
        }
    }

    fn place(&self) -> String {
        match self {
            Self::Unknown { .. } | Self::Missing { .. } => "a bar for an indicator".to_owned(),
            Self::Type { name, .. } | Self::Length { name, .. } => format!("column {name}"),
            Self::NotFinite { name, row, .. } => format!("{name}, row {row}"),
        }
    }

    fn mend(&self) -> String {
        match self {
            Self::NotFinite { .. } => "leave out bars without prices".to_owned(),
            _ => String::new(),
        }
    }
}

impl std::error::Error for BarFault {}

impl fmt::Display for BarFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: expected {}, found {}",
            self.place(),
            self.expected(),
            self.found()
        )
    }
}
