"""Who is there and with which key: ROUTER tells of no leaving, so its connections are watched, and each is known by what first came in on it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import zmq
from zmq.utils.monitor import recv_monitor_message

from pyworkstation.bus import handshakes
from pyworkstation.bus.inflow import Inflow, InflowLimit
from pyworkstation.bus.rate_limit import Allowance, RateLimit
from pyworkstation.bus.socket_flags import AT_ONCE, READABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.roles import Role

_NOBODY: frozenset[bytes] = frozenset()


@dataclass(slots=True)
class Peer:
    """One connection: what it may ask, with which key, the last request's id, how many more it may send, and how many messages came of it."""

    role: Role
    key: bytes
    allowance: Allowance
    last_id: int = -1
    messages: int = 1

    def follows(self, request_id: int) -> bool:
        """Is this request later than all before it? An earlier one is stale, or sent again."""
        if request_id <= self.last_id:
            return False
        self.last_id = request_id
        return True


class Peers:
    """The connections of a ROUTER socket. For the thread that owns the socket."""

    def __init__(
        self,
        router: zmq.Socket[bytes],
        *,
        role_of: Callable[[bytes], Role],
        limit: RateLimit,
        inflow_limit: InflowLimit,
    ) -> None:
        self._router = router
        self._role_of = role_of
        self._limit = limit
        self.handshakes = handshakes.RefusedHandshakes()
        self.socket = router.get_monitor_socket(handshakes.EVENTS)
        self._peer_of: dict[int, bytes] = {}
        self._known: dict[bytes, Peer] = {}
        self._inflow = Inflow(inflow_limit, messages_of=self._messages_of)

    def __len__(self) -> int:
        return len(self._known)

    def get(self, peer: bytes) -> Peer:
        """One whose message came in."""
        return self._known[peer]

    def receive(self) -> tuple[list[bytes], frozenset[bytes]]:
        """The frames of the next message, and the peers that are known to have gone. Raises zmq.Again."""
        peer = self._router.recv(AT_ONCE)
        gone = _NOBODY
        known = self._known.get(peer)
        if known is not None:
            known.messages += 1
            frames = [peer, self._router.recv()]
        else:
            frame = self._router.recv(copy=False)
            gone = self._meet(peer, frame)
            frames = [peer, frame.bytes]
        while self._router.getsockopt(zmq.RCVMORE):
            frames[2:] = [
                self._router.recv()
            ]  # A message of so many frames is refused unread: one more shows it.
        return frames, gone

    def has_more(self) -> bool:
        """Is another message there? Cheaper than the exception of one that is not."""
        return bool(int(self._router.getsockopt(zmq.EVENTS)) & READABLE)

    def take_gone(self) -> frozenset[bytes]:
        """Peers that have gone since the last time."""
        gone = set()
        while int(self.socket.getsockopt(zmq.EVENTS)) & READABLE:
            told = recv_monitor_message(self.socket)
            self._inflow.note(told["event"], told["value"])
            if told["event"] == zmq.EVENT_DISCONNECTED and told["value"] in self._peer_of:
                gone.add(self._peer_of.pop(told["value"]))
            else:
                self.handshakes.note(told["event"], told["value"])
        for peer in gone:
            del self._known[peer]
        return frozenset(gone)

    def cut_floods(self) -> int:
        """End connections on which far more comes in than messages go out of it; how many there were."""
        return self._inflow.cut_floods()

    def close(self) -> None:
        """Watch no longer."""
        self._router.disable_monitor()
        self.socket.close()

    def _meet(self, peer: bytes, frame: zmq.Frame) -> frozenset[bytes]:
        # The number of a connection is given again to the next: first comes that its last holder has gone.
        gone = self.take_gone()
        self._peer_of[int(frame.get(zmq.SRCFD))] = peer
        # ZAP answered with the client's public key, which stands by every message of it.
        key = str(frame.get("User-Id")).encode("ascii")
        self._known[peer] = Peer(self._role_of(key), key, Allowance(self._limit, now_s=time.monotonic()))
        return gone

    def _messages_of(self, connection: int) -> int:
        peer = self._known.get(self._peer_of.get(connection, b""))
        return 0 if peer is None else peer.messages
