//! Indicators: which there are, and those attached to the replay.

use std::collections::BTreeMap;

use super::bars::Side;
use super::fields::{LongText, ShortText};
use crate::bounded::{
    Count, IndicatorName, IndicatorParam, Number, Packed, Symbol, TimeUs, TimeframeName, Topic,
};
use serde::{Deserialize, Serialize};

/// What values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParamKind {
    Count,
    Real,
    Choice,
}

/// Over the prices, or in a pane of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pane {
    Overlay,
    Own,
}

/// As what an output is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Style {
    Line,
    Band,
    Histogram,
    Dots,
    Steps,
    Hidden,
}

/// What a parameter of an indicator is set to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ParamValue {
    Number(Number),
    Word(ShortText),
}

/// Parameters by name.
pub type Params = BTreeMap<IndicatorParam, ParamValue>;

/// Every indicator that there is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListIndicators {}

/// Have an indicator computed on a timeframe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachIndicator {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub name: IndicatorName,
    #[serde(default)]
    pub side: Side,
    #[serde(default)]
    pub params: Params,
    #[serde(default)]
    pub holder: ShortText,
}

/// This holder needs an indicator no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetachIndicator {
    pub symbol: Symbol,
    pub id: Count,
    #[serde(default)]
    pub holder: ShortText,
}

/// What an indicator makes of stored bars.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GetValues {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub name: IndicatorName,
    #[serde(default)]
    pub side: Side,
    #[serde(default)]
    pub params: Params,
    #[serde(default)]
    pub from_us: Option<TimeUs>,
    #[serde(default)]
    pub to_us: Option<TimeUs>,
}

/// Columns of f64 by output, of `count` bars.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValuesPart {
    pub outputs: Vec<ShortText>,
    pub count: Count,
    pub packed: Packed,
}

/// An attached indicator with its values, columns of f64.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorValues {
    pub id: Count,
    pub name: IndicatorName,
    pub side: Side,
    pub params: Params,
    pub outputs: Vec<ShortText>,
    pub completed: Packed,
    pub forming: Packed,
}

/// A parameter of an indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParamSpec {
    pub name: IndicatorParam,
    pub title: ShortText,
    pub kind: ParamKind,
    pub default: ParamValue,
    #[serde(default)]
    pub minimum: Option<Number>,
    #[serde(default)]
    pub maximum: Option<Number>,
    #[serde(default)]
    pub words: Vec<ShortText>,
}

/// An output of an indicator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputSpec {
    pub name: ShortText,
    pub pane: Pane,
    pub style: Style,
    #[serde(default)]
    pub ahead: Option<ShortText>,
    #[serde(default)]
    pub back: Option<ShortText>,
}

/// An indicator: what there is to set, to read and to draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorSpec {
    pub name: IndicatorName,
    pub title: ShortText,
    pub group: ShortText,
    pub params: Vec<ParamSpec>,
    pub inputs: Vec<ShortText>,
    pub outputs: Vec<OutputSpec>,
    pub warm_up: Count,
    pub formula: LongText,
}

/// Every indicator, group after group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicators {
    pub indicators: Vec<IndicatorSpec>,
}

/// An indicator that is attached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttachedIndicator {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub id: Count,
    pub name: IndicatorName,
    pub side: Side,
    pub params: Params,
    pub outputs: Vec<ShortText>,
    pub warm_up: Count,
    pub topic: Topic,
}

/// What an indicator makes of the bars since the last message, and of the forming one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValuesUpdate {
    pub symbol: Symbol,
    pub timeframe: TimeframeName,
    pub id: Count,
    pub epoch: Count,
    pub first_index: Count,
    pub completed: Packed,
    pub forming: Packed,
}
