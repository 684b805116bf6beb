"""A backup holds what was stored when it began, all of it, and stands in nobody's way."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyworkstation.domain.asker import Asker, AskerGoneError
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.domain.home import Home
from pyworkstation.storage.copies import backup
from pyworkstation.storage.copies.backup import BackedUp, write_backup
from pyworkstation.storage.copies.open_copy import open_copy
from pyworkstation.storage.copies.restore import restore
from pyworkstation.storage.database import Store
from tests.stores import Row, open_at, store_rows, stored_rows

T = TypeVar("T")

MIDNIGHT_US = 1_549_238_400_000_000
PLAIN: list[Row] = [
    (MIDNIGHT_US + 1_000_000 * row, 100 + row, 103 + row, 20_000, 10_000) for row in range(3000)
]
ODD: list[Row] = [(1_549_500_000_000_123 + row // 2, -5, 7, row, 1) for row in range(50)]


def returned(work: Generator[object, None, T]) -> T:
    """What the work returns in the end."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result


def backed_up(store: Store, path: Path, *, force: bool = False) -> BackedUp:
    return returned(write_backup(store, path, Asker(), force=force))


def restored_rows(home: Path, backup: Path) -> list[Row]:
    """What is stored in a new home after a restore."""
    returned(restore(Home(home), backup, Asker()))
    with open_at(home) as store:
        return stored_rows(store)


def test_everything_is_in_it(store: Store, tmp_path: Path) -> None:
    store_rows(store, "plain", PLAIN)
    store_rows(store, "odd", ODD)
    store_rows(store, "other", PLAIN[:10], symbol="USDJPY")
    done = backed_up(store, tmp_path / "b.duckdb")
    assert (done.symbols, done.ticks) == (2, 3060)
    assert done.size == (tmp_path / "b.duckdb").stat().st_size
    assert restored_rows(tmp_path / "other", tmp_path / "b.duckdb") == PLAIN + ODD


