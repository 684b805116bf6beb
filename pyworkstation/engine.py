"""The compiled engine, for everybody else: the one importer of `_engine`, and its columns as the domain's."""

# ruff: noqa: TID251 - this is the one place that may.

from __future__ import annotations

from pyworkstation._engine import (
    BarBuilder,
    BarColumns,
    CsvReader,
    Dialect,
    MtfEngine,
    TickColumns,
    bar_span,
    detect_dialect,
    dialects,
    echo,
    parse_timeframe,
    read_bi5_candles,
    read_bi5_ticks,
)
from pyworkstation._engine import __version__ as version
from pyworkstation.domain.columns import Bars, Ticks

__all__ = [
    "BarBuilder",
    "BarColumns",
    "CsvReader",
    "Dialect",
    "MtfEngine",
    "TickColumns",
    "bar_span",
    "detect_dialect",
    "dialects",
    "echo",
    "parse_timeframe",
    "read_bi5_candles",
    "read_bi5_ticks",
    "tick_columns",
    "to_bars",
    "to_ticks",
    "version",
]


def to_ticks(columns: TickColumns) -> Ticks:
    """The engine's ticks as domain columns, without a copy."""
    return Ticks(columns.ts_us, columns.bid, columns.ask, columns.bid_volume, columns.ask_volume)


def tick_columns(ticks: Ticks) -> TickColumns:
    """Domain columns as the engine's ticks; copies."""
    return TickColumns.from_numpy(ticks.ts_us, ticks.bid, ticks.ask, ticks.bid_volume, ticks.ask_volume)


def to_bars(columns: BarColumns) -> Bars:
    """The engine's bars as domain columns; one copy."""
    return Bars.unpack(columns.pack())
