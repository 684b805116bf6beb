"""Lines of the log on topic `log`."""

from __future__ import annotations

import logging

import pytest

from pyworkstation.protocol.envelope import decode_stream
from pyworkstation.protocol.messages import LogLine, StreamBody
from pyworkstation.services.log_stream import LogStream
from pyworkstation.services.streams import Streams


@pytest.fixture
def told() -> list[tuple[str, StreamBody]]:
    return []


@pytest.fixture
def streams(told: list[tuple[str, StreamBody]]) -> Streams:
    return Streams(lambda topic, data: told.append((topic, decode_stream(data).body)))


def test_lines_are_told_from_info_on_without_traces_while_it_runs(
    told: list[tuple[str, StreamBody]], streams: Streams, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    log = logging.getLogger("test.source")
    stream = LogStream(streams)
    log.debug("too small")
    log.info("ready %d", 7)
    log.warning("x" * 5000)
    try:
        raise ValueError("inside")
    except ValueError:
        log.exception("it failed")
    stream.close()
    log.info("after the end")
    lines = [body for _, body in told if isinstance(body, LogLine)]
    assert {topic for topic, _ in told} == {"log"}
    assert [(line.level, line.source, line.text) for line in lines] == [
        ("info", "test.source", "ready 7"),
        ("warning", "test.source", "x" * 2000),
        ("error", "test.source", "it failed"),
    ]


def test_a_line_that_cannot_be_told_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    def fails(topic: str, data: bytes) -> None:
        raise OSError("no")

    stream = LogStream(Streams(fails))
    logging.getLogger("test.source").warning("still here")
    stream.close()
    assert "still here" in caplog.text
