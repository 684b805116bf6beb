//! The parameters of indicators: what there may be, and what somebody asked for.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::source::{SOURCES, Source};
use crate::fault::Fault;

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A whole number.
    Count {
        /// When nothing is said.
        default: usize,
        /// Least.
        min: usize,
        /// Greatest.
        max: usize,
    },
    /// A number.
    Real {
        /// When nothing is said.
        default: f64,
        /// Least.
        min: f64,
        /// Greatest.
        max: f64,
    },
    /// One of some words.
    Choice {
        /// The place of the word when nothing is said.
        default: usize,
        /// The words.
        words: &'static [&'static str],
    },
}

/// One parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParamSpec {
    /// Its name in calls.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it may be.
    pub kind: Kind,
}

/// What somebody gives for a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// A number, whole or not.
    Number(f64),
    /// A word.
    Word(String),
}

/// A full set of parameters, each within its range.
#[derive(Clone, Debug, PartialEq)]
pub struct Params {
    specs: &'static [ParamSpec],
    /// Counts and numbers as they are, words by their place.
    values: Vec<f64>,
}

impl Params {
    /// Defaults, with what is given instead where something is.
    ///
    /// # Errors
    /// [`ParamFault`] for an unknown name or a value that is not allowed.
    pub fn new(specs: &'static [ParamSpec], given: &[(String, Value)]) -> Result<Self, ParamFault> {
        let values = specs.iter().map(|spec| spec.kind.default()).collect();
        let mut params = Self { specs, values };
        for (name, value) in given {
            let place = params.place(name).ok_or_else(|| ParamFault::Unknown {
                name: name.clone(),
                names: specs.iter().map(|spec| spec.name).collect(),
            })?;
            params.values[place] = specs[place].read(value)?;
        }
        Ok(params)
    }

    /// Each parameter with its value: the number, or the word.
    pub fn iter(&self) -> impl Iterator<Item = (&'static ParamSpec, Value)> {
        let pairs = self.specs.iter().zip(&self.values);
        pairs.map(|(spec, &value)| (spec, spec.kind.shown(value)))
    }

    pub(super) fn count(&self, name: &str) -> usize {
        self.real(name) as usize
    }

    pub(super) fn real(&self, name: &str) -> f64 {
        match self.place(name) {
            Some(place) => self.values[place],
            None => {
                unreachable!("a row of the registry asks for {name}, which it does not declare")
            }
        }
    }

    pub(super) fn choice(&self, name: &str) -> usize {
        self.count(name)
    }

    pub(super) fn source(&self) -> Source {
        SOURCES[self.choice("source")]
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.specs.iter().position(|spec| spec.name == name)
    }
}

impl Kind {
    fn default(self) -> f64 {
        match self {
            Self::Count { default, .. } | Self::Choice { default, .. } => default as f64,
            Self::Real { default, .. } => default,
        }
    }

    fn shown(self, value: f64) -> Value {
        match self {
            Self::Choice { words, .. } => Value::Word(words[value as usize].to_owned()),
            _ => Value::Number(value),
        }
    }
}

impl ParamSpec {
    fn read(&self, value: &Value) -> Result<f64, ParamFault> {
        let read = match (self.kind, value) {
            (Kind::Count { min, max, .. }, Value::Number(number)) => {
                let is_whole = number.fract() == 0.0;
                (is_whole && (min as f64..=max as f64).contains(number)).then_some(*number)
            }
            (Kind::Real { min, max, .. }, Value::Number(number)) => {
                (min..=max).contains(number).then_some(*number)
            }
            (Kind::Choice { words, .. }, Value::Word(word)) => {
                let place = words.iter().position(|known| known == word);
                place.map(|place| place as f64)
            }
            _ => None,
        };
        read.ok_or_else(|| ParamFault::Refused {
            spec: *self,
            found: value.clone(),
        })
    }
}

/// What is wrong with a request for an indicator.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamFault {
    /// No indicator is called that.
    NoIndicator {
        /// The name.
        name: String,
    },
    /// The indicator has no such parameter.
    Unknown {
        /// The name.
        name: String,
        /// Those it has.
        names: Vec<&'static str>,
    },
    /// The value is not allowed.
    Refused {
        /// The parameter.
        spec: ParamSpec,
        /// The value.
        found: Value,
    },
}

impl Fault for ParamFault {
    fn expected(&self) -> String {
        match self {
            Self::NoIndicator { .. } => "the name of an indicator".to_owned(),
            Self::Unknown { names, .. } if names.is_empty() => "no parameter".to_owned(),
            Self::Unknown { names, .. } => names.join(" or "),
            Self::Refused { spec, .. } => match spec.kind {
                Kind::Count { min, max, .. } => format!("a whole number from {min} to {max}"),
                Kind::Real { min, max, .. } => format!("a number from {min} to {max}"),
                Kind::Choice { words, .. } => words.join(" or "),
            },
        }
    }

    fn found(&self) -> String {
        match self {
            Self::NoIndicator { name } | Self::Unknown { name, .. } => format!("'{name}'"),
            Self::Refused { found, .. } => match found {
                Value::Number(number) => number.to_string(),
                Value::Word(word) => format!("'{word}'"),
            },
        }
    }

    fn place(&self) -> String {
        match self {
            Self::Refused { spec, .. } => format!("parameter {}", spec.name),
            Self::NoIndicator { .. } => "indicator".to_owned(),
            Self::Unknown { .. } => String::new(),
        }
    }

    fn mend(&self) -> String {
        match self {
            Self::NoIndicator { .. } => "indicators() lists them all".to_owned(),
            _ => String::new(),
        }
    }
}

impl std::error::Error for ParamFault {}

impl fmt::Display for ParamFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "expected {}, found {}", self.expected(), self.found())
    }
}
