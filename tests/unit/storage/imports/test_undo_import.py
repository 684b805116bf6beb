"""An import that is undone leaves what the others left: as if it had never been."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyworkstation.domain.errors import InputError
from pyworkstation.storage.database import Store
from pyworkstation.storage.imports.import_runs import import_runs
from pyworkstation.storage.imports.reading import known_readings
from pyworkstation.storage.imports.undo_import import undo_run
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.ticks import coverage
from tests.stores import Row, open_at, reading, store_rows, stored_rows

A: Row = (1_000_000, 114_000, 114_002, 1_500_000, 750_000)
B: Row = (1_000_000, 114_001, 114_003, 1_500_000, 750_000)
C: Row = (1_000_500, 114_001, 114_003, 1, 99_999_999)
D: Row = (7_200_000_000, 114_001, 114_000, 0, 0)


def held(store: Store) -> list[int]:
    return [run.ticks_held for run in import_runs(store, None)]


@pytest.mark.parametrize(
    ("files", "undone", "expected", "kept"),
    [
        ([[A, B]], 1, [], 0),
        ([[A, B], [C]], 1, [C], 0),
        ([[A, B], [C]], 2, [A, B], 0),
        ([[A, B], [B, C]], 1, [B, C], 1),
        ([[A, B], [B, C]], 2, [A, B], 0),
        ([[A, A], [A]], 1, [A], 1),
        ([[A], [A, A]], 1, [A, A], 1),
        ([[A], [A, A]], 2, [A], 0),
        ([[A, D], [A, C], [A]], 1, [A, C], 1),
        ([[A, D], [C], [A]], 1, [A, C], 1),
    ],
)
def test_what_others_have_too_stays(
    store: Store, *, files: list[list[Row]], undone: int, expected: list[Row], kept: int
) -> None:
    for number, rows in enumerate(files):
        store_rows(store, f"file {number}", rows)
    done = undo_run(store, undone)
    assert (done.kept, done.removed) == (kept, stored_before(files).total() - len(expected))
    assert sorted(stored_rows(store)) == sorted(expected)
    assert sum(held(store)) == len(expected)
    assert coverage(store, find_instrument(store, "EURUSD").id) == (
        (len(expected), min(expected)[0], max(expected)[0]) if expected else None
    )


def stored_before(files: list[list[Row]]) -> Counter[Row]:
    union: Counter[Row] = Counter()
    for rows in files:
        union |= Counter(rows)
    return union


def test_once_more_changes_nothing_and_its_number_is_never_given_again(store: Store) -> None:
    store_rows(store, "a", [A])
    undo_run(store, 1)
    assert known_readings(store, find_instrument(store, "EURUSD").id) == {}
    store_rows(store, "a", [A])
    again = undo_run(store, 1)
    assert again.undone_before is not None
    assert stored_rows(store) == [A]
    assert [run.id for run in import_runs(store, None)] == [1, 2]


def test_a_dry_run_tells_and_changes_nothing(store: Store) -> None:
    store_rows(store, "a", [A, B])
    store_rows(store, "b", [B, C])
    told = undo_run(store, 1, dry_run=True)
    assert (told.removed, told.kept) == (1, 1)
    assert stored_rows(store) == [A, B, C]
    assert undo_run(store, 1) == told


def test_an_import_that_never_was_is_named(store: Store) -> None:
    with pytest.raises(InputError, match="expected the number of an import, found 7"):
        undo_run(store, 7)


def test_an_old_journal_does_not_tell_and_the_other_file_may_come_again(store: Store) -> None:
    store_rows(store, "a", [A, B])
    store_rows(store, "b", [B, C])
    with store.cursor() as cursor:
        cursor.execute("DELETE FROM shared_ticks")
    done = undo_run(store, 1)
    assert done.incomplete == [(2, "b")]
    assert stored_rows(store) == [C]
    assert known_readings(store, find_instrument(store, "EURUSD").id) == {}
    store_rows(store, "b", [B, C])
    assert stored_rows(store) == [B, C]
    assert reading("b") in known_readings(store, find_instrument(store, "EURUSD").id)


PRICE = st.integers(114_000, 114_002)
FILE = st.lists(st.tuples(st.integers(0, 4), PRICE, PRICE, st.just(1), st.just(1)), max_size=12).map(sorted)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.lists(FILE, min_size=1, max_size=4),
    undone=st.lists(st.integers(1, 4), max_size=4),
    batch_ticks=st.sampled_from([1, 3, 100]),
)
def test_any_undoing_leaves_the_union_of_the_others(
    tmp_path_factory: pytest.TempPathFactory, *, files: list[list[Row]], undone: list[int], batch_ticks: int
) -> None:
    home: Path = tmp_path_factory.mktemp("home")
    with open_at(home) as store:
        for number, rows in enumerate(files):
            store_rows(store, f"file {number}", rows, batch_ticks=batch_ticks)
        for number in undone:
            if number <= len(files):
                undo_run(store, number)
        left = [rows for number, rows in enumerate(files, start=1) if number not in undone]
        assert Counter(stored_rows(store)) == stored_before(left)
        assert sum(held(store)) == stored_before(left).total()
