"""Bars and messages for tests of the desktop: real protocol structs over plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pyworkstation.domain.columns import Bars, Column
from pyworkstation.protocol.envelope import StreamEnvelope
from pyworkstation.protocol.messages import (
    PROTOCOL_VERSION,
    BarsUpdate,
    Health,
    ReplayState,
    Status,
    StreamBody,
    SymbolHealth,
    SymbolStatus,
    TimeframeHealth,
)

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MONDAY = 1_741_564_800 * SECOND
"""2025-03-10T00:00:00Z, a Monday."""

SPAN_US = {"M1": MINUTE, "M5": 5 * MINUTE, "M15": 15 * MINUTE, "H1": HOUR, "H4": 4 * HOUR, "D1": DAY}

HEALTH = Health(
    pid=1,
    now_us=MONDAY,
    started_us=MONDAY - HOUR,
    symbols=[
        SymbolHealth(
            symbol="EURUSD",
            epoch=1,
            ticks=266_219,
            ticks_per_second=310,
            late_refused=2,
            late_reopened=1,
            last_us=MONDAY,
            age_us=120_000,
            state_bytes=7_637_168,
            depth=5000,
            saved_us=None,
            timeframes=[
                TimeframeHealth(timeframe="M1", completed=3000, kept=3000, indicators=2),
                TimeframeHealth(timeframe="T100", completed=9000, kept=5000, indicators=1),
            ],
            jumps=0,
        )
    ],
)


def bars(count: int, *, start_us: int = MONDAY, span_us: int = MINUTE, seed: int = 1) -> Bars:
    """A walk of bars without gaps, high and low around open and close."""
    random = np.random.default_rng(seed)
    open_us = start_us + np.arange(count, dtype=np.int64) * span_us
    close = 108_000 + np.cumsum(random.integers(-20, 21, count))
    opened = np.concatenate(([108_000], close[:-1]))[:count]
    high = np.maximum(opened, close) + random.integers(0, 10, count)
    low = np.minimum(opened, close) - random.integers(0, 10, count)
    volume = random.integers(1, 9_000_000, count)
    return bars_of(open_us, (opened, high, low, close), volume, span_us=span_us)


def bars_of(
    open_us: Sequence[int] | Column,
    bid_ohlc: Sequence[Sequence[int] | Column],
    volume: Sequence[int] | Column,
    *,
    span_us: int = MINUTE,
) -> Bars:
    """Bars of the given bid prices; the ask is three points above."""
    times, opened, high, low, close, volumes = (
        np.asarray(column, dtype=np.int64) for column in (open_us, *bid_ohlc, volume)
    )
    return Bars(
        open_us=times,
        close_us=times + span_us,
        bid_open=opened,
        bid_high=high,
        bid_low=low,
        bid_close=close,
        ask_open=opened + 3,
        ask_high=high + 3,
        ask_low=low + 3,
        ask_close=close + 3,
        mid2_open=2 * opened + 3,
        mid2_high=2 * high + 3,
        mid2_low=2 * low + 3,
        mid2_close=2 * close + 3,
        bid_volume=volumes,
        ask_volume=volumes,
        ticks=volumes % 97 + 1,
        first_us=times,
        last_us=times + span_us - 1,
    )


def update(
    completed: Bars,
    forming: Bars | None = None,
    *,
    first_index: int = 0,
    epoch: int = 1,
    timeframe: str = "M1",
    symbol: str = "EURUSD",
) -> BarsUpdate:
    """A message with these bars."""
    return BarsUpdate(
        symbol=symbol,
        timeframe=timeframe,
        digits=5,
        epoch=epoch,
        first_index=first_index,
        completed=completed.pack(),
        forming=b"" if forming is None else forming.pack(),
    )


def snapshot(all_bars: Bars, **how: object) -> BarsUpdate:
    """A message with all bars, the last of them forming."""
    return update(all_bars[:-1], all_bars[-1:], **how)  # type: ignore[arg-type]


def table(of: Bars) -> NDArray[np.int64]:
    """Bars as one array, a row a column."""
    return Bars.unpack_table(of.pack())


def with_close(bar: Bars, close: int) -> Bars:
    """One bar whose price has moved to `close`."""
    column = np.array([close], dtype=np.int64)
    return replace(
        bar,
        bid_close=column,
        bid_high=np.maximum(bar.bid_high, column),
        bid_low=np.minimum(bar.bid_low, column),
    )


def envelope(topic: str, seq: int, body: StreamBody) -> StreamEnvelope:
    """A stream message."""
    return StreamEnvelope(v=PROTOCOL_VERSION, topic=topic, seq=seq, body=body)


def symbol_status(
    symbol: str = "EURUSD", source: str = "ticks.csv", *, volume_digits: int = 0
) -> SymbolStatus:
    """A stored symbol with one day of ticks."""
    return SymbolStatus(
        symbol=symbol,
        digits=5,
        volume_digits=volume_digits,
        ticks=1000,
        first_us=MONDAY,
        last_us=MONDAY + DAY,
        sources=[source],
    )


def status(*symbols: SymbolStatus, replay: ReplayState | None = None) -> Status:
    """What an engine with these symbols says."""
    return Status(
        version="0.1.0",
        environment="ci",
        home="/home",
        pid=1,
        started_us=MONDAY,
        symbols=list(symbols),
        replay=replay or ReplayState(),
    )


def replay_state(**changes: object) -> ReplayState:
    """A replay in the middle of Monday."""
    fields: dict[str, object] = {
        "symbol": "EURUSD",
        "epoch": 1,
        "position_us": MONDAY + 12 * HOUR,
        "first_us": MONDAY,
        "last_us": MONDAY + DAY,
        "speed": 50.0,
        "paused": False,
        "ticks_done": 500,
        "ticks_total": 1000,
        "ticks_per_second": 42,
    }
    return ReplayState(**(fields | changes))  # type: ignore[arg-type]
