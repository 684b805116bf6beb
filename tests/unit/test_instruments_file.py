"""`data/instruments.toml`: every row whole, and the digits that are known to break rules of thumb."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

TABLES: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[2] / "data" / "instruments.toml").read_text(encoding="utf-8")
)
ROWS = {symbol: row for symbol, row in TABLES.items() if symbol != "defaults"}
ESMA_MAJORS = {"USD", "EUR", "JPY", "GBP", "CAD", "CHF"}


@pytest.mark.parametrize(
    ("symbol", "digits"),
    [
        ("EURUSD", 5),
        ("GBPCHF", 5),
        ("USDJPY", 3),
        ("ZARJPY", 3),
        ("USDTRY", 5),
        ("USDCZK", 4),
        ("USDHUF", 3),
        ("AUDCNH", 6),
        ("XAUUSD", 3),
        ("XAUJPY", 1),
        ("BRENTCMDUSD", 3),
        ("USA500IDXUSD", 3),
        ("BTCUSD", 1),
    ],
)
def test_digits_are_dukascopys(symbol: str, digits: int) -> None:
    """From design.md section 4 and the decimal factors that public Dukascopy clients list."""
    assert ROWS[symbol]["digits"] == digits


@pytest.mark.parametrize("symbol", ROWS)
def test_row_is_whole(symbol: str) -> None:
    row = ROWS[symbol]
    keys = {"digits", "volume_digits", "prices", "base", "quote", "kind", "session", "name"}
    assert keys <= set(row) <= keys | {"leverage", "lot"}
    assert row["kind"] in TABLES["defaults"]
    assert row["base"] + row["quote"] == symbol
    assert row["kind"] in {"forex", "metal", "energy", "index", "crypto"}
    assert row["session"] in {"fx", "metal", "energy", "index", "24x7"}


@pytest.mark.parametrize("symbol", [symbol for symbol, row in ROWS.items() if row["kind"] == "forex"])
def test_leverage_of_currencies_is_that_of_esmas_decision(symbol: str) -> None:
    """Decision (EU) 2018/796: 3.33 % of the majors, 5 % of other pairs."""
    row = ROWS[symbol]
    is_major = {row["base"], row["quote"]} <= ESMA_MAJORS
    assert row.get("leverage", TABLES["defaults"]["forex"]["leverage"]) == (30 if is_major else 20)


def test_forex_volumes_are_whole_units() -> None:
    assert {row["volume_digits"] for row in ROWS.values() if row["kind"] == "forex"} == {0}
