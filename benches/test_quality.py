"""A quality report on stored ticks, beside the same numbers (fewer, for it knows no holidays) from DuckDB and pandas.

Both read one store, in one run. `QUALITY_BENCH_TICKS` sets how many ticks it has (default 200,000; 10,000,000 is what a
claim should rest on).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pyworkstation.domain.asker import Asker
from pyworkstation.engine import TickColumns
from pyworkstation.protocol.messages import GetQuality, Quality
from pyworkstation.services.quality.quality import get_quality
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.storage.database import Store
from pyworkstation.storage.imports.reading import ReadFile
from tests.stores import importer, open_at, reading

TICKS = int(os.environ.get("QUALITY_BENCH_TICKS", "200_000"))
FIRST_US = 1_549_238_400_000_000
BATCH = 1_000_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A random walk with spreads as EUR/USD has them, at all hours of the week."""
    rng = np.random.default_rng(20190204)
    with open_at(tmp_path_factory.mktemp("home")) as store:
        with importer(store, batch_ticks=BATCH) as files:
            files.start(ReadFile("walk", 1, reading("walk")))
            at_us = FIRST_US
            for start in range(0, TICKS, BATCH):
                rows = min(BATCH, TICKS - start)
                ts = at_us + np.cumsum(rng.integers(1, 1200, rows)) * 1000
                bid = 114_000 + np.cumsum(rng.integers(-3, 4, rows)) % 3000
                ask = bid + rng.integers(0, 6, rows)
                volume = rng.integers(1, 900, rows) * 10_000
                files.add(TickColumns.from_numpy(ts, bid, ask, volume, volume))
                at_us = int(ts[-1])
            files.finish()
            files.commit()
        store.checkpoint()
        yield store


def test_ours(benchmark: Any, store: Store) -> None:
    *_, told = benchmark(lambda: list(get_quality(GetQuality(symbol="EURUSD"), store, Asker())))
    assert isinstance(told, Quality)
    assert told.ticks == TICKS


def test_pandas(benchmark: Any, store: Store) -> None:
    assert benchmark(naive, store)["ticks"] == TICKS


def naive(store: Store) -> dict[str, Any]:
    chunks = StoredTicks(store).tick_chunks("EURUSD")
    names = ("ts_us", "bid", "ask", "bid_volume", "ask_volume")
    frame = pd.concat([pd.DataFrame({name: getattr(chunk, name) for name in names}) for chunk in chunks])
    spread = frame.ask - frame.bid
    rate = frame.groupby(frame.ts_us // 60_000_000).size()
    repeated = frame.duplicated().sum()
    percents = [0, 5, 25, 50, 75, 95, 99, 100]
    return {
        "ticks": len(frame),
        "hours": frame.groupby(frame.ts_us // 3_600_000_000).size(),
        "gaps": frame.ts_us[frame.ts_us.diff() > 300_000_000],
        "duplicate": repeated,
        "conflict": len(frame) - frame.ts_us.nunique() - repeated,
        "crossed": (spread < 0).sum(),
        "zero-spread": (spread == 0).sum(),
        "spread": np.percentile(spread, percents, method="inverted_cdf"),
        "rate": np.percentile(rate, percents, method="inverted_cdf"),
    }
