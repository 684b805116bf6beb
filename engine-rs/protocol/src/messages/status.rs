//! What runs, and what is stored.

use super::fields::{Path, ShortText};
use super::imports::UnfinishedImport;
use super::replay::TaggedReplayState;
use crate::bounded::{Count, Digits, Symbol, TimeUs};
use serde::{Deserialize, Serialize};

/// What runs, and what is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetStatus {}

/// What is stored of one symbol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymbolStatus {
    pub symbol: Symbol,
    pub digits: Digits,
    pub volume_digits: Digits,
    pub ticks: Count,
    pub first_us: Option<TimeUs>,
    pub last_us: Option<TimeUs>,
    pub sources: Vec<ShortText>,
}

/// Reply to `get_status`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    pub version: ShortText,
    pub environment: ShortText,
    pub home: Path,
    pub pid: Option<Count>,
    pub started_us: Option<TimeUs>,
    pub symbols: Vec<SymbolStatus>,
    pub replay: TaggedReplayState,
    #[serde(default)]
    pub unfinished: Vec<UnfinishedImport>,
}
