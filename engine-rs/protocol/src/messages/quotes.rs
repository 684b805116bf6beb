//! Quotes of many symbols in one topic, as a watchlist shows them.

use crate::bounded::{Count, Digits, Items, Packed, Symbol, Topic};
use serde::{Deserialize, Serialize};

/// Have the newest quotes of these told along the replay's clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchQuotes {
    pub symbols: Items<Symbol, 1, 1000>,
}

/// A symbol and the decimals of its prices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchedSymbol {
    pub symbol: Symbol,
    pub digits: Digits,
}

/// The topic of the quotes, and those of the symbols that are known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchedQuotes {
    pub topic: Topic,
    pub symbols: Items<WatchedSymbol, 0, 1000>,
}

/// The newest quotes since the last message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotesUpdate {
    pub id: Count,
    pub epoch: Count,
    pub packed: Packed,
}
