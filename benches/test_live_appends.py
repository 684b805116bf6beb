"""Live ticks of ten symbols: how long one micro-batch takes, and what a stored tick takes before and after compaction.

`LIVE_BENCH_BATCHES` sets how many micro-batches a day has (default 100; a real day has some hundred thousand). The same
ticks imported as files stand beside it.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pyworkstation.config.settings import Settings
from pyworkstation.domain.home import Home
from pyworkstation.engine import TickColumns
from pyworkstation.storage.database import Store, open_store
from pyworkstation.storage.imports.import_files import FileImporter
from pyworkstation.storage.imports.reading import ReadFile, Reading
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.live_ticks import append_ticks, compact_live

BATCHES = int(os.environ.get("LIVE_BENCH_BATCHES", "100"))
SYMBOLS = ("EURUSD", "GBPUSD", "AUDUSD", "NZDUSD", "USDCAD", "USDCHF", "EURGBP", "EURCHF", "AUDCAD", "NZDCAD")
TICKS = 100
FIRST_US = 1_549_238_400_000_000


def batch(number: int, seed: int) -> TickColumns:
    """What came of one symbol in one batch: a random walk as EUR/USD has it."""
    rng = np.random.default_rng([seed, number])
    at = FIRST_US + (number * 5_000 + np.sort(rng.choice(5_000, TICKS, replace=False))) * 1000
    bid = 114_000 + number % 700 + np.cumsum(rng.integers(-2, 3, TICKS))
    ask = bid + rng.integers(1, 6, TICKS)
    volumes = [rng.integers(1, 900, TICKS) * 10_000 for _ in range(2)]
    return TickColumns.from_numpy(at, bid, ask, *volumes)


def numbers(store: Store) -> list[int]:
    return [find_instrument(store, symbol).id for symbol in SYMBOLS]


def arrived(store: Store, number: int) -> dict[int, TickColumns]:
    return {instrument: batch(number, seed) for seed, instrument in enumerate(numbers(store))}


def bytes_a_tick(home: Path) -> float:
    """Blocks in use of a database that was closed, so that nothing is left in its log; free ones are used again."""
    with opened(home) as store, store.cursor() as cursor:
        [(size, blocks)] = cursor.execute(
            "SELECT block_size, used_blocks FROM pragma_database_size() WHERE database_name = 'market'"
        ).fetchall()
    return float(size * blocks / (BATCHES * len(SYMBOLS) * TICKS))


def opened(home: Path) -> Store:
    return open_store(Home(home), Settings(environment="ci"))


def test_one_micro_batch(benchmark: Any, tmp_path: Path) -> None:
    """Ten symbols at once, a hundred ticks each, in one durable transaction."""
    with opened(tmp_path) as store:
        batches = (arrived(store, number) for number in itertools.count())
        benchmark.pedantic(
            lambda ticks: append_ticks(store, ticks), setup=lambda: ((next(batches),), {}), rounds=BATCHES
        )


@pytest.mark.parametrize("form", ["live", "compacted", "imported"])
def test_a_day(benchmark: Any, tmp_path: Path, form: str) -> None:
    """What it takes on disk is among the extra figures."""
    with opened(tmp_path) as store:
        if form == "imported":
            benchmark.pedantic(lambda: import_day(store), rounds=1)
        else:
            for number in range(BATCHES):
                append_ticks(store, arrived(store, number))
            benchmark.pedantic(
                (lambda: compact_live(store)) if form == "compacted" else store.checkpoint, rounds=1
            )
        store.checkpoint()
    benchmark.extra_info["bytes a tick"] = round(bytes_a_tick(tmp_path), 2)


def import_day(store: Store) -> None:
    """Each symbol's ticks as one file."""
    for seed, instrument in enumerate(numbers(store)):
        with FileImporter(store, instrument, batch_ticks=store.import_batch_ticks) as files:
            reading = Reading(sha256=str(seed), dialect="bench", volume_unit="units", time_zone="UTC")
            files.start(ReadFile(str(seed), 1, reading))
            for number in range(BATCHES):
                files.add(batch(number, seed))
            files.finish()
            files.commit()
