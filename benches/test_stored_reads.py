"""Reading stored ticks of ten symbols: a random day, and all of one symbol.

`READ_BENCH_TICKS` sets how many there are (default 1,000,000; 100,000,000, which take half a gigabyte of disk, is what a
claim should rest on). The ticks are written into the tables by SQL, which is quicker than importing them.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING, Any

import pytest

from pyworkstation.config.settings import Settings
from pyworkstation.domain.home import Home
from pyworkstation.engine import TickColumns
from pyworkstation.storage.database import ROW_GROUP_ROWS, Store, open_store
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.ticks import read_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

TICKS = int(os.environ.get("READ_BENCH_TICKS", "1_000_000"))
SYMBOLS = ["EURUSD", "GBPUSD", "USDJPY", "USDCHF", "AUDUSD", "NZDUSD", "USDCAD", "EURGBP", "EURJPY", "GBPJPY"]
FIRST_MS = 1_549_238_400_000
STEP_MS = 300
DAY_US = 86_400_000_000

WRITE = """
INSERT INTO plain_ticks
SELECT $id, $id, $first_ms + tick * $step_ms + CAST(hash(tick) % 200 AS BIGINT),
    114000 + hash(tick // 7) % 50, 1 + hash(tick) % 5, hash(tick * 3) % 900, hash(tick * 5) % 900
FROM range($first, $last) AS ticks(tick)
"""
COUNT = """
INSERT INTO tick_hours (instrument_id, hour, ticks, first_us, last_us)
SELECT instrument_id, ts_ms // 3600000, count(*), min(ts_ms * 1000), max(ts_ms * 1000)
FROM plain_ticks
GROUP BY ALL
ORDER BY ALL
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The ticks lie by symbol and time, as imports of one symbol after the other leave them."""
    home = Home(tmp_path_factory.mktemp("home"))
    with open_store(home, Settings(database_threads=2)) as store:
        for symbol in SYMBOLS:
            write(store, find_instrument(store, symbol).id)
        with store.transaction() as cursor:
            cursor.execute(COUNT)
        store.checkpoint()
        yield store


def write(store: Store, number: int) -> None:
    """The ticks of one symbol, a row group in each transaction."""
    ticks = TICKS // len(SYMBOLS)
    for first in range(0, ticks, ROW_GROUP_ROWS):
        rows = {"first": first, "last": min(ticks, first + ROW_GROUP_ROWS)}
        with store.transaction() as cursor:
            cursor.execute(WRITE, {"id": number, "first_ms": FIRST_MS, "step_ms": STEP_MS} | rows)


def read(store: Store, symbol: str, from_us: int, to_us: int) -> int:
    """How many ticks came, as the engine's columns."""
    number = find_instrument(store, symbol).id
    tables = read_ticks(store, number, from_us=from_us, to_us=to_us, take=TickColumns.from_arrow)
    return sum(map(len, tables))


def test_a_random_day(benchmark: Any, store: Store) -> None:
    days = max(1, TICKS // len(SYMBOLS) * STEP_MS * 1000 // DAY_US)
    rng = random.Random(20190204)  # noqa: S311  (days, no secrets)

    def day() -> int:
        first_us = FIRST_MS * 1000 + rng.randrange(days) * DAY_US
        return read(store, rng.choice(SYMBOLS), first_us, first_us + DAY_US)

    assert benchmark(day) > 0


def test_all_of_a_symbol(benchmark: Any, store: Store) -> None:
    ticks = benchmark.pedantic(lambda: read(store, "USDJPY", -(2**62), 2**62), rounds=5, warmup_rounds=1)
    assert ticks == TICKS // len(SYMBOLS)
    if benchmark.stats:
        benchmark.extra_info["ticks_per_second"] = ticks / benchmark.stats.stats.median
