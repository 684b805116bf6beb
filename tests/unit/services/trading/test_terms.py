"""Terms as the exchange has them: what the files say in units, prices and money becomes whole numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pyworkstation.domain.home import Home
from pyworkstation.protocol import messages as m
from pyworkstation.services.trading.journal import InstrumentListed
from pyworkstation.services.trading.terms import (
    Commission,
    Currency,
    InstrumentTerms,
    MarginRate,
    Swap,
    instrument_terms,
)
from pyworkstation.storage.instruments import load_instruments
from tests.unit.services.trading.floor import Floor, new_order, place, walk

USD = Currency(code="USD", digits=2)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("leverage = 100", {"margin": MarginRate(value=100)}),
        ("margin_percent = 3.33", {"margin": MarginRate(type="ppm", value=33_300)}),
        ("price_step = 0.00005", {"tick_size": 5}),
        ("quantity_step = 1000, quantity_min = 2000, quantity_max = 1e7", {"quantity_step": 1000, "quantity_min": 2000, "quantity_max": 10**7}),
        # 3.50 USD for 100,000 units: 350 cents for 100,000 are 7 for 2,000.
        ("commission = { per_lot = 3.5 }", {"commission": Commission(type="per_lot", minor=7, lot=2000), "commission_currency": USD}),
        # 0.0035 USD for a unit: 0.35 cents are 7 for 20.
        ("commission = { per_unit = 0.0035, minimum = 0.35 }", {"commission": Commission(type="per_lot", minor=7, lot=20), "commission_min": 35}),
        ("commission = { per_million = 35 }", {"commission": Commission(type="of_notional", ppb=35_000)}),
        ("commission = { per_lot = 400, currency = 'JPY' }", {"commission": Commission(type="per_lot", minor=1, lot=250), "commission_currency": Currency(code="JPY", digits=0)}),
        ("swap = { long = -0.7, short = 0.2 }", {"swap": Swap(long_millipoints=-700, short_millipoints=200)}),
        ("swap = { long = -2.5, short = 1, unit = 'percent', triple = 'friday' }", {"swap": Swap(long_ppm=-25_000, short_ppm=10_000, triple=4)}),
    ],
)  # fmt: skip
def test_terms_are_whole_numbers(tmp_path: Path, row: str, expected: dict[str, object]) -> None:
    home = Home(tmp_path)
    home.instruments.write_text(f"EURUSD = {{ {row} }}", encoding="utf-8")
    euro = next(item for item in load_instruments(home) if item.symbol == "EURUSD")
    terms = instrument_terms(home, euro)
    assert {name: getattr(terms, name) for name in expected} == expected


def test_an_older_journal_means_what_it_meant() -> None:
    written = (
        b'{"symbol":"EURUSD","terms":{"digits":5,"volume_digits":0,"quote":{"code":"USD","digits":2},"tick_size":1,'
        b'"quantity_min":1,"quantity_max":10000000000000,"quantity_step":1,"leverage":30,"commission":{"type":"free",'
        b'"ppb":0,"minor":0,"lot":1},"swap":{"long_millipoints":0,"short_millipoints":0,"triple":2}}}'
    )
    terms = msgspec.json.decode(written, type=InstrumentListed).terms
    assert terms == InstrumentTerms(digits=5, volume_digits=0, quote=USD)
    assert (terms.margin, terms.commission_min) == (MarginRate(type="leverage", value=30), 0)


class Terms:
    """What the file says now."""

    said = InstrumentTerms(digits=5, volume_digits=0, quote=USD)


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Floor]:
    monkeypatch.setattr(Terms, "said", Terms.said)
    begun = Floor(tmp_path / "floor", walk([110_000] * 60), terms_of=lambda _: Terms.said)
    begun.begin()
    begun.run(1)
    yield begun
    begun.close()


def test_terms_that_change_leave_the_account_as_it_was_and_hold_from_then_on(floor: Floor) -> None:
    place(floor.desk, new_order("a"))
    costly = Commission(type="per_lot", minor=350, lot=100_000)
    Terms.said = msgspec.structs.replace(
        Terms.said, commission=costly, commission_currency=USD, margin=MarginRate(type="ppm", value=500_000)
    )
    before = floor.desk.account()
    floor.restart()
    floor.tell_began()
    after = floor.desk.account()
    # What was paid stays, 110,002.00 at half of the cost are 55,001.00.
    assert (after.balance, after.margin) == (before.balance, 5_500_100)
    assert before.margin == 366_674
    place(floor.desk, new_order("b", quantity=10_000))
    assert [fill.commission for part in floor.desk.fills(m.ListFills()) for fill in part.fills] == [0, -35]
    told = floor.desk.account()
    floor.restart()
    floor.tell_began()
    again = floor.desk.account()
    assert (again.balance, again.margin, again.equity) == (told.balance, told.margin, told.equity)


def test_orders_keep_the_step_the_bounds_and_the_tick(floor: Floor) -> None:
    Terms.said = msgspec.structs.replace(
        Terms.said, quantity_step=1000, quantity_min=2000, quantity_max=50_000, tick_size=10
    )
    floor.restart()
    floor.tell_began()
    rows: list[tuple[dict[str, object], str | None]] = [
        ({"quantity": 2000}, None),
        ({"quantity": 1000}, "quantity"),
        ({"quantity": 2500}, "quantity"),
        ({"quantity": 51_000}, "quantity"),
        ({"quantity": 2000, "kind": "limit", "price": 109_990}, None),
        ({"quantity": 2000, "kind": "limit", "price": 109_995}, "price"),
    ]
    for number, (fields, reason) in enumerate(rows):
        [order] = place(floor.desk, new_order(f"o{number}", **fields)).orders
        assert (order.reason, order.status == "denied") == (reason, reason is not None), fields
