//! The archive: Parquet, a file for each day.

use super::fields::Path;
use crate::bounded::{Count, Symbol, TimeUs};
use serde::{Deserialize, Serialize};

/// Write stored ticks as Parquet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveTicks {
    pub symbol: Symbol,
    pub folder: Path,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
}

/// One day is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchivedDay {
    pub path: Path,
    pub ticks: Count,
    pub size: Count,
    pub days_total: Count,
}

/// Totals of an archive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveDone {
    pub symbol: Symbol,
    pub folder: Path,
    pub days: Count,
    pub ticks: Count,
    pub size: Count,
}
