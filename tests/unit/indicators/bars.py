"""Bars for trying indicators on: a random walk, and Dukascopy's own minutes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pyworkstation.engine import read_bi5_candles

Column = NDArray[np.float64]
Columns = dict[str, Column]

REAL = Path(__file__).resolve().parents[4] / "shared" / "market-data" / "bi5" / "EURUSD" / "2019" / "01"
REAL_DAYS_US = {"04": 1_549_238_400_000_000, "05": 1_549_324_800_000_000}
POINT = 1e-5


def columns(*fields: NDArray[np.integer | np.floating]) -> Columns:
    """Open, high, low and close in points, and volume, as an indicator takes them."""
    *prices, volume = (field.astype(np.float64) for field in fields)
    names = ("open", "high", "low", "close")
    return {name: price * POINT for name, price in zip(names, prices, strict=True)} | {"volume": volume}


def walk(rows: int, *, seed: int = 1) -> Columns:
    """Bars of a random walk in points of 0.00001 around 1.1, flat ones and equal neighbours among them."""
    rng = np.random.default_rng(seed)
    close = 110_000 + np.cumsum(rng.integers(-12, 13, rows))
    open_ = np.concatenate([close[:1], close[:-1]]) + rng.integers(-2, 3, rows)
    high = np.maximum(open_, close) + rng.integers(0, 9, rows)
    low = np.minimum(open_, close) - rng.integers(0, 9, rows)
    volume = rng.integers(1, 5_000, rows)
    return columns(open_, high, low, close, volume)


def real_minutes() -> Columns:
    """The 2880 minutes of 2019-02-04 and 2019-02-05, EUR/USD, bid; volume in millions."""
    files = [(REAL / day / "BID_candles_min_1.bi5", start_us) for day, start_us in REAL_DAYS_US.items()]
    if not all(path.exists() for path, _ in files):
        pytest.skip("no market data beside the checkout")
    candles = [
        row
        for path, start_us in files
        for row in read_bi5_candles(path.read_bytes(), start_us=start_us, where=path.name)
    ]
    _, open_, high, low, close, volume = (
        np.array(column, dtype=np.float64) for column in zip(*candles, strict=True)
    )
    prices = {"open": open_, "high": high, "low": low, "close": close}
    return {name: column * POINT for name, column in prices.items()} | {"volume": volume}
