"""Orders on symbols beside the one that is replayed: their ticks come from the store, as far as the market's clock has come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkstation.engine import TickColumns
from pyworkstation.protocol import messages as m
from pyworkstation.services.replay.session import Coverage
from tests.unit.services.replay.memory_source import MemorySource
from tests.unit.services.trading.floor import Floor, new_order, place, walk

EUROS = walk([110_000] * 20)
POUNDS = walk([130_000, 130_010, 130_020, 130_030, 130_040, 130_000, 129_950, 129_900, 129_850, 129_800] * 2)


class TwoSources(MemorySource):
    """Euros, and pounds beside them."""

    def __init__(self) -> None:
        super().__init__(EUROS, chunk=5)
        self.pounds = MemorySource(POUNDS, chunk=3, symbol="GBPUSD")

    def coverage(self, symbol: str) -> Coverage:
        return self.pounds.coverage(symbol) if symbol == "GBPUSD" else super().coverage(symbol)

    def tick_chunks(
        self, symbol: str, *, from_us: int | None = None, to_us: int | None = None
    ) -> Iterator[TickColumns]:
        if symbol == "GBPUSD":
            return self.pounds.tick_chunks(symbol, from_us=from_us, to_us=to_us)
        return super().tick_chunks(symbol, from_us=from_us, to_us=to_us)


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    floor = Floor(tmp_path, EUROS, source=TwoSources())
    floor.begin(2)
    yield floor
    floor.close()


def _prices(floor: Floor) -> list[int]:
    return [fill.price for part in floor.desk.fills(m.ListFills()) for fill in part.fills]


def test_an_order_on_another_symbol_meets_its_last_quote_and_its_stop_is_watched(floor: Floor) -> None:
    # In the 2nd second it is 1.30020/1.30022; the first bid at or below 1.29900 is that of the 7th.
    place(floor.desk, new_order("a", symbol="GBPUSD", stop_loss=129_900))
    assert _prices(floor) == [130_022]
    floor.run(6)
    assert _prices(floor) == [130_022]
    floor.run(9)
    assert _prices(floor) == [130_022, 129_900]


@pytest.mark.parametrize("restarts", [(), (3,), (2, 4, 6)])
def test_no_tick_of_it_is_taken_twice_or_before_its_order(floor: Floor, restarts: tuple[int, ...]) -> None:
    place(floor.desk, new_order("a", symbol="GBPUSD", kind="limit", price=129_990))
    for second in range(3, 9):
        if second in restarts:
            floor.restart()
            floor.tell_began()
        if second == 4:
            # 1.30000/1.30002 was before this: only later quotes fill it.
            place(floor.desk, new_order("b", symbol="GBPUSD", kind="limit", price=130_003))
        floor.run(second)
    # The 5th second has 1.30000/1.30002, the 6th 1.29950/1.29952.
    assert _prices(floor) == [130_002, 129_952]
