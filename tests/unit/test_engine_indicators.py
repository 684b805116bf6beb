"""Indicators inside the multi-timeframe engine: what Python reads of them, and what it may not ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyworkstation.domain.columns import Bars, Ticks
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import Indicator, MtfEngine, indicators, tick_columns, to_bars

NAMES = [spec.name for spec in indicators()]
# They see what Python's own bars do not tell: spreads of ticks, and sessions.
SEEING_MORE = {spec.name for spec in indicators() if {"spread", "session"} & set(spec.inputs)}
DIGITS = 5

Side = Literal["bid", "ask", "mid"]


def walk(count: int, *, seed: int = 0, mean_gap_us: int = 700_000) -> Ticks:
    rng = np.random.default_rng(seed)
    ts_us = 1_551_900_000_000_000 + np.cumsum(rng.integers(0, 2 * mean_gap_us, count))
    bid = 114_000 + np.cumsum(rng.integers(-3, 4, count))
    return Ticks(ts_us, bid, bid + rng.integers(0, 12, count), *rng.integers(0, 10**7, (2, count)))


def columns_of(bars: Bars, side: Side) -> dict[str, Any]:
    """Bars of one side as `Indicator` takes them."""
    name, points = ("mid2", 2 * 10.0**DIGITS) if side == "mid" else (side, 10.0**DIGITS)
    prices = {field: getattr(bars, f"{name}_{field}") / points for field in ("open", "high", "low", "close")}
    volumes = {"bid": bars.bid_volume, "ask": bars.ask_volume, "mid": bars.bid_volume + bars.ask_volume}
    return prices | {"volume": volumes[side], "ticks": bars.ticks}


def one_row(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: column[0].item() for name, column in columns.items()}


@pytest.mark.parametrize("side", ["bid", "ask", "mid"])
@pytest.mark.parametrize("timeframe", ["S5", "T7", "M5"])
def test_every_indicator_is_what_its_own_kind_makes_of_the_same_bars(timeframe: str, side: Side) -> None:
    engine = MtfEngine(["S5", "M1", "M5", "T7"], depth=20_000, digits=DIGITS)
    ids = {name: engine.add_indicator(timeframe, name, side=side) for name in NAMES}
    engine.on_ticks(tick_columns(walk(20_000)))
    bars, forming = (to_bars(part) for part in (engine.completed(timeframe)[1], engine.forming(timeframe)))
    for name in sorted(ids.keys() - SEEING_MORE):
        alone = Indicator(name)
        expected = alone.update_many(**columns_of(bars, side))
        start, found = engine.indicator_values(ids[name])
        assert (start, found.keys()) == (0, expected.keys())
        for output, column in expected.items():
            np.testing.assert_array_equal(found[output], column, err_msg=f"{name} {output}")
        if len(forming):
            previewed = alone.preview(**one_row(columns_of(forming, side)))
            np.testing.assert_equal(engine.indicator_forming(ids[name]), previewed)


@given(
    seed=st.integers(0, 1000),
    cut=st.integers(0, 1_000),
    name=st.sampled_from(NAMES),
    timeframe=st.sampled_from(["M1", "H1", "D1", "T9"]),
    depth=st.sampled_from([5, 300, 2_000]),
    tolerance_us=st.sampled_from([0, 120_000_000]),
)
@settings(max_examples=60, deadline=None)
def test_the_future_changes_no_value_and_a_restored_engine_has_them_all(
    *, seed: int, cut: int, name: str, timeframe: str, depth: int, tolerance_us: int
) -> None:
    ticks = walk(1_000, seed=seed, mean_gap_us=20_000_000)
    columns = tick_columns(ticks)
    engine = MtfEngine(["M1", "H1", "D1", "T9"], depth=depth, late_tolerance_us=tolerance_us, digits=DIGITS)
    indicator = engine.add_indicator(timeframe, name, side="mid")
    engine.on_ticks(columns.slice(0, cut))
    first, before = engine.indicator_values(indicator)
    forming = engine.indicator_forming(indicator)
    saved = engine.save()
    restored, _ = MtfEngine.restore(saved)
    np.testing.assert_equal(restored.indicator_values(indicator), (first, before))
    np.testing.assert_equal(restored.indicator_forming(indicator), forming)
    assert restored.save() == saved
    for each in (engine, restored):
        each.on_ticks(columns.slice(cut, 1_000))
    assert restored.save() == engine.save()
    start, after = engine.indicator_values(indicator)
    np.testing.assert_equal(restored.indicator_values(indicator), (start, after))
    end = first + len(next(iter(before.values())))
    for output, column in before.items():
        np.testing.assert_array_equal(after[output][: max(end - start, 0)], column[max(start - first, 0) :])


def test_a_snapshot_and_events_carry_the_values() -> None:
    engine = MtfEngine(["S5", "M1"], depth=500, digits=DIGITS)
    ema = engine.add_indicator("S5", "ema", period=3)
    bands = engine.add_indicator("M1", "BBANDS", side="mid", period=2, source="hl2")
    subscription = engine.subscribe()
    before = engine.snapshot()
    assert before.indicator_forming(ema) is None
    np.testing.assert_equal(before.indicator_values(ema), {"average": np.nan})
    engine.on_ticks(tick_columns(walk(1_000)))
    snapshot, events = engine.snapshot(), subscription.take()
    for indicator, timeframe in ((ema, "S5"), (bands, "M1")):
        _, values = engine.indicator_values(indicator)
        np.testing.assert_equal(
            snapshot.indicator_values(indicator), {output: column[-1] for output, column in values.items()}
        )
        assert snapshot.indicator_forming(indicator) == engine.indicator_forming(indicator)
        own = events.timeframe == events.timeframes.index(timeframe)
        for output, column in events.indicator_values(indicator).items():
            np.testing.assert_array_equal(column[own], values[output])
            assert np.isnan(column[~own]).all()
    late = engine.add_indicator("M1", "SMA")
    for told in (snapshot, events):
        with pytest.raises(InputError, match="id of an attached indicator"):
            told.indicator_values(late)


def test_what_is_attached_says_what_it_is() -> None:
    engine = MtfEngine(["M1", "H1"])
    rsi = engine.add_indicator("1h", "rsi", side="ask", period=7)
    ema = engine.add_indicator("M1", "EMA")
    rows = [(each.id, each.timeframe, each.side, each.name, each.outputs) for each in engine.indicators]
    assert rows == [(ema, "M1", "bid", "EMA", ["average"]), (rsi, "H1", "ask", "RSI", ["rsi"])]
    assert (engine.indicators[1].params, engine.indicators[1].warm_up) == (
        {"period": 7, "source": "close"},
        8,
    )
    engine.remove_indicator(ema)
    assert [each.id for each in engine.indicators] == [rsi]
    assert engine.add_indicator("M1", "EMA") not in (ema, rsi)


def test_a_session_starts_at_17_new_york() -> None:
    # 2019-03-06 21:58 to 22:03 UTC, a tick a minute at 100, 101, ...: the day closes at 22:00.
    engine = MtfEngine(["M1"])
    vwap = engine.add_indicator("M1", "VWAP", source="close")
    for minute in range(6):
        engine.on_tick(1_551_909_480_000_000 + minute * 60_000_000, 100 + minute, 102, 10 + minute)
    # By hand: (100 x 10 + 101 x 11) / 21; then anew: 102; (102 x 12 + 103 x 13) / 25; ... 104 x 14 / 39.
    _, values = engine.indicator_values(vwap)
    by_hand = [100.0, (1000 + 1111) / 21, 102.0, (1224 + 1339) / 25, (1224 + 1339 + 1456) / 39]
    np.testing.assert_allclose(values["vwap"], by_hand, rtol=1e-15)


def test_spreads_are_those_of_every_tick() -> None:
    engine = MtfEngine(["M1"], digits=1)
    spread = engine.add_indicator("M1", "SPREAD", period=1)
    for second, ask in ((0, 104), (10, 112), (20, 105), (61, 101)):
        engine.on_tick(second * 1_000_000, 100, ask)
    # (0.4 + 1.2 + 0.5) / 3 = 0.7
    _, values = engine.indicator_values(spread)
    assert {name: column.tolist() for name, column in values.items()} == {
        "mean": [pytest.approx(0.7)],
        "lowest": [0.4],
        "highest": [1.2],
    }
    assert engine.indicator_forming(spread) == {"mean": 0.1, "lowest": 0.1, "highest": 0.1}


def test_a_late_tick_changes_the_values_after_its_bar_and_all_later_ones() -> None:
    engine = MtfEngine(["S1"], late_tolerance_us=5_000_000)
    sma = engine.add_indicator("S1", "SMA", period=2)
    for second, bid in enumerate((100, 200, 300, 400)):
        engine.on_tick(second * 1_000_000, bid, bid)
    np.testing.assert_array_equal(engine.indicator_values(sma)[1]["average"], [np.nan, 150.0, 250.0])
    engine.on_tick(1_500_000, 260, 260)
    np.testing.assert_array_equal(engine.indicator_values(sma)[1]["average"], [np.nan, 180.0, 280.0])


def test_memory_does_not_grow_with_the_ticks() -> None:
    engine = MtfEngine(["S1", "M1"], depth=1_000, late_tolerance_us=1_000_000)
    for name in NAMES:
        engine.add_indicator("S1", name)
        engine.add_indicator("M1", name)
    before = engine.state_bytes
    engine.on_ticks(tick_columns(walk(50_000)))
    # States differ by a byte here and there: what a memory saves is its size.
    assert abs(engine.state_bytes - before) < before // 100


REFUSED: list[tuple[Callable[[MtfEngine], object], str]] = [
    (lambda engine: engine.add_indicator("H1", "EMA"), "timeframes: expected one of M1, found H1"),
    (
        lambda engine: engine.add_indicator("M1", "EMAA"),
        "indicator: expected the name of an indicator, found 'EMAA'",
    ),
    (lambda engine: engine.add_indicator("M1", "EMA", n=3), "EMA: expected period or source, found 'n'"),
    (
        lambda engine: engine.add_indicator("M1", "EMA", period=0),
        "EMA, parameter period: expected a whole number",
    ),
    (
        lambda engine: engine.add_indicator("M1", "EMA", side="best"),  # type: ignore[arg-type]
        "side: expected bid or ask or mid, found 'best'",
    ),
    (
        lambda engine: engine.indicator_values(9),
        "indicator: expected an indicator to be attached first, found 9",
    ),
    (
        lambda engine: engine.indicator_forming(9),
        "indicator: expected an indicator to be attached first, found 9",
    ),
    (
        lambda engine: engine.remove_indicator(9),
        "indicator: expected an indicator to be attached first, found 9",
    ),
    (lambda _: MtfEngine(["M1"], digits=19), "digits: expected 0 to 18 decimals, found '19'"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_is_wrong_is_refused_in_words(call: Callable[[MtfEngine], object], message: str) -> None:
    engine = MtfEngine(["M1"])
    with pytest.raises(InputError) as raised:
        call(engine)
    assert str(raised.value).startswith(message)
    assert engine.indicators == []
