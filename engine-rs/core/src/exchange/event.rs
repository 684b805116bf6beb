//! What happens at the exchange: the journal stores events, and whoever applies them again has the same state.

use serde::{Deserialize, Serialize};

use super::order::{Changes, ClientOrderId, NewOrder};
use super::reason::Reason;
use super::status::Happening;
use crate::ledger::fill::{Amount, Fill};
use crate::ledger::ids::{OrderId, PositionId};
use crate::risk::TradingState;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Counted from 1, without gaps.
    pub sequence: u64,
    /// When, by the exchange's time.
    pub ts_us: i64,
    /// What.
    pub body: EventBody,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event")]
pub enum EventBody {
    /// An order became known.
    #[serde(rename = "order_initialised")]
    Initialised {
        /// Which.
        order: OrderId,
        /// What it says.
        terms: NewOrder,
    },
    /// It was refused before it was sent.
    #[serde(rename = "order_denied")]
    Denied {
        /// Which.
        order: OrderId,
        /// Why.
        reason: Reason,
    },
    /// It was sent.
    #[serde(rename = "order_submitted")]
    Submitted {
        /// Which.
        order: OrderId,
        /// When it arrives.
        arrives_us: i64,
        /// The position that it closes from now on.
        position: Option<PositionId>,
    },
    /// The venue refused it.
    #[serde(rename = "order_rejected")]
    Rejected {
        /// Which.
        order: OrderId,
        /// Why.
        reason: Reason,
    },
    /// It works.
    #[serde(rename = "order_accepted")]
    Accepted {
        /// Which.
        order: OrderId,
        /// When it ends by itself.
        expires_us: Option<i64>,
    },
    /// Its trigger was touched.
    #[serde(rename = "order_triggered")]
    Triggered {
        /// Which.
        order: OrderId,
    },
    /// Its trailing trigger followed the market.
    #[serde(rename = "order_trail_moved")]
    TrailMoved {
        /// Which.
        order: OrderId,
        /// The market that it was reckoned from.
        anchor: i64,
        /// The new trigger.
        trigger: i64,
    },
    /// A change is under way.
    #[serde(rename = "order_pending_modify")]
    PendingModify {
        /// Of which.
        order: OrderId,
        /// When it arrives.
        arrives_us: i64,
        /// What it changes.
        changes: Changes,
    },
    /// It was changed.
    #[serde(rename = "order_modified")]
    Modified {
        /// Which.
        order: OrderId,
        /// What was changed.
        changes: Changes,
    },
    /// A change was refused.
    #[serde(rename = "order_modify_rejected")]
    ModifyRejected {
        /// Of which.
        order: OrderId,
        /// Why.
        reason: Reason,
    },
    /// A cancel is under way.
    #[serde(rename = "order_pending_cancel")]
    PendingCancel {
        /// Of which.
        order: OrderId,
        /// When it arrives.
        arrives_us: i64,
    },
    /// A cancel was refused.
    #[serde(rename = "order_cancel_rejected")]
    CancelRejected {
        /// Of which.
        order: OrderId,
        /// Why.
        reason: Reason,
    },
    /// It filled.
    #[serde(rename = "order_filled")]
    Filled(Fill),
    /// It ended.
    #[serde(rename = "order_cancelled")]
    Cancelled {
        /// Which.
        order: OrderId,
        /// Why.
        reason: Reason,
    },
    /// Its time ended.
    #[serde(rename = "order_expired")]
    Expired {
        /// Which.
        order: OrderId,
    },
    /// A command was refused that leaves no order behind.
    #[serde(rename = "command_refused")]
    CommandRefused {
        /// The order that it named.
        client_order_id: Option<ClientOrderId>,
        /// Why.
        reason: Reason,
    },
    /// What may be sent has changed.
    #[serde(rename = "trading_state_changed")]
    TradingStateChanged {
        /// To what.
        state: TradingState,
    },
    /// Money was paid in, or out if negative.
    #[serde(rename = "deposited")]
    Deposited {
        /// Minor units of the account's currency.
        minor: i64,
    },
    /// A night was paid for.
    #[serde(rename = "swap_charged")]
    SwapCharged {
        /// On which position.
        position: PositionId,
        /// How many nights it counts.
        nights: u8,
        /// How much.
        amount: Amount,
    },
    /// Equity fell to the level at which the trader is warned.
    #[serde(rename = "margin_called")]
    MarginCalled {
        /// Minor units.
        equity: i64,
        /// Minor units.
        margin: i64,
    },
    /// Equity is above that level again.
    #[serde(rename = "margin_restored")]
    MarginRestored {
        /// Minor units.
        equity: i64,
        /// Minor units.
        margin: i64,
    },
    /// Equity fell to the level at which the broker closes positions.
    #[serde(rename = "stopped_out")]
    StoppedOut {
        /// Minor units.
        equity: i64,
        /// Minor units.
        margin: i64,
    },
}

