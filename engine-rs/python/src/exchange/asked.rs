//! What is asked of the exchange, as Python says it.

use serde::Deserialize;
use tick_engine::exchange::command::Command;
use tick_engine::exchange::order::{Changes, ClientOrderId, NewOrder};
use tick_engine::ledger::ids::InstrumentId;
use tick_engine::risk::TradingState;

/// A command.
#[derive(Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Asked {
    Place {
        orders: Vec<NewOrder>,
    },
    Modify {
        client_order_id: ClientOrderId,
        changes: Changes,
    },
    Cancel {
        client_order_id: ClientOrderId,
    },
    CancelAll {
        instrument: Option<InstrumentId>,
    },
    Flatten {
        client_order_id: ClientOrderId,
        instrument: Option<InstrumentId>,
    },
    SetTradingState {
        state: TradingState,
    },
    Halt {
        flatten: Option<ClientOrderId>,
    },
    Deposit {
        minor: i64,
    },
}

impl From<Asked> for Command {
    fn from(asked: Asked) -> Self {
        match asked {
            Asked::Place { orders } => Self::Place(orders),
            Asked::Modify {
                client_order_id,
                changes,
            } => Self::Modify {
                client_order_id,
                changes,
            },
            Asked::Cancel { client_order_id } => Self::Cancel { client_order_id },
            Asked::CancelAll { instrument } => Self::CancelAll { instrument },
            Asked::Flatten {
                client_order_id,
                instrument,
            } => Self::Flatten {
                client_order_id,
                instrument,
            },
            Asked::SetTradingState { state } => Self::SetTradingState { state },
            Asked::Halt { flatten } => Self::Halt { flatten },
            Asked::Deposit { minor } => Self::Deposit { minor },
        }
    }
}
