"""What wraps every message: version, id, deadline, sequence number; and the codec, which trusts nobody's bytes."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages import (
    PROTOCOL_VERSION,
    Count,
    Reply,
    Request,
    SessionToken,
    ShortText,
    StreamBody,
    Text,
    TimeUs,
    Topic,
)

MAX_MESSAGE_BYTES = 8_000_000
"""A longer message is refused unread."""


class RequestEnvelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A request. `deadline_us` is wall-clock time after which the answer is no longer wanted; `session` is the token of an open session."""

    v: Annotated[int, Meta(ge=0, le=65535)] = PROTOCOL_VERSION
    id: Count
    deadline_us: TimeUs
    body: Request
    session: SessionToken | msgspec.UnsetType = msgspec.UNSET

    def __repr__(self) -> str:
        return f"RequestEnvelope(id={self.id}, body={self.body!r})"


class ErrorBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why a request failed: a stable code, one line for people, fields for programs. Never a trace, never a secret."""

    code: ShortText
    message: Text
    details: dict[ShortText, Text] = {}


class ReplyEnvelope(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """One part of an answer; `more` says that another part follows. Exactly one of body and error is there."""

    v: Annotated[int, Meta(ge=0, le=65535)]
    id: Count
    more: bool = False
    body: Reply | None = None
    error: ErrorBody | None = None


class StreamEnvelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stream message; `seq` rises by one per topic, a gap means: ask for a snapshot."""

    v: Annotated[int, Meta(ge=0, le=65535)]
    topic: Topic
    seq: Count
    body: StreamBody


ERROR_CODES: dict[str, str] = {
    "bad_message": "The bytes are no message of this protocol.",
    "version_mismatch": "The two sides speak different protocol versions.",
    "deadline_passed": "The request arrived after its deadline; nothing was done.",
    "input_error": "The request asks for what cannot be; details say what was expected and found.",
    "environment_failure": "The world failed: disk, lock, memory.",
    "busy": "Too many requests are under way; nothing was done.",
    "not_allowed": "The client's key is of a role that may not ask this; nothing was done.",
    "locked": "A passphrase is set, and the request has no open session that may do this; nothing was done.",
    "out_of_order": "The request's id is not above that of the one before it: stale, or sent again; nothing was done.",
    "rate_limited": "The client sends more requests than one may; nothing was done.",
    "service_down": "The service that would do it does not run at the moment; nothing was done.",
    "bug": "The engine broke its own promise; its log has the trace.",
}
"""Every code an `ErrorBody` may carry, and what it means."""

T = TypeVar("T")

_encoder = msgspec.msgpack.Encoder()
_request_decoder = msgspec.msgpack.Decoder(RequestEnvelope)
_reply_decoder = msgspec.msgpack.Decoder(ReplyEnvelope)
_stream_decoder = msgspec.msgpack.Decoder(StreamEnvelope)


class _Head(msgspec.Struct):
    v: Annotated[int, Meta(ge=0, le=65535)]
    id: Count


class _Tail(msgspec.Struct):
    more: bool = False
    body: msgspec.Raw = msgspec.Raw()
    error: msgspec.Raw = msgspec.Raw()


_tail_decoder = msgspec.msgpack.Decoder(_Tail)
_head_decoder = msgspec.msgpack.Decoder(_Head)


class BadMessageError(Exception):
    """The bytes are no valid message; the text says where."""


def encode(envelope: RequestEnvelope | ReplyEnvelope | StreamEnvelope) -> bytes:
    """MessagePack map of an envelope."""
    return _encoder.encode(envelope)


def decode_request(data: bytes) -> RequestEnvelope:
    """Parse a request. Raises BadMessageError."""
    return _decode(_request_decoder, data)


def peek_request(data: bytes) -> tuple[int | None, int]:
    """(version, id) of a request that did not decode, so that it can be refused by name; (None, 0) of plain garbage."""
    try:
        head = _head_decoder.decode(data[:MAX_MESSAGE_BYTES])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, 0
    return head.v, head.id


def decode_reply(data: bytes) -> ReplyEnvelope:
    """Parse one part of a reply. Raises BadMessageError."""
    reply = _decode(_reply_decoder, data)
    if (reply.body is None) == (reply.error is None):
        raise BadMessageError("expected exactly one of body and error")
    return reply


def tells_success(data: bytes) -> bool:
    """Is what cannot be decoded the last part of an answer, and no error?"""
    try:
        tail = _tail_decoder.decode(data[:MAX_MESSAGE_BYTES])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return not tail.more and not tail.error and bool(tail.body)


def decode_stream(data: bytes) -> StreamEnvelope:
    """Parse a stream message. Raises BadMessageError."""
    return _decode(_stream_decoder, data)


def _decode(decoder: msgspec.msgpack.Decoder[T], data: bytes) -> T:
    if len(data) > MAX_MESSAGE_BYTES:
        raise BadMessageError(f"expected at most {MAX_MESSAGE_BYTES} bytes, found {len(data)}")
    try:
        return decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessageError(str(error)) from None
