//! Topics at the pace of whoever reads them.

use super::StreamBody;
use crate::bounded::{Count, Items, Topic, WaitMs};
use serde::{Deserialize, Serialize};

/// Keep the news of these topics, from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    pub topics: Items<Topic, 1, 200>,
}

/// Reply to `follow`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Following {
    pub id: Count,
}

/// What there is for a follower.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeNews {
    pub id: Count,
    #[serde(default = "WaitMs::none")]
    pub wait_ms: WaitMs,
}

/// Keep nothing more for this follower.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unfollow {
    pub id: Count,
}

/// A message of a topic, and how many before it were not kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct News {
    pub topic: Topic,
    pub seq: Count,
    pub passed_over: Count,
    pub lost: Count,
    pub body: StreamBody,
}
