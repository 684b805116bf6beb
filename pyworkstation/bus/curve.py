"""Keys of one run, and sockets that use them: without a listed key nothing gets past the handshake."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import zmq

from pyworkstation.protocol.envelope import MAX_MESSAGE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from zmq.auth.thread import ThreadAuthenticator

    from pyworkstation.bus.connection_file import Connection
    from pyworkstation.protocol.roles import Role

ZAP_DOMAIN = "pyworkstation"
_KEYS_AT_MOST = 1_000
_HANDSHAKE_TIMEOUT_MS = 5_000


class InvitedTooManyError(Exception):
    """So many keys that somebody must be inviting without an end."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A CURVE key pair in Z85 text."""

    public: bytes
    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """A fresh pair."""
        return cls(*zmq.curve_keypair())


class AllowList:
    """Answers the ZAP question: may this key come in? Thread-safe."""

    def __init__(self, roles: dict[bytes, Role], *, clock: Callable[[], float] = time.monotonic) -> None:
        """What each public key is for."""
        self._roles = dict(roles)
        self._clock = clock
        self._invited_until_s: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def invite(self, key: bytes, role: Role, *, valid_s: float) -> None:
        """One more, if it comes in time. Raises InvitedTooManyError."""
        with self._lock:
            for lapsed in [
                each for each, until_s in self._invited_until_s.items() if self._clock() > until_s
            ]:
                del self._invited_until_s[lapsed], self._roles[lapsed]
            if len(self._roles) >= _KEYS_AT_MOST:
                raise InvitedTooManyError
            self._roles[key] = role
            self._invited_until_s[key] = self._clock() + valid_s

    def callback(self, domain: str, key: bytes) -> bool:
        """Called by pyzmq's authenticator with the client's Z85 public key."""
        with self._lock:
            if domain != ZAP_DOMAIN or key not in self._roles:
                return False
            if self._clock() > self._invited_until_s.get(key, math.inf):
                return False
            self._invited_until_s.pop(key, None)
            return True

    def role_of(self, key: bytes) -> Role:
        """Of a key that was let in."""
        return self._roles[key]


def start_authenticator(context: zmq.Context[zmq.Socket[bytes]], allowed: AllowList) -> ThreadAuthenticator:
    """The ZAP handler of a context. Start it before any server socket binds: without one every key is accepted."""
    # With asyncio behind it, it takes longer to import than a client takes to ask something.
    from zmq.auth.thread import ThreadAuthenticator  # noqa: PLC0415

    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    authenticator.allow("127.0.0.1")
    authenticator.configure_curve_callback(ZAP_DOMAIN, credentials_provider=allowed)
    return authenticator


def server_socket(context: zmq.Context[zmq.Socket[bytes]], kind: int, keys: KeyPair) -> zmq.Socket[bytes]:
    """A socket that takes listed clients only. Not bound yet."""
    socket = context.socket(kind)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE_BYTES)
    socket.setsockopt(zmq.HANDSHAKE_IVL, _HANDSHAKE_TIMEOUT_MS)
    socket.setsockopt_string(zmq.ZAP_DOMAIN, ZAP_DOMAIN)
    socket.curve_server = True
    socket.curve_publickey = keys.public
    socket.curve_secretkey = keys.secret
    return socket


def client_socket(
    context: zmq.Context[zmq.Socket[bytes]], kind: int, connection: Connection
) -> zmq.Socket[bytes]:
    """A socket that talks to that one run of the engine and to nobody else. Not connected yet."""
    socket = context.socket(kind)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE_BYTES)
    socket.setsockopt(zmq.HANDSHAKE_IVL, _HANDSHAKE_TIMEOUT_MS)
    socket.curve_serverkey = connection.server_public_key.encode("ascii")
    socket.curve_publickey = connection.client_public_key.encode("ascii")
    socket.curve_secretkey = connection.client_secret_key.encode("ascii")
    return socket
