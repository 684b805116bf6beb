//! Settings of a running engine.

use super::fields::{LongText, Path, ShortText};
use crate::bounded::{Count, Items, ServiceName};
use serde::{Deserialize, Serialize};

/// Read the settings again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReloadSettings {}

/// Which of them changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsReloaded {
    pub applied: Items<ShortText, 0, 100>,
    pub waiting: Items<ShortText, 0, 100>,
}

/// Every setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetSettings {}

/// A setting: what it is, and what it may be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingRow {
    pub name: ShortText,
    pub service: ServiceName,
    pub doc: ShortText,
    pub value: ShortText,
    pub default: ShortText,
    pub in_force: ShortText,
    pub origin: Path,
    pub live: bool,
    #[serde(default)]
    pub fixed: ShortText,
    #[serde(default)]
    pub choices: Items<ShortText, 0, 100>,
    #[serde(default)]
    pub unit: ShortText,
    #[serde(default = "Count::zero")]
    pub low: Count,
    #[serde(default = "Count::zero")]
    pub high: Count,
}

/// All of them, and where changes are written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsListed {
    pub environment: ShortText,
    pub profile: ShortText,
    pub file: Path,
    pub settings: Items<SettingRow, 0, 100>,
}

/// Something about one setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingText {
    pub name: ShortText,
    pub text: LongText,
}

/// Give settings these values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetSettings {
    pub values: Items<SettingText, 1, 100>,
}

/// What became of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsSet {
    pub applied: Items<ShortText, 0, 100>,
    pub waiting: Items<ShortText, 0, 100>,
    #[serde(default)]
    pub faults: Items<SettingText, 0, 100>,
}

/// Those that differ from their defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportSettings {}

/// The same as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsExported {
    pub text: LongText,
}

/// Give the settings what a file says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportSettings {
    pub text: LongText,
}
