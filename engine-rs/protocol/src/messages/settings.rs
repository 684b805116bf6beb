//! Settings of a running engine.

use super::fields::ShortText;
use crate::bounded::Items;
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
