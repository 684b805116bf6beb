"""What waits for the bus thread is bounded, and what is dropped is counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import zmq

from pyworkstation.bus.outbox import Outbox, ReplyPart, StreamMessage

MB = b"\0" * 1_000_000


@pytest.fixture
def outbox() -> Iterator[Outbox]:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    outbox = Outbox(context)
    yield outbox
    outbox.close()
    context.destroy(linger=0)


def test_stream_messages_that_nobody_fetches_are_dropped_past_64_mb(outbox: Outbox) -> None:
    for _ in range(100):
        outbox.put(StreamMessage(b"ticks.EURUSD", MB))
    taken = outbox.take_all()
    assert len(taken) == 65  # The last one still found room.
    assert outbox.dropped == {"ticks.EURUSD": 35}


def test_there_is_room_again_once_they_are_fetched(outbox: Outbox) -> None:
    for _ in range(3):
        for _ in range(60):
            outbox.put(StreamMessage(b"ticks.EURUSD", MB))
        assert len(outbox.take_all()) == 60
    assert not outbox.dropped


def test_parts_of_answers_are_never_dropped(outbox: Outbox) -> None:
    for _ in range(70):
        outbox.put(StreamMessage(b"ticks.EURUSD", MB))
    for _ in range(5):
        outbox.put(ReplyPart(b"peer", MB))
    assert sum(isinstance(item, ReplyPart) for item in outbox.take_all()) == 5


def test_a_closed_one_takes_nothing_in(outbox: Outbox) -> None:
    outbox.close()
    outbox.put(StreamMessage(b"heartbeat", b""))
    outbox.wake()
