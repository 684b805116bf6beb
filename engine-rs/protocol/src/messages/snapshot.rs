//! A replay's timeframes at one instant.

use super::fields::Share;
use super::indicators::IndicatorValues;
use crate::bounded::{Count, Digits, Items, Packed, SnapshotBars, Symbol, TimeUs, TimeframeName};
use serde::{Deserialize, Serialize};

/// A replay's timeframes at one instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetSnapshot {
    pub symbol: Symbol,
    #[serde(default)]
    pub timeframes: Items<TimeframeName, 0, 64>,
    #[serde(default = "SnapshotBars::one")]
    pub bars: SnapshotBars,
}

/// One timeframe of a snapshot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotPart {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub digits: Digits,
    pub epoch: Count,
    pub position_us: TimeUs,
    pub ticks: Count,
    pub completed_count: Count,
    pub first_index: Count,
    pub completed: Packed,
    pub forming: Packed,
    pub progress: Share,
    #[serde(default)]
    pub indicators: Vec<IndicatorValues>,
}
