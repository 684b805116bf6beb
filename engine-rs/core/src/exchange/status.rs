//! The states of an order, and the one table of how they follow each other.

use serde::{Deserialize, Serialize};

/// Where an order stands. The words are those of FIX and of `NautilusTrader`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Known here and not sent; a child of a parent that has not filled waits here.
    Initialised,
    /// Refused before it was sent.
    Denied,
    /// Under way to the venue.
    Submitted,
    /// Refused by the venue.
    Rejected,
    /// Working.
    Accepted,
    /// Its trigger was touched; it works as a market or limit order.
    Triggered,
    /// Some of it is filled.
    PartiallyFilled,
    /// A change is under way; it works as before.
    PendingModify,
    /// A cancel is under way; it can still fill.
    PendingCancel,
    /// All of it is filled.
    Filled,
    /// Ended before all of it was filled.
    Cancelled,
    /// Ended by its time in force.
    Expired,
}

/// What can happen to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Happening {
    /// Refused here.
    Denied,
    /// Sent.
    Submitted,
    /// Refused there.
    Rejected,
    /// Working from now on.
    Accepted,
    /// Its trigger was touched.
    Triggered,
    /// Its trailing trigger followed the market.
    TrailMoved,
    /// A change was asked for.
    PendingModify,
    /// The change was made.
    Modified,
    /// The change was refused.
    ModifyRejected,
    /// Its end was asked for.
    PendingCancel,
    /// The cancel was refused.
    CancelRejected,
    /// Some of it filled.
    PartiallyFilled,
    /// The last of it filled.
    Filled,
    /// It ended.
    Cancelled,
    /// Its time ended.
    Expired,
}

use Happening as H;
use OrderStatus as S;

/// Where a happening leads: to a state, back to the one before the pending request, or nowhere else.
#[derive(Clone, Copy)]
enum To {
    State(S),
    Before,
    Stay,
}

use To::{Before, State, Stay};

/// Every state that an order can leave, and all that can happen to it there. What is not here is refused.
const TRANSITIONS: [(S, &[(H, To)]); 7] = [
    (
        S::Initialised,
        &[
            (H::Denied, State(S::Denied)),
            (H::Submitted, State(S::Submitted)),
            // A child whose parent has filled in part, or whose sibling was changed.
            (H::Modified, Stay),
            (H::Cancelled, State(S::Cancelled)),
        ],
    ),
    (
        S::Submitted,
        &[
            (H::Rejected, State(S::Rejected)),
            (H::Accepted, State(S::Accepted)),
            // Asked for before the venue has answered.
            (H::PendingCancel, Stay),
            (H::PendingModify, Stay),
            (H::CancelRejected, Stay),
            (H::ModifyRejected, Stay),
            (H::Modified, Stay),
            (H::Cancelled, State(S::Cancelled)),
        ],
    ),
    (
        S::Accepted,
        &[
            (H::Triggered, State(S::Triggered)),
            (H::TrailMoved, Stay),
            (H::PendingModify, State(S::PendingModify)),
            (H::PendingCancel, State(S::PendingCancel)),
            // Changes that the venue makes by itself, and answers to what was asked before it was accepted.
            (H::Modified, Stay),
            (H::ModifyRejected, Stay),
            (H::CancelRejected, Stay),
            (H::PartiallyFilled, State(S::PartiallyFilled)),
            (H::Filled, State(S::Filled)),
            (H::Cancelled, State(S::Cancelled)),
            (H::Expired, State(S::Expired)),
        ],
    ),
    (
        S::Triggered,
        &[
            (H::PendingModify, State(S::PendingModify)),
            (H::PendingCancel, State(S::PendingCancel)),
            (H::Modified, Stay),
            (H::ModifyRejected, Stay),
            (H::CancelRejected, Stay),
            (H::PartiallyFilled, State(S::PartiallyFilled)),
            (H::Filled, State(S::Filled)),
            (H::Cancelled, State(S::Cancelled)),
            (H::Expired, State(S::Expired)),
        ],
    ),
    (
        S::PartiallyFilled,
        &[
            (H::PendingModify, State(S::PendingModify)),
            (H::PendingCancel, State(S::PendingCancel)),
            (H::Modified, Stay),
            (H::ModifyRejected, Stay),
            (H::CancelRejected, Stay),
            (H::PartiallyFilled, Stay),
            (H::Filled, State(S::Filled)),
            (H::Cancelled, State(S::Cancelled)),
            (H::Expired, State(S::Expired)),
        ],
    ),
    (
        S::PendingModify,
        &[
            (H::Modified, Before),
            (H::ModifyRejected, Before),
            (H::PendingModify, Stay),
            (H::PendingCancel, State(S::PendingCancel)),
            (H::CancelRejected, Stay),
            // The order works on while the change is under way.
            (H::Triggered, Stay),
            (H::TrailMoved, Stay),
            (H::PartiallyFilled, Stay),
            (H::Filled, State(S::Filled)),
            (H::Cancelled, State(S::Cancelled)),
            (H::Expired, State(S::Expired)),
        ],
    ),
    (
        S::PendingCancel,
        &[
            (H::CancelRejected, Before),
            (H::PendingCancel, Stay),
            (H::PendingModify, Stay),
            (H::Modified, Stay),
            (H::ModifyRejected, Stay),
            // A fill can come before the cancel arrives.
            (H::Triggered, Stay),
            (H::TrailMoved, Stay),
            (H::PartiallyFilled, Stay),
            (H::Filled, State(S::Filled)),
            (H::Cancelled, State(S::Cancelled)),
            (H::Expired, State(S::Expired)),
        ],
    ),
];

impl OrderStatus {
    /// The state after a happening, `before` being the one before the pending request; `None` if it cannot happen.
    #[must_use]
    pub fn after(self, happening: Happening, before: Self) -> Option<Self> {
        let (_, row) = TRANSITIONS.iter().find(|(from, _)| *from == self)?;
        let (_, to) = row.iter().find(|(what, _)| *what == happening)?;
        Some(match to {
            State(status) => *status,
            Before => before,
            Stay => self,
        })
    }

    /// Is it at the venue, so that it can fill?
    #[must_use]
    pub fn is_working(self) -> bool {
        matches!(
            self,
            S::Accepted | S::Triggered | S::PartiallyFilled | S::PendingModify | S::PendingCancel
        )
    }

    /// Will nothing ever happen to it again?
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(
            self,
            S::Denied | S::Rejected | S::Filled | S::Cancelled | S::Expired
        )
    }

    /// Is an answer to a request awaited?
    #[must_use]
    pub fn is_pending(self) -> bool {
        matches!(self, S::PendingModify | S::PendingCancel)
    }
}
