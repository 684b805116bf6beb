"""The engine as such: is it there, is it done, stop it."""

from __future__ import annotations

from pyworkstation.protocol.messages.fields import Count, Message, ShortText


class Ping(Message, frozen=True, tag="ping"):
    """Is the engine there? The nonce travels to the Rust engine and back."""

    nonce: Count


class Pong(Message, frozen=True, tag="pong"):
    """The nonce, back from Rust."""

    nonce: Count
    engine_version: ShortText


class Done(Message, frozen=True, tag="done"):
    """It is done; there is nothing more to say."""


class CancelRequest(Message, frozen=True, tag="cancel_request"):
    """This client waits no longer for the answer to its request `request_id`: no further part of it may come.

    A query is interrupted. A client that leaves altogether need not say so.
    """

    request_id: Count


class Shutdown(Message, frozen=True, tag="shutdown"):
    """Stop the engine process in order."""
