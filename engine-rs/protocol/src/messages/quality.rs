//! What ticks are worth.

use super::fields::{LongText, OfHours, Points, Share, ShortText};
use super::findings::{Finding, Gap};
use super::imports::ImportTicks;
use crate::bounded::{Count, Digits, GapMinutes, Items, Symbol, TimeUs};
use serde::{Deserialize, Serialize};

/// An import, inside another message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum FilesToCheck {
    ImportTicks(ImportTicks),
}

/// What stored ticks are worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetQuality {
    pub symbol: Symbol,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
    #[serde(default = "GapMinutes::five")]
    pub gap_minutes: GapMinutes,
}

/// What the ticks of one import are worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetImportQuality {
    pub import_id: Count,
    #[serde(default = "GapMinutes::five")]
    pub gap_minutes: GapMinutes,
}

/// What files are worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckFiles {
    pub files: FilesToCheck,
    #[serde(default = "GapMinutes::five")]
    pub gap_minutes: GapMinutes,
}

/// One UTC day by hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityDay {
    pub day_us: TimeUs,
    pub ticks: OfHours,
    pub open_s: OfHours,
    pub missing_s: OfHours,
}

/// Days in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityDays {
    pub symbol: Symbol,
    pub days: Items<QualityDay, 0, 1000>,
}

/// Least and greatest of some values, their mean, and percentiles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    pub least: i64,
    pub p5: i64,
    pub p25: i64,
    pub median: i64,
    pub p75: i64,
    pub p95: i64,
    pub p99: i64,
    pub most: i64,
    pub mean: f64,
}

/// How many points a kind of fault costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deduction {
    pub kind: ShortText,
    pub share: Share,
    pub points: Points,
}

/// What ticks are worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quality {
    pub symbol: Symbol,
    pub digits: Digits,
    pub of: LongText,
    pub from_us: TimeUs,
    pub to_us: TimeUs,
    pub first_us: TimeUs,
    pub last_us: TimeUs,
    pub ticks: Count,
    pub open_s: Count,
    pub missing_s: Count,
    pub coverage: Share,
    pub gap_minutes: GapMinutes,
    pub gaps_total: Count,
    pub gaps: Items<Gap, 0, 1000>,
    pub findings: Vec<Finding>,
    pub rejected: Vec<Finding>,
    pub spread: Distribution,
    pub rate: Distribution,
    pub minutes: Count,
    pub busiest_us: TimeUs,
    pub deductions: Vec<Deduction>,
    pub score: Points,
}
