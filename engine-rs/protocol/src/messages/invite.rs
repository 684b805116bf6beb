//! Keys for a program that a client starts.

use super::fields::CurveKey;
use crate::bounded::{Count, Endpoint, TimeUs, ValidSeconds};
use serde::{Deserialize, Serialize};

/// What a key is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Trade,
    #[default]
    Read,
}

/// Keys for a program that the asker starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    #[serde(default)]
    pub role: Role,
    #[serde(default = "ValidSeconds::usual")]
    pub valid_s: ValidSeconds,
}

/// Where this run of the engine listens, and keys made for one guest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invitation {
    pub role: Role,
    pub pid: Count,
    pub started_us: TimeUs,
    pub request_endpoint: Endpoint,
    pub stream_endpoint: Endpoint,
    pub server_public_key: CurveKey,
    pub client_public_key: CurveKey,
    pub client_secret_key: CurveKey,
}
