//! Arrow files for one reader, on the same machine.

use super::bars::{Boundary, DayClose, Side};
use super::fields::{Path, ShortText};
use crate::bounded::{Count, Items, Symbol, TimeUs, TimeframeName};
use serde::{Deserialize, Serialize};

/// In which form prices are exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceForm {
    #[default]
    Float,
    Decimal,
    Points,
}

/// Write stored ticks as an Arrow file for one reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportTicks {
    pub symbol: Symbol,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
    #[serde(default)]
    pub prices: PriceForm,
}

/// Write one side of bars as an Arrow file for one reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportBars {
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
    #[serde(default)]
    pub side: Side,
    #[serde(default)]
    pub prices: PriceForm,
    #[serde(default)]
    pub indicators: Items<ShortText, 0, 64>,
}

/// An Arrow file is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exported {
    pub path: Path,
    pub rows: Count,
    pub size: Count,
}
