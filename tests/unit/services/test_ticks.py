from __future__ import annotations

from collections.abc import Iterator

import pytest

from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import GetTicks
from pyworkstation.services.replay.session import Coverage
from pyworkstation.services.stored_ticks import StoredTicks
from pyworkstation.services.ticks import PART_ROWS, get_ticks
from pyworkstation.storage.database import Store
from tests.stores import Row, open_at, store_rows

ROWS: list[Row] = [(index * 1_000, 100_000 + index % 97, 100_005, index, 2) for index in range(60_000)]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_at(tmp_path_factory.mktemp("home")) as store:
        store_rows(store, "f", ROWS)
        yield store


def test_ticks_come_in_bounded_parts(store: Store) -> None:
    parts = list(get_ticks(GetTicks(symbol="EURUSD"), store))
    assert [part.count for part in parts] == [PART_ROWS, PART_ROWS, 10_000]
    ticks = Ticks.concatenate([Ticks.unpack(part.packed) for part in parts])
    assert list(zip(*(column.tolist() for column in ticks._columns()), strict=True)) == ROWS


def test_a_range_is_half_open(store: Store) -> None:
    [part] = get_ticks(GetTicks(symbol="EURUSD", from_us=5_000, to_us=7_000), store)
    assert Ticks.unpack(part.packed).ts_us.tolist() == [5_000, 6_000]


def test_nothing_in_the_range_is_one_empty_part(store: Store) -> None:
    [part] = get_ticks(GetTicks(symbol="EURUSD", from_us=2**52), store)
    assert (part.count, part.packed, part.digits) == (0, b"", 5)


@pytest.mark.parametrize(
    ("symbol", "words"), [("NOPE", "a known symbol"), ("USDJPY", "import some: pyworkstation")]
)
def test_a_symbol_without_ticks_is_refused(store: Store, symbol: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        list(get_ticks(GetTicks(symbol=symbol), store))


def test_chunks_are_bounded_and_in_order(store: Store) -> None:
    source = StoredTicks(store)
    assert source.coverage("EURUSD") == Coverage(5, 60_000, 0, 59_999_000)
    [chunk] = source.tick_chunks("EURUSD", from_us=0, to_us=60_000_000)
    assert len(chunk) == 60_000
