"""Quantities as people write them: in units of what is traded, with the decimals that it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyworkstation.cli.traded_units import allowed_text, quantity_of, shown_quantity
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home
from pyworkstation.protocol import messages as m
from pyworkstation.services.list_instruments import list_instruments

WRITTEN = [
    ("EURUSD", "100000", 100_000, "100,000"),
    ("EURUSD", "100k", 100_000, "100,000"),
    ("EURUSD", "1.5M", 1_500_000, "1,500,000"),
    # The smallest unit is a millionth of a coin, and a thousandth of an index.
    ("BTCUSD", "1", 1_000_000, "1"),
    ("BTCUSD", "0.5", 500_000, "0.5"),
    ("BTCUSD", "0.000001", 1, "0.000001"),
    ("BTCUSD", "1k", 1_000_000_000, "1,000"),
    ("DEUIDXEUR", "2.125", 2_125, "2.125"),
]
REFUSED = [
    ("EURUSD", "0.5", "a whole number of EUR, above 0"),
    ("EURUSD", "0", "a whole number of EUR, above 0"),
    ("BTCUSD", "-1", "at most 6 decimals of BTC, above 0"),
    ("BTCUSD", "0.0000001", "at most 6 decimals of BTC, above 0"),
    ("BTCUSD", "much", "a quantity such as 100000, 100k or 0.5"),
    ("BTCUSD", "nan", "a quantity such as 100000, 100k or 0.5"),
    ("BTCUSD", "k", "a quantity such as 100000, 100k or 0.5"),
]


@pytest.fixture
def rows(tmp_path: Path) -> dict[str, m.InstrumentRow]:
    parts = list_instruments(m.ListInstruments(), Home(tmp_path))
    return {row.symbol: row for part in parts for row in part.instruments}


@pytest.mark.parametrize(("symbol", "text", "quantity", "shown"), WRITTEN)
def test_they_are_read_and_shown_exactly(
    rows: dict[str, m.InstrumentRow], symbol: str, text: str, quantity: int, shown: str
) -> None:
    assert quantity_of(text, rows[symbol], where="QUANTITY") == quantity
    assert shown_quantity(quantity, symbol, rows) == shown


@pytest.mark.parametrize(("symbol", "text", "expected"), REFUSED)
def test_what_the_instrument_cannot_hold_is_refused(
    rows: dict[str, m.InstrumentRow], symbol: str, text: str, expected: str
) -> None:
    with pytest.raises(InputError, match=f"QUANTITY: expected .*{expected}"):
        quantity_of(text, rows[symbol], where="QUANTITY")


def test_what_is_not_listed_says_in_what_it_is_counted(rows: dict[str, m.InstrumentRow]) -> None:
    assert shown_quantity(1_000_000, "GONE", rows) == "1,000,000 smallest units"
    assert allowed_text(rows["EURUSD"]).startswith("EURUSD is ordered in steps of 1, from 1 to ")
