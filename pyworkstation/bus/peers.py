"""Who has gone: ROUTER tells of no leaving, so its connections are watched, and each is known by what first came in on it."""

from __future__ import annotations

import zmq
from zmq.utils.monitor import recv_monitor_message

_NOBODY: frozenset[bytes] = frozenset()


class Peers:
    """The connections of a ROUTER socket. For the thread that owns the socket."""

    def __init__(self, router: zmq.Socket[bytes]) -> None:
        self._router = router
        self.socket = router.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        self._peer_of: dict[int, bytes] = {}
        self._known: set[bytes] = set()

    def __len__(self) -> int:
        return len(self._known)

    def receive(self) -> tuple[list[bytes], frozenset[bytes]]:
        """The frames of the next message, and the peers that are known to have gone. Raises zmq.Again."""
        frames = [self._router.recv(zmq.NOBLOCK)]
        gone = _NOBODY
        if frames[0] not in self._known:
            frame = self._router.recv(copy=False)
            gone = self._meet(frames[0], int(frame.get(zmq.SRCFD)))
            frames.append(frame.bytes)
        while self._router.getsockopt(zmq.RCVMORE):
            frames.append(self._router.recv())
        return frames, gone

    def take_gone(self) -> frozenset[bytes]:
        """Peers that have gone since the last time."""
        gone = set()
        while int(self.socket.getsockopt(zmq.EVENTS)) & zmq.POLLIN:
            connection = recv_monitor_message(self.socket)["value"]
            if connection in self._peer_of:
                gone.add(self._peer_of.pop(connection))
        self._known -= gone
        return frozenset(gone)

    def close(self) -> None:
        """Watch no longer."""
        self._router.disable_monitor()
        self.socket.close()

    def _meet(self, peer: bytes, connection: int) -> frozenset[bytes]:
        # The number of a connection is given again to the next: first comes that its last holder has gone.
        gone = self.take_gone()
        self._peer_of[connection] = peer
        self._known.add(peer)
        return gone
