//! Options that Python gives as words.

use std::fmt;

use pyo3::prelude::*;
use tick_engine::attached::side::Side;
use tick_engine::calendar::DayClose;
use tick_engine::fault::Fault;
use tick_engine::span::{Boundary, Empty};
use tick_engine::timeframe::{Measure, Period, Timeframe};

use crate::arguments::read;
use crate::input_error::input_error;
use crate::sessions::SessionCalendar;

const BOUNDARIES: [(&str, Boundary); 2] = [("left", Boundary::Left), ("right", Boundary::Right)];
const SIDES: [(&str, Side); 3] = [("bid", Side::Bid), ("ask", Side::Ask), ("mid", Side::Mid)];
/// More than these no 64-bit integer has.
const DIGITS_MAX: u8 = 18;
const EMPTIES: [(&str, Empty); 2] = [("skip", Empty::Skip), ("flat", Empty::Flat)];
const DAY_CLOSES: [(&str, DayClose); 2] = [("new-york", DayClose::NewYork), ("utc", DayClose::Utc)];

/// Read `boundary`.
pub(crate) fn boundary(value: &Bound<'_, PyAny>) -> PyResult<Boundary> {
    word_of("boundary", value, &BOUNDARIES)
}

/// Read `day_close`: a word, or an instrument's own calendar.
pub(crate) fn day_close(value: &Bound<'_, PyAny>) -> PyResult<DayClose> {
    match value.cast::<SessionCalendar>() {
        Ok(calendar) => Ok(calendar.get().day_close()),
        Err(_) => word_of("day_close", value, &DAY_CLOSES),
    }
}

/// Read `empty`.
pub(crate) fn empty(value: &Bound<'_, PyAny>) -> PyResult<Empty> {
    word_of("empty", value, &EMPTIES)
}

/// Read `side`.
pub(crate) fn side(value: &Bound<'_, PyAny>) -> PyResult<Side> {
    word_of("side", value, &SIDES)
}

fn word_of<T: Clone>(
    option: &'static str,
    value: &Bound<'_, PyAny>,
    choices: &[(&'static str, T)],
) -> PyResult<T> {
    let word: String = read(value, option, &words(choices).join(" or "))?;
    choose(option, &word, choices).map_err(|fault| input_error(value.py(), &fault, ""))
}

fn words<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|choice| choice.0).collect()
}

/// The word for a side.
pub(crate) fn word_of_side(side: Side) -> &'static str {
    SIDES
        .iter()
        .find(|row| row.1 == side)
        .map_or("", |row| row.0)
}

/// Check `digits`.
pub(crate) fn digits(py: Python<'_>, digits: u8) -> PyResult<u8> {
    if digits <= DIGITS_MAX {
        return Ok(digits);
    }
    let fault = UnknownWord {
        option: "digits",
        word: digits.to_string(),
        words: vec!["0 to 18 decimals"],
    };
    Err(input_error(py, &fault, ""))
}

/// The column of bars that a label names.
pub(crate) fn label_column(py: Python<'_>, label: &str) -> PyResult<usize> {
    choose("label", label, &[("open", 0), ("close", 1)])
        .map_err(|fault| input_error(py, &fault, ""))
}

/// Read a timeframe of time.
pub(crate) fn period(value: &Bound<'_, PyAny>) -> PyResult<Period> {
    match timeframe(value)? {
        Timeframe::Time(period) => Ok(period),
        count @ Timeframe::Count(_) => Err(other_kind(
            value.py(),
            count,
            "a timeframe of time (M5, H4, D1)",
        )),
    }
}

/// Read a timeframe of Renko bricks: their points.
pub(crate) fn brick_points(value: &Bound<'_, PyAny>) -> PyResult<i64> {
    match timeframe(value)? {
        Timeframe::Count(Measure::Renko(points)) => Ok(points),
        other => Err(other_kind(
            value.py(),
            other,
            "a timeframe of Renko bricks (K10)",
        )),
    }
}

fn other_kind(py: Python<'_>, timeframe: Timeframe, expected: &'static str) -> PyErr {
    let fault = UnknownWord {
        option: "timeframe",
        word: timeframe.to_string(),
        words: vec![expected],
    };
    input_error(py, &fault, "")
}

/// Read a timeframe.
pub(crate) fn timeframe(value: &Bound<'_, PyAny>) -> PyResult<Timeframe> {
    let name: String = read(value, "timeframe", "the name of a timeframe, such as 'M5'")?;
    timeframe_of(value.py(), &name)
}

/// The same, by name.
pub(crate) fn timeframe_of(py: Python<'_>, name: &str) -> PyResult<Timeframe> {
    Timeframe::parse(name).map_err(|fault| input_error(py, &fault, ""))
}

pub(crate) fn choose<T: Clone>(
    option: &'static str,
    word: &str,
    choices: &[(&'static str, T)],
) -> Result<T, UnknownWord> {
    match choices.iter().find(|choice| choice.0 == word) {
        Some(choice) => Ok(choice.1.clone()),
        None => Err(UnknownWord {
            option,
            word: word.to_owned(),
            words: words(choices),
        }),
    }
}

/// A word that an option does not know.
#[derive(Debug)]
pub(crate) struct UnknownWord {
    option: &'static str,
    word: String,
    words: Vec<&'static str>,
}

impl Fault for UnknownWord {
    fn expected(&self) -> String {
        self.words.join(" or ")
    }

    fn found(&self) -> String {
        format!("'{}'", self.word)
    }

    fn place(&self) -> String {
        self.option.to_owned()
    }
}

impl std::error::Error for UnknownWord {}

impl fmt::Display for UnknownWord {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}: expected {}, found {}",
            self.option,
            self.expected(),
            self.found()
        )
    }
}
