//! How the engine and its services are.

use super::fields::{LongText, ShortText};
use crate::bounded::{Count, ServiceName, Symbol, TimeUs, TimeframeName};
use serde::{Deserialize, Serialize};

/// How a service fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ServiceState {
    Starting,
    Healthy,
    Degraded,
    Failed,
}

/// How the engine is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetHealth {}

/// What the engine keeps of a timeframe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeframeHealth {
    pub timeframe: TimeframeName,
    pub completed: Count,
    pub kept: Count,
    pub indicators: Count,
}

/// The state of one symbol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymbolHealth {
    pub symbol: Symbol,
    pub epoch: Count,
    pub ticks: Count,
    pub ticks_per_second: Count,
    pub late_refused: Count,
    pub late_reopened: Count,
    pub last_us: Option<TimeUs>,
    pub age_us: Option<Count>,
    pub state_bytes: Count,
    pub depth: Count,
    pub saved_us: Option<TimeUs>,
    pub timeframes: Vec<TimeframeHealth>,
    pub jumps: Count,
}

/// How a service of the engine is, and why it is not healthy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceHealth {
    pub name: ServiceName,
    pub state: ServiceState,
    #[serde(default)]
    pub reason: LongText,
    #[serde(default = "Count::zero")]
    pub restarts: Count,
}

/// How a secret is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretState {
    Good,
    Missing,
    Malformed,
    Expired,
}

/// How a declared secret is, told without it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretHealth {
    pub name: ShortText,
    pub state: SecretState,
    pub needed: bool,
    #[serde(default)]
    pub reason: LongText,
}

/// How the engine is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {
    pub pid: Count,
    pub now_us: TimeUs,
    pub started_us: TimeUs,
    pub symbols: Vec<SymbolHealth>,
    #[serde(default)]
    pub services: Vec<ServiceHealth>,
    #[serde(default = "Count::zero")]
    pub memory_bytes: Count,
    #[serde(default)]
    pub secrets: Vec<SecretHealth>,
    #[serde(default)]
    pub vault_fault: LongText,
}

/// The engine lives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    pub pid: Count,
    pub now_us: TimeUs,
}
