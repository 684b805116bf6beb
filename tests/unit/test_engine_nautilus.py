"""Bars of (open, close] against NautilusTrader 1.221's own aggregators. Skipped where it is not installed.

It is an extra for this and the bench of peers only: `pip install nautilus_trader==1.221.0` into a venv of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pyworkstation.domain.columns import Bars, Ticks
from pyworkstation.engine import MtfEngine, tick_columns, to_bars


def nautilus(module: str) -> Any:
    return pytest.importorskip(f"nautilus_trader.{module}", reason="nautilus_trader is not installed")


nautilus("data.aggregation")

NAMES = {
    "S1": "1-SECOND",
    "S5": "5-SECOND",
    "S15": "15-SECOND",
    "M1": "1-MINUTE",
    "M5": "5-MINUTE",
    "M15": "15-MINUTE",
    "M30": "30-MINUTE",
    "H1": "1-HOUR",
    "H4": "4-HOUR",
    "D1": "1-DAY",
}


def random_ticks(count: int = 20_000) -> Ticks:
    """Many of them exactly on boundaries, but not the first: NautilusTrader folds that one into the next bar."""
    rng = np.random.default_rng(3)
    ts_us = 1_549_238_400_000_001 + np.cumsum(rng.integers(0, 30_000_000, count))
    ts_us[1:] = np.where(rng.random(count - 1) < 0.3, ts_us[1:] // 60_000_000 * 60_000_000, ts_us[1:])
    ts_us = np.maximum.accumulate(ts_us)
    bid = 114_000 + np.cumsum(rng.integers(-3, 4, count))
    return Ticks(ts_us, bid, bid + rng.integers(1, 12, count), *rng.integers(1, 10**6, (2, count)))


def nautilus_bars(ticks: Ticks) -> dict[str, list[Any]]:
    """What each aggregator hands over, the clock standing at each tick before the tick is seen."""
    model, objects = nautilus("model.data"), nautilus("model.objects")
    clock = nautilus("common.component").TestClock()
    instrument = nautilus("test_kit.providers").TestInstrumentProvider.default_fx_ccy("EUR/USD")
    clock.set_time(int(ticks.ts_us[0]) * 1_000 - 1)
    bars: dict[str, list[Any]] = {name: [] for name in NAMES}
    aggregators = [
        nautilus("data.aggregation").TimeBarAggregator(
            instrument,
            model.BarType.from_str(f"{instrument.id}-{step}-BID-INTERNAL"),
            bars[name].append,
            clock,
            build_with_no_updates=False,
        )
        for name, step in NAMES.items()
    ]
    for ts_us, bid, ask, *sizes in zip(
        *(getattr(ticks, name).tolist() for name in Ticks.names()), strict=True
    ):
        # Timers before this tick's time fire before it, those at its time after it: so its bar is (open, close].
        for event in clock.advance_time(ts_us * 1_000 - 1):
            event.handle()
        quote = model.QuoteTick(
            instrument.id,
            objects.Price(bid / 1e5, 5),
            objects.Price(ask / 1e5, 5),
            *(objects.Quantity(size, 0) for size in sizes),
            ts_us * 1_000,
            ts_us * 1_000,
        )
        for aggregator in aggregators:
            aggregator.handle_quote_tick(quote)
    return bars


def test_bars_of_open_to_close_are_those_of_nautilus_trader() -> None:
    ticks = random_ticks()
    engine = MtfEngine(list(NAMES), depth=20_000, boundary="right", day_close="utc")
    engine.on_ticks(tick_columns(ticks))
    for name, theirs in nautilus_bars(ticks).items():
        ours: Bars = to_bars(engine.completed(name)[1])
        # A bar that ended with the last ticks may still wait for its timer there.
        assert len(ours) - 1 <= len(theirs) <= len(ours)
        ours = ours[: len(theirs)]
        expected = [
            [bar.ts_event // 1_000 for bar in theirs],
            *(
                [round(getattr(bar, price).as_double() * 1e5) for bar in theirs]
                for price in ("open", "high", "low", "close")
            ),
            [round(bar.volume.as_double()) for bar in theirs],
        ]
        found = [ours.close_us, ours.bid_open, ours.bid_high, ours.bid_low, ours.bid_close, ours.bid_volume]
        np.testing.assert_array_equal(np.array(found), np.array(expected), err_msg=name)
