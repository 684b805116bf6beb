//! Options that Python gives as words.

use std::fmt;

use pyo3::prelude::*;
use tick_engine::attached::side::Side;
use tick_engine::calendar::DayClose;
use tick_engine::fault::Fault;
use tick_engine::span::{Boundary, Cut, Empty};
use tick_engine::timeframe::{Measure, Period, Timeframe};

use crate::input_error::input_error;
use crate::sessions::SessionCalendar;

const BOUNDARIES: [(&str, Boundary); 2] = [("left", Boundary::Left), ("right", Boundary::Right)];
const SIDES: [(&str, Side); 3] = [("bid", Side::Bid), ("ask", Side::Ask), ("mid", Side::Mid)];
/// More than these no 64-bit integer has.
const DIGITS_MAX: u8 = 18;
const EMPTIES: [(&str, Empty); 2] = [("skip", Empty::Skip), ("flat", Empty::Flat)];
const DAY_CLOSES: [(&str, DayClose); 2] = [("new-york", DayClose::NewYork), ("utc", DayClose::Utc)];

/// `day_close`: a word, or an instrument's own calendar.
#[derive(FromPyObject)]
pub(crate) enum DayCloseChoice<'py> {
    Word(String),
    Sessions(Bound<'py, SessionCalendar>),
}

/// What `day_close` is when nothing is said.
pub(crate) fn new_york<'py>() -> DayCloseChoice<'py> {
    DayCloseChoice::Word("new-york".to_owned())
}

/// Read `boundary`, `day_close` and `empty`.
pub(crate) fn cut(
    py: Python<'_>,
    boundary: &str,
    day_close: &DayCloseChoice<'_>,
    empty: &str,
) -> PyResult<Cut> {
    let read = || {
        Ok(Cut {
            boundary: choose("boundary", boundary, &BOUNDARIES)?,
            day_close: match day_close {
                DayCloseChoice::Word(word) => choose("day_close", word, &DAY_CLOSES)?,
                DayCloseChoice::Sessions(calendar) => calendar.get().day_close(),
            },
            empty: choose("empty", empty, &EMPTIES)?,
        })
    };
    read().map_err(|fault: UnknownWord| input_error(py, &fault, ""))
}

/// Read `side`.
pub(crate) fn side(py: Python<'_>, side: &str) -> PyResult<Side> {
    choose("side", side, &SIDES).map_err(|fault| input_error(py, &fault, ""))
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
pub(crate) fn period(py: Python<'_>, name: &str) -> PyResult<Period> {
    match timeframe(py, name)? {
        Timeframe::Time(period) => Ok(period),
        Timeframe::Count(_) => Err(other_kind(py, name, "a timeframe of time (M5, H4, D1)")),
    }
}

/// Read a timeframe of Renko bricks: their points.
pub(crate) fn brick_points(py: Python<'_>, name: &str) -> PyResult<i64> {
    match timeframe(py, name)? {
        Timeframe::Count(Measure::Renko(points)) => Ok(points),
        _ => Err(other_kind(py, name, "a timeframe of Renko bricks (K10)")),
    }
}

fn other_kind(py: Python<'_>, name: &str, expected: &'static str) -> PyErr {
    let fault = UnknownWord {
        option: "timeframe",
        word: name.to_owned(),
        words: vec![expected],
    };
    input_error(py, &fault, "")
}

/// Read a timeframe.
pub(crate) fn timeframe(py: Python<'_>, name: &str) -> PyResult<Timeframe> {
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
            words: choices.iter().map(|choice| choice.0).collect(),
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
