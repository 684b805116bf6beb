"""A bus server on a thread of its own, and a connection to it."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

import zmq

from pyworkstation.bus.connection_file import Connection
from pyworkstation.bus.curve import AllowList, KeyPair, start_authenticator
from pyworkstation.bus.lanes import Lane, Lanes
from pyworkstation.bus.server import BusServer, Handler
from pyworkstation.protocol.messages import Request


class BusPair(NamedTuple):
    server: BusServer
    connection: Connection
    lanes: Lanes


@contextlib.contextmanager
def running_bus(handler_of: Callable[[Request], Handler]) -> Iterator[BusPair]:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    keys, client_keys = KeyPair.generate(), KeyPair.generate()
    authenticator = start_authenticator(context, AllowList(frozenset({client_keys.public})))
    lanes = Lanes()
    opened = [lanes.open(lane, threads=2 if lane is Lane.READ else 1) for lane in Lane]
    server = BusServer(context, keys=keys, handler_of=handler_of, lanes=lanes)
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
    try:
        yield BusPair(server, connection, lanes)
    finally:
        server.stop()
        thread.join()
        for lane in opened:
            lane.close()
        server.close()
        authenticator.stop()
        context.destroy(linger=0)
