//! What may be wrong with ticks; an import and a quality report both tell it.

use super::fields::ShortText;
use crate::bounded::{Count, TimeUs};
use serde::{Deserialize, Serialize};

/// How many ticks of a file have one kind of fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub kind: ShortText,
    pub count: Count,
}

/// A stretch of a market's hours without a tick.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    pub from_us: TimeUs,
    pub to_us: TimeUs,
    pub market_us: Count,
}
