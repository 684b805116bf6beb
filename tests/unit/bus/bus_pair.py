"""A bus server on a thread of its own, and a connection to it."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec
import zmq

from pyworkstation.bus.connection_file import Connection
from pyworkstation.bus.curve import AllowList, KeyPair, start_authenticator
from pyworkstation.bus.inflow import InflowLimit
from pyworkstation.bus.lanes import Lane, Lanes
from pyworkstation.bus.rate_limit import RateLimit
from pyworkstation.bus.server import BusServer, Handler
from pyworkstation.protocol.messages import Request
from pyworkstation.protocol.roles import Role

_LIMIT = RateLimit()
_INFLOW_LIMIT = InflowLimit()


class BusPair(NamedTuple):
    server: BusServer
    connection: Connection
    reader: Connection
    lanes: Lanes


@contextlib.contextmanager
def running_bus(
    handler_of: Callable[[Request], Handler],
    *,
    limit: RateLimit = _LIMIT,
    inflow_limit: InflowLimit = _INFLOW_LIMIT,
) -> Iterator[BusPair]:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    keys, client_keys, reader_keys = (KeyPair.generate() for _ in range(3))
    allowed = AllowList({client_keys.public: Role.TRADE, reader_keys.public: Role.READ})
    authenticator = start_authenticator(context, allowed)
    lanes = Lanes()
    opened = [lanes.open(lane, threads=2 if lane is Lane.READ else 1) for lane in Lane]
    server = BusServer(
        context,
        keys=keys,
        handler_of=handler_of,
        role_of=allowed.role_of,
        lanes=lanes,
        limit=limit,
        inflow_limit=inflow_limit,
    )
    thread = threading.Thread(target=server.run, name="bus")
    thread.start()
    connection = Connection(
        pid=os.getpid(),
        started_us=0,
        request_endpoint=server.request_endpoint,
        stream_endpoint=server.stream_endpoint,
        server_public_key=keys.public.decode(),
        client_public_key=client_keys.public.decode(),
        client_secret_key=client_keys.secret.decode(),
    )
    reader = msgspec.structs.replace(
        connection,
        role="read",
        client_public_key=reader_keys.public.decode(),
        client_secret_key=reader_keys.secret.decode(),
    )
    try:
        yield BusPair(server, connection, reader, lanes)
    finally:
        server.stop()
        thread.join()
        for lane in opened:
            lane.close()
        server.close()
        authenticator.stop()
        context.destroy(linger=0)
