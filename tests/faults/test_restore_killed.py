"""kill -9 at any moment of a restore or a backup: the old database or the new one, whole, and a backup or none."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import ENVIRONMENT, output_of
from tests.engine_process import write_ticks
from tests.faults.test_import_killed import killed_after

KILLS = int(os.environ.get("TEST_KILLS", "3"))
OLD, NEW = 2000, 200_000


def begin(*arguments: str | Path, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "pyworkstation", "--home", home, *arguments],
        env=os.environ | ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    write_ticks(tmp_path / "new.csv", seconds=NEW // 2)
    new = ("import", tmp_path / "new.csv", "--symbol", "EURUSD", "--volume-unit", "units")
    output_of(*new, home=tmp_path / "source")
    output_of("backup", tmp_path / "b.duckdb", home=tmp_path / "source")
    return tmp_path / "b.duckdb"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_ticks(tmp_path / "old.csv", seconds=OLD // 2)
    old = ("import", tmp_path / "old.csv", "--symbol", "EURUSD", "--volume-unit", "units")
    output_of(*old, home=tmp_path / "home")
    return tmp_path / "home"


def ticks_in(home: Path) -> int:
    """What a check of all of it counts."""
    said = output_of("verify", home=home)
    return int(said.split("\n")[2].split()[1].replace(",", ""))


def test_killed_restores_leave_the_old_or_the_new(home: Path, backup: Path) -> None:
    rng = random.Random(20190204)  # noqa: S311  (moments, no secrets)
    for _ in range(KILLS):
        killed_after(rng.uniform(0.2, 1.5), begin("restore", backup, home=home))
        assert ticks_in(home) in (OLD, NEW)
        assert not (home / "market.duckdb.restoring").exists()
    output_of("restore", backup, home=home)
    assert ticks_in(home) == NEW


def test_killed_backups_leave_a_whole_one_or_none(backup: Path, tmp_path: Path) -> None:
    rng = random.Random(20190204)  # noqa: S311  (moments, no secrets)
    folder = tmp_path / "backups"
    folder.mkdir()
    place = folder / "again.duckdb"
    for _ in range(KILLS):
        killed_after(rng.uniform(0.3, 1.5), begin("backup", place, "--force", home=tmp_path / "source"))
        if place.exists():
            output_of("verify", place, home=tmp_path / "source")
    output_of("backup", place, "--force", home=tmp_path / "source")
    assert [path.name for path in folder.iterdir()] == ["again.duckdb"]
    assert output_of("verify", place, home=tmp_path / "source").count("200,000") == 1
