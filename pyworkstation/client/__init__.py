"""Talk to the engine: requests, streams, starting one; and stored prices in one line each.

    from pyworkstation.client import bars, open_arrow, ticks

    ticks("EURUSD", "2019-02-04", "2019-02-05").pandas()
    bars("EURUSD", "H1", "2019-01-01").polars()

What the desktop, the command line and notebooks use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyworkstation.client.data import bars, ticks
    from pyworkstation.client.prices import Prices, open_arrow

__all__ = ["Prices", "bars", "open_arrow", "ticks"]


def __getattr__(name: str) -> object:
    """NumPy and ZeroMQ are loaded when somebody reads prices: `pyworkstation --help` needs neither."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pyworkstation.client import data, prices  # noqa: PLC0415

    return getattr(data if name in ("bars", "ticks") else prices, name)
