//! Who has had a secret in their hands.

use super::fields::ShortText;
use serde::{Deserialize, Serialize};

/// What they wanted with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessAction {
    Set,
    Get,
    Read,
    Check,
    List,
    Rotate,
    Accept,
    Discard,
    Delete,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccessOutcome {
    Done,
    Missing,
    Refused,
    Failed,
}

/// An access for the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteAccess {
    pub who: ShortText,
    pub action: AccessAction,
    pub name: ShortText,
    pub outcome: AccessOutcome,
}
