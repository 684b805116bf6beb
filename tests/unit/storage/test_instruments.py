from __future__ import annotations

import re
from pathlib import Path

import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home
from pyworkstation.domain.instrument import Instrument, PriceRange
from pyworkstation.storage.database import Store
from pyworkstation.storage.instruments import find_instrument, load_instruments
from tests.stores import open_at, store_rows


def with_own(tmp_path: Path, text: str) -> Home:
    home = Home(tmp_path)
    home.instruments.write_text(text, encoding="utf-8")
    return home


def test_shipped_instruments_are_known(store: Store) -> None:
    euro = find_instrument(store, "EURUSD").instrument
    assert (euro.symbol, euro.digits, euro.volume_digits) == ("EURUSD", 5, 0)
    assert find_instrument(store, "USDJPY").instrument.digits == 3
    assert euro.known_prices == PriceRange(0.5, 2.0)


def test_an_unknown_symbol_is_refused_and_says_how_to_add_it(store: Store) -> None:
    with pytest.raises(InputError, match=re.escape("write `NEWUSD = { digits = N }`")) as refusal:
        find_instrument(store, "NEWUSD")
    assert str(store.home.instruments) in str(refusal.value)


def test_what_the_refusal_says_works(tmp_path: Path) -> None:
    with_own(tmp_path, "NEWUSD = { digits = 4 }")
    with open_at(tmp_path) as store:
        assert find_instrument(store, "NEWUSD").instrument == Instrument("NEWUSD", 4)


def test_numbers_stay_when_instruments_come_and_go(tmp_path: Path) -> None:
    with open_at(tmp_path) as store:
        euro = find_instrument(store, "EURUSD").id
    with_own(tmp_path, "AAAUSD = { digits = 2, name = 'A' }")
    with open_at(tmp_path) as store:
        own = find_instrument(store, "AAAUSD").id
        assert find_instrument(store, "EURUSD").id == euro
    Home(tmp_path).instruments.unlink()
    with open_at(tmp_path) as store:
        assert find_instrument(store, "AAAUSD").id == own


def test_digits_may_change_until_ticks_are_stored(tmp_path: Path) -> None:
    with_own(tmp_path, "EURUSD = { digits = 4, name = 'mine' }")
    with open_at(tmp_path) as store:
        assert find_instrument(store, "EURUSD").instrument == Instrument("EURUSD", 4, 0, "mine")
        store_rows(store, "f", [(1, 2, 3, 4, 5)])
        with store.cursor() as cursor:
            assert cursor.execute("SELECT CAST(bid AS VARCHAR) FROM ticks").fetchall() == [("0.00020000",)]
    with_own(tmp_path, "EURUSD = { digits = 5 }")
    with pytest.raises(
        InputError, match=r"expected digits = 4 .* as its stored ticks have, found digits = 5"
    ):
        open_at(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NEWUSD = { digits = 9 }", "expected digits from 0 to 8, found 9"),
        ("NEWUSD = { digits = -1 }", "found -1"),
        ("NEWUSD = { digits = 2.5 }", "found 2.5"),
        ("NEWUSD = { digits = true }", "found True"),
        ("NEWUSD = { digits = '5' }", "found '5'"),
        ("NEWUSD = { digits = 5, volume_digits = 99 }", "expected volume_digits from 0 to 8"),
        ("NEWUSD = 5", "expected { digits = N }, found 5"),
        (
            "NEWUSD = { digits = 5, prices = 1.5 }",
            "expected prices = [lowest, highest], both above 0, found 1.5",
        ),
        ("NEWUSD = { digits = 5, prices = [2, 1] }", "found [2, 1]"),
        ("NEWUSD = { digits = 5, prices = [0, 1] }", "found [0, 1]"),
        ("NEWUSD = { digits = 5, prices = [1, inf] }", "found [1, inf]"),
        ("NEWUSD = { name = 'x' }", "expected { digits = N }"),
        ("newusd = { digits = 5 }", "expected a symbol such as EURUSD"),
        ("NEWUSD = { digits = 5", "expected a TOML file of instruments"),
        ("NEWUSD = { digits = 5 }\nNEWUSD = { digits = 4 }", "expected a TOML file of instruments"),
    ],
)
def test_a_row_that_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    home = with_own(tmp_path, text)
    with pytest.raises(InputError, match=re.escape(str(home.instruments))) as refusal:
        load_instruments(home)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("EURUSD = { digits = 5, colour = 'red' }", 1),
        ("# mine\nUSDJPY = { digits = 3 }\n[EURUSD]\ndigits = 5\n\ncolour = 'red'", 6),
        ("USDJPY.digits = 3\nEURUSD.digits = 5\n'EURUSD'.colour = 'red'", 3),
    ],
)
def test_an_unknown_key_is_refused_and_its_line_named(tmp_path: Path, text: str, line: int) -> None:
    home = with_own(tmp_path, text)
    with pytest.raises(
        InputError, match=rf"instruments\.toml line {line}: expected one of digits, .*'colour'"
    ):
        load_instruments(home)
