"""Stored ticks and bars for notebooks and programs, with an engine running or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.client.reconnecting import Client

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pyworkstation.client.prices import Prices
    from pyworkstation.client.prices_request import PriceForm, When
    from pyworkstation.domain.timeframe import Boundary, DayClose, Side


def ticks(
    symbol: str,
    start: When = None,
    end: When = None,
    *,
    prices: PriceForm = "float",
    home: str | Path | None = None,
) -> Prices:
    """Stored ticks of [start, end), oldest first; None is no limit.

    Columns: `time` (microseconds, UTC), `bid`, `ask`, `bid_volume`, `ask_volume` (int64, the instrument's smallest unit).
    Prices are doubles, each the one nearest to the price; or decimals; or int64 points of 10**-digits. `home` is found
    as the command line finds it. The engine answers where one runs, else a process that opens the store for this alone.

    Raises:
        InputError: for an argument that is no time or no symbol, for one that is unknown, and when nothing is stored of it.
        RequestFailedError: the store failed, or another process has the home.
        EngineGoneError: the engine went away meanwhile.
    """
    with Client(home) as client:
        return client.ticks(symbol, start, end, prices=prices)


def bars(
    symbol: str,
    timeframe: str,
    start: When = None,
    end: When = None,
    *,
    side: Side = "bid",
    prices: PriceForm = "float",
    boundary: Boundary = "left",
    day_close: DayClose = "session",
    indicators: Sequence[str] = (),
    home: str | Path | None = None,
) -> Prices:
    """Bars that open in [start, end), oldest first, each from all its ticks.

    Columns: `time` (the bar's open, UTC), `open`, `high`, `low`, `close`, `volume` (of the side; of both for mid) and
    `ticks`. Mid prices are rounded half to even to the instrument's digits. Days end with the instrument's session,
    unless `day_close` is "new-york" or "utc". The rest is as in `ticks`; timeframes are those of `pyworkstation bars`: S5, M1,
    H4, D1, W1, MN1, T100, ...

    Each of `indicators`, such as `"ema(20)"` or `"macd(12, 26, 9)"`, adds columns (`EMA_20`) of doubles: its values after all stored bars
    from the first on, whatever `start` is, NaN until warm; the last bar has what it is so far.

    Raises:
        InputError: also for what is no timeframe or no indicator.
        RequestFailedError, EngineGoneError: as `ticks`.
    """
    with Client(home) as client:
        return client.bars(
            symbol,
            timeframe,
            start,
            end,
            side=side,
            prices=prices,
            boundary=boundary,
            day_close=day_close,
            indicators=indicators,
        )
