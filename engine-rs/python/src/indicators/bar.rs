//! Bars that Python hands to an indicator by itself.

use std::fmt;

use numpy::ndarray::ArrayView1;
use numpy::{AllowTypeChange, PyArrayLike1};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use tick_engine::fault::Fault;
use tick_engine::indicators::{self as core, BarInput};

use crate::columns::{check_unmasked, kind_of};
use crate::input_error::input_error;

/// What can be told of a bar, in this order; the first four must be.
pub(super) const FIELDS: [&str; 10] = [
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
pub(super) type Cells = [f64; FIELDS.len()];

pub(super) fn bar_of(cells: Cells) -> BarInput {
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

pub(super) fn one_bar(py: Python<'_>, bar: Option<&Bound<'_, PyDict>>) -> PyResult<BarInput> {
    let cells = given(py, bar, |_, value| value.extract::<f64>())?;
    let cells = cells.map(|cell| cell.unwrap_or(0.0));
    check_finite(&cells, 0).map_err(|fault| input_error(py, &fault, ""))?;
    Ok(bar_of(cells))
}

/// The values of keyword arguments in the order of [`FIELDS`].
pub(super) fn given<'py, T>(
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

pub(super) type Column<'py> = PyArrayLike1<'py, f64, AllowTypeChange>;

pub(super) fn column<'py>(name: &'static str, array: &Bound<'py, PyAny>) -> PyResult<Column<'py>> {
    let unmasked = check_unmasked(name, array);
    unmasked.map_err(|fault| input_error(array.py(), &fault, ""))?;
    array.extract().map_err(|_| {
        let found = kind_of(array);
        input_error(array.py(), &BarFault::Type { name, found }, "")
    })
}

pub(super) fn one_length(
    views: &[Option<ArrayView1<'_, f64>>; FIELDS.len()],
) -> Result<usize, BarFault> {
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
pub(super) fn update_all(
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

/// What can be wrong with bars that Python hands in.
#[derive(Debug)]
pub(super) enum BarFault {
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
