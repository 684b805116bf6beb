"""An import end to end - a durable, checked table that can be queried - beside DuckDB's own typed `read_csv` into a table.

Both read the same generated file, in one run, on at most two threads. `IMPORT_BENCH_TICKS` sets how many ticks it has
(default 200,000; 10,000,000 is what a claim should rest on).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from pyworkstation.config.settings import Settings
from pyworkstation.domain.home import Home
from pyworkstation.protocol.messages import ImportDone, ImportTicks
from pyworkstation.services.cancelled_jobs import CancelledJobs
from pyworkstation.services.import_ticks import import_ticks
from pyworkstation.storage.database import open_store

TICKS = int(os.environ.get("IMPORT_BENCH_TICKS", "200_000"))
FIRST_MS = 1_549_238_400_000

FILES = {
    "epoch-ms": "SELECT ms AS timestamp, printf('%.5f', bid) AS bid, printf('%.5f', ask) AS ask, "
    "bid_volume, ask_volume FROM ticks",
    "text-time": "SELECT strftime(make_timestamp(ms * 1000), '%d.%m.%Y %H:%M:%S.%g') AS \"Gmt time\", "
    "printf('%.5f', ask) AS Ask, printf('%.5f', bid) AS Bid, ask_volume AS AskVolume, bid_volume AS BidVolume FROM ticks",
}
PEER_TYPES = {"epoch-ms": "BIGINT", "text-time": "TIMESTAMP"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files: a random walk with spreads and volumes as EUR/USD has them."""
    folder = tmp_path_factory.mktemp("files")
    rng = np.random.default_rng(20190204)
    bid = 114_000 + np.cumsum(rng.integers(-3, 4, TICKS)) % 3000
    ticks = {
        "ms": FIRST_MS + np.cumsum(rng.integers(1, 600, TICKS)),
        "bid": bid / 1e5,
        "ask": (bid + rng.integers(1, 6, TICKS)) / 1e5,
        "bid_volume": rng.integers(1, 900, TICKS) / 100,
        "ask_volume": rng.integers(1, 900, TICKS) / 100,
    }
    with duckdb.connect() as connection:
        connection.register("ticks", ticks)
        for name, rows in FILES.items():
            connection.execute(f"COPY ({rows}) TO '{folder / name}.csv' (HEADER)")
    return folder


@pytest.mark.parametrize("form", FILES)
def test_ours(benchmark: Any, folder: Path, tmp_path: Path, form: str) -> None:
    benchmark.group = form

    def run() -> None:
        home = Home(tmp_path / "home")
        with open_store(home, Settings(database_threads=2)) as store:
            request = ImportTicks(paths=[str(folder / f"{form}.csv")], symbol="EURUSD")
            *_, done = import_ticks(request, store, CancelledJobs())
            assert isinstance(done, ImportDone)
            assert done.ticks_new == TICKS

    benchmark.pedantic(run, setup=lambda: shutil.rmtree(tmp_path / "home", ignore_errors=True), rounds=3)


@pytest.mark.parametrize("form", FILES)
def test_duckdb(benchmark: Any, folder: Path, tmp_path: Path, form: str) -> None:
    benchmark.group = form
    names = ["time", "a", "b", "av", "bv"]
    types = [PEER_TYPES[form], *["DOUBLE"] * 4]
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in zip(names, types, strict=True))
    path = tmp_path / "peer.duckdb"

    def run() -> None:
        with duckdb.connect(str(path), config={"threads": 2}) as connection:
            connection.execute(
                f"CREATE TABLE ticks AS SELECT * FROM read_csv('{folder / form}.csv', header = true, "
                f"columns = {{{columns}}}, timestampformat = '%d.%m.%Y %H:%M:%S.%g')"
            )
            connection.execute("CHECKPOINT")
            assert connection.execute("SELECT count(*) FROM ticks").fetchall() == [(TICKS,)]

    benchmark.pedantic(run, setup=lambda: path.unlink(missing_ok=True), rounds=3)
