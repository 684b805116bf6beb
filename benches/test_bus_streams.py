"""Ticks in batches over the stream socket of an engine's bus: how many a second, and what a listener that stops costs the others.

The publisher is this process, each listener another one. `STREAM_TICKS` (20,000,000 for claims) are published in batches of 4,000, as a
replay does; `STOPPED_S` (30 for claims) is how long the tenth listener is stopped, on Windows not at all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from pyworkstation.domain.home import Home
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.envelope import StreamEnvelope, encode
from tests.unit.bus.bus_pair import BusPair
from tests.unit.client.engine_home import run_of_engine

TICKS = int(os.environ.get("STREAM_TICKS", "2_000_000"))
STOPPED_S = float(os.environ.get("STOPPED_S", "3"))
BATCH = 4_000
TOPIC = "ticks.EURUSD"
PACKED = os.urandom(BATCH * 5 * 8)

LISTENER = """
import json, sys, time
from pathlib import Path
from pyworkstation.bus.connection_file import read_connection_file
from pyworkstation.client.stream import Stream
stream = Stream(read_connection_file(Path(sys.argv[1])), ["ticks.EURUSD"])
print("ready", flush=True)
seen = gaps = last = 0
began = ended = 0.0
# The last message may be among those that were missed.
while last < int(sys.argv[2]) and (messages := stream.poll(5.0 if seen else 60.0)):
    ended = time.perf_counter()
    began = began or ended
    for message in messages:
        gaps += message.seq != last + 1
        last = message.seq
        seen += 1
told = {"seen": seen, "gaps": gaps, "seconds": ended - began, "cpu_seconds": time.process_time()}
print(json.dumps(told), flush=True)
"""


class Heard(NamedTuple):
    seen: int
    gaps: int
    seconds: float
    cpu_seconds: float


class Listener:
    def __init__(self, file: Path, count: int) -> None:
        command = [sys.executable, "-c", LISTENER, str(file), str(count)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._line() == "ready\n"

    def heard(self) -> Heard:
        return Heard(**msgspec.json.decode(self._line()))

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[BusPair]:
    with run_of_engine(tmp_path, {}) as bus:
        yield bus


def _listeners(bus: BusPair, folder: Path, how_many: int, batches: int) -> list[Listener]:
    file = Home(folder).connection_file
    listeners = [Listener(file, batches) for _ in range(how_many)]
    while bus.server.traffic().listeners < how_many:
        time.sleep(0.01)
    return listeners


def _batch(seq: int) -> bytes:
    body = m.TicksUpdate(symbol="EURUSD", digits=5, epoch=1, packed=PACKED)
    return encode(StreamEnvelope(v=1, topic=TOPIC, seq=seq, body=body))


def test_one_publisher_and_one_subscriber(benchmark: Any, bus: BusPair, tmp_path: Path) -> None:
    """At the publisher's own pace, which is that of who takes the batches: 500 ahead of it at most would be told as a gap."""
    batches = TICKS // BATCH
    (listener,) = _listeners(bus, tmp_path, 1, batches)

    began_cpu_s = time.process_time()

    def publish() -> Heard:
        for seq in range(1, batches + 1):
            bus.server.publish(TOPIC, _batch(seq))
            if seq % 100 == 0:
                _let_it_go_out(bus, seq)
        return listener.heard()

    heard = benchmark.pedantic(publish, rounds=1)
    listener.end()
    rate = heard.seen * BATCH / heard.seconds
    # Publisher and listener have several threads each; the busier process bounds the rate on a machine with nothing else to do.
    cpu_s = {"publisher": time.process_time() - began_cpu_s, "listener": heard.cpu_seconds}
    for who, spent_s in cpu_s.items():
        print(f"\n{who}: {heard.seen * BATCH / spent_s / 1e6:.1f} M ticks a second of processor time", end="")
    benchmark.extra_info |= {"ticks a second": rate, "gaps": heard.gaps} | cpu_s
    print(f"\none listener: {rate / 1e6:.1f} M ticks/s, {heard.gaps} gaps")


def test_ten_listeners_of_whom_one_stops(benchmark: Any, bus: BusPair, tmp_path: Path) -> None:
    """A hundred batches a second, each of 160 kB: more than waits for one who stopped, after a while."""
    batches = int(100 * STOPPED_S) + 200
    listeners = _listeners(bus, tmp_path, 10, batches)
    stopped = listeners[-1]
    memory: list[int] = []

    def publish() -> list[Heard]:
        for seq in range(1, batches + 1):
            if seq == 50 and os.name != "nt":
                stopped.process.send_signal(signal.SIGSTOP)
            bus.server.publish(TOPIC, _batch(seq))
            time.sleep(0.01)
            memory.append(_resident_mb())
        return [listener.heard() for listener in listeners[:-1]]

    heard = benchmark.pedantic(publish, rounds=1)
    (traffic,) = bus.server.traffic().topics
    for listener in listeners:
        listener.end()
    worst = max(each.gaps for each in heard)
    growth = max(memory) - memory[0]
    benchmark.extra_info |= {
        "gaps of the nine": worst,
        "memory growth MB": growth,
        "overflows": traffic.overflows,
    }
    print(
        f"\nten listeners, one stopped for {STOPPED_S:g} s: {worst} gaps of the nine, memory up to {growth} MB more, {traffic.overflows} overflows"
    )
    assert worst == 0


def _let_it_go_out(bus: BusPair, seq: int) -> None:
    while not (topics := bus.server.traffic().topics) or topics[0].messages < seq:
        time.sleep(0)


def _resident_mb() -> int:
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - Linux alone has it
            return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))
    except OSError:
        return 0
