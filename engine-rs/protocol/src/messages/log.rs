//! The engine's log, and its state as text for people.

use super::fields::{DumpText, LongText, ShortText};
use crate::bounded::{Symbol, TimeUs};
use serde::{Deserialize, Serialize};

/// How much a line of the log matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    Info,
    Warning,
    Error,
}

/// A line of the engine's log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogLine {
    pub at_us: TimeUs,
    pub level: LogLevel,
    pub source: ShortText,
    pub text: LongText,
}

/// The state of a symbol as text for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetDebugDump {
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// Lines for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebugDump {
    pub text: DumpText,
}
