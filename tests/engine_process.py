"""A real engine process for tests, and ticks for it to chew on."""

from __future__ import annotations

import contextlib
import csv
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pyworkstation.client.client import Client
from pyworkstation.client.connection import Connection, find_engine
from pyworkstation.client.launch import log_path, start_engine, start_words_path
from pyworkstation.client.stream import Stream
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.envelope import StreamEnvelope

START_S = 30.0
FIRST_MS = 1_549_238_400_000  # 2019-02-04T00:00:00Z


def write_ticks(path: Path, *, seconds: int, first_ms: int = FIRST_MS) -> int:
    """A default-dialect CSV with two ticks a second that walk up and down; returns how many."""
    with path.open("w", newline="", encoding="ascii") as file:
        rows = csv.writer(file)
        rows.writerow(["timestamp", "bid", "ask", "bid_volume", "ask_volume"])
        for i in range(2 * seconds):
            points = 114_000 + abs((i * 37) % 800 - 400)
            rows.writerow(
                [first_ms + i * 500, f"{points / 1e5:.5f}", f"{(points + 3) / 1e5:.5f}", "1.5", "0.75"]
            )
    return 2 * seconds


@contextlib.contextmanager
def engine_process(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The engine of `home`, up; killed in the end if it still runs."""
    process = start_engine(home)
    try:
        wait_for_engine(home, process)
        yield process
    finally:
        process.kill()
        process.wait(10)


def wait_for_engine(home: Path, process: subprocess.Popen[bytes]) -> Connection:
    """The connection of the engine once it answers; says what it printed when it does not come up."""
    found: list[Connection] = []

    def answers() -> bool:
        assert process.poll() is None, words_of(home)
        connection = find_engine(home)
        if connection is not None and connection.pid == process.pid:
            found.append(connection)
        return bool(found)

    await_true(answers, within_s=START_S, what=f"the engine did not come up: {words_of(home)}")
    return found[0]


def words_of(home: Path) -> str:
    """What the engine printed and logged."""
    files = (start_words_path(home), log_path(home))
    return "\n".join(file.read_text(encoding="utf-8") for file in files if file.exists())


def await_true(check: Callable[[], bool], *, within_s: float, what: str) -> None:
    """Ask again and again, yielding the processor in between, until it holds or the time is up."""
    deadline = time.monotonic() + within_s
    nothing = threading.Event()  # Another process has no event to await: look again a little later.
    while not check():
        assert time.monotonic() < deadline, what
        nothing.wait(0.02)


def import_file(client: Client, path: Path, *, symbol: str = "EURUSD") -> m.ImportDone:
    """Import over the bus; the closing totals."""
    *_, done = client.request(m.ImportTicks(paths=[str(path)], symbol=symbol), timeout_s=None)
    assert isinstance(done, m.ImportDone)
    return done


def snapshot(client: Client, topic: str) -> m.TopicSnapshot:
    """The state of one topic."""
    reply = client.call(m.Subscribe(topics=[topic]))
    assert isinstance(reply, m.TopicSnapshot)
    return reply


def messages(stream: Stream, *, within_s: float = 10.0) -> Iterator[StreamEnvelope]:
    """Stream messages one by one; fails when none comes for `within_s`."""
    while True:
        waiting = stream.poll(within_s)
        assert waiting, f"no stream message came within {within_s} s"
        yield from waiting


def next_message(
    stream: Stream, fits: Callable[[StreamEnvelope], bool], *, within_s: float = 10.0
) -> StreamEnvelope:
    """The first message that fits; others that came with it are gone."""
    deadline = time.monotonic() + within_s
    for message in messages(stream, within_s=within_s):
        if fits(message):
            return message
        assert time.monotonic() < deadline, f"no such message came within {within_s} s"
    raise AssertionError
