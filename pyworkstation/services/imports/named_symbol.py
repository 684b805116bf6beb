"""The symbol that the rows of a file name, as TrueFX's do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def require_symbol(named: str | None, symbol: str, path: Path) -> None:
    """Refuse ticks of another instrument. `EUR/USD`, `eur_usd` and a broker's `EURUSD.pro` are EURUSD.

    Raises:
        InputError: when the rows name another symbol.
    """
    if named is None or _letters(named).startswith(_letters(symbol)):
        return
    raise InputError(
        expected=f"ticks of {symbol}, as --symbol says",
        found=f"{named} in each row",
        where=str(path),
        mend=f"say the file's symbol with --symbol, or pass that column over with --columns if it is {symbol}",
    )


def _letters(symbol: str) -> str:
    return "".join(filter(str.isalnum, symbol)).upper()
