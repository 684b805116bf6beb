//! Options that Python gives as words.

use std::fmt;

use pyo3::prelude::*;
use tick_engine::calendar::DayClose;
use tick_engine::fault::Fault;
use tick_engine::span::{Boundary, Cut};
use tick_engine::timeframe::Timeframe;

use crate::input_error::input_error;

const BOUNDARIES: [(&str, Boundary); 2] = [("left", Boundary::Left), ("right", Boundary::Right)];
const DAY_CLOSES: [(&str, DayClose); 2] = [("new-york", DayClose::NewYork), ("utc", DayClose::Utc)];

/// Read `boundary` and `day_close`.
pub(crate) fn cut(py: Python<'_>, boundary: &str, day_close: &str) -> PyResult<Cut> {
    let cut = choose("boundary", boundary, &BOUNDARIES).and_then(|boundary| {
        choose("day_close", day_close, &DAY_CLOSES).map(|day_close| Cut {
            boundary,
            day_close,
        })
    });
    cut.map_err(|fault| input_error(py, &fault, ""))
}

/// Read a timeframe.
pub(crate) fn timeframe(py: Python<'_>, name: &str) -> PyResult<Timeframe> {
    Timeframe::parse(name).map_err(|fault| input_error(py, &fault, ""))
}

fn choose<T: Copy>(
    option: &'static str,
    word: &str,
    choices: &[(&'static str, T)],
) -> Result<T, UnknownWord> {
    match choices.iter().find(|choice| choice.0 == word) {
        Some(choice) => Ok(choice.1),
        None => Err(UnknownWord {
            option,
            word: word.to_owned(),
            words: choices.iter().map(|choice| choice.0).collect(),
        }),
    }
}

/// A word that an option does not know.
#[derive(Debug)]
struct UnknownWord {
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
