"""Indicators over stored bars: the values that an `MtfEngine` has after each of them, when it has seen them all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import Indicator, bar_span, indicators

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from pyworkstation.domain.columns import Bars, Column
    from pyworkstation.domain.timeframe import Side
    from pyworkstation.engine import EngineDayClose

_ASKED = re.compile(r"\s*(\w+)\s*(?:\((.*)\))?\s*", re.ASCII)
_EXAMPLES = "an indicator such as EMA, ema(20), macd(12, 26, 9) or rsi(period=14)"

Values = dict[str, "NDArray[np.float64]"]


class Asked(NamedTuple):
    """An indicator that somebody has written down: `macd(12, slow=26)`."""

    name: str
    params: dict[str, float | str]
    label: str
    """What its columns are called: `MACD_12_26`."""


def parse_asked(texts: Sequence[str], *, where: str) -> list[Asked]:
    """Read them. Raises InputError for an unknown name, values that do not fit, and one that is asked for twice."""
    asked = [_parse(text, where=where) for text in texts]
    for each in asked:
        spec = next(spec for spec in indicators() if spec.name == each.name)
        if "spread" in spec.inputs:
            raise InputError(
                expected="an indicator of prices and volumes",
                found=f"{each.name}, which reads the spread of each tick",
                where=where,
                mend="bars have none; MtfEngine.add_indicator and a replay have it",
            )
    labels = [each.label for each in asked]
    if len(set(labels)) < len(labels):
        raise InputError(expected="each indicator once", found=", ".join(labels), where=where)
    return asked


def _parse(text: str, *, where: str) -> Asked:
    found = _ASKED.fullmatch(text)
    if found is None:
        raise InputError(expected=_EXAMPLES, found=repr(text), where=where)
    name = Indicator(found[1]).name
    names = [param.name for spec in indicators() if spec.name == name for param in spec.params]
    params: dict[str, float | str] = {}
    for place, part in enumerate(part.strip() for part in (found[2] or "").split(",")):
        if not part and not found[2]:
            continue
        before, equals, value = part.rpartition("=")
        if not equals and place >= len(names):
            raise InputError(
                expected=f"{len(names)} values at most: {', '.join(names)}", found=text, where=where
            )
        key = before.strip() if equals else names[place]
        if key in params:
            raise InputError(expected=f"{key} once", found=text, where=where)
        params[key] = _value(value.strip())
    Indicator(name, **params)
    return Asked(name, params, _label(name, params))


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text.strip("'\"")


def _label(name: str, params: dict[str, float | str]) -> str:
    said = (f"{value:g}" if isinstance(value, float) else value for value in params.values())
    return re.sub(r"[^A-Za-z0-9_.]", "_", "_".join([name, *said]))


class BarIndicators:
    """Sees the bars of one timeframe in their order, in pieces of any size."""

    def __init__(self, asked: Sequence[Asked], *, digits: int, side: Side, day_close: EngineDayClose) -> None:
        self._rows = [(each, Indicator(each.name, **each.params)) for each in asked]
        self._scale = 10.0**digits
        self._side = side
        self._sessions = _Sessions(day_close)

    def take(self, bars: Bars) -> Values:
        """A column for each output, one row for each bar; NaN until warm, in the unit of the prices."""
        inputs = self._inputs(bars)
        return dict(column for row in self._rows for column in _columns(*row, inputs))

    def _inputs(self, bars: Bars) -> dict[str, NDArray[np.float64]]:
        prices = {name: self._price(bars, name) for name in ("open", "high", "low", "close")}
        starts = self._sessions.starts(bars.open_us).astype(np.float64)
        return {
            **prices,
            "volume": self._volume(bars),
            "ticks": bars.ticks.astype(np.float64),
            "session_start": starts,
        }

    def _price(self, bars: Bars, name: str) -> NDArray[np.float64]:
        if self._side == "mid":
            twice: Column = getattr(bars, f"mid2_{name}")
            return twice / 2.0 / self._scale
        points: Column = getattr(bars, f"{self._side}_{name}")
        return points / self._scale

    def _volume(self, bars: Bars) -> NDArray[np.float64]:
        bid, ask = bars.bid_volume.astype(np.float64), bars.ask_volume.astype(np.float64)
        return {"bid": bid, "ask": ask, "mid": bid + ask}[self._side]


def _columns(
    asked: Asked, indicator: Indicator, inputs: dict[str, NDArray[np.float64]]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    values = indicator.update_many(**inputs)
    for output, column in values.items():
        yield (asked.label if len(values) == 1 else f"{asked.label}_{output}"), column


class _Sessions:
    """Which bars are the first of a trading session, as the engine has it: a bar belongs to the session it opens in."""

    def __init__(self, day_close: EngineDayClose) -> None:
        self._day_close = day_close
        self._until_us: int | None = None

    def starts(self, open_us: Column) -> NDArray[np.bool_]:
        starts = np.zeros(len(open_us), dtype=np.bool_)
        if len(open_us) and self._until_us is None:
            # Nobody has seen the first session from its start, unless it starts with the first bar.
            first_us, self._until_us = self._session(open_us[0])
            starts[0] = open_us[0] <= first_us
        row = 0
        while self._until_us is not None:
            row += int(np.searchsorted(open_us[row:], self._until_us))
            if row == len(open_us):
                break
            starts[row] = True
            _, self._until_us = self._session(open_us[row])
        return starts

    def _session(self, instant_us: int) -> tuple[int, int]:
        _, open_us, close_us = bar_span("D1", int(instant_us), day_close=self._day_close)
        return open_us, close_us
