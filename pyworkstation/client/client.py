"""Blocking requests to the engine. Not thread-safe: one client, one thread."""

from __future__ import annotations

import itertools
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

import zmq
from msgspec import UNSET

from pyworkstation.bus.curve import client_socket
from pyworkstation.bus.socket_flags import AT_ONCE, READABLE
from pyworkstation.client.errors import EngineGoneError, RequestFailedError, UnreadableAnswerError
from pyworkstation.client.own_session import OwnSession
from pyworkstation.protocol.envelope import (
    BadMessageError,
    ReplyEnvelope,
    RequestEnvelope,
    decode_reply,
    encode,
    tells_success,
)
from pyworkstation.protocol.messages import CancelRequest, Ping, Pong, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from pyworkstation.bus.connection_file import Connection
    from pyworkstation.client.errors import Outcome
    from pyworkstation.protocol.messages import Reply

_NEVER_US = 2**62
_SLICE_MS = 50
_CONNECT_MS = 250
_A_DAY_MS = 86_400_000
_CANCEL_S = 60.0
_SECOND_US = 1_000_000


class Client:
    """Requests to one run of the engine."""

    def __init__(
        self,
        connection: Connection,
        *,
        context: zmq.Context[zmq.Socket[bytes]] | None = None,
        session: OwnSession | None = None,
    ) -> None:
        """`session` is shared by all connections of a program; what it says goes with each request."""
        self._session = OwnSession() if session is None else session
        shared = context or zmq.Context.instance()
        self._ids = itertools.count(1)
        self._socket = client_socket(shared, zmq.DEALER, connection)
        # In effect never. Were it forbidden, ZeroMQ would throw away the last words of an engine that has gone.
        self._socket.setsockopt(zmq.RECONNECT_IVL, _A_DAY_MS)
        # Windows tries a port where nobody listens for two seconds.
        self._socket.setsockopt(zmq.CONNECT_TIMEOUT, _CONNECT_MS)
        self._monitor = self._socket.get_monitor_socket(zmq.EVENT_DISCONNECTED | zmq.EVENT_CLOSED)
        self._socket.connect(connection.request_endpoint)
        self._wait_ms = -1

    def request(
        self,
        body: Request,
        *,
        timeout_s: float | None = 5.0,
        while_waiting: Callable[[], None] | None = None,
    ) -> Iterator[Reply]:
        """Ask, and yield the parts of the answer. `timeout_s` bounds the wait for each part; None waits for ever.

        `while_waiting` is called now and then in between; what it raises ends the wait.

        The engine stops working on an answer that is closed before its end, or not waited for any more.

        Raises:
            RequestFailedError: the engine refused or failed.
            EngineGoneError: no part came in time, or the engine went away.
        """
        request_id = next(self._ids)
        try:
            self._send(request_id, body, timeout_s)
        except zmq.Again:
            raise EngineGoneError(
                "the engine is gone, and was not asked; start it with: pyworkstation engine",
                outcome="not_done",
            ) from None
        return self._parts(request_id, timeout_s, while_waiting)

    def call(self, body: Request, *, timeout_s: float | None = 5.0) -> Reply:
        """Ask, and return the one part of the answer. Raises as `request` does."""
        (reply,) = self.request(body, timeout_s=timeout_s)
        return reply

    def ping(self, *, timeout_s: float = 1.0) -> float:
        """Seconds to the Rust engine and back. Raises as `request` does."""
        nonce = time.perf_counter_ns()
        pong = self.call(Ping(nonce=nonce), timeout_s=timeout_s)
        seconds = (time.perf_counter_ns() - nonce) / 1e9
        if not isinstance(pong, Pong) or pong.nonce != nonce:
            raise RequestFailedError("bug", "the engine answered another ping", {})
        return seconds

    def close(self) -> None:
        """Let the sockets go."""
        self._socket.disable_monitor()
        self._monitor.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, request_id: int, body: Request, timeout_s: float | None) -> None:
        if self._has_gone():
            raise zmq.Again  # It has gone: ZeroMQ would queue the request for a peer that never comes.
        now_us = time.time_ns() // 1000
        deadline_us = _NEVER_US if timeout_s is None else now_us + int(timeout_s * _SECOND_US)
        envelope = RequestEnvelope(
            id=request_id, deadline_us=deadline_us, body=body, session=self._session.token or UNSET
        )
        self._socket.send(encode(envelope), AT_ONCE)

    def _parts(
        self, request_id: int, timeout_s: float | None, while_waiting: Callable[[], None] | None
    ) -> Iterator[Reply]:
        more = True
        try:
            while more:
                reply = self._receive(request_id, timeout_s, while_waiting)
                more = reply.more
                if reply.error is not None:
                    raise RequestFailedError(reply.error.code, reply.error.message, reply.error.details)
                assert reply.body is not None  # decode_reply saw to it
                yield reply.body
        finally:
            if more:
                self._cancel(request_id)

    def _cancel(self, request_id: int) -> None:
        """Nobody waits for the rest, nor for the engine's word that it will not come."""
        with suppress(zmq.ZMQError):  # The engine is gone, or this client closed.
            self._send(next(self._ids), CancelRequest(request_id=request_id), _CANCEL_S)

    def _receive(
        self, request_id: int, timeout_s: float | None, while_waiting: Callable[[], None] | None
    ) -> ReplyEnvelope:
        """The next part of this answer; parts of answers nobody waits for any more are dropped."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        while True:
            data = self._wait(deadline)
            if data is not None:
                reply = _decoded(data)
                if reply.id == request_id or (reply.id == 0 and reply.error is not None):
                    return reply
            elif deadline is not None and time.monotonic() >= deadline:
                raise EngineGoneError(
                    f"the engine did not answer within {timeout_s:g} s", outcome="unknown", went_away=False
                )
            elif while_waiting is not None:
                while_waiting()

    def _wait(self, deadline: float | None) -> bytes | None:
        """The next message, or None after a while. To wait for the one socket and look at the other now and then costs half
        as much as to poll both."""
        wait_ms = _SLICE_MS if deadline is None else min(_SLICE_MS, _milliseconds_until(deadline))
        if wait_ms != self._wait_ms:
            self._socket.setsockopt(zmq.RCVTIMEO, wait_ms)
            self._wait_ms = wait_ms
        try:
            return self._socket.recv()
        except zmq.Again:
            if self._has_gone() and not self._socket.poll(
                0
            ):  # Its last words may have come in just before it went.
                raise EngineGoneError(
                    "the engine went away before it had answered; start it with: pyworkstation engine",
                    outcome="unknown",
                ) from None
        return None

    def _has_gone(self) -> bool:
        return bool(int(self._monitor.getsockopt(zmq.EVENTS)) & READABLE)


def _decoded(data: bytes) -> ReplyEnvelope:
    try:
        return decode_reply(data)
    except BadMessageError as error:
        # The maps that every version has tell at least how it ended.
        outcome: Outcome = "done" if tells_success(data) else "unknown"
        raise UnreadableAnswerError(f"the engine's answer cannot be read: {error}", outcome=outcome) from None


def _milliseconds_until(deadline: float) -> int:
    return max(0, int((deadline - time.monotonic()) * 1000) + 1)
