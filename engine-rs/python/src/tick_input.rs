//! Ticks as an engine takes them: columns of ours, an Arrow stream, or NumPy columns; without a copy where they are
//! int64 and lie in one piece.

use numpy::{PyArrayDescrMethods, PyReadonlyArray1, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyMapping};
use tick_engine::ticks::TickSlice;

use crate::arrow_in::{self, Batches};
use crate::columns::{ColumnFault, Missing, check_unmasked, kind_of};
use crate::input_error::input_error;
use crate::ticks::{COLUMN_COUNT, COLUMNS, TickColumns};

/// Times and prices; whoever has no volumes has volumes of zero.
pub(crate) const NEEDED: usize = 3;

/// What was handed in, checked.
pub(crate) enum TickInput<'py> {
    Own(Bound<'py, TickColumns>),
    Stream(Batches),
    Arrays([Cells<'py>; COLUMN_COUNT]),
}

impl<'py> TickInput<'py> {
    /// One of `ticks` and `columns`, which are keyword arguments.
    pub(crate) fn read(
        py: Python<'py>,
        ticks: Option<&Bound<'py, PyAny>>,
        columns: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let refused = |fault: &ColumnFault| input_error(py, fault, "");
        match (ticks, columns) {
            (Some(_), Some(_)) => Err(refused(&ColumnFault::NoTicks {
                found: "both ticks and keywords".to_owned(),
            })),
            (None, None) => Err(refused(&ColumnFault::NoTicks {
                found: "nothing".to_owned(),
            })),
            (None, Some(columns)) => Self::of_arrays(columns.as_any()),
            (Some(ticks), None) => Self::of_object(ticks),
        }
    }

    fn of_object(ticks: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(own) = ticks.cast::<TickColumns>() {
            return Ok(Self::Own(own.clone()));
        }
        if ticks.hasattr(intern!(ticks.py(), "__arrow_c_stream__"))? {
            return arrow_in::batches(ticks).map(Self::Stream);
        }
        if ticks.cast::<PyMapping>().is_ok() {
            return Self::of_arrays(ticks);
        }
        let fault = ColumnFault::NoTicks {
            found: kind_of(ticks),
        };
        Err(input_error(ticks.py(), &fault, ""))
    }

    fn of_arrays(columns: &Bound<'py, PyAny>) -> PyResult<Self> {
        let names = columns.call_method0("keys")?.try_iter()?;
        let present: Vec<String> = names
            .map(|name| name?.str().map(|name| name.to_string()))
            .collect::<PyResult<_>>()?;
        let read = || {
            if let Some(name) = present
                .iter()
                .find(|name| !COLUMNS.contains(&name.as_str()))
            {
                return Err(ColumnFault::Unknown { name: name.clone() });
            }
            let mut cells = Vec::with_capacity(COLUMN_COUNT);
            for (place, name) in COLUMNS.into_iter().enumerate() {
                match columns.get_item(name) {
                    Ok(column) => cells.push(Cells::read(name, &column)?),
                    Err(_) if place >= NEEDED => cells.push(Cells::zeros(cells[0].len())),
                    Err(_) => {
                        let present = present.clone();
                        return Err(ColumnFault::Missing { name, present });
                    }
                }
            }
            one_length(cells)
        };
        let cells = read().map_err(|fault| input_error(columns.py(), &fault, ""))?;
        Ok(Self::Arrays(cells))
    }

    /// The ticks, piece by piece.
    pub(crate) fn slices(&self) -> Vec<TickSlice<'_>> {
        match self {
            Self::Own(own) => vec![own.get().view()],
            Self::Stream(batches) => batches.slices(),
            Self::Arrays(cells) => vec![slice_of(cells.each_ref().map(Cells::as_slice))],
        }
    }
}

pub(crate) fn slice_of(
    [ts_us, bid, ask, bid_volume, ask_volume]: [&[i64]; COLUMN_COUNT],
) -> TickSlice<'_> {
    TickSlice {
        ts_us,
        bid,
        ask,
        bid_volume,
        ask_volume,
    }
}

fn one_length(cells: Vec<Cells<'_>>) -> Result<[Cells<'_>; COLUMN_COUNT], ColumnFault> {
    let lengths: Vec<_> = COLUMNS
        .into_iter()
        .zip(cells.iter().map(Cells::len))
        .collect();
    match cells.try_into() {
        Ok(cells) if lengths.iter().all(|length| length.1 == lengths[0].1) => Ok(cells),
        _ => Err(ColumnFault::Lengths { lengths }),
    }
}

/// One column.
pub(crate) enum Cells<'py> {
    Borrowed(PyReadonlyArray1<'py, i64>),
    Owned(Vec<i64>),
}

impl<'py> Cells<'py> {
    fn zeros(rows: usize) -> Self {
        Self::Owned(vec![0; rows])
    }

    /// int64, whole numbers that fit into it, and for times datetime64[us].
    fn read(name: &'static str, column: &Bound<'py, PyAny>) -> Result<Self, ColumnFault> {
        let unfit = || ColumnFault::Type {
            name,
            found: kind_of(column),
        };
        check_unmasked(name, column)?;
        let array = as_int64(name, column).map_err(|_| unfit())?;
        let cells: PyReadonlyArray1<'py, i64> = array.cells.extract().map_err(|_| unfit())?;
        let cells = match cells.as_slice() {
            Ok(_) => Self::Borrowed(cells),
            Err(_) => Self::Owned(cells.as_array().to_vec()),
        };
        match array.are_times.then(|| cells.first(NOT_A_TIME)).flatten() {
            None => Ok(cells),
            Some(row) => Err(ColumnFault::NoValue {
                name,
                row,
                missing: Missing::Time,
            }),
        }
    }

    fn first(&self, wanted: i64) -> Option<usize> {
        self.as_slice().iter().position(|&cell| cell == wanted)
    }

    fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn as_slice(&self) -> &[i64] {
        match self {
            Self::Borrowed(array) => array.as_slice().unwrap_or_default(),
            Self::Owned(cells) => cells,
        }
    }
}

/// What NumPy writes for a time that there is not.
const NOT_A_TIME: i64 = i64::MIN;

/// A column as NumPy has it.
struct Int64s<'py> {
    cells: Bound<'py, PyAny>,
    /// Was it of `datetime64`?
    are_times: bool,
}

/// An array of int64 with the same numbers: the same one when it is of int64 already.
fn as_int64<'py>(name: &str, column: &Bound<'py, PyAny>) -> PyResult<Int64s<'py>> {
    let numpy = column.py().import("numpy")?;
    let array = numpy.call_method1("asarray", (column,))?;
    let dtype = array.cast::<PyUntypedArray>()?.dtype();
    let are_times = name == "ts_us" && dtype.to_string() == "datetime64[us]";
    let safely = PyDict::new(column.py());
    safely.set_item("casting", "safe")?;
    safely.set_item("copy", false)?;
    let cells = match dtype.kind() {
        _ if are_times => array.call_method1("view", ("int64",))?,
        // Of an empty list NumPy makes an array of floats.
        _ if column.is_instance_of::<PyList>() && array.len()? == 0 => {
            array.call_method1("astype", ("int64",))?
        }
        b'i' | b'u' => array.call_method("astype", ("int64",), Some(&safely))?,
        _ => array,
    };
    Ok(Int64s { cells, are_times })
}
