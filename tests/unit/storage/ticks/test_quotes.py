"""Quotes of many instruments read at once are those that are read of each alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.storage.database import Store
from pyworkstation.storage.instruments import find_instrument, find_instruments
from pyworkstation.storage.ticks.quotes import QuoteRows, last_quotes, read_quotes
from tests.stores import Row, open_at, store_rows, stored_rows

HOUR = 3_600_000_000
SYMBOLS = ("EURUSD", "GBPUSD", "USDJPY")


def _rows(seed: int, count: int, span_us: int) -> list[Row]:
    """Several of one time, and of a microsecond of their own: plain ticks and odd ones."""
    drawn = np.random.default_rng(seed)
    times = np.sort(drawn.integers(0, span_us // 500_000, count)) * 500_000 + (drawn.random(count) < 0.2) * 7
    bids = 100_000 + drawn.integers(-50, 50, count)
    return [
        (int(at), int(bid), int(bid) + 2, 10_000, 20_000)
        for at, bid in zip(np.sort(times), bids, strict=True)
    ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("quotes")
    with open_at(path) as store:
        store_rows(store, "euros", _rows(1, 400, 5 * HOUR))
        store_rows(store, "pounds", _rows(2, 300, HOUR), symbol="GBPUSD")
        store_rows(store, "more euros", [(9 * HOUR + 3, 5, 7, 1, 1), (9 * HOUR + 3, 6, 8, 1, 1)])
        yield store


def _ids(store: Store) -> dict[str, int]:
    return {symbol: find_instrument(store, symbol).id for symbol in SYMBOLS}


def _of(found: QuoteRows, number: int) -> list[tuple[int, int, int]]:
    mine = found.instrument_ids == number
    return list(zip(*(column[mine].tolist() for column in found[1:]), strict=True))


def _alone(store: Store, symbol: str, from_us: int, to_us: int) -> list[tuple[int, int, int]]:
    return [row[:3] for row in stored_rows(store, symbol=symbol, from_us=from_us, to_us=to_us)]


@pytest.mark.parametrize(
    ("from_us", "to_us"),
    [(0, 10 * HOUR), (HOUR // 2, HOUR), (500_000, 500_007), (500_000, 500_008), (6 * HOUR, 7 * HOUR)],
)
def test_all_of_a_stretch_come_in_order_of_time(store: Store, from_us: int, to_us: int) -> None:
    ids = _ids(store)
    found = read_quotes(store, list(ids.values()), from_us=from_us, to_us=to_us)
    assert found.ts_us.tolist() == sorted(found.ts_us.tolist())
    for symbol, number in ids.items():
        assert _of(found, number) == _alone(store, symbol, from_us, to_us)


def test_the_last_of_each_before_a_time(store: Store) -> None:
    ids, drawn = _ids(store), np.random.default_rng(3)
    for before_us in [0, 1, 9 * HOUR + 3, 9 * HOUR + 4, *drawn.integers(0, 10 * HOUR, 20).tolist()]:
        parts = last_quotes(store, list(ids.values()), before_us=before_us)
        for symbol, number in ids.items():
            found = [row for part in parts for row in _of(part, number)]
            assert found[-1:] == _alone(store, symbol, 0, before_us)[-1:]


def test_known_symbols_come_in_the_order_asked(store: Store) -> None:
    found = find_instruments(store, ["USDJPY", "NONE", "EURUSD"])
    assert [(each.symbol, each.digits) for each in found] == [("USDJPY", 3), ("EURUSD", 5)]
    assert found[0].id == find_instrument(store, "USDJPY").id
