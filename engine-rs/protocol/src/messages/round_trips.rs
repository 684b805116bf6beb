//! The trader's journal: closed positions with notes, and statistics of them.

use super::fields::{LongText, ShortText};
use super::orders::OrderSide;
use crate::bounded::{Count, Digits, Items, Quantity, Symbol, TimeUs};
use serde::{Deserialize, Serialize};

type Tags = Items<ShortText, 0, 20>;

/// By what closed positions are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatisticsBy {
    #[default]
    All,
    Symbol,
    Day,
    Weekday,
    Hour,
    Session,
    Tag,
}

/// Write a note and tags on a position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotePosition {
    pub position: Count,
    #[serde(default)]
    pub note: LongText,
    #[serde(default)]
    pub tags: Tags,
}

/// Closed positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRoundTrips {
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// A position from its opening to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundTrip {
    pub position: Count,
    pub symbol: Symbol,
    pub digits: Digits,
    pub side: OrderSide,
    pub quantity: Quantity,
    pub opened_us: TimeUs,
    pub closed_us: TimeUs,
    pub entry_millipoints: i64,
    pub exit_millipoints: i64,
    pub pnl: i64,
    pub commission: i64,
    pub swap: i64,
    pub net: i64,
    pub adverse_points: Option<i64>,
    pub favourable_points: Option<i64>,
    pub client_order_id: ShortText,
    #[serde(default)]
    pub note: LongText,
    #[serde(default)]
    pub tags: Tags,
}

/// Some closed positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundTripsPart {
    pub round_trips: Vec<RoundTrip>,
}

/// Figures of the closed positions in groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetStatistics {
    #[serde(default)]
    pub by: StatisticsBy,
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatisticsRow {
    pub key: ShortText,
    pub round_trips: Count,
    pub winners: Count,
    pub net: i64,
    pub won: i64,
    pub lost: i64,
    pub best: i64,
    pub worst: i64,
    pub drawdown: Count,
    pub longest_losing: Count,
    pub held_us: Count,
    #[serde(default)]
    pub expectancy_millis: i64,
    #[serde(default)]
    pub profit_factor_ppm: Option<Count>,
}

/// A row for each group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    pub by: StatisticsBy,
    pub rows: Vec<StatisticsRow>,
}
