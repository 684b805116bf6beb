//! The replay of stored ticks.

use super::fields::yes;
use crate::bounded::{Count, Speed, Steps, Symbol, TimeUs, TimeframeName};
use serde::{Deserialize, Serialize};

/// A replay state inside another message: with its tag, as everywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum TaggedReplayState {
    ReplayState(ReplayState),
}

/// Replay stored ticks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayStart {
    pub symbol: Symbol,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default = "Speed::real_time")]
    pub speed: Speed,
    #[serde(default)]
    pub paused: bool,
}

/// Hold the replay, or let it go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayPause {
    pub paused: bool,
}

/// How many seconds of market time pass in one second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaySpeed {
    pub speed: Speed,
}

/// Jump to a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaySeek {
    pub to_us: TimeUs,
}

/// By ticks or bars, and hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayStep {
    pub count: Steps,
    #[serde(default)]
    pub timeframe: Option<TimeframeName>,
}

/// End the replay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayStop {}

/// Where the replay stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayState {
    #[serde(default)]
    pub symbol: Option<Symbol>,
    #[serde(default = "Count::zero")]
    pub epoch: Count,
    #[serde(default)]
    pub position_us: Option<TimeUs>,
    #[serde(default)]
    pub first_us: Option<TimeUs>,
    #[serde(default)]
    pub last_us: Option<TimeUs>,
    #[serde(default = "Speed::real_time")]
    pub speed: Speed,
    #[serde(default = "yes")]
    pub paused: bool,
    #[serde(default)]
    pub finished: bool,
    #[serde(default = "Count::zero")]
    pub ticks_done: Count,
    #[serde(default = "Count::zero")]
    pub ticks_total: Count,
    #[serde(default = "Count::zero")]
    pub ticks_per_second: Count,
}
