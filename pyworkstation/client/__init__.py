"""Talk to the engine: requests, streams, starting one; and stored prices in one line each.

    from pyworkstation.client import AsyncClient, Client, bars, open_arrow, ticks

    ticks("EURUSD", "2019-02-04", "2019-02-05").pandas()
    bars("EURUSD", "H1", "2019-01-01").polars()

    with Client() as ws:
        ws.replay_start("EURUSD", speed=60)
        with ws.stream("replay", "bars.EURUSD.M1") as updates:
            for update in updates:
                print(update.topic, update.seq, update.is_snapshot)

What the desktop, the command line and notebooks use.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyworkstation.client.asynchronous import AsyncClient
    from pyworkstation.client.data import bars, ticks
    from pyworkstation.client.guest import invited
    from pyworkstation.client.prices import Prices, open_arrow
    from pyworkstation.client.reconnecting import Client

__all__ = ["AsyncClient", "Client", "Prices", "bars", "invited", "open_arrow", "ticks"]

_MODULES = {
    "AsyncClient": "asynchronous",
    "Client": "reconnecting",
    "Prices": "prices",
    "bars": "data",
    "invited": "guest",
    "open_arrow": "prices",
    "ticks": "data",
}


def __getattr__(name: str) -> object:
    """NumPy and ZeroMQ are loaded when somebody reads prices: `pyworkstation --help` needs neither."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
    return value
