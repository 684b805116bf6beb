from __future__ import annotations

import sys

import pytest

from pyworkstation.engine import TickColumns
from pyworkstation.storage.database import Store
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.ticks import ArrowStream, coverage, read_ticks
from tests.stores import Row, store_rows, stored_rows

HOUR = 3_600_000_000
ROWS: list[Row] = [
    (hour * HOUR + minute * 60_000_000, 1, 2, 3, 4) for hour in range(-3, 9) for minute in range(60)
]


@pytest.fixture
def filled(store: Store) -> Store:
    store_rows(store, "later", ROWS[400:])
    store_rows(store, "earlier", ROWS[:400])
    return store


@pytest.mark.parametrize("slice_ticks", [1, 59, 60, 100, 100_000])
@pytest.mark.parametrize(
    ("from_us", "to_us"),
    [
        (-(2**62), 2**62),
        (ROWS[0][0], ROWS[-1][0]),
        (ROWS[0][0] + 1, ROWS[-1][0] + 1),
        (ROWS[70][0], ROWS[70][0] + 1),
        (0, HOUR),
        (-HOUR, 0),
        (HOUR // 2, 5 * HOUR + HOUR // 2),
        (5, 6),
        (9 * HOUR, 20 * HOUR),
        (HOUR, HOUR),
        (2 * HOUR, HOUR),
    ],
)
def test_a_range_is_half_open_however_it_is_sliced(
    filled: Store, from_us: int, to_us: int, slice_ticks: int
) -> None:
    expected = [row for row in ROWS if from_us <= row[0] < to_us]
    assert stored_rows(filled, from_us=from_us, to_us=to_us, slice_ticks=slice_ticks) == expected


def test_slices_are_whole_hours_of_about_the_size_asked(filled: Store) -> None:
    number = find_instrument(filled, "EURUSD").id
    sizes = read_ticks(filled, number, from_us=-(2**62), to_us=2**62, take=_rows, slice_ticks=120)
    assert list(sizes) == [120] * 6


def _rows(table: ArrowStream) -> int:
    return len(TickColumns.from_arrow(table))


def test_coverage_tells_count_and_ends(filled: Store) -> None:
    assert coverage(filled, find_instrument(filled, "EURUSD").id) == (720, ROWS[0][0], ROWS[-1][0])
    assert coverage(filled, find_instrument(filled, "USDJPY").id) is None


WRITE = """
INSERT INTO plain_ticks SELECT $id, 1, tick, tick % 50, 1, tick % 900, tick % 700 FROM range(500000) AS ticks(tick)
"""
COUNT = "INSERT INTO tick_hours (instrument_id, hour, ticks, first_us, last_us) VALUES ($id, 0, 500000, 0, 499999000)"


@pytest.mark.skipif(sys.platform != "linux", reason="counts page faults")
def test_reading_again_takes_little_fresh_memory(store: Store) -> None:
    """Pages cost more than ticks do: these 500,000 fill 8,300 of 4 kB on their way, half of them twice."""
    import resource  # noqa: PLC0415 - Windows has none.

    number = find_instrument(store, "EURUSD").id
    with store.transaction() as cursor:
        cursor.execute(WRITE, {"id": number})
        cursor.execute(COUNT, {"id": number})
    fresh = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        [rows] = read_ticks(store, number, from_us=0, to_us=HOUR, take=_rows)
        assert rows == 500_000
        fresh.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
    assert min(fresh[1:]) < 2000, fresh


MS = 1000


@pytest.mark.parametrize(
    ("from_us", "to_us", "expected"),
    [
        (5 * MS, 7 * MS, [5, 6]),
        (5 * MS - 1, 7 * MS - 1, [5, 6]),
        (5 * MS + 1, 7 * MS + 1, [6, 7]),
        (-5 * MS - 1, -3 * MS + 1, [-5, -4, -3]),
        (-5 * MS + 1, -3 * MS - 1, [-4]),
    ],
)
@pytest.mark.parametrize("odd", [False, True])
def test_ends_between_milliseconds_are_exact(
    store: Store, *, odd: bool, from_us: int, to_us: int, expected: list[int]
) -> None:
    rows: list[Row] = [(ms * MS, 1, 2, int(odd), 0) for ms in range(-9, 9)]
    store_rows(store, "f", rows)
    assert [row[0] // MS for row in stored_rows(store, from_us=from_us, to_us=to_us)] == expected


def test_files_that_come_in_any_order_are_read_in_order_of_time(store: Store) -> None:
    rows: list[Row] = [(minute * 60_000_000, minute, minute + 1, 0, 0) for minute in range(90)]
    for start in (60, 0, 30):
        store_rows(store, str(start), rows[start : start + 30])
    store_rows(store, "between", [(row[0] + 30_000_000, *row[1:]) for row in rows])
    assert stored_rows(store, slice_ticks=100_000)[::2] == rows


def test_ticks_are_read_without_pyarrow(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    rows: list[Row] = [(1_000, 1, 2, 10_000, 20_000), (2_000, 3, 4, 10_000, 20_000)]
    store_rows(store, "plain", rows)
    assert stored_rows(store) == rows
    store_rows(store, "odd", [(2_001, 3, 4, 1, 2)])
    assert stored_rows(store) == [*rows, (2_001, 3, 4, 1, 2)]