ticks = st.lists(
    st.tuples(
        st.integers(-(10**15), 4 * 10**15),
        st.integers(-(2**40), 2**40),
        st.integers(-(2**40), 2**40),
        st.integers(0, 2**50),
        st.integers(0, 2**50),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ticks)
def test_any_ticks_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    folder = tmp_path_factory.mktemp("any")
    rows.sort(key=lambda row: row[0])
    with open_at(folder / "home") as store:
        store_rows(store, "f", rows)
        before = stored_rows(store)
        backed_up(store, folder / "b.duckdb")
    assert restored_rows(folder / "other", folder / "b.duckdb") == before


def test_what_is_stored_meanwhile_is_not_held_up_and_not_in_it(store: Store, tmp_path: Path) -> None:
    store_rows(store, "before", PLAIN)
    seen: set[str] = set()
    for number, step in enumerate(write_backup(store, tmp_path / "b.duckdb", Asker())):
        seen.add(step.doing)
        store_rows(store, f"meanwhile-{number}", [(1_549_600_000_000_000 + number, 1, 2, 3, 4)])
    assert seen == {"counting", "copying", "reading back"}
    assert len(stored_rows(store)) > len(PLAIN)
    assert restored_rows(tmp_path / "other", tmp_path / "b.duckdb") == PLAIN


@pytest.mark.parametrize("steps", [1, 8])
def test_one_that_is_given_up_leaves_nothing(store: Store, tmp_path: Path, steps: int) -> None:
    store_rows(store, "f", PLAIN)
    folder = tmp_path / "backups"
    folder.mkdir()
    work = write_backup(store, folder / "b.duckdb", Asker())
    for _ in range(steps):
        next(work)
    work.close()
    assert list(folder.iterdir()) == []
    assert backed_up(store, folder / "b.duckdb").ticks == len(PLAIN)


def test_one_whose_asker_leaves_stops(store: Store, tmp_path: Path) -> None:
    store_rows(store, "f", PLAIN)
    asker = Asker()
    asker.leave()
    with pytest.raises(AskerGoneError):
        returned(write_backup(store, tmp_path / "b.duckdb", asker))
    assert list(tmp_path.glob("*b.duckdb*")) == []


def test_a_backup_replaces_a_backup_and_nothing_else(store: Store, tmp_path: Path) -> None:
    store_rows(store, "f", PLAIN[:10])
    place = tmp_path / "b.duckdb"
    backed_up(store, place)
    store_rows(store, "g", PLAIN[10:])
    with pytest.raises(InputError, match="expected a new file, found a backup; --force puts"):
        backed_up(store, place)
    assert backed_up(store, place, force=True).ticks == len(PLAIN)
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    for path in (other, tmp_path, store.home.database, tmp_path / "no" / "folder.duckdb"):
        with pytest.raises(InputError):
            backed_up(store, path, force=True)
    assert other.read_text() == "mine"
    assert stored_rows(store) == PLAIN


def test_two_homes_do_not_back_up_to_one_file_at_once(store: Store, tmp_path: Path) -> None:
    place = tmp_path / "b.duckdb"
    store_rows(store, "f", PLAIN)
    first = write_backup(store, place, Asker())
    next(first)
    with open_at(tmp_path / "other") as other:
        with pytest.raises(EnvironmentFailure, match=rf"process {os.getpid()} backs up to it now"):
            backed_up(other, place)
        assert returned(first).ticks == len(PLAIN)
        with pytest.raises(InputError, match="expected a new file, found a backup"):
            backed_up(other, place)
    assert sorted(path.name for path in tmp_path.glob("*b.duckdb*")) == ["b.duckdb"]
    assert sorted(path.name for path in tmp_path.glob(".*b.duckdb*")) == []


def test_a_copy_that_reads_otherwise_is_no_backup(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_rows(store, "f", PLAIN)

    def damaged(path: Path) -> object:
        with duckdb.connect(str(path)) as connection:
            connection.execute("DELETE FROM plain_ticks WHERE bid = 150")
        return open_copy(path)

    monkeypatch.setattr(backup, "open_copy", damaged)
    with pytest.raises(EnvironmentFailure, match="reads otherwise than it was written: ticks of EURUSD"):
        backed_up(store, tmp_path / "b.duckdb")
    assert not (tmp_path / "b.duckdb").exists()


def test_others_read_and_write_while_it_is_made(store: Store, tmp_path: Path) -> None:
    store_rows(store, "f", PLAIN)
    faults: list[BaseException] = []

    def back_up() -> None:
        try:
            for number in range(3):
                backed_up(store, tmp_path / f"b{number}.duckdb")
        except BaseException as error:  # noqa: BLE001  (the thread's edge)
            faults.append(error)

    thread = threading.Thread(target=back_up)
    thread.start()
    number = 0
    while thread.is_alive():
        number += 1
        store_rows(store, f"f{number}", [(1_549_600_000_000_000 + number, 1, 2, 3, 4)])
        assert len(stored_rows(store)) == len(PLAIN) + number
    assert faults == []


def test_a_backup_is_no_larger_than_what_it_is_of(store: Store, tmp_path: Path) -> None:
    """Copied in pieces, it would be by a third: measured with 16 million ticks."""
    rng = np.random.default_rng(20190204)
    times = MIDNIGHT_US + 1000 * np.cumsum(rng.integers(50, 400, 400_000))
    bids = rng.integers(110_000, 120_000, 400_000)
    store_rows(
        store,
        "f",
        list(zip(*(c.tolist() for c in (times, bids, bids + 2, bids * 10_000, bids * 10_000)), strict=True)),
        batch_ticks=400_000,
    )
    store.checkpoint()
    done = backed_up(store, tmp_path / "b.duckdb")
    assert done.size <= store.home.database.stat().st_size + 4 * 262_144
