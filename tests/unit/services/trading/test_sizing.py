"""Sizes at the desk, by hand: 100,000.00 USD, EUR/USD at 1.10000/1.10002."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.protocol import messages as m
from pyworkstation.services.trading.terms import Commission, Currency, InstrumentTerms, MarginRate
from tests.unit.services.trading.floor import DOLLARS, Floor, new_order, place, walk

BIDS = [110_000 + 10 * second for second in range(60)]
COSTLY = msgspec.structs.replace(DOLLARS, commission=Commission(type="of_notional", ppb=35_000))
PER_LOT = msgspec.structs.replace(
    DOLLARS, commission=Commission(type="per_lot", minor=350, lot=100_000), commission_currency=DOLLARS.quote
)
STEPS = msgspec.structs.replace(DOLLARS, quantity_step=1000, quantity_min=2000)


def floor_of(folder: Path, terms: InstrumentTerms) -> Iterator[Floor]:
    begun = Floor(folder, walk(BIDS), terms_of=lambda _: terms)
    begun.begin()
    begun.run(0)
    yield begun
    begun.close()


@pytest.mark.parametrize(
    ("terms", "fields", "expected"),
    [
        # 1,000.00 over 500 points: 0.005 USD for a unit.
        (DOLLARS, {"share_ppm": 10_000, "stop": 109_502}, {"quantity": 200_000, "risk": 100_000, "price": 110_002}),
        # Worth 220,004.00, at a leverage of 30 7,333.4667.
        (DOLLARS, {"share_ppm": 10_000, "stop": 109_502}, {"value": 22_000_400, "margin": 733_347, "is_affordable": True}),
        (DOLLARS, {"share_ppm": 10_000, "stop": 110_500, "side": "sell"}, {"quantity": 200_000, "price": 110_000}),
        (DOLLARS, {"share_ppm": 10_000, "price": 120_000, "stop": 119_000}, {"quantity": 100_000}),
        # Costs: (1.10002 + 1.09502) x .000035 = .0000768264 more for a unit; 1,000 / .0050768264 = 196,973.4.
        (COSTLY, {"share_ppm": 10_000, "stop": 109_502}, {"quantity": 196_973, "risk": 100_000}),
        # 7.00 USD for a lot on both sides: .00507 a unit, 197,238.6.
        (PER_LOT, {"share_ppm": 10_000, "stop": 109_502}, {"quantity": 197_238}),
        (STEPS, {"share_ppm": 10_000, "stop": 109_502}, {"quantity": 200_000}),
        # 8.00 USD at .005 are 1,600 units, less than the smallest order.
        (STEPS, {"share_ppm": 80, "stop": 109_502}, {"quantity": 0, "risk": 0, "margin": 0}),
        # Twice 80 points are 160: 625,000 units.
        (DOLLARS, {"share_ppm": 10_000, "atr_millipoints": 80_000, "atr_multiple_thousandths": 2000}, {"quantity": 625_000, "stop": 109_842}),
        (DOLLARS, {"share_ppm": 10_000, "distance_points": 250}, {"quantity": 400_000, "stop": 109_752}),
        # Half of .55 - .45 is 5 %: 5,000.00.
        (DOLLARS, {"method": "kelly", "share_ppm": 500_000, "win_ppm": 550_000, "payoff_ppm": 1_000_000, "stop": 109_502}, {"quantity": 1_000_000, "share_ppm": 50_000}),
        (DOLLARS, {"method": "kelly", "win_ppm": 400_000, "payoff_ppm": 1_000_000, "stop": 109_502}, {"quantity": 0, "share_ppm": 0}),
        # Worth 11,000,200.00, and 366,673.34 of margin.
        (DOLLARS, {"method": "fixed", "quantity": 10_000_000}, {"quantity": 10_000_000, "risk": None, "is_affordable": False}),
        (STEPS, {"method": "fixed", "quantity": 2999}, {"quantity": 2000}),
    ],
)  # fmt: skip
def test_sizes(
    tmp_path: Path, terms: InstrumentTerms, fields: dict[str, object], expected: dict[str, object]
) -> None:
    for floor in floor_of(tmp_path / "floor", terms):
        size = floor.desk.size(m.SizePosition(symbol="EURUSD", **fields))  # type: ignore[arg-type]
        assert {name: getattr(size, name) for name in expected} == expected


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    yield from floor_of(tmp_path / "floor", DOLLARS)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "expected share_ppm"),
        ({"share_ppm": 10_000}, "expected stop, distance_points or atr_millipoints"),
        ({"method": "fixed"}, "expected quantity"),
        ({"share_ppm": 10_000, "stop": 110_002}, "expected a stop below the price of 110002 points, found 110002"),
        ({"share_ppm": 10_000, "stop": 100_000, "side": "sell"}, "expected a stop above the price"),
        ({"method": "kelly", "stop": 109_502}, "expected closed positions that won, and such that lost, found 0 and 0"),
    ],
)  # fmt: skip
def test_what_is_not_said_is_asked_for(floor: Floor, fields: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        floor.desk.size(m.SizePosition(symbol="EURUSD", **fields))  # type: ignore[arg-type]


def test_kelly_by_the_closed_positions_and_the_equity_of_now(floor: Floor) -> None:
    # 80 points won, then 22 lost, of 100,000 units each: +80.00 and -22.00.
    place(floor.desk, new_order("a"))
    floor.run(8)
    place(floor.desk, new_order("b", side="sell", reduce_only=True))
    place(floor.desk, new_order("c", side="sell"))
    floor.run(10)
    place(floor.desk, new_order("d", reduce_only=True))
    assert [trip.net for part in floor.desk.round_trips(m.ListRoundTrips()) for trip in part.round_trips] == [
        7800,
        -2200,
    ]
    size = floor.desk.size(m.SizePosition(symbol="EURUSD", method="kelly", distance_points=1000))
    # 1/2 - 1/2 / (78 / 22) = 28/78: 35.8974 % of 100,056.00, at .01 for a unit.
    assert (size.share_ppm, size.equity, size.quantity) == (358_974, 10_005_600, 3_591_753)


def test_in_another_currency_the_rate_of_the_minute_counts(tmp_path: Path) -> None:
    yen = InstrumentTerms(
        digits=3, volume_digits=0, quote=Currency(code="JPY", digits=0), margin=MarginRate(value=0)
    )
    floor = Floor(tmp_path / "floor", walk(BIDS), terms_of=lambda _: yen)
    floor.begin()
    with pytest.raises(InputError, match="stored ticks of a rate between JPY and USD"):
        floor.desk.size(m.SizePosition(symbol="EURJPY", share_ppm=10_000, price=150_000, stop=149_500))
    floor.close()
