"""Charts of symbols that are not replayed, and whose quotes are wanted: live as far as the replay's clock has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation_ui.models.chart_model import ChartModel
from pyworkstation_ui.state.beside import Beside
from pyworkstation_ui.state.series import Change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation_ui.doors import BridgeDoor
    from pyworkstation_ui.state.events import BarsArrived

_MOST_QUOTED = 1000
"""What one request can name."""


class BesideCharts:
    """By symbol and timeframe. What is no longer wanted, the engine lets go by itself."""

    def __init__(self, door: BridgeDoor) -> None:
        self._door = door
        self._charts: dict[tuple[str, str], ChartModel] = {}
        self._quoted: tuple[str, ...] = ()
        self._told = Beside()

    def chart(self, symbol: str, timeframe: str) -> ChartModel:
        """The one of a symbol and timeframe."""
        key = symbol, timeframe
        if key not in self._charts:
            chart = self._charts[key] = ChartModel(timeframe)
            chart.symbol = symbol
        return self._charts[key]

    def keep(self, charts: list[ChartModel]) -> None:
        """Let the others go."""
        self._charts = {key: each for key, each in self._charts.items() if each in charts}
        self._tell()

    def quote(self, symbols: Iterable[str]) -> None:
        """Quotes of these are looked at now, the first ones where there are very many."""
        self._quoted = tuple(sorted(tuple(symbols)[:_MOST_QUOTED]))
        self._tell()

    def take(self, event: BarsArrived) -> bool:
        """Bars of one of the charts; False when they are not."""
        newest = event.snapshot or event.updates[-1]
        chart = self._charts.get((newest.symbol, newest.timeframe))
        if chart is not None and chart.take(event) is Change.GAP:
            self._door.resync(event.topic)
        return chart is not None

    def forget_engine(self) -> None:
        """Another engine may have other bars."""
        for (symbol, _), chart in self._charts.items():
            chart.clear()
            chart.symbol = symbol

    def _tell(self) -> None:
        wanted = Beside(tuple(self._charts), self._quoted)
        if wanted != self._told:
            self._told = wanted
            self._door.show_beside(wanted)
