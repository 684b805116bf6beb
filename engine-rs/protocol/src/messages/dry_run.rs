//! How files would be read, before anything is stored.

use super::fields::{LongText, Path, ShortText};
use super::imports::VolumeUnit;
use crate::bounded::{Bounded, Count, Digits, Items, Measure, Packed, PolicyText, Symbol, Text};
use serde::{Deserialize, Serialize};

/// How an import would read these files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "options that have nothing to do with each other"
)]
pub struct DryRun {
    pub paths: Items<Path, 1, 10_000>,
    pub symbol: Symbol,
    #[serde(default = "ShortText::auto")]
    pub dialect: ShortText,
    #[serde(default)]
    pub time_zone: Option<ShortText>,
    #[serde(default)]
    pub volume_unit: VolumeUnit,
    #[serde(default)]
    pub price_shift: Option<Bounded<-9, 9>>,
    #[serde(default)]
    pub accept_prices: bool,
    #[serde(default)]
    pub replace: bool,
    #[serde(default)]
    pub columns: Option<ShortText>,
    #[serde(default)]
    pub time_format: Option<ShortText>,
    #[serde(default)]
    pub delimiter: Option<Text<1, 1>>,
    #[serde(default)]
    pub decimal_comma: bool,
    #[serde(default)]
    pub has_header: bool,
    #[serde(default)]
    pub policies: Items<PolicyText, 0, 20>,
    #[serde(default = "Count::thousand")]
    pub max_rejects: Count,
}

/// Another answer to what a file leaves open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherReading {
    pub choice: LongText,
    pub change: LongText,
    pub options: LongText,
}

/// Something that a file leaves open, and how it was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileAnswer {
    pub question: ShortText,
    pub choice: LongText,
    pub confidence: Measure<1>,
    pub reasons: Vec<LongText>,
    pub options: LongText,
    pub mend: LongText,
    pub others: Vec<OtherReading>,
}

/// How a file would be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileReading {
    pub path: Path,
    pub files: Count,
    pub dialect: ShortText,
    pub columns: LongText,
    pub time_format: ShortText,
    pub delimiter: ShortText,
    pub decimal_mark: ShortText,
    pub answers: Vec<FileAnswer>,
    pub problem: LongText,
    pub digits: Digits,
    pub count: Count,
    pub packed: Packed,
}

/// Totals of a dry run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DryRunDone {
    pub symbol: Symbol,
    pub files: Count,
    pub files_skipped: Vec<LongText>,
}
