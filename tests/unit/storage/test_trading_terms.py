"""How instruments trade: whose word counts, and that every fault of the files is named at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home
from pyworkstation.domain.trading_terms import Commission, Swap, TradingTerms
from pyworkstation.storage.instruments import listed_instruments, load_instruments


def terms(tmp_path: Path, text: str, symbol: str) -> TradingTerms:
    home = Home(tmp_path)
    home.instruments.write_text(text, encoding="utf-8")
    return next(row.terms for row in listed_instruments(home) if row.instrument.symbol == symbol)


@pytest.mark.parametrize(
    ("text", "symbol", "field", "expected"),
    [
        ("", "EURUSD", "leverage", 30),
        ("", "AUDUSD", "leverage", 20),
        ("", "XAGUSD", "lot", Decimal(5000)),
        ("", "EURUSD", "commission", Commission("million", Decimal(35))),
        ("", "EURUSD", "base", "EUR"),
        ("", "DEUIDXEUR", "base", None),
        ("", "BTCUSD", "quantity_step", Decimal("0.001")),
        ("EURUSD = { leverage = 100 }", "EURUSD", "leverage", 100),
        ("EURUSD = { leverage = 100 }", "GBPUSD", "leverage", 30),
        ("EURUSD = { commission = false }", "EURUSD", "commission", None),
        ("[defaults.forex]\nleverage = 500", "EURUSD", "leverage", 500),
        ("EURUSD = { leverage = 5 }\n[defaults.forex]\nleverage = 500", "EURUSD", "leverage", 5),
        ("[defaults.index]\nmargin_percent = 15", "DEUIDXEUR", "margin_percent", Decimal(15)),
        ("[defaults.index]\nmargin_percent = 15", "DEUIDXEUR", "leverage", None),
        ("EURUSD = { digits = 5 }", "EURUSD", "leverage", 30),
        ("TULIP = { digits = 2, kind = 'flower' }\n[defaults.flower]\nlot = 10", "TULIP", "lot", Decimal(10)),
        (
            "EURUSD = { commission = { per_lot = 3.5, minimum = 0.25, currency = 'EUR' } }",
            "EURUSD",
            "commission",
            Commission("lot", Decimal("3.5"), Decimal("0.25"), "EUR"),
        ),
        (
            "EURUSD = { swap = { long = -2.5, short = 1, unit = 'percent', triple = 'friday' } }",
            "EURUSD",
            "swap",
            Swap(Decimal("-2.5"), Decimal(1), "percent", 4),
        ),
    ],
)
def test_the_nearest_word_counts(
    tmp_path: Path, text: str, symbol: str, field: str, expected: object
) -> None:
    assert getattr(terms(tmp_path, text, symbol), field) == expected


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("leverage = -1", "EURUSD: leverage: expected a whole number from 0 (no margin) to 10000, found -1"),
        ("leverage = 2.5", "found 2.5"),
        ("leverage = true", "found True"),
        ("leverage = 30, margin_percent = 3", "EURUSD: expected leverage or margin_percent, found both"),
        ("margin_percent = nan", "margin_percent: expected percent from 0 to 1000"),
        ("price_step = 0.000001", "price_step: expected a step of prices above 0 with at most 5 decimals"),
        ("quantity_step = 0.5", "quantity_step: expected units above 0 with at most 0 decimals, found 0.5"),
        ("quantity_min = 0", "quantity_min: expected units above 0"),
        ("quantity_min = 10, quantity_max = 5", "expected quantity_min up to quantity_max, found 10 and 5"),
        ("lot = 10_000_000_000", "lot: expected at most 1,000,000,000 smallest units"),
        ("commission = 5", "commission: expected a table such as"),
        (
            "commission = { per_lot = 1, per_unit = 2 }",
            "commission: expected one of per_lot, per_unit, per_million",
        ),
        ("commission = { per_lot = 'x' }", "per_lot from -1000 to 1000"),
        ("commission = { per_lot = 1, currency = 'usd' }", 'expected a currency such as "USD"'),
        ("commission = { per_lot = 1, minimum = 0.001 }", "a minimum of 0 or more, in whole minor units"),
        ("swap = { long = 'x' }", "swap: expected long from -1000 to 1000"),
        ("swap = { long = 1, unit = 'pips' }", 'unit = "points" or "percent"'),
        ("swap = { long = 1, triple = 'someday' }", "triple to be one of monday"),
        ("colour = 1", "expected one of digits, "),
    ],
)
def test_a_term_that_is_wrong_is_named(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(InputError) as refusal:
        terms(tmp_path, f"EURUSD = {{ {row} }}", "EURUSD")
    assert words in str(refusal.value)


def test_all_faults_are_named_at_once_and_those_of_a_kind_once(tmp_path: Path) -> None:
    home = Home(tmp_path)
    text = "EURUSD = { leverage = -1 }\nXX = { digits = 11 }\n[defaults.forex]\nlot = 'x'\n[defaults.metal]\nhue = 1"
    home.instruments.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"found 4 faults: \(1\) .*digits from 0 to 8, .* \(4\)") as refusal:
        load_instruments(home)
    assert str(refusal.value).count("defaults.forex: lot") == 1
    assert "'hue'" in str(refusal.value)


def test_a_row_without_digits_changes_what_it_names(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.instruments.write_text("BTCUSD = { name = 'Coin' }", encoding="utf-8")
    coin = next(item for item in load_instruments(home) if item.symbol == "BTCUSD")
    assert (coin.name, coin.digits, coin.volume_digits) == ("Coin", 1, 6)
