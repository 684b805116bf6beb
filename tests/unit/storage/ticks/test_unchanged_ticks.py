"""Whether ticks that were read are still those that are stored."""

from __future__ import annotations

import pytest

from pyworkstation.storage.database import Store
from pyworkstation.storage.imports.undo_import import undo_run
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.unchanged_ticks import store_clock, ticks_before_if_unchanged
from tests.stores import Row, store_rows

HOUR = 3_600_000_000
DAY_2019 = 1_549_238_400_000_000


def _rows(first_us: int, count: int, step_us: int) -> list[Row]:
    return [(first_us + i * step_us, 114_000, 114_002, 1, 1) for i in range(count)]


def _before(store: Store, to_us: int, since_us: int) -> int | None:
    number = find_instrument(store, "EURUSD").id
    return ticks_before_if_unchanged(store, number, to_us=to_us, since_us=since_us)


@pytest.mark.parametrize("first_us", [-5 * HOUR, 0, DAY_2019])
@pytest.mark.parametrize(
    ("after_us", "ticks"),
    [(-1, 0), (0, 0), (1, 1), (HOUR, 60), (HOUR + 1, 61), (2 * HOUR + 90_000_000, 122), (9 * HOUR, 180)],
)
def test_ticks_before_a_time_are_counted(store: Store, first_us: int, after_us: int, ticks: int) -> None:
    store_rows(store, "file", _rows(first_us, 180, 60_000_000))
    assert _before(store, first_us + after_us, store_clock(store)) == ticks


def test_only_what_changes_ticks_up_to_the_time_counts_as_a_change(store: Store) -> None:
    store_rows(store, "first", _rows(0, 60, 60_000_000))
    since_us = store_clock(store)
    to_us = HOUR // 2
    store_rows(store, "later", _rows(2 * HOUR, 60, 60_000_000))
    store_rows(store, "another symbol", _rows(0, 60, 60_000_000), symbol="USDJPY")
    assert _before(store, to_us, since_us) == 30
    store_rows(store, "older", _rows(-HOUR, 1, 1))
    assert _before(store, to_us, since_us) is None
    since_us = store_clock(store)
    assert _before(store, to_us, since_us) == 31


def test_an_undone_import_is_a_change(store: Store) -> None:
    store_rows(store, "first", _rows(0, 60, 60_000_000))
    store_rows(store, "second", _rows(1, 60, 60_000_000))
    since_us = store_clock(store)
    assert _before(store, HOUR, since_us) == 120
    undo_run(store, 2)
    assert _before(store, HOUR, since_us) is None
    assert _before(store, HOUR, store_clock(store)) == 60
