//! Arguments from Python: what does not fit becomes an InputError that names the argument.

use std::fmt;

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{PyBool, PyMemoryView, PyString};
use tick_engine::fault::Fault;
use tick_engine::mtf::DEPTH_MAX;

use crate::input_error::input_error;

/// Readers of arguments, each named for its own, for `from_py_with`.
macro_rules! readers {
    ($($name:ident: $type:ty, $expected:expr;)*) => {
        $(pub(crate) fn $name(value: &Bound<'_, PyAny>) -> PyResult<$type> {
            read(value, stringify!($name), $expected)
        })*
    };
}

const WHOLE: &str = "a whole number of 64 bits";
const INDEX: &str = "an index of 0 or more";
const ROW: &str = "a row of 0 or more";
const ID: &str = "the id of an attached indicator";
const TEXT: &str = "text";

readers! {
    ts_us: i64, WHOLE;
    bid: i64, WHOLE;
    ask: i64, WHOLE;
    bid_open: i64, WHOLE;
    bid_close: i64, WHOLE;
    since: u64, INDEX;
    id: u64, ID;
    start: usize, ROW;
    stop: usize, ROW;
    depth: usize, &format!("a depth of 1 to {DEPTH_MAX} bars");
    digits: u8, "0 to 18 decimals";
    name: String, TEXT;
    symbol: String, TEXT;
    currency: String, TEXT;
    client_order_id: String, TEXT;
    now_us: i64, WHOLE;
    points: i64, WHOLE;
    instrument: u32, "the id of a listed instrument";
    terms: PyBackedBytes, "bytes";
    command: PyBackedBytes, "bytes";
    events: PyBackedBytes, "bytes";
    label: String, TEXT;
}

pub(crate) fn saved(value: &Bound<'_, PyAny>) -> PyResult<PyBackedBytes> {
    bytes(value, "saved")
}

pub(crate) fn state(value: &Bound<'_, PyAny>) -> PyResult<PyBackedBytes> {
    bytes(value, "state")
}

pub(crate) fn extra(value: &Bound<'_, PyAny>) -> PyResult<PyBackedBytes> {
    bytes(value, "extra")
}

/// Bytes, or a memoryview, of which they are copied.
fn bytes(value: &Bound<'_, PyAny>, place: &str) -> PyResult<PyBackedBytes> {
    match value.cast::<PyMemoryView>() {
        Ok(view) => read(&view.call_method0("tobytes")?, place, "bytes"),
        Err(_) => read(value, place, "bytes"),
    }
}

pub(crate) fn bid_volume(value: &Bound<'_, PyAny>) -> PyResult<i64> {
    volume(value, "bid_volume")
}

pub(crate) fn ask_volume(value: &Bound<'_, PyAny>) -> PyResult<i64> {
    volume(value, "ask_volume")
}

fn volume(value: &Bound<'_, PyAny>, place: &str) -> PyResult<i64> {
    let volume: i64 = read(value, place, WHOLE)?;
    if volume < 0 {
        return Err(unfit(value, place, "a volume of 0 or more"));
    }
    Ok(volume)
}

/// 0 or more microseconds.
pub(crate) fn late_tolerance_us(value: &Bound<'_, PyAny>) -> PyResult<i64> {
    let (place, expected) = ("late_tolerance_us", "0 or more microseconds");
    let tolerance_us: i64 = read(value, place, expected)?;
    if tolerance_us < 0 {
        return Err(unfit(value, place, expected));
    }
    Ok(tolerance_us)
}

/// The names of timeframes; one name is not a list of its letters.
pub(crate) fn timeframes(value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let unfit = |mend: &str| mendable(value, "timeframes", "a list of timeframes", mend);
    if let Ok(name) = value.cast::<PyString>() {
        return Err(unfit(&format!("write [{}]", name.repr()?)));
    }
    let items = value.try_iter().map_err(|_| unfit(""))?;
    items
        .map(|item| item?.extract().map_err(|_| unfit("")))
        .collect()
}

/// Any argument. True and False are no numbers.
pub(crate) fn read<'py, T>(value: &Bound<'py, PyAny>, place: &str, expected: &str) -> PyResult<T>
where
    T: for<'a> FromPyObject<'a, 'py>,
{
    let read = value.extract().ok();
    read.filter(|_| !value.is_exact_instance_of::<PyBool>())
        .ok_or_else(|| unfit(value, place, expected))
}

/// The refusal of an argument.
pub(crate) fn unfit(value: &Bound<'_, PyAny>, place: &str, expected: &str) -> PyErr {
    mendable(value, place, expected, "")
}

fn mendable(value: &Bound<'_, PyAny>, place: &str, expected: &str, mend: &str) -> PyErr {
    let fault = Unfit {
        place: place.to_owned(),
        expected: expected.to_owned(),
        found: told(value),
        mend: mend.to_owned(),
    };
    input_error(value.py(), &fault, "")
}

/// An object as it is written, or its type when that is long.
fn told(value: &Bound<'_, PyAny>) -> String {
    const LONG: usize = 60;
    let written = value.repr().map(|text| text.to_string());
    match written {
        Ok(text) if text.len() <= LONG => text,
        _ => {
            let name = value.get_type().name();
            name.map_or_else(
                |_| "an object".to_owned(),
                |name| format!("an object of type {name}"),
            )
        }
    }
}

/// An argument of another kind or out of range, or what a class of the caller's gave instead.
#[derive(Debug)]
pub(crate) struct Unfit {
    pub(crate) place: String,
    pub(crate) expected: String,
    pub(crate) found: String,
    pub(crate) mend: String,
}

impl Fault for Unfit {
    fn expected(&self) -> String {
        self.expected.clone()
    }

    fn found(&self) -> String {
        self.found.clone()
    }

    fn place(&self) -> String {
        self.place.clone()
    }

    fn mend(&self) -> String {
        self.mend.clone()
    }
}

impl std::error::Error for Unfit {}

impl fmt::Display for Unfit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: expected {}, found {}",
            self.place, self.expected, self.found
        )
    }
}
