"""Who is counted as not let in, by the events of ZeroMQ's monitor."""

from __future__ import annotations

import errno
import logging

import pytest
import zmq

from pyworkstation.bus.handshakes import RefusedHandshakes

ACCEPTED = (zmq.EVENT_ACCEPTED, 13)
IN = (zmq.EVENT_HANDSHAKE_SUCCEEDED, 0)
ENDED = (zmq.EVENT_DISCONNECTED, 13)
NO_KEY_OF_OURS = (zmq.EVENT_HANDSHAKE_FAILED_AUTH, 400)
WRONG_WORDS = (zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL, 0x1001_0000)
NO_CURVE = (zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL, errno.EPIPE)
LEFT = (zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL, errno.ECONNRESET)


@pytest.mark.parametrize(
    ("events", "counts"),
    [
        ([ACCEPTED, IN, ENDED], {}),
        ([ACCEPTED, ENDED], {"no_handshake": 1}),
        ([ACCEPTED, NO_KEY_OF_OURS, ENDED], {"unknown_key": 1}),
        ([ACCEPTED, WRONG_WORDS, ENDED], {"bad_handshake": 1}),
        ([ACCEPTED, NO_CURVE, ENDED], {"bad_handshake": 1}),
        # A client of ours that closes its socket as soon as it has it; it meant no ill.
        ([ACCEPTED, LEFT, ENDED], {"no_handshake": 1}),
    ],
)
def test_what_is_counted(
    caplog: pytest.LogCaptureFixture, events: list[tuple[int, int]], counts: dict[str, int]
) -> None:
    caplog.set_level(logging.ERROR)
    refused = RefusedHandshakes()
    for event, value in events:
        refused.note(event, value)
    assert refused.counts == counts
