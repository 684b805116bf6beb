//! Bars, stored ones and those of the replay.

use crate::bounded::{Count, Digits, Packed, Symbol, TimeUs, TimeframeName};
use serde::{Deserialize, Serialize};

/// Which end of its interval belongs to a bar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Boundary {
    #[default]
    Left,
    Right,
}

/// When a day ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayClose {
    /// With the instrument's own session.
    #[default]
    Session,
    NewYork,
    Utc,
}

/// Of which price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    #[default]
    Bid,
    Ask,
    Mid,
}

/// Bars whose open lies in a range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetBars {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
    #[serde(default)]
    pub boundary: Boundary,
    #[serde(default)]
    pub day_close: DayClose,
}

/// Bars in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarsPart {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub digits: Digits,
    pub count: Count,
    pub packed: Packed,
    #[serde(default = "Digits::zero")]
    pub volume_digits: Digits,
}

/// Bars completed since the last message, and the forming one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BarsUpdate {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub digits: Digits,
    pub epoch: Count,
    pub first_index: Count,
    pub completed: Packed,
    pub forming: Packed,
    #[serde(default = "Digits::zero")]
    pub volume_digits: Digits,
}
