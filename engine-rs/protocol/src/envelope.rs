//! What wraps every message, and the codec, which trusts nobody's bytes.

use crate::PROTOCOL_VERSION;
use crate::bounded::{Count, SessionToken, Text, TimeUs, Topic};
use crate::messages::{Reply, Request, StreamBody};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::io::Cursor;

/// A longer message is refused unread.
pub const MAX_MESSAGE_BYTES: usize = 8_000_000;

/// A request; `deadline_us` is wall-clock time after which the answer is no longer wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the fields are the catalogue's, documented in ipc-spec/messages.toml"
)]
pub struct RequestEnvelope {
    #[serde(default = "own_version")]
    pub v: u16,
    pub id: Count,
    pub deadline_us: TimeUs,
    pub body: Request,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "some_token"
    )]
    pub session: Option<SessionToken>,
}

/// Why a request failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the fields are the catalogue's, documented in ipc-spec/messages.toml"
)]
pub struct ErrorBody {
    pub code: Text<0, 200>,
    pub message: Text<0, 10_000>,
    #[serde(default)]
    pub details: BTreeMap<Text<0, 200>, Text<0, 10_000>>,
}

/// How a request ended: an answer's part, or a failure.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A part of the answer.
    Answer(Box<Reply>),
    /// Why there is none.
    Failure(ErrorBody),
}

/// One part of an answer; `more` says that another part follows.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    missing_docs,
    reason = "the fields are the catalogue's, documented in ipc-spec/messages.toml"
)]
pub struct ReplyEnvelope {
    pub v: u16,
    pub id: Count,
    pub more: bool,
    pub outcome: Outcome,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplyOnTheWire {
    v: u16,
    id: Count,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    more: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Reply>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody>,
}

impl<'de> Deserialize<'de> for ReplyEnvelope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ReplyOnTheWire {
            v,
            id,
            more,
            body,
            error,
        } = ReplyOnTheWire::deserialize(deserializer)?;
        let outcome = match (body, error) {
            (Some(body), None) => Outcome::Answer(Box::new(body)),
            (None, Some(error)) => Outcome::Failure(error),
            _ => return Err(D::Error::custom("expected exactly one of body and error")),
        };
        Ok(Self {
            v,
            id,
            more,
            outcome,
        })
    }
}

impl Serialize for ReplyEnvelope {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (body, error) = match &self.outcome {
            Outcome::Answer(body) => (Some(body.as_ref().clone()), None),
            Outcome::Failure(error) => (None, Some(error.clone())),
        };
        ReplyOnTheWire {
            v: self.v,
            id: self.id,
            more: self.more,
            body,
            error,
        }
        .serialize(serializer)
    }
}

/// A stream message; `seq` rises by one per topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the fields are the catalogue's, documented in ipc-spec/messages.toml"
)]
pub struct StreamEnvelope {
    pub v: u16,
    pub topic: Topic,
    pub seq: Count,
    pub body: StreamBody,
}

/// The bytes are no valid message.
#[derive(Debug)]
pub enum BadMessage {
    /// Longer than [`MAX_MESSAGE_BYTES`].
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// Not `MessagePack`, or not a message of the catalogue.
    Malformed {
        /// What the decoder says.
        reason: String,
    },
    /// Bytes follow the message.
    Trailing {
        /// How many.
        bytes: usize,
    },
}

impl std::fmt::Display for BadMessage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLong { bytes } => write!(
                formatter,
                "expected at most {MAX_MESSAGE_BYTES} bytes, found {bytes}"
            ),
            Self::Malformed { reason } => write!(formatter, "{reason}"),
            Self::Trailing { bytes } => write!(
                formatter,
                "expected the end of the message, found {bytes} more bytes"
            ),
        }
    }
}

impl std::error::Error for BadMessage {}

/// `MessagePack` map of an envelope.
///
/// # Errors
/// Never for the envelopes of this crate; the encoder's signature allows for it.
pub fn encode<T: Serialize>(envelope: &T) -> Result<Vec<u8>, rmp_serde::encode::Error> {
    rmp_serde::to_vec_named(envelope)
}

/// Parse a request.
///
/// # Errors
/// [`BadMessage`] when the bytes are none.
pub fn decode_request(data: &[u8]) -> Result<RequestEnvelope, BadMessage> {
    decode(data)
}

/// Parse one part of a reply.
///
/// # Errors
/// [`BadMessage`] when the bytes are none.
pub fn decode_reply(data: &[u8]) -> Result<ReplyEnvelope, BadMessage> {
    decode(data)
}

/// Parse a stream message.
///
/// # Errors
/// [`BadMessage`] when the bytes are none.
pub fn decode_stream(data: &[u8]) -> Result<StreamEnvelope, BadMessage> {
    decode(data)
}

/// Nesting that no message of the catalogue reaches.
const MAX_DEPTH: usize = 32;

fn decode<T: DeserializeOwned>(data: &[u8]) -> Result<T, BadMessage> {
    if data.len() > MAX_MESSAGE_BYTES {
        return Err(BadMessage::TooLong { bytes: data.len() });
    }
    let mut deserializer = rmp_serde::Deserializer::new(Cursor::new(data));
    deserializer.set_max_depth(MAX_DEPTH);
    let message = T::deserialize(&mut deserializer).map_err(|error| BadMessage::Malformed {
        reason: error.to_string(),
    })?;
    let read = deserializer.position() as usize;
    if read < data.len() {
        return Err(BadMessage::Trailing {
            bytes: data.len() - read,
        });
    }
    Ok(message)
}

/// It is there or left out, and never null.
fn some_token<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<SessionToken>, D::Error> {
    SessionToken::deserialize(deserializer).map(Some)
}

fn own_version() -> u16 {
    PROTOCOL_VERSION
}
