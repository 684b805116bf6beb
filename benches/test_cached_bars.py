"""A year of M1 bars from the cache, beside the same bars built from their ticks; and a symbol's ticks as an Arrow file.

`BAR_BENCH_TICKS` sets how many ticks a minute has (default 2; 30 are a year of a busy symbol, 11 million).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from benches.beside import beside
from pyworkstation.client.prices import take_over
from pyworkstation.config.settings import Settings
from pyworkstation.domain.asker import Asker
from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.home import Home
from pyworkstation.engine import BarBuilder, tick_columns
from pyworkstation.protocol.messages import ExportTicks, GetBars
from pyworkstation.services.bars.bars import bars_of
from pyworkstation.services.bars.built_bars import built
from pyworkstation.services.export_arrow import export_ticks
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.storage.database import Store, open_store
from pyworkstation.storage.imports.import_files import FileImporter
from pyworkstation.storage.imports.reading import ReadFile, Reading
from pyworkstation.storage.instruments import find_instrument

if TYPE_CHECKING:
    from collections.abc import Iterator

TICKS_A_MINUTE = int(os.environ.get("BAR_BENCH_TICKS", "2"))
MINUTE_US = 60_000_000
FIRST_US = 1_546_819_200_000_000  # Monday 2019-01-07
YEAR = 52 * 5 * 1440
WANTED = GetBars(symbol="EURUSD", timeframe="M1")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """52 weeks of five days, every minute of them."""
    minute = np.concatenate([np.arange(5 * 1440) + week * 7 * 1440 for week in range(52)])
    offset = np.arange(TICKS_A_MINUTE) * (MINUTE_US // 1000 // TICKS_A_MINUTE) * 1000
    ts_us = (FIRST_US + minute[:, None] * MINUTE_US + offset).ravel()
    rng = np.random.default_rng(20190107)
    bid = 114_000 + np.cumsum(rng.integers(-2, 3, len(ts_us)))
    volume = rng.integers(1, 900, len(ts_us)) * 10_000
    ticks = tick_columns(Ticks(ts_us, bid, bid + rng.integers(1, 6, len(ts_us)), volume, volume[::-1].copy()))
    home = Home(tmp_path_factory.mktemp("home"))
    with open_store(home, Settings(database_threads=2)) as store:
        number = find_instrument(store, "EURUSD").id
        with FileImporter(store, number, batch_ticks=store.import_batch_ticks) as files:
            reading = Reading(sha256="bench", dialect="default", volume_unit="units", time_zone="UTC")
            files.start(ReadFile("bench", 1, reading))
            files.add(ticks)
            files.finish()
            files.commit()
        yield store


def cached(store: Store) -> int:
    return sum(map(len, bars_of(WANTED, store).pieces))


def built_anew(store: Store) -> int:
    return sum(map(len, built(BarBuilder("M1"), StoredTicks(store).tick_chunks("EURUSD"))))


def test_a_year_of_m1(benchmark: Any, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert cached(store) == built_anew(store) == YEAR
    beside(benchmark, capsys, lambda: cached(store), lambda: built_anew(store))


def test_ticks_as_a_mapped_file(benchmark: Any, store: Store) -> None:
    def read() -> int:
        [written] = export_ticks(ExportTicks(symbol="EURUSD"), store, Asker())
        return len(take_over(Path(written.path)).numpy()["bid"])

    assert benchmark.pedantic(read, rounds=5, warmup_rounds=1) == YEAR * TICKS_A_MINUTE
    if benchmark.stats:
        benchmark.extra_info["ticks_per_second"] = YEAR * TICKS_A_MINUTE / benchmark.stats.stats.median
