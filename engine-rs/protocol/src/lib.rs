//! The bus protocol of pyworkstation as Rust types: what `ipc-spec/` publishes, checked against the same vectors as
//! the Python side.
//!
//! Architecture Invariant: types and their encoding only; no sockets, and nothing of the engine.

mod bounded;
mod envelope;
mod messages;

pub use bounded::{
    AccountName, Bounded, ClientOrderId, Count, CurrencyCode, Digits, Endpoint, GapMinutes,
    IndicatorName, IndicatorParam, Items, LatencyUs, Measure, Number, Packed, PaidIn, Payment,
    Percent, PolicyText, Quantity, ServiceName, SnapshotBars, Speed, Steps, Symbol, Text, TimeUs,
    TimeframeName, Topic, ValidSeconds, WaitMs,
};
pub use envelope::{
    BadMessage, ErrorBody, MAX_MESSAGE_BYTES, Outcome, ReplyEnvelope, RequestEnvelope,
    StreamEnvelope, decode_reply, decode_request, decode_stream, encode,
};
pub use messages::*;

/// The version of the protocol that this crate speaks.
pub const PROTOCOL_VERSION: u16 = 1;
