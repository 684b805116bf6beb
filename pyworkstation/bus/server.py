"""The bus loop: one thread owns both sockets, answers quick requests itself and passes the rest to the lanes."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import zmq

from pyworkstation.bus.curve import KeyPair, server_socket
from pyworkstation.bus.inflow import FLOODED, InflowLimit
from pyworkstation.bus.lanes import Lane, LaneClosedError, LaneFullError, Lanes
from pyworkstation.bus.outbox import Answer, Outbox, ReplyPart, StreamMessage
from pyworkstation.bus.peers import Peers
from pyworkstation.bus.rate_limit import RateLimit
from pyworkstation.bus.request_times import RequestClock
from pyworkstation.bus.socket_flags import AT_ONCE, MORE_AT_ONCE
from pyworkstation.bus.stream_socket import StreamSocket
from pyworkstation.bus.unsent import Unsent
from pyworkstation.domain.asker import Asker, AskerGoneError
from pyworkstation.domain.errors import InputError, WorkstationError
from pyworkstation.domain.redaction import redact
from pyworkstation.protocol.envelope import (
    BadMessageError,
    ErrorBody,
    ReplyEnvelope,
    RequestEnvelope,
    decode_request,
    encode,
    peek_request,
)
from pyworkstation.protocol.messages import PROTOCOL_VERSION, CancelRequest, Done, Traffic
from pyworkstation.protocol.roles import may_ask
from pyworkstation.protocol.versions import is_spoken, mismatch_details

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.bus.peers import Peer
    from pyworkstation.protocol.messages import Reply, Request
    from pyworkstation.protocol.roles import Role

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.1
_POLL_MS = 100
_RETRY_MS = 2
_REPLY_QUEUE = 64
_REQUEST_QUEUE = 64
"""Of one client, read off the network and not yet looked at. ZeroMQ counts no bytes, and a request may have 8 MB."""

_READER_PATIENCE_S = 30.0
_REQUESTS_A_TURN = 16
"""ZeroMQ learns what a peer has read when it polls, not when it sends: fewer a turn than its queue holds."""


_LIMIT = RateLimit()
_INFLOW_LIMIT = InflowLimit()
_TOO_MANY = f"More than {_LIMIT.burst:,.0f} requests at once, or {_LIMIT.per_s:,.0f} a second, from one client; send fewer."


class Handler(NamedTuple):
    """How one kind of request is answered: where, and by what, which may see whether the asker is still there."""

    lane: Lane
    answer: Callable[[Request, Asker], Iterator[Reply]]


def _nothing(_: Request, __: Asker) -> str:
    """Follows."""
    return ""


class BusServer:
    """ROUTER and XPUB on free ports of 127.0.0.1. `run` is the loop; `publish` and `stop` may be called from any thread."""

    def __init__(
        self,
        context: zmq.Context[zmq.Socket[bytes]],
        *,
        keys: KeyPair,
        handler_of: Callable[[Request], Handler],
        role_of: Callable[[bytes], Role],
        lanes: Lanes,
        refusal: Callable[[Request, Asker], str] = _nothing,
        limit: RateLimit = _LIMIT,
        inflow_limit: InflowLimit = _INFLOW_LIMIT,
    ) -> None:
        """`refusal` says why a request needs an open session, and is empty where it does not."""
        self._handler_of = handler_of
        self._refusal = refusal
        self._lanes = lanes
        self._outbox = Outbox(context)
        self._requests = server_socket(context, zmq.ROUTER, keys)
        self._requests.setsockopt(zmq.ROUTER_MANDATORY, 1)
        self._requests.setsockopt(zmq.SNDHWM, _REPLY_QUEUE)
        self._requests.setsockopt(zmq.RCVHWM, _REQUEST_QUEUE)
        self._stream = StreamSocket(context, keys)
        self.request_endpoint = _bind(self._requests)
        self.stream_endpoint = _bind(self._stream.socket)
        self._peers = Peers(self._requests, role_of=role_of, limit=limit, inflow_limit=inflow_limit)
        self._answers: set[Answer] = set()
        self._unsent: dict[bytes, Unsent] = {}
        self._stopping = threading.Event()
        self._clock = RequestClock()
        self.refused: Counter[str] = Counter()

    def publish(self, topic: str, data: bytes) -> None:
        """Send an encoded stream message to whoever listens to `topic`."""
        self._outbox.put(StreamMessage(topic.encode("ascii"), data))

    def is_heard(self, topic: str) -> bool:
        """Does anybody listen to it? From any thread; who came this moment may not be known yet."""
        return self._stream.is_heard(topic.encode("ascii"))

    def stop(self) -> None:
        """Make `run` return soon."""
        self._stopping.set()
        self._outbox.wake()

    def traffic(self) -> Traffic:
        """What went over the bus so far. From any thread."""
        return Traffic(
            clients=len(self._peers),
            listeners=self._stream.subscriptions,
            requests=self._clock.times(),
            refused=dict(sorted(self._all_refused().items())),
            topics=self._stream.traffic(self._outbox.dropped),
        )

    def run(self) -> None:
        """Serve until `stop`."""
        poller = zmq.Poller()
        poller.register(self._requests, zmq.POLLIN)
        poller.register(self._outbox.wake_socket, zmq.POLLIN)
        look_due_s = 0.0
        while not self._stopping.is_set():
            ready = dict(poller.poll(_RETRY_MS if self._unsent else _POLL_MS))
            if self._requests in ready:
                self._take_requests()
            self._send_all()
            if (now_s := time.monotonic()) >= look_due_s:
                look_due_s = now_s + _LOOK_EVERY_S
                self._look_round()
        for answer in tuple(self._answers):  # The engine stops, and does not wait for a long query.
            answer.leave()

    def close(self) -> None:
        """Send what still waits, then close the sockets. Call after `run` has returned."""
        self._send_all()
        self._outbox.close()
        self._peers.close()
        self._requests.close(linger=200)
        self._stream.close()

    def _look_round(self) -> None:
        """Who has gone, who listens, who was not let in, who floods us. Each socket that is polled as well makes every request wait."""
        self._drop(self._peers.take_gone())
        self._stream.take_subscriptions()
        self._stream.take_refused()
        if floods := self._peers.cut_floods() + self._stream.cut_floods():
            self.refused[FLOODED] += floods
            log.warning("connections that sent messages without an end, and were cut: %d", floods)

    def _take_requests(self) -> None:
        for _ in range(_REQUESTS_A_TURN):
            try:
                frames, gone = self._peers.receive()
            except zmq.Again:
                return
            self._drop(gone)
            self._take(frames)
            if not self._peers.has_more():
                return

    def _take(self, frames: list[bytes]) -> None:
        if len(frames) != 2:
            self.refused["frames"] += 1
            return
        peer, data = frames
        sender = self._peers.get(peer)
        if not sender.allowance.take(now_s=time.monotonic()):
            self._refuse(peer, peek_request(data)[1], "rate_limited", _TOO_MANY)
            return
        try:
            request = decode_request(data)
        except BadMessageError as error:
            self._refuse_bad_message(peer, data, error)
            return
        if not is_spoken(request.v):
            self._refuse_version(peer, request.id, request.v)
        elif not sender.follows(request.id):
            text = f"Expected an id above {sender.last_id}, the last one, found {request.id}."
            self._refuse(peer, request.id, "out_of_order", text)
        elif not may_ask(sender.role, request.body):
            text = f"{op_of(request.body)} needs the key of the role trade, found the one of {sender.role.value}."
            self._refuse(peer, request.id, "not_allowed", text)
        elif _is_late(request):
            self._refuse(peer, request.id, "deadline_passed", "The request arrived after its deadline.")
        elif locked := self._refusal(request.body, asker := _asker_of(sender, request)):
            self._refuse(peer, request.id, "locked", locked)
        elif isinstance(request.body, CancelRequest):
            self._cancel(peer, request.body.request_id)
            self._reply_now(peer, ReplyEnvelope(v=PROTOCOL_VERSION, id=request.id, body=Done()))
        else:
            self._dispatch(peer, request, asker)

    def _dispatch(self, peer: bytes, request: RequestEnvelope, asker: Asker) -> None:
        handler = self._handler_of(request.body)
        arrived_s = time.monotonic()
        if handler.lane is Lane.INLINE:
            for reply in _replies(request, handler, asker):
                self._reply_now(peer, reply)
                self._note_time(request, reply, arrived_s)
            return
        answer = Answer(peer, request.id, asker)
        self._answers.add(answer)
        try:
            self._lanes.submit(handler.lane, lambda: self._work(answer, request, handler, arrived_s))
        except LaneFullError:
            self._answers.discard(answer)
            self._refuse(peer, request.id, "busy", "Too many requests are under way; try again.")
        except LaneClosedError:
            self._answers.discard(answer)
            text = f"Nobody does {handler.lane.value} requests at the moment; `get_health` tells why."
            self._refuse(peer, request.id, "service_down", text)

    def _work(self, answer: Answer, request: RequestEnvelope, handler: Handler, arrived_s: float) -> None:
        """In a lane: hand the parts to the bus thread as fast as the peer reads them."""
        try:
            for reply in self._replies_in_time(request, handler, answer.asker):
                answer.wait_for_room(timeout_s=_READER_PATIENCE_S)
                self._outbox.put(ReplyPart(answer.peer, encode(reply), answer))
                if handler.lane is not Lane.NEWS:  # It waits for something to happen, not for us.
                    self._note_time(request, reply, arrived_s)
        except AskerGoneError:
            log.info("a client left before its answer to %s was complete", type(request.body).__name__)
        finally:
            self._answers.discard(answer)

    def _replies_in_time(
        self, request: RequestEnvelope, handler: Handler, asker: Asker
    ) -> Iterator[ReplyEnvelope]:
        """As `_replies`, unless the request waited in its lane for longer than its asker would, or its session ended meanwhile."""
        if asker.gone:
            raise AskerGoneError
        if _is_late(request):
            yield _failure(
                request.id, "deadline_passed", "The engine was busy until after the request's deadline."
            )
        elif locked := self._refusal(request.body, asker):
            yield _failure(request.id, "locked", locked)
        else:
            yield from _replies(request, handler, asker)

    def _all_refused(self) -> Counter[str]:
        return self.refused + self._peers.handshakes.counts + self._stream.handshakes.counts

    def _note_time(self, request: RequestEnvelope, reply: ReplyEnvelope, arrived_s: float) -> None:
        if not reply.more:
            took_us = int((time.monotonic() - arrived_s) * 1e6)
            self._clock.add(op_of(request.body), took_us, failed=reply.error is not None)

    def _cancel(self, peer: bytes, request_id: int) -> None:
        """The peer wants no more of that answer."""
        for answer in tuple(self._answers):
            if (answer.peer, answer.request_id) == (peer, request_id):
                answer.leave()

    def _drop(self, gone: frozenset[bytes]) -> None:
        """These peers have gone: nobody waits for their answers."""
        for answer in tuple(self._answers) if gone else ():
            if answer.peer in gone:
                answer.leave()

    def _reply_now(self, peer: bytes, reply: ReplyEnvelope) -> None:
        """In the bus thread. A peer that reads none of thousands of replies loses the later ones; it is counted."""
        part = ReplyPart(peer, encode(reply))
        unsent = self._unsent.setdefault(peer, Unsent())
        if unsent.has_room:
            unsent.add(part)
            self._send_to(peer)
        else:
            self.refused["unread"] += 1

    def _refuse(
        self, peer: bytes, request_id: int, code: str, message: str, details: dict[str, str] | None = None
    ) -> None:
        self.refused[code] += 1
        self._reply_now(peer, _failure(request_id, code, message, details))

    def _refuse_version(self, peer: bytes, request_id: int, version: int) -> None:
        details = mismatch_details(version)
        text = (
            f"The engine speaks version {PROTOCOL_VERSION} of the protocol, the request is of {version}: "
            f"the {details['behind']} lacks {details['lacks']}; {details['mend']}"
        )
        self._refuse(peer, request_id, "version_mismatch", text, details)

    def _refuse_bad_message(self, peer: bytes, data: bytes, error: BadMessageError) -> None:
        version, request_id = peek_request(data)
        if version is not None and not is_spoken(version):
            self._refuse_version(peer, request_id, version)
        else:
            self._refuse(peer, request_id, "bad_message", str(error))

    def _send_all(self) -> None:
        for item in self._outbox.take_all():
            if isinstance(item, StreamMessage):
                self._stream.send(item.topic, item.data)
            else:
                self._unsent.setdefault(item.peer, Unsent()).add(item)
        for peer in list(self._unsent):
            self._send_to(peer)

    def _send_to(self, peer: bytes) -> None:
        """Send a peer's parts until there are no more or its queue is full; then try again next turn."""
        unsent = self._unsent[peer]
        while unsent.parts:
            gone = False
            try:
                self._requests.send(peer, MORE_AT_ONCE)
                self._requests.send(unsent.parts[0].data, AT_ONCE)
            except zmq.Again:
                return
            except zmq.ZMQError:  # EHOSTUNREACH: the peer has gone.
                gone = True
            answer = unsent.take().answer
            if answer is not None:
                if gone:
                    answer.asker.leave()
                answer.sent()
        del self._unsent[peer]


