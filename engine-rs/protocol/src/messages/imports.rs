//! Imports: of files, their journal, their undoing.

use super::fields::{JobName, LongText, Path, ShortText, yes};
use super::findings::{Finding, Gap};
use crate::bounded::{Bounded, Count, Items, PolicyText, Symbol, Text, TimeUs};
use serde::{Deserialize, Serialize};

/// What one unit of volume is in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VolumeUnit {
    #[default]
    Auto,
    Units,
    Thousands,
    Millions,
}

/// Import files and folders, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "options that have nothing to do with each other"
)]
pub struct ImportTicks {
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
    #[serde(default)]
    pub job: ShortText,
}

/// Stop the import of that job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelImport {
    pub job: JobName,
}

/// Every import of a symbol, or of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListImports {
    #[serde(default)]
    pub symbol: Option<Symbol>,
}

/// Take the ticks of an import out again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoImport {
    pub id: Count,
    #[serde(default)]
    pub dry_run: bool,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportProgress {
    pub symbol: Symbol,
    pub path: Path,
    pub files_done: Count,
    pub files_total: Count,
    pub bytes_done: Count,
    pub bytes_total: Count,
    pub ticks_done: Count,
    pub ticks_per_second: Count,
    pub seconds_left: Option<Count>,
    #[serde(default = "yes")]
    pub running: bool,
}

/// One file is in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportedFile {
    pub path: Path,
    pub dialect: ShortText,
    pub ticks_read: Count,
    pub ticks_new: Count,
    pub already: bool,
    pub files_done: Count,
    pub files_total: Count,
    #[serde(default = "Count::zero")]
    pub rejected: Count,
    #[serde(default)]
    pub findings: Vec<Finding>,
}

/// One file was left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedFile {
    pub path: Path,
    pub reason: LongText,
}

/// Totals of an import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportDone {
    pub symbol: Symbol,
    pub files: Count,
    pub files_skipped: Vec<LongText>,
    pub ticks_read: Count,
    pub ticks_new: Count,
    pub seconds: f64,
    pub volume_unit: ShortText,
    #[serde(default)]
    pub cancelled: bool,
    #[serde(default = "Count::zero")]
    pub ticks_resumed: Count,
    #[serde(default = "Count::zero")]
    pub ticks_replaced: Count,
    #[serde(default = "Count::zero")]
    pub gaps_between: Count,
    #[serde(default)]
    pub longest_gap: Option<Gap>,
}

/// The files of one import command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportRun {
    pub id: Count,
    pub symbol: Symbol,
    pub imported_us: TimeUs,
    pub path: Path,
    pub files: Count,
    pub dialects: Vec<ShortText>,
    pub volume_units: Vec<ShortText>,
    pub time_zones: Vec<ShortText>,
    pub options: Vec<LongText>,
    pub ticks_read: Count,
    pub ticks_held: Count,
    pub rejected: Count,
    pub first_us: Option<TimeUs>,
    pub last_us: Option<TimeUs>,
    #[serde(default)]
    pub replaces: bool,
    #[serde(default)]
    pub unfinished: bool,
    #[serde(default)]
    pub incomplete: bool,
    #[serde(default)]
    pub undone_us: Option<TimeUs>,
}

/// Imports in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportsPart {
    pub imports: Vec<ImportRun>,
}

/// What became of the ticks of an import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoDone {
    pub id: Count,
    pub symbol: Symbol,
    pub files: Count,
    pub removed: Count,
    pub kept: Count,
    pub restored: Count,
    #[serde(default)]
    pub incomplete: Vec<Path>,
    #[serde(default)]
    pub undone_us: Option<TimeUs>,
}

/// A file of which the first ticks are stored and the rest is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnfinishedImport {
    pub symbol: Symbol,
    pub path: Path,
    pub ticks: Count,
    #[serde(default)]
    pub running: bool,
}
