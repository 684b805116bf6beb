"""A correction takes the place of what is stored of its time, batch by batch, and can be undone."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyworkstation.domain.errors import InputError
from pyworkstation.storage.database import Store
from pyworkstation.storage.imports.import_runs import import_runs
from pyworkstation.storage.imports.reading import ReadFile, Stored
from pyworkstation.storage.imports.undo_import import undo_run
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.ticks import coverage
from tests.stores import Row, importer, open_at, reading, store_rows, stored_rows, ticks_of

HOUR = 3_600_000_000


def row(at: int, bid: int = 114_000) -> Row:
    return (at, bid, 114_010, 10_000, 10_000)


OLD = [row(0), row(HOUR), row(2 * HOUR), row(3 * HOUR)]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ([row(HOUR, 5)], [OLD[0], row(HOUR, 5), *OLD[2:]]),
        ([row(1, 5), row(2 * HOUR, 5)], [OLD[0], row(1, 5), row(2 * HOUR, 5), OLD[3]]),
        ([row(-5, 5), row(9 * HOUR, 5)], [row(-5, 5), row(9 * HOUR, 5)]),
        ([row(HOUR)], OLD),
        ([row(HOUR + 1, 5)], [*OLD[:2], row(HOUR + 1, 5), *OLD[2:]]),
    ],
)
@pytest.mark.parametrize("batch_ticks", [1, 100])
def test_the_time_of_the_file_holds_its_ticks_alone(
    store: Store, *, new: list[Row], expected: list[Row], batch_ticks: int
) -> None:
    store_rows(store, "old", OLD)
    store_rows(store, "yen", OLD, symbol="USDJPY")
    done = store_rows(store, "new", new, replaces=True, batch_ticks=batch_ticks)
    assert stored_rows(store) == expected
    assert done == Stored(len(new), len(new), replaced=len(OLD) + len(new) - len(expected))
    number = find_instrument(store, "EURUSD").id
    assert coverage(store, number) == (len(expected), expected[0][0], expected[-1][0])
    assert [run.ticks_held for run in import_runs(store, "EURUSD")] == [
        len(expected) - len(new),
        len(new),
    ]
    assert stored_rows(store, symbol="USDJPY") == OLD
    assert undo_run(store, 3).restored == done.replaced
    assert stored_rows(store) == OLD
    assert coverage(store, number) == (4, 0, 3 * HOUR)


def test_files_of_one_import_do_not_replace_each_other(store: Store) -> None:
    store_rows(store, "old", OLD)
    with importer(store, replaces=True) as files:
        for name, rows in (("one", [row(0, 5), row(2 * HOUR, 5)]), ("two", [row(HOUR, 6), row(3 * HOUR, 6)])):
            files.start(ReadFile(name, 1, reading(name)))
            files.add(ticks_of(rows))
            files.finish()
        files.commit()
    assert stored_rows(store) == [row(0, 5), row(HOUR, 6), row(2 * HOUR, 5), row(3 * HOUR, 6)]


def test_ticks_between_the_files_stay(store: Store) -> None:
    store_rows(store, "old", OLD)
    with importer(store, replaces=True) as files:
        for name, rows in (("one", [row(0, 5)]), ("two", [row(2 * HOUR, 6)])):
            files.start(ReadFile(name, 1, reading(name)))
            files.add(ticks_of(rows))
            files.finish()
        files.commit()
    assert stored_rows(store) == [row(0, 5), OLD[1], row(2 * HOUR, 6), OLD[3]]


def test_once_more_it_is_known_until_others_come_into_its_time(store: Store) -> None:
    store_rows(store, "old", OLD)
    store_rows(store, "new", [row(0, 5), row(3 * HOUR, 5)], replaces=True)
    with importer(store, replaces=True) as files:
        assert files.known_before(reading("new")) is not None
        assert files.known_before(reading("old")) is None
    store_rows(store, "other", [row(HOUR, 7)])
    with importer(store, replaces=True) as files:
        assert files.known_before(reading("new")) is None
    with importer(store) as files:
        assert files.known_before(reading("new")) is not None


def test_what_came_later_is_undone_first(store: Store) -> None:
    store_rows(store, "old", OLD)
    store_rows(store, "new", [row(0, 5), row(3 * HOUR, 5)], replaces=True)
    store_rows(store, "other", [row(HOUR, 7)])
    with pytest.raises(InputError, match="pyworkstation undo 3"):
        undo_run(store, 2)
    undo_run(store, 3)
    undo_run(store, 2)
    assert stored_rows(store) == OLD


def test_what_was_replaced_may_be_undone_too(store: Store) -> None:
    store_rows(store, "old", OLD)
    store_rows(store, "more", OLD[1:3])
    store_rows(store, "new", [row(HOUR, 5), row(3 * HOUR, 5)], replaces=True)
    undo_run(store, 1)
    assert stored_rows(store) == [row(HOUR, 5), row(3 * HOUR, 5)]
    undo_run(store, 3)
    assert stored_rows(store) == OLD[1:3]


PRICE = st.integers(114_000, 114_002)
FILE = st.lists(st.tuples(st.integers(0, 6), PRICE, PRICE, st.just(1), st.just(1)), max_size=14).map(sorted)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(FILE, max_size=2),
    new=FILE,
    stops=st.lists(st.integers(0, 14), max_size=2),
    batch_ticks=st.sampled_from([1, 2, 3, 100]),
)
def test_however_often_it_stops_the_table_is_the_same_and_undone_as_before(
    tmp_path_factory: pytest.TempPathFactory,
    *,
    before: list[list[Row]],
    new: list[Row],
    stops: list[int],
    batch_ticks: int,
) -> None:
    home: Path = tmp_path_factory.mktemp("home")
    with open_at(home) as store:
        for number, rows in enumerate(before):
            store_rows(store, f"before {number}", rows)
        old = stored_rows(store)
        for stop in stops:
            with importer(store, replaces=True, batch_ticks=batch_ticks) as files:
                files.start(ReadFile("new", 1, reading("new")))
                files.add(ticks_of(new[:stop]))
        store_rows(store, "new", new, replaces=True, batch_ticks=batch_ticks)
        outside = [tick for tick in old if not new or not new[0][0] <= tick[0] <= new[-1][0]]
        assert Counter(stored_rows(store)) == Counter(outside) + Counter(new)
        undo_run(store, import_runs(store, None)[-1].id)
        assert stored_rows(store) == old
