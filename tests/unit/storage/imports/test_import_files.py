from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyworkstation.storage.database import Store
from pyworkstation.storage.imports.import_journal import unfinished_imports
from pyworkstation.storage.imports.reading import ReadFile, Stored, known_readings
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.ticks import coverage
from tests.stores import Row, importer, open_at, reading, store_rows, stored_rows, ticks_of

A: Row = (1_000_000, 114_000, 114_002, 1_500_000, 750_000)
B: Row = (1_000_000, 114_001, 114_003, 1_500_000, 750_000)
C: Row = (1_000_500, 114_001, 114_003, 1, 99_999_999)
D: Row = (7_200_000_000, 114_001, 114_000, 0, 0)


def test_ticks_come_back_in_time_and_order_of_arrival(store: Store) -> None:
    assert store_rows(store, "f", [B, A, C], [D]) == Stored(4, 4)
    assert stored_rows(store) == [B, A, C, D]


@pytest.mark.parametrize(
    ("stored", "file", "expected"),
    [
        ([[A, B]], [[A, B]], [A, B]),
        ([[A, B]], [[A, B, C]], [A, B, C]),
        ([[A]], [[B]], [A, B]),
        ([[C]], [[A], [D]], [A, C, D]),
        ([[A]], [[A, A]], [A, A]),
        ([[A, A]], [[A]], [A, A]),
        ([[A, A]], [[A, A, A]], [A, A, A]),
        ([[A]], [[B, A]], [A, B]),
        ([], [[A, A, B]], [A, A, B]),
        ([], [[A], [A, B]], [A, A, B]),
        ([[D]], [[A, C, D]], [A, C, D]),
    ],
)
def test_ticks_stored_before_are_not_stored_again(
    store: Store, stored: list[list[Row]], file: list[list[Row]], expected: list[Row]
) -> None:
    before = store_rows(store, "before", *stored).ticks_new
    now = store_rows(store, "now", *file)
    assert stored_rows(store) == expected
    assert now == Stored(sum(map(len, file)), len(expected) - before)


def test_other_instruments_do_not_matter(store: Store) -> None:
    store_rows(store, "yen", [A], symbol="USDJPY")
    assert store_rows(store, "euro", [A]).ticks_new == 1
    assert stored_rows(store, symbol="USDJPY") == stored_rows(store) == [A]


def test_several_files_of_a_batch_are_counted_apart(store: Store) -> None:
    store_rows(store, "before", [C])
    with importer(store) as files:
        for name, rows in (("one", [A]), ("empty", []), ("two", [C, D])):
            files.start(ReadFile(name, 1, reading(name)))
            assert files.add(ticks_of(rows)) == []
            files.finish()
        assert [done.stored for done in files.commit()] == [Stored(1, 1), Stored(0, 0), Stored(2, 1)]
    with store.cursor() as cursor:
        journal = cursor.execute(
            "SELECT path, ticks_read, ticks_new, first_us, last_us FROM imports ORDER BY id"
        ).fetchall()
    assert journal[1:] == [
        ("one", 1, 1, A[0], A[0]),
        ("empty", 0, 0, None, None),
        ("two", 2, 1, C[0], D[0]),
    ]


@pytest.mark.parametrize("batch_ticks", [1, 2, 100])
def test_a_bad_file_leaves_nothing_of_itself(store: Store, batch_ticks: int) -> None:
    with importer(store, batch_ticks=batch_ticks) as files:
        files.start(ReadFile("good", 1, reading("good")))
        files.add(ticks_of([A]))
        files.finish()
        files.start(ReadFile("bad", 1, reading("bad")))
        done = files.add(ticks_of([C, D]))
        done += files.add(ticks_of([D]))
        done += files.abandon()
    assert [file.file.path for file in done] == ["good"]
    number = find_instrument(store, "EURUSD").id
    assert stored_rows(store) == [A]
    assert coverage(store, number) == (1, A[0], A[0])
    assert [(known, file.ticks_read) for known, file in known_readings(store, number).items()] == [
        (reading("good"), 1)
    ]
    assert unfinished_imports(store, number) == []


def test_a_reading_is_its_content_and_its_options(store: Store) -> None:
    store_rows(store, "f", [A])
    others = [
        reading("g"),
        reading("f", dialect="bi5"),
        reading("f", volume_unit="millions"),
        reading("f", time_zone="Europe/Helsinki"),
        reading("f", hour_us=0),
    ]
    with importer(store) as files:
        assert [files.known_before(other) for other in others] == [None] * 5
        assert files.known_before(reading("f")) is not None
    with importer(store, symbol="USDJPY") as files:
        assert files.known_before(reading("f")) is None


def test_the_hours_are_counted(store: Store) -> None:
    store_rows(store, "f", [A, B, C], [D])
    store_rows(store, "g", [(-5, 1, 1, 0, 0), A])
    with store.cursor() as cursor:
        hours = cursor.execute(
            "SELECT hour, ticks, first_us, last_us FROM tick_hours ORDER BY hour"
        ).fetchall()
    assert hours == [(-1, 1, -5, -5), (0, 3, A[0], C[0]), (2, 1, D[0], D[0])]


def test_the_view_has_real_times_and_decimal_prices(store: Store) -> None:
    store_rows(store, "f", [(1_549_238_400_994_001, 114_543, 114_545, 2_060_001, 1_000_000)])
    with store.cursor() as cursor:
        [row] = cursor.execute("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ticks").fetchall()
    assert row == (
        "EURUSD",
        "2019-02-04 00:00:00.994001",
        "1.14543000",
        "1.14545000",
        "2060001",
        "1000000",
        "0",
    )


VOLUME = st.integers(0, 2**63 - 1)
PRICE = st.one_of(st.integers(1, 2_000_000), st.integers(-(2**62), 2**62 - 1))
ROWS = st.lists(
    st.tuples(st.integers(-(2**50), 2**50) | st.integers(0, 3), PRICE, PRICE, VOLUME, VOLUME), max_size=30
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=ROWS, other=ROWS, cut=st.integers(0, 30), batch_ticks=st.sampled_from([1, 2, 3, 7, 100]))
def test_any_ticks_are_stored_whole_and_once(
    tmp_path_factory: pytest.TempPathFactory,
    *,
    file: list[Row],
    other: list[Row],
    cut: int,
    batch_ticks: int,
) -> None:
    file.sort(key=lambda row: row[0])
    other.sort(key=lambda row: row[0])
    home: Path = tmp_path_factory.mktemp("home")
    with open_at(home) as store:
        store_rows(store, "file", file[:cut], file[cut:], batch_ticks=batch_ticks)
        assert stored_rows(store, slice_ticks=7) == file
        store_rows(store, "other", other[:cut], other[cut:], batch_ticks=batch_ticks)
        rows = stored_rows(store, slice_ticks=7)
    assert Counter(rows) == Counter(file) | Counter(other)
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
