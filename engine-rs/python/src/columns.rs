//! What can be wrong with columns that Python hands in.

use std::fmt;

use numpy::{PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use tick_engine::fault::Fault;
use tick_engine::ticks::NegativeVolume;

use crate::masked::first_masked;
use crate::ticks::COLUMNS;

/// A fault of the columns.
#[derive(Debug)]
pub(crate) enum ColumnFault {
    /// A column is not there.
    Missing {
        name: &'static str,
        present: Vec<String>,
    },
    /// A column is not of int64.
    Type { name: &'static str, found: String },
    /// A column has nulls.
    Nulls { name: &'static str, count: usize },
    /// A cell without a value.
    NoValue {
        name: &'static str,
        row: usize,
        missing: Missing,
    },
    /// A volume below zero.
    Volume(NegativeVolume),
    /// Columns differ in length.
    Lengths { lengths: Vec<(&'static str, usize)> },
    /// A column that ticks do not have.
    Unknown { name: String },
    /// What was given holds no ticks.
    NoTicks { found: String },
    /// The object offers no Arrow C stream.
    NoStream { found: String },
    /// The producer of the stream failed.
    Stream { message: String },
}

/// How a cell says that it has no value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Missing {
    Time,
    Masked,
}

impl Fault for ColumnFault {
    fn expected(&self) -> String {
        match self {
            Self::NoValue {
                missing: Missing::Time,
                ..
            } => "a time".to_owned(),
            Self::NoValue { .. } => "a value".to_owned(),
            Self::Volume(fault) => fault.expected(),
            Self::Missing { name, .. } => format!("a column {name}"),
            Self::Type { .. } => "one dimension of int64".to_owned(),
            Self::Nulls { .. } => "a value in every row".to_owned(),
            Self::Lengths { .. } => "columns of one length".to_owned(),
            Self::Unknown { .. } => format!("the columns {}", COLUMNS.join(", ")),
            Self::NoTicks { .. } => {
                "TickColumns, an Arrow table, or the columns ts_us, bid, ask and, if there are any, bid_volume and ask_volume"
                    .to_owned()
            }
            Self::NoStream { .. } => "an Arrow C stream from __arrow_c_stream__".to_owned(),
            Self::Stream { .. } => "a stream that can be read to its end".to_owned(),
        }
    }

    fn found(&self) -> String {
        match self {
            Self::NoValue {
                missing: Missing::Time,
                ..
            } => "NaT".to_owned(),
            Self::NoValue { .. } => "a masked one".to_owned(),
            Self::Volume(fault) => fault.found(),
            Self::Missing { present, .. } => format!("columns {}", present.join(", ")),
            Self::Type { found, .. } | Self::NoStream { found } | Self::NoTicks { found } => {
                found.clone()
            }
            Self::Unknown { name } => format!("'{name}'"),
            Self::Nulls { count, .. } => format!("nulls: {count}"),
            Self::Lengths { lengths } => lengths
                .iter()
                .map(|(name, rows)| format!("{name} {rows}"))
                .collect::<Vec<_>>()
                .join(", "),
            Self::Stream { message } => message.clone(),
        }
    }

    fn place(&self) -> String {
        match self {
            Self::Type { name, .. } | Self::Nulls { name, .. } => format!("column {name}"),
            Self::NoValue { name, row, .. } => format!("column {name}, row {row}"),
            Self::Volume(fault) => fault.place(),
            _ => "tick columns".to_owned(),
        }
    }

    fn mend(&self) -> String {
        match self {
            Self::Type { name: "ts_us", .. } => {
                "times are microseconds since 1970, UTC: .astype('datetime64[us]').astype('int64'); SQL: epoch_us(...)"
                    .to_owned()
            }
            Self::Type {
                name: "bid" | "ask",
                ..
            } => {
                "prices are whole points, convert them to int64 first: np.rint(price * 10**digits).astype('int64'); SQL: \
                 CAST(round(price * 10^digits) AS BIGINT)"
                    .to_owned()
            }
            Self::Type { .. } => "convert it to int64 first (SQL: CAST(... AS BIGINT))".to_owned(),
            _ => String::new(),
        }
    }
}

impl std::error::Error for ColumnFault {}

impl fmt::Display for ColumnFault {
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

/// A column that has a value in each row.
pub(crate) fn check_unmasked(
    name: &'static str,
    column: &Bound<'_, PyAny>,
) -> Result<(), ColumnFault> {
    match first_masked(column) {
        Ok(None) => Ok(()),
        Ok(Some(row)) => Err(ColumnFault::NoValue {
            name,
            row,
            missing: Missing::Masked,
        }),
        Err(_) => Err(ColumnFault::Type {
            name,
            found: kind_of(column),
        }),
    }
}

/// What an object is, for a message.
pub(crate) fn kind_of(object: &Bound<'_, PyAny>) -> String {
    match object.cast::<PyUntypedArray>() {
        Ok(array) => format!("{} of {} dimensions", array.dtype(), array.ndim()),
        Err(_) => object
            .get_type()
            .name()
            .map_or_else(|_| "an unnamed type".to_owned(), |name| name.to_string()),
    }
}
