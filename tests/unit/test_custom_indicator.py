"""Indicators written in Python: inside the engine they are like its own, and their failures say whose they are."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from pyworkstation.custom_indicator import (
    IndicatorBar,
    OutputSpec,
    ParamSpec,
    register_indicator,
    unregister_indicator,
)
from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.errors import BugError, InputError
from pyworkstation.engine import Indicator, MtfEngine, indicators, tick_columns


class Ema:
    """The engine's EMA once more: an oracle for what the two are shown."""

    name = "PYTHON_EMA"
    title = "EMA in Python"
    group = "Mine"
    formula = "As EMA."
    params = (
        ParamSpec("period", default=20, minimum=1, maximum=100),
        ParamSpec("source", default="close", words=["close", "open"], title="Price"),
        ParamSpec("scale", default=1.0, minimum=0.0, maximum=10.0),
    )
    inputs = ("close",)
    outputs = (OutputSpec("average", pane="overlay"), OutputSpec("bars", style="hidden"))

    def __init__(self, *, period: int, source: str, scale: float) -> None:
        self.period, self.source, self.scale = period, source, scale
        self.bars, self.sum, self.average = 0, 0.0, math.nan

    @staticmethod
    def warm_up(period: int, **_: object) -> int:
        return period

    def preview(self, bar: IndicatorBar) -> tuple[float, float]:
        price, bars = getattr(bar, self.source), self.bars + 1
        if bars < self.period:
            return math.nan, float(bars)
        if bars == self.period:
            return (self.sum + price) / self.period, float(bars)
        return self.average + 2 / (self.period + 1) * (price - self.average), float(bars)

    def update(self, bar: IndicatorBar) -> tuple[float, float]:
        average, bars = self.preview(bar)
        self.sum += getattr(bar, self.source)
        self.average, self.bars = average, int(bars)
        return average, bars

    def save(self) -> bytes:
        return struct.pack("<qdd", self.bars, self.sum, self.average)

    def load(self, state: bytes) -> None:
        self.bars, self.sum, self.average = struct.unpack("<qdd", state)


def variant(name: str, **changes: Any) -> type[Ema]:
    return type(name.title(), (Ema,), {"name": name, **changes})


@pytest.fixture(autouse=True)
def _registered() -> Iterator[None]:
    register_indicator(Ema)
    yield
    for spec in indicators():
        if spec.group == Ema.group:
            unregister_indicator(spec.name)


def walk(count: int) -> Ticks:
    rng = np.random.default_rng(7)
    ts_us = 1_551_900_000_000_000 + np.cumsum(rng.integers(0, 1_400_000, count))
    bid = 114_000 + np.cumsum(rng.integers(-3, 4, count))
    return Ticks(ts_us, bid, bid + rng.integers(0, 12, count), *rng.integers(0, 10**7, (2, count)))


def test_it_stands_in_the_table_with_all_that_it_says() -> None:
    row = next(spec for spec in indicators() if spec.name == Ema.name)
    params = [(param.name, param.kind, param.default, param.minimum, param.words) for param in row.params]
    assert params == [
        ("period", "count", 20, 1.0, []),
        ("source", "choice", "close", None, ["close", "open"]),
        ("scale", "real", 1.0, 0.0, []),
    ]
    assert [(output.name, output.pane, output.style) for output in row.outputs] == [
        ("average", "overlay", "line"),
        ("bars", "own", "hidden"),
    ]
    assert (row.title, row.group, row.inputs, row.warm_up(period=7)) == (
        "EMA in Python",
        "Mine",
        ["close"],
        7,
    )
    assert Indicator("python_ema", period=3).params == {"period": 3, "source": "close", "scale": 1.0}


@pytest.mark.parametrize("tolerance_us", [0, 60_000_000])
def test_inside_the_engine_it_gives_what_the_engines_own_gives(tolerance_us: int) -> None:
    columns = tick_columns(walk(3_000))
    engine = MtfEngine(["S5", "M1"], depth=60, digits=5, late_tolerance_us=tolerance_us)
    pairs = [
        (
            engine.add_indicator(timeframe, "EMA", period=9),
            engine.add_indicator(timeframe, "PYTHON_EMA", period=9),
        )
        for timeframe in engine.timeframes
    ]
    engine.on_ticks(columns.slice(0, 1_500))
    saved = engine.save()
    restored, _ = MtfEngine.restore(saved)
    assert restored.save() == saved
    for each in (engine, restored):
        each.on_ticks(columns.slice(1_500, 3_000))
        snapshot = each.snapshot()
        for own, custom in pairs:
            first, expected = each.indicator_values(own)
            start, found = each.indicator_values(custom)
            assert start == first
            np.testing.assert_allclose(found["average"], expected["average"], rtol=1e-12)
            forming = each.indicator_forming(custom)
            assert forming is not None
            assert forming == snapshot.indicator_forming(custom)
            assert forming["average"] == pytest.approx(each.indicator_forming(own)["average"], rel=1e-12)  # type: ignore[index]
    assert restored.save() == engine.save()


