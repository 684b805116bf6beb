//! What a client can ask of the exchange.

use super::order::{Changes, ClientOrderId, NewOrder};
use crate::ledger::ids::InstrumentId;
use crate::risk::TradingState;

/// What a client can ask. The same command again, by its client order id, changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Place orders together, parents before their children.
    Place(Vec<NewOrder>),
    /// Change an order.
    Modify {
        /// Which.
        client_order_id: ClientOrderId,
        /// What.
        changes: Changes,
    },
    /// End an order.
    Cancel {
        /// Which.
        client_order_id: ClientOrderId,
    },
    /// End all orders, of one instrument or of all.
    CancelAll {
        /// Of which instrument.
        instrument: Option<InstrumentId>,
    },
    /// End all orders and close all positions, of one instrument or of all. The closing orders are called
    /// `client_order_id-N`, N being the position's id.
    Flatten {
        /// What the closing orders' names begin with.
        client_order_id: ClientOrderId,
        /// Of which instrument.
        instrument: Option<InstrumentId>,
    },
    /// Let a person say what may be sent.
    SetTradingState {
        /// What.
        state: TradingState,
    },
    /// The kill switch: nothing is sent from now on, and what could open more ends.
    Halt {
        /// With a name, all positions are closed too, by orders called `flatten-N`, N being the position's id.
        flatten: Option<ClientOrderId>,
    },
    /// Pay in, or out if negative: minor units of the account's currency.
    Deposit {
        /// How much.
        minor: i64,
    },
}
