//! What went over the bus.

use std::collections::BTreeMap;

use super::fields::ShortText;
use crate::bounded::{Count, Topic};
use serde::{Deserialize, Serialize};

/// What is kept for a follower.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowerTraffic {
    pub id: Count,
    pub topics: Count,
    pub waiting: Count,
    pub passed_over: Count,
    pub lost: Count,
}

/// What went over the bus since the engine started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetTraffic {}

/// How long requests of one kind took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestTimes {
    pub op: ShortText,
    pub count: Count,
    pub failed: Count,
    pub p50_us: Count,
    pub p99_us: Count,
    pub max_us: Count,
}

/// What was sent on a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicTraffic {
    pub topic: Topic,
    pub messages: Count,
    pub bytes: Count,
    pub overflows: Count,
}

/// What went over the bus since the engine started.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traffic {
    pub clients: Count,
    pub listeners: Count,
    pub requests: Vec<RequestTimes>,
    pub refused: BTreeMap<ShortText, Count>,
    pub topics: Vec<TopicTraffic>,
    #[serde(default)]
    pub followers: Vec<FollowerTraffic>,
}
