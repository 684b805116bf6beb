"""Traffic of all kinds, again and again, through one engine: its memory and its open files stay as they were.

`SOAK_S` (600 for claims) says for how long; the first third warms it up.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pyworkstation.client.client import Client
from pyworkstation.client.connection import Connection
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.client.subscription import Subscription
from pyworkstation.protocol import messages as m
from tests.engine_process import FIRST_MS, engine_process, import_file, wait_for_engine, write_ticks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells it, on Linux alone")

SOAK_S = float(os.environ.get("SOAK_S", "4"))
SECONDS = 20_000
TOPICS = ("ticks.EURUSD", "bars.EURUSD.S1", "bars.EURUSD.M1", "bars.EURUSD.T50", "replay", "health", "log")


def _comes_and_goes(connection: Connection, _: Client) -> None:
    with Client(connection) as passing:
        passing.ping()


def _leaves_in_the_middle(connection: Connection, _: Client) -> None:
    with Client(connection) as leaving:
        next(leaving.request(m.GetTicks(symbol="EURUSD")))


def _asks_nonsense(_: Connection, client: Client) -> None:
    with pytest.raises(RequestFailedError):
        client.call(m.RunQuery(sql="select nonsense from nowhere"))


def _attaches(_: Connection, client: Client) -> None:
    request = m.AttachIndicator(
        symbol="EURUSD", timeframe="M1", name="EMA", params={"period": 20}, holder="soak"
    )
    attached = client.call(request)
    assert isinstance(attached, m.AttachedIndicator)
    client.call(m.DetachIndicator(symbol="EURUSD", id=attached.id, holder="soak"))


def _follows(_: Connection, client: Client) -> None:
    """One of those that never say when they leave."""
    following = client.call(m.Follow(topics=list(TOPICS)))
    assert isinstance(following, m.Following)
    for _part in client.request(m.TakeNews(id=following.id, wait_ms=20)):
        pass
    if following.id % 8:
        client.call(m.Unfollow(id=following.id))


def _asks(body: m.Request) -> Callable[[Connection, Client], None]:
    def ask(_: Connection, client: Client) -> None:
        for _part in client.request(body, timeout_s=60):
            pass

    return ask


def _seeks(to_s: int) -> Callable[[Connection, Client], None]:
    return _asks(m.ReplaySeek(to_us=FIRST_MS * 1000 + to_s * 1_000_000))


TRAFFIC = (
    _asks(m.GetBars(symbol="EURUSD", timeframe="M1")),
    _asks(m.GetBars(symbol="EURUSD", timeframe="T100")),
    _asks(m.GetTicks(symbol="EURUSD")),
    _asks(m.RunQuery(sql="select count(*) from ticks")),
    _asks(m.GetStatus()),
    _asks(m.GetSnapshot(symbol="EURUSD", bars=100)),
    _asks(m.Subscribe(topics=["bars.EURUSD.M1", "replay"])),
    _comes_and_goes,
    _leaves_in_the_middle,
    _asks_nonsense,
    _attaches,
    _follows,
    _seeks(15_000),
    _seeks(100),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def connection(home: Path, tmp_path: Path) -> Iterator[Connection]:
    file = tmp_path / "ticks.csv"
    write_ticks(file, seconds=SECONDS)
    with engine_process(home) as process:
        connection = wait_for_engine(home, process)
        with Client(connection) as client:
            import_file(client, file)
            client.call(m.ReplayStart(symbol="EURUSD", speed=2_000.0), timeout_s=60)
        yield connection


def test_memory_and_open_files_stay_flat(home: Path, connection: Connection) -> None:
    began_s = time.monotonic()
    memory_kb: list[tuple[float, int]] = []
    files: list[int] = []
    heard = 0
    with Client(connection) as client, Subscription(home, TOPICS) as subscription:
        for exchange in itertools.cycle(TRAFFIC):
            exchange(connection, client)
            heard += len(subscription.take(0.0))
            passed_s = time.monotonic() - began_s
            memory_kb.append((passed_s, _resident_kb(connection.pid)))
            files.append(len(list(Path(f"/proc/{connection.pid}/fd").iterdir())))
            if passed_s > SOAK_S:
                break
    warm = [kb for at_s, kb in memory_kb if at_s > SOAK_S / 3]
    half = len(warm) // 2
    print(
        f"\n{len(memory_kb)} exchanges and {heard} messages in {SOAK_S:g} s: {max(warm[:half])} kB at most, then {max(warm[half:])} kB"
    )
    assert heard > 0
    assert max(warm[half:]) < max(warm[:half]) * 1.1 + 20_000
    assert max(files[len(files) // 2 :]) <= max(files[: len(files) // 2]) + 8


def _resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
