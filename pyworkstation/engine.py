"""The compiled engine, for everybody else: the one importer of `_engine`, and its columns as the domain's."""

# ruff: noqa: TID251 - this is the one place that may.

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from pyworkstation._engine import (
    STATED_CONFIDENCE,
    AttachedIndicator,
    BarBuilder,
    BarColumns,
    BarEvents,
    CheckedTicks,
    CsvReader,
    Detection,
    DetectionAnswer,
    Dialect,
    Indicator,
    IndicatorBar,
    IndicatorSpec,
    MtfEngine,
    OutputSpec,
    ParamSpec,
    QualityScan,
    SessionCalendar,
    SimulatedExchange,
    Snapshot,
    Subscription,
    TickColumns,
    TickQuality,
    bar_span,
    column_map,
    detect_dialect,
    detect_reading,
    dialects,
    echo,
    fill_profile,
    indicators,
    is_of_time,
    panic_drill,
    parse_timeframe,
    read_bi5_candles,
    read_bi5_checked,
    read_bi5_ticks,
    read_json_ticks,
    register_indicator,
    unregister_indicator,
)
from pyworkstation._engine import __version__ as version
from pyworkstation.domain.columns import Bars, Ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "STATED_CONFIDENCE",
    "AttachedIndicator",
    "Bar",
    "BarBuilder",
    "BarColumns",
    "BarEvents",
    "CheckedTicks",
    "CompletedBar",
    "CsvReader",
    "Detection",
    "DetectionAnswer",
    "Dialect",
    "EngineDayClose",
    "Indicator",
    "IndicatorBar",
    "IndicatorSpec",
    "MtfEngine",
    "OutputSpec",
    "ParamSpec",
    "QualityScan",
    "SessionCalendar",
    "SimulatedExchange",
    "Snapshot",
    "Subscription",
    "TickColumns",
    "TickQuality",
    "bar_span",
    "column_map",
    "completed_bars",
    "detect_dialect",
    "detect_reading",
    "dialects",
    "echo",
    "fill_profile",
    "indicators",
    "is_of_time",
    "panic_drill",
    "parse_timeframe",
    "read_bi5_candles",
    "read_bi5_checked",
    "read_bi5_ticks",
    "read_json_ticks",
    "register_indicator",
    "tick_columns",
    "to_bars",
    "to_ticks",
    "unregister_indicator",
    "version",
]


EngineDayClose = Literal["new-york", "utc"] | SessionCalendar
"""What `day_close` of an engine, a builder or a span may be."""


def to_ticks(columns: TickColumns) -> Ticks:
    """The engine's ticks as domain columns, without a copy."""
    return Ticks(columns.ts_us, columns.bid, columns.ask, columns.bid_volume, columns.ask_volume)


def tick_columns(ticks: Ticks) -> TickColumns:
    """Domain columns as the engine's ticks; copies."""
    return TickColumns.from_numpy(ticks.ts_us, ticks.bid, ticks.ask, ticks.bid_volume, ticks.ask_volume)


def to_bars(columns: BarColumns) -> Bars:
    """The engine's bars as domain columns, without a copy."""
    return Bars(*(getattr(columns, name) for name in Bars.names()))


class Bar(NamedTuple):
    """One bar in plain integers: a row of `pyworkstation.domain.columns.Bars`."""

    open_us: int
    close_us: int
    bid_open: int
    bid_high: int
    bid_low: int
    bid_close: int
    ask_open: int
    ask_high: int
    ask_low: int
    ask_close: int
    mid2_open: int
    mid2_high: int
    mid2_low: int
    mid2_close: int
    bid_volume: int
    ask_volume: int
    ticks: int
    first_us: int
    last_us: int


class CompletedBar(NamedTuple):
    """One bar that was completed, or changed by a late tick after it was; `number` counts its timeframe's from 0."""

    timeframe: str
    number: int
    is_revised: bool
    bar: Bar


def completed_bars(subscription: Subscription) -> Iterator[CompletedBar]:
    """What has happened since the last call, bar by bar. For many bars `subscription.take()` is faster: columns."""
    events = subscription.take()
    columns = [getattr(events.bars, name).tolist() for name in Bar._fields]
    places, numbers, revised = events.timeframe.tolist(), events.index.tolist(), events.is_revised.tolist()
    names = events.timeframes
    rows = zip(places, numbers, revised, zip(*columns, strict=True), strict=True)
    for place, number, is_revised, row in rows:
        yield CompletedBar(names[place], number, is_revised, Bar(*row))