class Failing(Ema):
    """Fails where it is told to."""

    name = "FAILING"
    fails_at = math.inf

    def update(self, bar: IndicatorBar) -> tuple[float, float]:
        values = super().update(bar)
        return (values[0], values[1] + 0 / (self.bars != Failing.fails_at))


def test_a_failure_names_indicator_and_bar_and_the_ticks_are_taken_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    register_indicator(Failing)
    monkeypatch.setattr(Failing, "fails_at", 2)
    engine = MtfEngine(["S1"])
    failing, sound = engine.add_indicator("S1", "FAILING"), engine.add_indicator("S1", "SMA", period=1)
    for second in range(2):
        engine.on_tick(second * 1_000_000, 100, 101)
    with pytest.raises(InputError) as raised:
        engine.on_tick(2_000_000, 100, 101)
    assert str(raised.value).startswith(
        "indicator FAILING, bar opened at 1970-01-01T00:00:01Z: expected update to give 2 numbers, one for each output, finite or NaN, "
        "found ZeroDivisionError: division by zero; mend the class"
    )
    assert isinstance(raised.value.__cause__, ZeroDivisionError)
    assert engine.on_tick(3_000_000, 100, 101) == 1
    assert (engine.ticks, engine.completed_count("S1")) == (4, 3)
    assert engine.indicator_values(sound)[1]["average"].tolist() == [100.0] * 3
    assert np.isnan(engine.indicator_values(failing, 2)[1]["average"]).all()
    restored, _ = MtfEngine.restore(engine.save())
    assert restored.save() == engine.save()


def test_an_infinite_value_later_on_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ema, "update", giving(1.0))
    engine = MtfEngine(["S1"])
    engine.add_indicator("S1", "PYTHON_EMA")
    engine.on_tick(0, 100, 101)
    monkeypatch.setattr(Ema, "update", giving(math.inf))
    expected = r"expected update to give 2 numbers, one for each output, finite or NaN, found .*\(inf, 0\.0\)"
    with pytest.raises(InputError, match=expected):
        engine.on_tick(1_000_000, 100, 101)


@pytest.mark.parametrize("told", [-1, 0, 2**70, None])
def test_a_warm_up_that_is_none_with_other_parameters_is_refused_there(told: object) -> None:
    register_indicator(variant("LATER", warm_up=lambda period, **_: period if period == 20 else told))
    with pytest.raises(InputError, match="indicator LATER: expected a warm_up of 1 to 10000000 bars"):
        MtfEngine(["S1"]).add_indicator("S1", "LATER", period=3)


def test_who_fails_over_the_bars_that_are_there_is_not_attached(monkeypatch: pytest.MonkeyPatch) -> None:
    register_indicator(Failing)
    monkeypatch.setattr(Failing, "fails_at", 2)
    engine = MtfEngine(["S1"])
    for second in range(5):
        engine.on_tick(second * 1_000_000, 100, 101)
    with pytest.raises(InputError, match="indicator FAILING, bar opened at 1970-01-01T00:00:01Z"):
        engine.add_indicator("S1", "FAILING")
    assert engine.indicators == []


def test_a_restored_engine_needs_the_class() -> None:
    engine = MtfEngine(["S1"])
    register_indicator(variant("GONE"))
    engine.add_indicator("S1", "GONE", scale=9.0)
    saved = engine.save()
    narrower = ParamSpec("scale", default=1.0, minimum=0.0, maximum=2.0)
    register_indicator(variant("GONE", params=(*Ema.params[:2], narrower)))
    with pytest.raises(InputError, match=r"expected the indicator GONE as it was saved.*register the class"):
        MtfEngine.restore(saved)
    unregister_indicator("GONE")
    with pytest.raises(InputError) as refused:
        MtfEngine.restore(saved)
    assert str(refused.value) == (
        "saved state: expected the class of the saved indicator GONE, found no indicator of the name GONE; "
        "register_indicator the class whose name is GONE, then restore again"
    )


def test_an_indicator_cannot_ask_the_engine_that_asks_it() -> None:
    engines: list[MtfEngine] = []

    def update(self: Ema, bar: IndicatorBar) -> tuple[float, float]:
        for engine in engines:
            engine.snapshot()
        return Ema.update(self, bar)

    register_indicator(variant("NOSY", update=update))
    engine = MtfEngine(["S1"])
    engine.add_indicator("S1", "NOSY")
    engines.append(engine)
    engine.on_tick(0, 100, 101)
    with pytest.raises(InputError) as raised:
        engine.on_tick(1_000_000, 100, 101)
    assert isinstance(raised.value.__cause__, BugError)


def test_who_wants_the_program_to_end_is_heard() -> None:
    def update(self: Ema, bar: IndicatorBar) -> tuple[float, float]:
        if bar.open_us < 0:
            raise KeyboardInterrupt
        return Ema.update(self, bar)

    register_indicator(variant("STOPPED", update=update))
    engine = MtfEngine(["S1"])
    engine.add_indicator("S1", "STOPPED")
    engine.on_tick(-5_000_000, 100, 101)
    with pytest.raises(KeyboardInterrupt):
        engine.on_tick(0, 100, 101)


