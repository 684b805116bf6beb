from __future__ import annotations

import pytest

from pyworkstation.storage.database import Store
from tests.stores import Row, store_rows, stored_rows

PLAIN: Row = (1_549_238_400_994_000, 114_543, 114_545, 2_060_000, 1_000_000)
OTHERS: list[Row] = [
    (1_549_238_400_994_001, 114_543, 114_545, 2_060_000, 1_000_000),
    (1_549_238_401_000_000, 114_543, 114_545, 2_060_001, 1_000_000),
    (1_549_238_402_000_000, 114_543, 114_545, 2_060_000, 9_999),
    (1_549_238_403_000_000, 2**31, 2**31 + 1, 0, 0),
    (1_549_238_404_000_000, -(2**31) - 1, -(2**31), 0, 0),
    (1_549_238_405_000_000, 1, 2**31 + 1, 0, 0),
    (1_549_238_406_000_000, 1, 2, 2**31 * 10_000, 0),
    (1_549_238_407_000_000, 1, 2, 0, 2**31 * 10_000),
]
EDGES: list[Row] = [
    (1_549_238_403_000_000, 2**31 - 1, 2**31, 0, 0),
    (1_549_238_404_000_000, -(2**31), -1, 0, 0),
    (1_549_238_405_000_000, 0, 2**31 - 1, 0, 0),
    (1_549_238_406_000_000, 1, 2, (2**31 - 1) * 10_000, (2**31 - 1) * 10_000),
    (-1000, 1, 2, 0, 0),
]


def counts(store: Store) -> tuple[int, int]:
    with store.cursor() as cursor:
        [row] = cursor.execute(
            "SELECT (SELECT count(*) FROM plain_ticks), (SELECT count(*) FROM odd_ticks)"
        ).fetchall()
    return row


@pytest.mark.parametrize("row", [PLAIN, *EDGES], ids=str)
def test_a_tick_that_fits_is_plain(store: Store, row: Row) -> None:
    store_rows(store, "f", [row])
    assert counts(store) == (1, 0)
    assert stored_rows(store) == [row]


@pytest.mark.parametrize("row", OTHERS, ids=str)
def test_a_tick_that_does_not_is_odd_and_the_others_stay_plain(store: Store, row: Row) -> None:
    rows = [PLAIN, row, (PLAIN[0] + 20_000_000, *PLAIN[1:])]
    store_rows(store, "f", rows)
    assert counts(store) == (2, 1)
    assert stored_rows(store) == rows


def test_the_second_tick_of_a_stamp_is_odd(store: Store) -> None:
    rows = [PLAIN, (*PLAIN[:3], 0, 0), PLAIN, (PLAIN[0] + 1000, *PLAIN[1:])]
    store_rows(store, "f", rows)
    assert counts(store) == (2, 2)
    assert stored_rows(store) == rows


def test_people_see_both_kinds_in_one_view(store: Store) -> None:
    store_rows(store, "f", [PLAIN, OTHERS[0]])
    with store.cursor() as cursor:
        rows = cursor.execute(
            "SELECT symbol, epoch_us(ts), bid::VARCHAR, ask::VARCHAR, bid_volume, ask_volume, seq FROM ticks ORDER BY ts"
        ).fetchall()
    values = ("1.14543000", "1.14545000", 2_060_000, 1_000_000, 0)
    assert rows == [("EURUSD", PLAIN[0], *values), ("EURUSD", PLAIN[0] + 1, *values)]


def test_a_range_of_times_in_the_view_skips_row_groups(store: Store) -> None:
    day = "symbol = 'EURUSD' AND ts >= TIMESTAMP '1970-01-20' AND ts < TIMESTAMP '1970-01-21'"
    with store.cursor() as cursor:
        cursor.execute(
            "INSERT INTO plain_ticks SELECT id, 1, second * 1000, 1, 1, 0, 0"
            " FROM instruments, range(3 * 1048576) AS seconds(second) WHERE symbol = 'EURUSD'"
        )
        [(_, plan)] = cursor.execute(f"EXPLAIN ANALYZE SELECT sum(bid) FROM ticks WHERE {day}").fetchall()
    assert "Row Groups Scanned: 1 / 3" in plan