def op_of(body: Request) -> str:
    """The name that a kind of request has on the wire."""
    return str(body.__struct_config__.tag)


def _asker_of(sender: Peer, request: RequestEnvelope) -> Asker:
    return Asker(key=sender.key, token=request.session or "")


def _is_late(request: RequestEnvelope) -> bool:
    return request.deadline_us < time.time_ns() // 1000


def _replies(request: RequestEnvelope, handler: Handler, asker: Asker) -> Iterator[ReplyEnvelope]:
    """The parts of an answer; a failure is its last part. An exception that nobody foresaw is logged here."""
    name = type(request.body).__name__
    try:
        yield from _parts(request.id, handler.answer(request.body, asker))
    except AskerGoneError:
        raise
    except WorkstationError as error:
        log.info("%s refused: %s", name, error)
        details = error.details() if isinstance(error, InputError) else {}
        yield _failure(request.id, error.code, str(error), details)
    except Exception:
        log.exception("the handler of %s failed", name)
        yield _failure(request.id, "bug", f"{name} failed inside the engine; its log has the trace")


def _parts(request_id: int, bodies: Iterator[Reply]) -> Iterator[ReplyEnvelope]:
    """Each part goes out once the next is known, so that the last one can say that nothing follows."""
    waiting: Reply | None = None
    for body in bodies:
        if waiting is not None:
            yield ReplyEnvelope(v=PROTOCOL_VERSION, id=request_id, more=True, body=waiting)
        waiting = body
    assert waiting is not None, "a handler answered nothing"
    yield ReplyEnvelope(v=PROTOCOL_VERSION, id=request_id, body=waiting)


def _failure(
    request_id: int, code: str, message: str, details: dict[str, str] | None = None
) -> ReplyEnvelope:
    short = {name: redact(text)[:2000] for name, text in (details or {}).items()}
    error = ErrorBody(code=code, message=redact(message)[:4000], details=short)
    return ReplyEnvelope(v=PROTOCOL_VERSION, id=request_id, error=error)


def _bind(socket: zmq.Socket[bytes]) -> str:
    socket.bind("tcp://127.0.0.1:*")
    return socket.getsockopt_string(zmq.LAST_ENDPOINT)
