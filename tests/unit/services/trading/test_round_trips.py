"""Closed positions and their figures, reckoned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.protocol import messages as m
from pyworkstation.services.trading.round_trips import Note, round_trips
from pyworkstation.services.trading.statistics import statistics
from tests.unit.services.trading.floor import MONDAY_US, SECOND, Floor, new_order, place, walk

HOUR_US = 3_600 * SECOND


def _fill(number: int, **fields: object) -> m.Fill:
    usual = {
        "id": number,
        "at_us": MONDAY_US + number * SECOND,
        "order": number,
        "client_order_id": f"o{number}",
        "symbol": "EURUSD",
        "digits": 5,
        "side": "buy",
        "quantity": 100_000,
        "price": 110_000,
        "slippage_points": 0,
        "position": 1,
        "effect": "opens",
        "pnl": 0,
        "commission": -100,
    }
    return msgspec.convert(usual | fields, m.Fill)


FILLS = [
    _fill(1),
    _fill(2, position=2, side="sell", price=110_100),
    _fill(3, effect="adds", quantity=50_000, price=110_030),
    _fill(
        4,
        effect="reduces",
        side="sell",
        quantity=60_000,
        price=110_020,
        pnl=600,
        lowest=109_950,
        highest=110_040,
    ),
    _fill(
        5,
        effect="closes",
        side="sell",
        quantity=90_000,
        price=109_990,
        pnl=-1_800,
        lowest=109_940,
        highest=110_040,
    ),
    _fill(6, position=3),
]


def test_a_closed_position_is_the_sum_of_its_fills() -> None:
    [trip] = round_trips(FILLS, swaps={1: -70}, notes={1: Note("late", ("news",))})
    # 100,000 at 1.10000 and 50,000 at 1.10030 are 1.10010 on average; out 60,000 at 1.10020 and 90,000 at 1.09990: 1.10002.
    assert (trip.quantity, trip.entry_millipoints, trip.exit_millipoints) == (
        150_000,
        110_010_000,
        110_002_000,
    )
    assert (trip.pnl, trip.commission, trip.swap, trip.net) == (-1_200, -400, -70, -1_670)
    assert (trip.adverse_points, trip.favourable_points) == (70, 30)
    assert (trip.opened_us, trip.closed_us) == (MONDAY_US + SECOND, MONDAY_US + 5 * SECOND)
    assert (trip.note, trip.tags) == ("late", ["news"])


def _trip(net: int, *, hour: int, tags: tuple[str, ...] = (), symbol: str = "EURUSD") -> m.RoundTrip:
    [trip] = round_trips(FILLS, swaps={}, notes={})
    opened_us = MONDAY_US + hour * HOUR_US
    return msgspec.structs.replace(
        trip, net=net, opened_us=opened_us, closed_us=opened_us + 60 * SECOND, tags=list(tags), symbol=symbol
    )


# Monday at 01:00, 09:00 and 14:00 UTC are Tokyo's, London's, and both London's and New York's hours in February.
TRIPS = [
    _trip(500, hour=1, tags=("plan",)),
    _trip(-300, hour=9, tags=("plan", "news")),
    _trip(-400, hour=14, symbol="GBPUSD"),
    _trip(900, hour=24 + 14),
]


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("all", {"all": (4, 700)}),
        ("symbol", {"EURUSD": (3, 1_100), "GBPUSD": (1, -400)}),
        ("day", {"2019-02-04": (3, -200), "2019-02-05": (1, 900)}),
        ("weekday", {"Monday": (3, -200), "Tuesday": (1, 900)}),
        ("hour", {"01:00": (1, 500), "09:00": (1, -300), "14:00": (2, 500)}),
        ("session", {"London": (1, -300), "London + New York": (2, 500), "Tokyo": (1, 500)}),
        ("tag", {"news": (1, -300), "no tag": (2, 500), "plan": (2, 200)}),
    ],
)
def test_groups(by: m.StatisticsBy, keys: dict[str, tuple[int, int]]) -> None:
    rows = statistics(TRIPS, by)
    assert {row.key: (row.round_trips, row.net) for row in rows} == keys


def test_figures_of_all() -> None:
    [row] = statistics(TRIPS, "all")
    assert (row.winners, row.won, row.lost, row.best, row.worst) == (2, 1_400, -700, 900, -400)
    # 500, 200, -200, 700: 700 below the peak, by two losses in a row.
    assert (row.drawdown, row.longest_losing, row.held_us) == (700, 2, 60 * SECOND)
    assert statistics([], "all") == []


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    floor = Floor(tmp_path, walk([110_000, 110_010, 110_020]))
    floor.begin()
    yield floor
    floor.close()


def test_a_note_stays_over_a_restart(floor: Floor) -> None:
    place(floor.desk, new_order("a"))
    floor.desk.note_position(m.NotePosition(position=1, note="too early", tags=["fomo"]))
    floor.desk.flatten(m.Flatten(client_order_id="out"))
    floor.restart()
    [part] = floor.desk.round_trips(m.ListRoundTrips())
    assert [(trip.note, trip.tags, trip.net) for trip in part.round_trips] == [("too early", ["fomo"], -200)]
    with pytest.raises(InputError, match="the number of a position"):
        floor.desk.note_position(m.NotePosition(position=2))
