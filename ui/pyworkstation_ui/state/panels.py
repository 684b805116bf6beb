"""What a chart panel shows, and the panels of a window that nobody has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pyworkstation_ui.state.link import LEADER, LinkGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

PANEL_TIMEFRAMES = ("M1", "M5", "M15", "H1", "H4", "D1")
"""Timeframes of the panels, row by row. Each must be one of `pyworkstation.domain.timeframe.STANDARD_TIMEFRAMES`."""

CHART_IDS = tuple(f"chart{number}" for number in range(1, len(PANEL_TIMEFRAMES) + 1))
"""Names of the panels, whatever timeframe they show."""

COLUMNS = 3
"""Panels in a row."""

MOST_CHARTS = 24
"""More would be too small to be read on any screen."""

ChartKind = Literal["candles", "bars", "line", "area", "heikin-ashi"]
ScaleKind = Literal["linear", "log", "percent"]
Side = Literal["bid", "ask", "mid"]


@dataclass(frozen=True, slots=True)
class PanelLook:
    """How one panel shows its bars, and of which symbol: None is the one that is replayed."""

    timeframe: str
    kind: ChartKind = "candles"
    side: Side = "bid"
    scale: ScaleKind = "linear"
    group: LinkGroup = LEADER
    symbol: str | None = None


def free_name(taken: Iterable[str]) -> str:
    """The name after the last."""
    return f"chart{max(map(number_of, taken)) + 1}"


def number_of(name: str) -> int:
    """Charts are in the order of these."""
    return int(name.removeprefix("chart"))


def panel_title(look: PanelLook) -> str:
    """The timeframe, and what is not as usual."""
    unusual = [
        look.side if look.side != "bid" else "",
        look.kind if look.kind == "heikin-ashi" else "",
        look.scale if look.scale != "linear" else "",
    ]
    return " ".join([look.timeframe, *(word for word in unusual if word)])
