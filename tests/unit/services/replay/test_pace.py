"""Which market time it is: hand-worked rows."""

from __future__ import annotations

from pyworkstation.services.replay.pace import Pace

HOUR_US = 3_600_000_000


def test_market_time_passes_at_the_speed() -> None:
    assert Pace(met_us=1_000_000, met_s=10.0, speed=60.0).market_us(10.5) == 31_000_000


def test_short_silence_is_waited_for() -> None:
    pace = Pace(met_us=0, met_s=0.0, speed=1.0)
    assert pace.past_quiet(now_s=1.0, next_tick_us=600_000_000) == pace


def test_weekend_is_skipped_to_half_a_second_before_its_end() -> None:
    pace = Pace(met_us=0, met_s=0.0, speed=60.0)
    skipped = pace.past_quiet(now_s=2.0, next_tick_us=48 * HOUR_US)
    assert skipped.market_us(2.0) == 48 * HOUR_US - 30_000_000
    assert skipped.market_us(2.5) == 48 * HOUR_US


def test_skipping_never_goes_back() -> None:
    pace = Pace(met_us=0, met_s=0.0, speed=100_000.0)
    next_tick_us = 11 * 60_000_000
    assert pace.past_quiet(now_s=0.0, next_tick_us=next_tick_us).market_us(0.0) >= 0
