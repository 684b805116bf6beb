"""All timeframes at one instant, as `get_snapshot` answers: rows for tables, lines for files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.units import format_price, format_time
from pyworkstation.protocol.messages import SnapshotPart
from pyworkstation_ui.state.records import Column, Tone
from pyworkstation_ui.state.stored import format_second

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from pyworkstation.protocol.messages import IndicatorValues, PriceSide

BARS = 20
"""Completed bars of each timeframe that are looked at."""

_OHLC = ("open", "high", "low", "close")
_WIRE = np.dtype("<f8")


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorState:
    """An attached indicator: values by output, a column for each completed bar; and of the forming one, if there is one."""

    id: int
    title: str
    outputs: tuple[str, ...]
    completed: NDArray[np.float64]
    forming: NDArray[np.float64] | None


@dataclass(frozen=True, slots=True, eq=False)
class TimeframeState:
    """One timeframe. `completed` ends with the last completed bar; `forming` has one bar or none."""

    timeframe: str
    digits: int
    progress: float
    completed_count: int
    completed: Bars
    forming: Bars
    indicators: tuple[IndicatorState, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MtfState:
    """Every timeframe after tick number `ticks` of a symbol's replay."""

    symbol: str
    epoch: int
    ticks: int
    position_us: int
    timeframes: tuple[TimeframeState, ...]


def mtf_state(parts: Iterable[object]) -> MtfState | None:
    """What an answer to `get_snapshot` says; None when it is empty."""
    told = [part for part in parts if isinstance(part, SnapshotPart)]
    if not told:
        return None
    first = told[0]
    return MtfState(first.symbol, first.epoch, first.ticks, first.position_us, tuple(map(_timeframe, told)))


def _timeframe(part: SnapshotPart) -> TimeframeState:
    return TimeframeState(
        part.timeframe,
        part.digits,
        part.progress,
        part.completed_count,
        Bars.unpack(part.completed),
        Bars.unpack(part.forming) if part.forming else Bars.empty(),
        tuple(map(_indicator, part.indicators)),
    )


def _indicator(values: IndicatorValues) -> IndicatorState:
    outputs = tuple(values.outputs)
    words = " ".join(_param(value) for value in values.params.values())
    side = "" if values.side == "bid" else f" {values.side}"
    return IndicatorState(
        values.id,
        f"{values.name} {words}{side}".rstrip(),
        outputs,
        np.frombuffer(values.completed, _WIRE).reshape(len(outputs), -1),
        np.frombuffer(values.forming, _WIRE) if values.forming else None,
    )


