//! SQL on the store.

use super::fields::LongText;
use crate::bounded::Text;
use serde::{Deserialize, Serialize};

/// One value of a query's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(LongCell),
    Null,
}

type LongCell = Text<0, 4_000_000>;

/// A reading SQL statement on the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunQuery {
    pub sql: Text<1, 100_000>,
}

/// Rows of a query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueryPart {
    pub columns: Vec<LongText>,
    pub types: Vec<LongText>,
    pub rows: Vec<Vec<Cell>>,
}