impl EventBody {
    /// The stable code of what happened.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Initialised { .. } => "order_initialised",
            Self::Denied { .. } => "order_denied",
            Self::Submitted { .. } => "order_submitted",
            Self::Rejected { .. } => "order_rejected",
            Self::Accepted { .. } => "order_accepted",
            Self::Triggered { .. } => "order_triggered",
            Self::TrailMoved { .. } => "order_trail_moved",
            Self::PendingModify { .. } => "order_pending_modify",
            Self::Modified { .. } => "order_modified",
            Self::ModifyRejected { .. } => "order_modify_rejected",
            Self::PendingCancel { .. } => "order_pending_cancel",
            Self::CancelRejected { .. } => "order_cancel_rejected",
            Self::Filled(_) => "order_filled",
            Self::Cancelled { .. } => "order_cancelled",
            Self::Expired { .. } => "order_expired",
            Self::CommandRefused { .. } => "command_refused",
            Self::TradingStateChanged { .. } => "trading_state_changed",
            Self::Deposited { .. } => "deposited",
            Self::SwapCharged { .. } => "swap_charged",
            Self::MarginCalled { .. } => "margin_called",
            Self::MarginRestored { .. } => "margin_restored",
            Self::StoppedOut { .. } => "stopped_out",
        }
    }

    /// Why, of what is refused or ended.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        match *self {
            Self::Denied { reason, .. }
            | Self::Rejected { reason, .. }
            | Self::ModifyRejected { reason, .. }
            | Self::CancelRejected { reason, .. }
            | Self::Cancelled { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// The order that it happened to, and what that means to its state. A fill may be the last: the order knows.
    #[must_use]
    pub fn happening(&self) -> Option<(OrderId, Happening)> {
        Some(match *self {
            Self::Denied { order, .. } => (order, Happening::Denied),
            Self::Submitted { order, .. } => (order, Happening::Submitted),
            Self::Rejected { order, .. } => (order, Happening::Rejected),
            Self::Accepted { order, .. } => (order, Happening::Accepted),
            Self::Triggered { order } => (order, Happening::Triggered),
            Self::TrailMoved { order, .. } => (order, Happening::TrailMoved),
            Self::PendingModify { order, .. } => (order, Happening::PendingModify),
            Self::Modified { order, .. } => (order, Happening::Modified),
            Self::ModifyRejected { order, .. } => (order, Happening::ModifyRejected),
            Self::PendingCancel { order, .. } => (order, Happening::PendingCancel),
            Self::CancelRejected { order, .. } => (order, Happening::CancelRejected),
            Self::Filled(Fill { order, .. }) => (order, Happening::PartiallyFilled),
            Self::Cancelled { order, .. } => (order, Happening::Cancelled),
            Self::Expired { order } => (order, Happening::Expired),
            _ => return None,
        })
    }
}
