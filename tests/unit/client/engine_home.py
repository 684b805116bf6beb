"""A home in which runs of an engine come and go: a bus with handlers of a test's own, and its connection file."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from pyworkstation.bus.connection_file import write_connection_file
from pyworkstation.bus.lanes import Lane
from pyworkstation.bus.rate_limit import RateLimit
from pyworkstation.bus.server import Handler
from pyworkstation.domain.asker import Asker
from pyworkstation.domain.home import Home
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.envelope import StreamEnvelope, encode
from tests.unit.bus.bus_pair import BusPair, running_bus

_LIMIT = RateLimit()
Answer = Callable[[m.Request, Asker], Iterator[m.Reply]]


@contextlib.contextmanager
def run_of_engine(
    folder: Path, answers: dict[type[m.Request], tuple[Lane, Answer]], *, limit: RateLimit = _LIMIT
) -> Iterator[BusPair]:
    """One run. Pings are answered in any case."""
    home = Home(folder)
    home.create()

    def handler_of(request: m.Request) -> Handler:
        return Handler(*answers.get(type(request), (Lane.INLINE, _pong)))

    with running_bus(handler_of, limit=limit) as bus:
        write_connection_file(home.reader_connection_file, bus.reader)
        write_connection_file(home.connection_file, bus.connection)
        yield bus
        home.connection_file.unlink()
        home.reader_connection_file.unlink()


def state(position: int) -> m.ReplayState:
    """Told apart by how many ticks are done."""
    return m.ReplayState(symbol="EURUSD", ticks_done=position)


def ticks(number: int) -> m.TicksUpdate:
    """Told apart by its epoch."""
    return m.TicksUpdate(symbol="EURUSD", digits=5, epoch=number, packed=b"")


def publish(bus: BusPair, topic: str, seq: int, body: m.StreamBody) -> None:
    """One stream message with a number of the test's choice."""
    bus.server.publish(topic, encode(StreamEnvelope(v=1, topic=topic, seq=seq, body=body)))


def _pong(request: m.Request, asker: Asker) -> Iterator[m.Reply]:
    assert isinstance(request, m.Ping)
    yield m.Pong(nonce=request.nonce, engine_version="test")
