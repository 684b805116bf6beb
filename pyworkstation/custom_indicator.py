"""Indicators written in Python, with the interface of the engine's own.

A registered class stands in `indicators()` and is attached by `MtfEngine.add_indicator` like any other: to as many engines and
timeframes as one likes, one object each. An object sees the completed bars of its timeframe in their order, and the forming one on
trial; there is no way for it to see more. A call from Rust into Python costs about a microsecond for each bar and each preview.

    class Gap:
        name = "GAP"
        title = "Gap to the last close"
        group = "Mine"
        formula = "open - last close"
        params = [ParamSpec("scale", default=1.0, minimum=0.0, maximum=100.0)]
        inputs = ["open", "close"]
        outputs = [OutputSpec("gap")]
        warm_up = 2

        def __init__(self, *, scale: float) -> None:
            self.scale, self.close = scale, math.nan

        def preview(self, bar: IndicatorBar) -> float:
            return self.scale * (bar.open - self.close)

        def update(self, bar: IndicatorBar) -> float:
            gap, self.close = self.preview(bar), bar.close
            return gap

        def save(self) -> bytes:
            return struct.pack("<d", self.close)

        def load(self, state: bytes) -> None:
            (self.close,) = struct.unpack("<d", state)

    register_indicator(Gap)

When a call fails, whoever asked the engine gets an InputError that names indicator and bar, with the failure as its cause. The ticks are
taken in all the same; the indicator is asked no more, and its values are NaN, until it is attached anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal, Protocol, TypeVar, cast

from pyworkstation import engine
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import IndicatorBar, OutputSpec, ParamSpec, unregister_indicator

__all__ = [
    "CustomIndicator",
    "IndicatorBar",
    "OutputSpec",
    "ParamSpec",
    "register_indicator",
    "unregister_indicator",
]

Values = float | Sequence[float]
"""One number for each output, in their order; NaN until warm, and never infinite. A single one may stand alone."""

_TRIED_BARS = 200
_SAVED_EVERY = 50


class CustomIndicator(Protocol):
    """What a class is to have; it is made with its parameters as keyword arguments."""

    name: str
    """Capitals, digits and underscores, 40 of them at most; none of the engine's own."""
    title: str
    group: str
    formula: str
    params: Sequence[ParamSpec]
    inputs: Sequence[Literal["source", "open", "high", "low", "close", "volume", "spread", "session"]]
    """What it reads of a bar. The spreads of ticks are counted only where an indicator reads them."""
    outputs: Sequence[OutputSpec]
    """Named in small letters, digits and underscores, as parameters are."""
    warm_up: int | Callable[..., int]
    """Bars until every output has a value, the last of them included, so 1 at least; or what tells it from the parameters."""

    def update(self, bar: IndicatorBar) -> Values:
        """Take a completed bar."""

    def preview(self, bar: IndicatorBar) -> Values:
        """What `update` would give; nothing changes."""

    def save(self) -> bytes:
        """The memory."""

    def load(self, state: bytes) -> None:
        """Take over a memory that an object with the same parameters has saved."""


_Class = TypeVar("_Class", bound=type)


def register_indicator(cls: _Class) -> _Class:
    """Put a class into the table of indicators, in the place of an earlier one of its name; usable as a decorator.

    It is tried out first, with its defaults on a made-up market. Raises InputError when a preview is not what the update
    then gives, or changes something, when a saved and loaded memory goes on otherwise, or when anything else is amiss.
    """
    if not isinstance(cls, type):
        raise InputError(expected="a class", found=repr(cls)[:60], where="register_indicator")
    try:
        _try_out(cls)
    except InputError:
        raise
    # What a stranger's class raises may be anything.
    except Exception as error:
        raise _refused(cls, "a class that can be tried out", f"{type(error).__name__}: {error}") from error
    engine.register_indicator(cls)
    return cls


def _try_out(cls: type) -> None:
    make = cast("Callable[..., CustomIndicator]", cls)
    defaults = {param.name: param.default for param in cast("CustomIndicator", cls).params}
    tried, twin = make(**defaults), make(**defaults)
    for row in range(_TRIED_BARS):
        bar = _bar(row)
        if row % _SAVED_EVERY == 0:
            twin = make(**defaults)
            twin.load(tried.save())
        previewed, tried_again = _values(cls, tried.preview(bar)), _values(cls, tried.preview(bar))
        updated = _values(cls, tried.update(bar))
        if not _same(previewed, tried_again) or not _same(previewed, updated):
            expected = "previews to give what update then gives"
            raise _refused(cls, expected, f"{previewed}, {tried_again} and {updated} at bar {row}")
        # The twin was asked for no preview, and comes from a saved memory.
        if not _same(_values(cls, twin.update(bar)), updated):
            expected = "neither a preview nor save and load to change what update gives"
            raise _refused(cls, expected, f"another value at bar {row}")


def _bar(row: int) -> IndicatorBar:
    """Of a market that swings."""
    opening, closing = (1.1 + 0.01 * math.sin(step / 7) for step in (row, row + 1))
    return IndicatorBar(
        open_us=row * 60_000_000,
        close_us=(row + 1) * 60_000_000,
        open=opening,
        high=max(opening, closing) + 0.001,
        low=min(opening, closing) - 0.002,
        close=closing,
        volume=100.0 + row % 7,
        ticks=10 + row % 5,
        spread_mean=2e-5,
        spread_low=1e-5,
        spread_high=4e-5,
        session_start=row % 60 == 0,
    )


def _values(cls: type, told: Values) -> list[float]:
    outputs = cast("CustomIndicator", cls).outputs
    values = [float(value) for value in told] if isinstance(told, Sequence) else [float(told)]
    if len(values) != len(outputs):
        raise _refused(cls, f"{len(outputs)} numbers, one for each output", f"{len(values)}")
    for value in values:
        if math.isinf(value):
            raise _refused(cls, "finite numbers, or NaN", f"{value}")
    return values


def _same(some: list[float], others: list[float]) -> bool:
    return all(a == b or (a != a and b != b) for a, b in zip(some, others, strict=True))  # noqa: PLR0124 - NaN


def _refused(cls: type, expected: str, found: str) -> InputError:
    return InputError(expected=expected, found=found, where=f"indicator {getattr(cls, 'name', cls.__name__)}")
