"""kill -9 at any moment of an import: the same command goes on, and the table is that of a run that never stopped."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.domain.columns import Bars
from pyworkstation.engine import BarBuilder
from pyworkstation.protocol.messages import GetBars
from pyworkstation.services.bars.bars import get_bars
from pyworkstation.services.bars.built_bars import built
from pyworkstation.storage.database import Store
from tests.command import ENVIRONMENT, output_of
from tests.engine_process import write_ticks
from tests.stores import open_at, stored_rows, ticks_of

KILLS = int(os.environ.get("TEST_KILLS", "3"))
"""25 for an evening's test."""

SECONDS = 60_000
HOURS = """(
    SELECT instrument_id, hour, sum(ticks)::BIGINT AS ticks, min(first_us) AS first_us, max(last_us) AS last_us
    FROM tick_hours
    GROUP BY ALL
)"""
BATCH = {"PYWORKSTATION_IMPORT_BATCH_TICKS": "8000"}


def begin_import(file: Path, home: Path, *options: str) -> subprocess.Popen[bytes]:
    """`pyworkstation import`, in batches of 8,000 ticks."""
    return begin(home, "import", str(file), "--symbol", "EURUSD", *options)


def begin(home: Path, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pyworkstation", "--home", home, *command],
        env=os.environ | ENVIRONMENT | BATCH,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def killed_after(seconds: float, process: subprocess.Popen[bytes]) -> bool:
    """Whether it still ran then; it does no longer."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
        return False
    process.kill()
    process.wait(10)
    return True


def table_hash(home: Path) -> str:
    """Of every stored tick, with the import it came with, and of the counts by hour."""
    digest = hashlib.sha256()
    with open_at(home) as store, store.cursor() as cursor:
        for table in ("tick_store", HOURS):
            rows = cursor.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchnumpy()
            for name in rows:
                digest.update(np.asarray(rows[name]).tobytes())
    return digest.hexdigest()


def ticks_stored(home: Path) -> int:
    with open_at(home) as store, store.cursor() as cursor:
        [(count,)] = cursor.execute("SELECT count(*) FROM tick_store").fetchall()
    return int(count)


def test_killed_and_resumed_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ticks.csv"
    size = write_ticks(file, seconds=SECONDS)
    for name, value in BATCH.items():
        monkeypatch.setenv(name, value)
    output_of("import", file, "--symbol", "EURUSD", home=tmp_path / "whole")
    expected = table_hash(tmp_path / "whole")

    rng = random.Random(20190204)  # noqa: S311  (moments, no secrets)
    home = tmp_path / "killed"
    seen = [0]
    for _ in range(KILLS):
        if not killed_after(rng.uniform(0.2, 2.5), begin_import(file, home)):
            assert table_hash(home) == expected
            home = tmp_path / f"killed-{len(seen)}"
            seen.append(0)
            continue
        stored = ticks_stored(home)
        assert stored == size or stored % 8000 == 0
        assert stored >= seen[-1], "a resumed import lost ticks"
        seen.append(stored)
    said = output_of("import", file, "--symbol", "EURUSD", home=home)
    assert f"{size:,} ticks read" in said or "already imported" in said
    assert table_hash(home) == expected


def test_bars_read_between_kills_are_those_of_what_is_stored(tmp_path: Path) -> None:
    """The kill comes as the next batch is under way; what was cached before it must not hide what it stored."""
    file = tmp_path / "ticks.csv"
    write_ticks(file, seconds=SECONDS)
    home = tmp_path / "home"
    rng = random.Random(20190205)  # noqa: S311  (moments, no secrets)
    for _ in range(KILLS):
        killed_after(rng.uniform(0.5, 2.0), begin_import(file, home))
        with open_at(home) as store:
            if stored_rows(store):
                for timeframe in ("M1", "H1", "T100"):
                    assert cached(store, timeframe) == built_anew(store, timeframe)
    output_of("import", file, "--symbol", "EURUSD", home=home)
    with open_at(home) as store:
        assert cached(store, "M1") == built_anew(store, "M1")


def cached(store: Store, timeframe: str) -> list[list[int]]:
    parts = get_bars(GetBars(symbol="EURUSD", timeframe=timeframe), store)
    return columns_of(Bars.concatenate([Bars.unpack(part.packed) for part in parts]))


def built_anew(store: Store, timeframe: str) -> list[list[int]]:
    return columns_of(Bars.concatenate(list(built(BarBuilder(timeframe), [ticks_of(stored_rows(store))]))))


def columns_of(bars: Bars) -> list[list[int]]:
    return [getattr(bars, name).tolist() for name in Bars.names()]


def test_a_killed_import_of_a_file_that_proves_bad_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "ticks.csv"
    write_ticks(file, seconds=SECONDS)
    with file.open("a", encoding="ascii") as rows:
        rows.write("1549238400000,oops,1,1,1\n")
    home = tmp_path / "home"
    process = begin_import(file, home)
    assert process.wait(120) == 1
    assert ticks_stored(home) == 0


def test_a_killed_replacement_goes_on_and_a_killed_undoing_is_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in BATCH.items():
        monkeypatch.setenv(name, value)
    old, new, home = tmp_path / "old.csv", tmp_path / "new.csv", tmp_path / "home"
    size = write_ticks(old, seconds=SECONDS)
    # The same times, and other volumes.
    new.write_text(old.read_text("ascii").replace(",1.5,", ",2.5,"), "ascii")
    output_of("import", old, "--symbol", "EURUSD", home=home)
    before = table_hash(home)

    rng = random.Random(20190205)  # noqa: S311  (moments, no secrets)
    for _ in range(KILLS):
        killed_after(rng.uniform(0.8, 2.5), begin_import(new, home, "--replace"))
        assert ticks_stored(home) == size
    output_of("import", new, "--symbol", "EURUSD", "--replace", home=home)
    assert volumes(home) == {2_500_000}

    replaced = table_hash(home)
    for _ in range(KILLS):
        killed_after(rng.uniform(0.5, 1.5), begin(home, "undo", "2"))
        assert table_hash(home) in (before, replaced)
    output_of("undo", "2", home=home)
    assert table_hash(home) == before


def volumes(home: Path) -> set[int]:
    with open_at(home) as store, store.cursor() as cursor:
        return {number for (number,) in cursor.execute("SELECT DISTINCT bid_volume FROM ticks").fetchall()}
