//! Ticks, stored ones and those of the replay.

use crate::bounded::{Count, Digits, Packed, Symbol, TimeUs};
use serde::{Deserialize, Serialize};

/// Stored ticks of a range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetTicks {
    pub symbol: Symbol,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
}

/// Ticks in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicksPart {
    pub symbol: Symbol,
    pub digits: Digits,
    pub count: Count,
    pub packed: Packed,
    #[serde(default = "Digits::zero")]
    pub volume_digits: Digits,
}

/// Ticks since the last message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicksUpdate {
    pub symbol: Symbol,
    pub digits: Digits,
    pub epoch: Count,
    pub packed: Packed,
}