def disturbing(self: Ema, bar: IndicatorBar) -> tuple[float, float]:
    values = Ema.preview(self, bar)
    self.sum += 1
    return values


def taking_anything(self: Ema, **params: object) -> None:
    Ema.__init__(self, period=2, source="close", scale=1.0)


def giving(value: float) -> Callable[[Ema, IndicatorBar], tuple[float, float]]:
    return lambda self, bar: (value, 0.0)


def raising(error: type[Exception]) -> Callable[[Ema, IndicatorBar], tuple[float, float]]:
    def update(self: Ema, bar: IndicatorBar) -> tuple[float, float]:
        raise error("told")

    return update


REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        {"name": "small"},
        "expected a name of capitals, digits and underscores, 40 of them at most, that is not one of ours, found 'small'",
    ),
    ({"name": "EMA"}, "expected a name of capitals"),
    ({"preview": disturbing}, "expected previews to give what update then gives"),
    ({"update": lambda self, bar: (0.0, 0.0)}, "expected previews to give what update then gives"),
    (
        {"load": lambda self, state: None},
        "expected neither a preview nor save and load to change what update gives",
    ),
    ({"outputs": (OutputSpec("one"),)}, "expected 1 numbers, one for each output, found 2"),
    ({"update": lambda self, bar: 1 / 0}, "found ZeroDivisionError: division by zero"),
    ({"inputs": ("clos",)}, "expected inputs among source, open"),
    ({"params": (ParamSpec("side", default=1, minimum=1, maximum=2),)}, "unexpected keyword argument 'side'"),
    (
        {"outputs": (OutputSpec("average"), OutputSpec("average"))},
        "expected outputs of different names, found 'average' twice",
    ),
    ({"params": (*Ema.params, Ema.params[0])}, "expected params of different names, found 'period' twice"),
    (
        {"outputs": (OutputSpec("the average"), OutputSpec("bars"))},
        "expected outputs named in small letters, digits and underscores, 40 of them at most, found 'the average'",
    ),
    (
        {"outputs": (OutputSpec("average"), OutputSpec(""))},
        "expected outputs named in small letters, .* found ''",
    ),
    (
        {
            "params": (*Ema.params, ParamSpec("Number Two", default=1, minimum=1, maximum=2)),
            "__init__": taking_anything,
        },
        "expected params named in small letters, digits and underscores, 40 of them at most, found 'Number Two'",
    ),
    ({"name": "X" * 41}, "expected a name of capitals, digits and underscores, 40 of them at most, that"),
    ({"warm_up": -1}, "expected a warm_up of 1 to 10000000 bars, found -1"),
    ({"warm_up": 0}, "expected a warm_up of 1 to 10000000 bars, found 0"),
    ({"warm_up": 2**70}, f"expected a warm_up of 1 to 10000000 bars, found {2**70}"),
    ({"warm_up": None}, "expected a warm_up of 1 to 10000000 bars, found None"),
    ({"warm_up": True}, "expected a warm_up of 1 to 10000000 bars, found True"),
    ({"warm_up": lambda **params: 1.5}, "expected a warm_up of 1 to 10000000 bars, found 1.5"),
    ({"warm_up": lambda **params: 1 // 0}, "expected warm_up to give .*found ZeroDivisionError"),
    ({"update": giving(math.inf), "preview": giving(math.inf)}, "expected finite numbers, or NaN, found inf"),
    (
        {"update": giving(-math.inf), "preview": giving(-math.inf)},
        "expected finite numbers, or NaN, found -inf",
    ),
    *(
        ({"update": raising(error)}, f"expected a class that can be tried out, found {error.__name__}: told")
        for error in (RuntimeError, AssertionError, NotImplementedError, MemoryError, OSError, StopIteration)
    ),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED)
def test_a_class_that_is_none_is_refused(changes: dict[str, Any], message: str) -> None:
    name, others = changes.get("name", "REFUSED"), {**changes}
    others.pop("name", None)
    with pytest.raises(InputError, match=message):
        register_indicator(variant(name, **others))
    assert "REFUSED" not in {spec.name for spec in indicators()}


@pytest.mark.parametrize(
    "limits",
    [
        {"default": 5, "minimum": 6, "maximum": 9},
        {"default": 5},
        {"default": "a", "words": ["b"]},
        {"default": 1, "minimum": 0.5, "maximum": 2.0},
    ],
)
def test_a_parameter_without_sense_is_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="parameter p: expected a default between"):
        ParamSpec("p", **limits)


def test_who_is_taken_out_lives_on_where_it_is_attached() -> None:
    engine = MtfEngine(["S1"])
    attached = engine.add_indicator("S1", "PYTHON_EMA", period=1)
    unregister_indicator("PYTHON_EMA")
    engine.on_tick(0, 100, 101)
    engine.on_tick(1_000_000, 100, 101)
    assert engine.indicator_values(attached)[1]["average"].tolist() == [100.0]
    for name in ("PYTHON_EMA", "EMA"):
        with pytest.raises(InputError, match="registered by Python, indicator: expected the name"):
            unregister_indicator(name)
    register_indicator(Ema)
