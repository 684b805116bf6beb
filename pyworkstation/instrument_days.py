"""The trading days of a known instrument, for an engine of one's own: those that its stored bars and its replay have."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import find_home
from pyworkstation.services.trading_days import trading_days
from pyworkstation.storage.instruments import load_instruments

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation.engine import EngineDayClose


def day_close_of(symbol: str, home: str | Path | None = None) -> EngineDayClose:
    """What `day_close` takes: `MtfEngine(["H4", "D1"], day_close=day_close_of("XAUUSD"))`.

    `home` is found as the command line finds it. Raises InputError for a symbol that is in no table of instruments, and for a
    table that is wrong.
    """
    found = find_home(None if home is None else str(home), os.environ)
    if symbol not in {instrument.symbol for instrument in load_instruments(found)}:
        raise InputError(
            expected="a known symbol",
            found=repr(symbol),
            where="symbol",
            mend=f"add it to {found.instruments}",
        )
    return trading_days(found, symbol).day_close
