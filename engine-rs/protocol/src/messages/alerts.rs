//! Alerts: what the engine watches for, with no window open too, and what it has seen.

use super::bars::Side;
use super::fields::{LongText, ShortText};
use super::indicators::Params;
use crate::bounded::{Bounded, Count, IndicatorName, Items, Number, Symbol, TimeUs, TimeframeName};
use serde::{Deserialize, Serialize};

/// Seconds of the market, up to a year.
pub type Cooldown = Bounded<0, 31_622_400>;

/// What an alert looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertKind {
    Price,
    Spread,
    Indicator,
    Stale,
    Disconnect,
}

/// Which way a level is crossed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertWhen {
    Above,
    Below,
    #[default]
    Touch,
}

/// What to watch for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertTerms {
    pub symbol: Symbol,
    pub kind: AlertKind,
    #[serde(default)]
    pub when: AlertWhen,
    #[serde(default = "Number::zero")]
    pub level: Number,
    #[serde(default)]
    pub side: Side,
    #[serde(default = "TimeframeName::minute")]
    pub timeframe: TimeframeName,
    #[serde(default)]
    pub indicator: Option<IndicatorName>,
    #[serde(default)]
    pub params: Params,
    #[serde(default)]
    pub output: ShortText,
    #[serde(default)]
    pub again: bool,
    #[serde(default)]
    pub note: ShortText,
    #[serde(default = "Cooldown::minute")]
    pub cooldown_s: Cooldown,
    #[serde(default)]
    pub per_bar: bool,
    #[serde(default)]
    pub expires_us: Option<TimeUs>,
}

/// An alert, armed or fired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alert {
    pub id: Count,
    pub terms: AlertTerms,
    pub armed: bool,
    pub fired: Count,
    pub set_us: TimeUs,
    #[serde(default)]
    pub fault: ShortText,
    #[serde(default)]
    pub fired_us: Option<TimeUs>,
}

/// An alert fired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertFired {
    pub number: Count,
    pub id: Count,
    pub at_us: Option<TimeUs>,
    pub told_us: TimeUs,
    pub value: Number,
    pub terms: AlertTerms,
    pub text: LongText,
}

/// Watch for this from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetAlert {
    pub terms: AlertTerms,
    #[serde(default)]
    pub id: Option<Count>,
}

/// It is watched for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertSet {
    pub id: Count,
}

/// Watch for it no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeleteAlert {
    pub id: Count,
}

/// All alerts, and what fired after a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListAlerts {
    #[serde(default = "Count::zero")]
    pub after: Count,
}

/// All alerts, and what fired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alerts {
    pub alerts: Items<Alert, 0, 1000>,
    pub fired: Items<AlertFired, 0, 1000>,
    pub last: Count,
}