def _param(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


class TimeframeRow(NamedTuple):
    """A timeframe in one line: its forming bar, then its last completed one."""

    timeframe: str
    progress: float | None
    forming: tuple[str, ...]
    ticks: str
    is_up: bool | None
    last_open: str
    last: tuple[str, ...]
    completed: int


class ValueRow(NamedTuple):
    """One output of one indicator."""

    timeframe: str
    id: int
    title: str
    output: str
    last: str
    forming: str


class BarRow(NamedTuple):
    """One bar of a timeframe, completed or forming."""

    number: int
    is_forming: bool
    opened: str
    closed: str
    prices: tuple[str, ...]
    is_up: bool
    volume: str
    ticks: str


_NO_PRICES = ("", "", "", "")


def timeframe_rows(state: MtfState, side: PriceSide) -> list[TimeframeRow]:
    """All timeframes, in the engine's order: the shortest first."""
    return [_timeframe_row(each, side) for each in state.timeframes]


def _timeframe_row(state: TimeframeState, side: PriceSide) -> TimeframeRow:
    forming, last = state.forming, state.completed[-1:]
    return TimeframeRow(
        state.timeframe,
        state.progress if len(forming) else None,
        prices(forming, side, state.digits)[0] if len(forming) else _NO_PRICES,
        f"{int(forming.ticks[0]):,}" if len(forming) else "",
        _is_up(forming, 0) if len(forming) else None,
        format_second(int(last.open_us[0])) if len(last) else "",
        prices(last, side, state.digits)[0] if len(last) else _NO_PRICES,
        state.completed_count,
    )


def prices(bars: Bars, side: PriceSide, digits: int) -> list[tuple[str, ...]]:
    """Open, high, low, close of each bar. A mid price may lie half a point off: it has a digit more."""
    columns = [getattr(bars, f"{_COLUMN[side]}_{name}").tolist() for name in _OHLC]
    if side == "mid":
        return [
            tuple(format_price(5 * each, digits + 1) for each in row) for row in zip(*columns, strict=True)
        ]
    return [tuple(format_price(each, digits) for each in row) for row in zip(*columns, strict=True)]


_COLUMN = {"bid": "bid", "ask": "ask", "mid": "mid2"}


def _is_up(bars: Bars, row: int) -> bool:
    return int(bars.bid_close[row]) >= int(bars.bid_open[row])


def value_rows(state: MtfState) -> list[ValueRow]:
    """Indicators of all timeframes, output by output."""
    return [
        ValueRow(
            each.timeframe,
            indicator.id,
            indicator.title,
            output,
            _value(indicator.completed[place, -1], each.digits) if indicator.completed.shape[1] else "",
            "" if indicator.forming is None else _value(indicator.forming[place], each.digits),
        )
        for each in state.timeframes
        for indicator in each.indicators
        for place, output in enumerate(indicator.outputs)
    ]


def _value(value: float, digits: int) -> str:
    return "" if isnan(value) else f"{value:,.{digits + 1}f}"


def bar_rows(state: TimeframeState, side: PriceSide) -> list[BarRow]:
    """The forming bar, then the completed ones, the newest first."""
    rows = [
        *_bar_rows(state.completed, side, state, is_forming=False),
        *_bar_rows(state.forming, side, state, is_forming=True),
    ]
    return rows[::-1]


def _bar_rows(bars: Bars, side: PriceSide, state: TimeframeState, *, is_forming: bool) -> Iterator[BarRow]:
    first = state.completed_count - (0 if is_forming else len(bars))
    for row, four in enumerate(prices(bars, side, state.digits)):
        yield BarRow(
            first + row,
            is_forming,
            format_second(int(bars.open_us[row])),
            format_second(int(bars.close_us[row])),
            four,
            _is_up(bars, row),
            f"{int(bars.bid_volume[row]) + int(bars.ask_volume[row]):,}",
            f"{int(bars.ticks[row]):,}",
        )


def to_csv(state: MtfState) -> str:
    """A line for each bar, forming bars too; prices as they are written, times in UTC, a column for each indicator's output."""
    names = list(dict.fromkeys(name for each in state.timeframes for name in _value_names(each)))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    sides = [f"{side}_{name}" for side in ("bid", "ask") for name in _OHLC]
    writer.writerow(
        [
            "timeframe",
            "state",
            "index",
            "open_time",
            "close_time",
            *sides,
            "bid_volume",
            "ask_volume",
            "ticks",
            *names,
        ]
    )
    for each in state.timeframes:
        for bar in _bars(each):
            values = bar.pop("indicators")
            writer.writerow([each.timeframe, *bar.values(), *(values.get(name, "") for name in names)])
    return out.getvalue()


def to_json(state: MtfState) -> str:
    """The same as one object: timeframes with their bars, and where the replay stands."""
    whole = {
        "symbol": state.symbol,
        "epoch": state.epoch,
        "ticks": state.ticks,
        "position": format_time(state.position_us),
        "timeframes": [
            {
                "timeframe": each.timeframe,
                "completed": each.completed_count,
                "progress": each.progress if len(each.forming) else None,
                "bars": list(_bars(each)),
            }
            for each in state.timeframes
        ],
    }
    return json.dumps(whole, indent=2) + "\n"


def _value_names(state: TimeframeState) -> Iterator[str]:
    for indicator in state.indicators:
        yield from (f"{indicator.title} {output}" for output in indicator.outputs)


def _bars(state: TimeframeState) -> Iterator[dict[str, Any]]:
    """Completed bars in their order, then the forming one."""
    first = state.completed_count - len(state.completed)
    for row in range(len(state.completed)):
        told = {"state": "completed", "index": first + row} | _bar(state.completed, row, state.digits)
        yield told | {"indicators": _named(state, [each.completed[:, row] for each in state.indicators])}
    if len(state.forming):
        told = {"state": "forming", "index": state.completed_count} | _bar(state.forming, 0, state.digits)
        values = [each.forming for each in state.indicators if each.forming is not None]
        yield told | {"indicators": _named(state, values)}


def _bar(bars: Bars, row: int, digits: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "open_time": format_time(int(bars.open_us[row])),
        "close_time": format_time(int(bars.close_us[row])),
    }
    for name in (f"{side}_{name}" for side in ("bid", "ask") for name in _OHLC):
        told[name] = format_price(int(getattr(bars, name)[row]), digits)
    for name in ("bid_volume", "ask_volume", "ticks"):
        told[name] = int(getattr(bars, name)[row])
    return told


def _named(state: TimeframeState, values: Sequence[NDArray[np.float64]]) -> dict[str, float]:
    """Values by the names of their outputs; NaN, which is no value yet, is left away."""
    flat = [float(value) for each in values for value in each]
    return {name: value for name, value in zip(_value_names(state), flat, strict=False) if not isnan(value)}


def _direction(row: TimeframeRow) -> Tone:
    return Tone.PLAIN if row.is_up is None else Tone.UP if row.is_up else Tone.DOWN


_PRICE = "1.143590"
TIMEFRAME_COLUMNS: tuple[Column[TimeframeRow], ...] = (
    Column("Timeframe", lambda row: row.timeframe, "V10000000"),
    Column(
        "Forming",
        lambda row: "" if row.progress is None else f"{100 * row.progress:.0f} %",
        "        100 %",
        is_number=True,
        says="How far the forming bar has come",
        share=lambda row: row.progress,
    ),
    Column("Open", lambda row: row.forming[0], _PRICE, is_number=True),
    Column("High", lambda row: row.forming[1], _PRICE, is_number=True),
    Column("Low", lambda row: row.forming[2], _PRICE, is_number=True),
    Column("Close", lambda row: row.forming[3], _PRICE, is_number=True, tone=_direction),
    Column("Ticks", lambda row: row.ticks, "100,000", is_number=True, says="In the forming bar"),
    Column("Last completed, UTC", lambda row: row.last_open, "2025-03-10 00:00:00", tone=lambda _: Tone.DIM),
    Column("Open", lambda row: row.last[0], _PRICE, is_number=True, tone=lambda _: Tone.DIM),
    Column("High", lambda row: row.last[1], _PRICE, is_number=True, tone=lambda _: Tone.DIM),
    Column("Low", lambda row: row.last[2], _PRICE, is_number=True, tone=lambda _: Tone.DIM),
    Column("Close", lambda row: row.last[3], _PRICE, is_number=True, tone=lambda _: Tone.DIM),
    Column(
        "Completed",
        lambda row: f"{row.completed:,}",
        "1,000,000",
        is_number=True,
        says="Bars completed since the replay's first tick",
        tone=lambda _: Tone.DIM,
    ),
)
VALUE_COLUMNS: tuple[Column[ValueRow], ...] = (
    Column("Timeframe", lambda row: row.timeframe, "V10000000"),
    Column("Indicator", lambda row: row.title, "BBANDS 20 2 2 ema close"),
    Column("Output", lambda row: row.output, "average_upper"),
    Column("Forming bar", lambda row: row.forming, "1,143.590000", is_number=True),
    Column("Last completed", lambda row: row.last, "1,143.590000", is_number=True, tone=lambda _: Tone.DIM),
)
BAR_COLUMNS: tuple[Column[BarRow], ...] = (
    Column("Bar", lambda row: f"{row.number:,}", "1,000,000", is_number=True, tone=lambda _: Tone.DIM),
    Column("Opens, UTC", lambda row: row.opened, "2025-03-10 00:00:00"),
    Column(
        "Closes, UTC",
        lambda row: f"{row.closed}{'  forming' if row.is_forming else ''}",
        "2025-03-10 00:00:00  forming",
        tone=lambda row: Tone.WARN if row.is_forming else Tone.PLAIN,
    ),
    Column("Open", lambda row: row.prices[0], _PRICE, is_number=True),
    Column("High", lambda row: row.prices[1], _PRICE, is_number=True),
    Column("Low", lambda row: row.prices[2], _PRICE, is_number=True),
    Column(
        "Close",
        lambda row: row.prices[3],
        _PRICE,
        is_number=True,
        tone=lambda row: Tone.UP if row.is_up else Tone.DOWN,
    ),
    Column("Volume", lambda row: row.volume, "100,000,000,000", is_number=True),
    Column("Ticks", lambda row: row.ticks, "100,000", is_number=True),
)
