from __future__ import annotations

import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol


@pytest.mark.parametrize("symbol", ["EURUSD", "BRENT.CMD", "X", "1INCH-USD", "A_B"])
def test_symbols_pass(symbol: str) -> None:
    assert check_symbol(symbol, where="here") == symbol


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("eurusd", "write EURUSD"),
        ("", "found ''"),
        ("EUR/USD", "EUR/USD"),
        ("EURUSD\n", "found"),
        ("A" * 33, "found"),
        (".X", "found"),
    ],
)
def test_what_is_no_symbol_is_refused(text: str, mend: str) -> None:
    with pytest.raises(InputError, match="here: expected a symbol such as EURUSD") as refusal:
        check_symbol(text, where="here")
    assert mend in str(refusal.value)
