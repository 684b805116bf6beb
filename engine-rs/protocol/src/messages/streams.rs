//! Snapshots of topics, for whoever begins to listen or has missed something.

use super::StreamBody;
use crate::bounded::{Count, Items, Topic};
use serde::{Deserialize, Serialize};

/// Snapshots of topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    pub topics: Items<Topic, 1, 200>,
}

/// State of a topic after its message number `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicSnapshot {
    pub topic: Topic,
    pub seq: Count,
    pub body: Option<StreamBody>,
}
