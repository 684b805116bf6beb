"""An import end to end - a durable, checked table that can be queried - beside what only reads the same files.

CSV: DuckDB's own typed `read_csv` into a table, on two threads. bi5: liblzma alone, decoding the files on two threads.
`IMPORT_BENCH_TICKS` sets how many ticks there are (default 200,000; 10,000,000 is what a claim should rest on).
"""

from __future__ import annotations

import datetime
import lzma
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from benches.beside import beside
from pyworkstation.config.settings import Settings
from pyworkstation.domain.home import Home
from pyworkstation.protocol.messages import ImportDone, ImportTicks
from pyworkstation.services.imports.cancelled_jobs import CancelledJobs
from pyworkstation.services.imports.import_ticks import import_ticks
from pyworkstation.storage.database import open_store
from tests.real_data import DAYS, needs_real_data

TICKS = int(os.environ.get("IMPORT_BENCH_TICKS", "200_000"))
FIRST_MS = 1_549_238_400_000

FILES = {
    "epoch-ms": "SELECT ms AS timestamp, printf('%.5f', bid) AS bid, printf('%.5f', ask) AS ask, "
    "bid_volume, ask_volume FROM ticks",
    "text-time": "SELECT strftime(make_timestamp(ms * 1000), '%d.%m.%Y %H:%M:%S.%g') AS \"Gmt time\", "
    "printf('%.5f', ask) AS Ask, printf('%.5f', bid) AS Bid, ask_volume AS AskVolume, bid_volume AS BidVolume FROM ticks",
}
# A walk without weekends looks as if it were of another zone.
TIME_ZONES = {"epoch-ms": None, "text-time": "UTC"}
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
def test_csv_beside_duckdb(
    benchmark: Any, capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, form: str
) -> None:
    path, peer = folder / f"{form}.csv", tmp_path / "peer.duckdb"

    def ours() -> None:
        import_anew(path, tmp_path / "home", TICKS, time_zone=TIME_ZONES[form])

    def theirs() -> None:
        peer.unlink(missing_ok=True)
        read_into_table(path, PEER_TYPES[form], peer)

    beside(benchmark, capsys, ours, theirs)


@needs_real_data
def test_bi5_beside_liblzma(benchmark: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    hours, ticks = write_tree(tmp_path / "tree")
    contents = [path.read_bytes() for path in hours]

    def theirs() -> None:
        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(ticks_in, contents)) == ticks

    beside(benchmark, capsys, lambda: import_anew(tmp_path / "tree", tmp_path / "home", ticks), theirs)


def import_anew(path: Path, home: Path, ticks: int, *, time_zone: str | None = None) -> None:
    """Import into an empty home."""
    shutil.rmtree(home, ignore_errors=True)
    with open_store(Home(home), Settings(database_threads=2)) as store:
        *_, done = import_ticks(
            ImportTicks(paths=[str(path)], symbol="EURUSD", time_zone=time_zone), store, CancelledJobs()
        )
        assert isinstance(done, ImportDone)
        assert done.ticks_new == ticks


def read_into_table(path: Path, time_type: str, database: Path) -> None:
    """What DuckDB does by itself, told the types."""
    types = [time_type, *["DOUBLE"] * 4]
    columns = ", ".join(
        f"'{name}': '{kind}'" for name, kind in zip(["time", "a", "b", "av", "bv"], types, strict=True)
    )
    with duckdb.connect(str(database), config={"threads": 2}) as connection:
        connection.execute(
            f"CREATE TABLE ticks AS SELECT * FROM read_csv('{path}', header = true, "
            f"columns = {{{columns}}}, timestampformat = '%d.%m.%Y %H:%M:%S.%g')"
        )
        connection.execute("CHECKPOINT")
        assert connection.execute("SELECT count(*) FROM ticks").fetchall() == [(TICKS,)]


def write_tree(root: Path) -> tuple[list[Path], int]:
    """The two real days, again and again on later dates; the files, and how many ticks they hold."""
    written: list[Path] = []
    ticks, day = 0, datetime.date(2019, 2, 4)
    sources = list(DAYS.values())
    while ticks < TICKS:
        folder = root / "EURUSD" / f"{day.year}" / f"{day.month - 1:02}" / f"{day.day:02}"
        folder.mkdir(parents=True)
        for hour in sorted(sources[day.toordinal() % 2].glob("*h_ticks.bi5")):
            written.append(Path(shutil.copyfile(hour, folder / hour.name)))
            ticks += ticks_in(hour.read_bytes())
        day += datetime.timedelta(days=3 if day.weekday() == 4 else 1)
    return written, ticks


def ticks_in(content: bytes) -> int:
    """Decoded by liblzma and counted."""
    return len(lzma.decompress(content, format=lzma.FORMAT_ALONE)) // 20 if content else 0
