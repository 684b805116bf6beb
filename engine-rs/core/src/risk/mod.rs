//! Risk before every order: the limits, the trading state, and what was lost. The checks themselves are where orders are sent
//! (`exchange/risk_checks.rs`), and nothing is sent around them.
//!
//! Architecture Invariant: a limit that is not set is not checked; one that is set is checked for every order that could open
//! more, and for every change of one. Cancels always pass.

pub mod exposures;
pub mod limits;
pub mod losses;
pub mod pace;

use serde::{Deserialize, Serialize};

use limits::Limits;
use losses::Losses;
use pace::Pace;

/// What may be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TradingState {
    /// Everything.
    #[default]
    Active,
    /// What only closes, and cancels.
    Reducing,
    /// Nothing but cancels, until a person lets it go on.
    Halted,
}

/// What the checks go by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Risk {
    pub(crate) limits: Limits,
    // Of events, so that a restored exchange has it again.
    pub(crate) state: TradingState,
    pub(crate) losses: Losses,
    // Of commands as they come in: a restored exchange begins anew.
    pub(crate) pace: Pace,
    // By which rates are counted; without it, by the market's time.
    pub(crate) sent_us: Option<i64>,
}
