//! The lock of a home, and the sessions that are open while a passphrase is set.

use crate::bounded::{Bounded, Count, Items, SessionToken, Text};
use serde::{Deserialize, Serialize};
use std::fmt;

type SessionSeconds = Bounded<0, 43_200>;
type RefusedMs = Bounded<0, 900_000>;

/// A passphrase: never in a log, so never in the text of a message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Passphrase(Text<1, 1024>);

impl fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passphrase")
    }
}

/// What a session may trade on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionKind {
    #[default]
    Paper,
    Live,
}

/// How the lock is, for who asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetLock {}

/// How it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockState {
    pub is_set: bool,
    pub is_open: bool,
    #[serde(default)]
    pub kind: Option<SessionKind>,
    #[serde(default = "none")]
    pub left_s: SessionSeconds,
    #[serde(default = "none")]
    pub idle_s: SessionSeconds,
    #[serde(default = "none")]
    pub armed_left_s: SessionSeconds,
    #[serde(default = "Count::zero")]
    pub sessions: Count,
    #[serde(default = "none")]
    pub wait_ms: RefusedMs,
}

/// Set a passphrase, or another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPassphrase {
    pub new: Passphrase,
    #[serde(default)]
    pub old: Option<Passphrase>,
}

/// Have none any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovePassphrase {
    pub passphrase: Passphrase,
}

/// Open a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    pub passphrase: Passphrase,
    #[serde(default)]
    pub kind: SessionKind,
}

/// It is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionOpened {
    pub id: Count,
    pub token: SessionToken,
    pub kind: SessionKind,
    pub left_s: SessionSeconds,
    pub idle_s: SessionSeconds,
}

/// Why it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnlockReason {
    Wrong,
    TooSoon,
}

/// It is not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnlockRefused {
    pub reason: UnlockReason,
    pub wait_ms: RefusedMs,
}

/// The asker's session is in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefreshSession {}

/// End the asker's session, or all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockSessions {
    #[serde(default)]
    pub all: bool,
}

/// Which are open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListSessions {}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSession {
    pub id: Count,
    pub kind: SessionKind,
    pub is_own: bool,
    pub left_s: SessionSeconds,
    pub armed_left_s: SessionSeconds,
}

/// Those that are open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenSessions {
    pub sessions: Items<OpenSession, 0, 64>,
}

/// End this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevokeSession {
    pub id: Count,
}

/// Let the asker's live session trade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArmLive {
    pub passphrase: Passphrase,
}

/// Let it trade no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisarmLive {}

/// Something about the lock changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockTold {
    pub is_set: bool,
    pub sessions: Count,
}

/// Something of the account changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {}

fn none<const MAX: i64>() -> Bounded<0, MAX> {
    Bounded::nothing()
}
