//! Backups, and the database held against itself.

use super::fields::{LongText, Path, ShortText};
use crate::bounded::Count;
use serde::{Deserialize, Serialize};

/// Write the database as it is now to a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackUp {
    #[serde(default)]
    pub path: Option<Path>,
    #[serde(default)]
    pub force: bool,
}

/// Read all of the database and hold it against itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verify {}

/// How far a backup or a check is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpkeepProgress {
    pub doing: ShortText,
    pub ticks_done: Count,
    pub ticks_total: Count,
}

/// A backup is written, and was read back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupDone {
    pub path: Path,
    pub symbols: Count,
    pub ticks: Count,
    pub size: Count,
    pub seconds: f64,
}

/// Something is wrong with the database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyFault {
    pub words: LongText,
}

/// What could be read of one symbol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifiedSymbol {
    pub symbol: ShortText,
    pub ticks: Count,
    pub days: Count,
    pub hash: ShortText,
}

/// All was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifyDone {
    pub path: Path,
    pub schema: Count,
    pub checked: bool,
    pub faults: Count,
    pub symbols: Vec<VerifiedSymbol>,
    pub seconds: f64,
}
