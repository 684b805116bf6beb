//! What happens at the exchange: the journal stores events, and whoever applies them again has the same state.

use serde::{Deserialize, Serialize};

use super::order::{Changes, ClientOrderId, NewOrder};
use super::reason::Reason;
use super::status::Happening;
use crate::ledger::fill::{Amount, Fill};
use crate::ledger::ids::{OrderId, PositionId};

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
pub enum EventBody {
    /// An order became known.
    Initialised {
        /// Which.
        order: OrderId,
        /// What it says.
        terms: NewOrder,
    },
    /// It was refused before it was sent.
    Denied {
        /// Which.
        order: OrderId,
        /// Why.
        reason: Reason,
    },
    /// It was sent.
    Submitted {
        /// Which.
        order: OrderId,
        /// When it arrives.
        arrives_us: i64,
        /// The position that it closes from now on.
        position: Option<PositionId>,
    },
    /// The venue refused it.
    Rejected {
        /// Which.
        order: OrderId,
        /// Why.
        reason: Reason,
    },
    /// It works.
    Accepted {
        /// Which.
        order: OrderId,
        /// When it ends by itself.
        expires_us: Option<i64>,
    },
    /// Its trigger was touched.
    Triggered {
        /// Which.
        order: OrderId,
    },
    /// Its trailing trigger followed the market.
    TrailMoved {
        /// Which.
        order: OrderId,
        /// The market that it was reckoned from.
        anchor: i64,
        /// The new trigger.
        trigger: i64,
    },
    /// A change is under way.
    PendingModify {
        /// Of which.
        order: OrderId,
        /// When it arrives.
        arrives_us: i64,
        /// What it changes.
        changes: Changes,
    },
    /// It was changed.
    Modified {
        /// Which.
        order: OrderId,
        /// What was changed.
        changes: Changes,
    },
    /// A change was refused.
    ModifyRejected {
        /// Of which.
        order: OrderId,
        /// Why.
        reason: Reason,
    },
    /// A cancel is under way.
    PendingCancel {
        /// Of which.
        order: OrderId,
        /// When it arrives.
        arrives_us: i64,
    },
    /// A cancel was refused.
    CancelRejected {
        /// Of which.
        order: OrderId,
        /// Why.
        reason: Reason,
    },
    /// It filled.
    Filled(Fill),
    /// It ended.
    Cancelled {
        /// Which.
        order: OrderId,
        /// Why.
        reason: Reason,
    },
    /// Its time ended.
    Expired {
        /// Which.
        order: OrderId,
    },
    /// A command was refused that leaves no order behind.
    CommandRefused {
        /// The order that it named.
        client_order_id: Option<ClientOrderId>,
        /// Why.
        reason: Reason,
    },
    /// Money was paid in, or out if negative.
    Deposited {
        /// Minor units of the account's currency.
        minor: i64,
    },
    /// A night was paid for.
    SwapCharged {
        /// On which position.
        position: PositionId,
        /// How many nights it counts.
        nights: u8,
        /// How much.
        amount: Amount,
    },
    /// Equity fell to the level at which the trader is warned.
    MarginCalled {
        /// Minor units.
        equity: i64,
        /// Minor units.
        margin: i64,
    },
    /// Equity is above that level again.
    MarginRestored {
        /// Minor units.
        equity: i64,
        /// Minor units.
        margin: i64,
    },
    /// Equity fell to the level at which the broker closes positions.
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
            Self::Deposited { .. } => "deposited",
            Self::SwapCharged { .. } => "swap_charged",
            Self::MarginCalled { .. } => "margin_called",
            Self::MarginRestored { .. } => "margin_restored",
            Self::StoppedOut { .. } => "stopped_out",
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
