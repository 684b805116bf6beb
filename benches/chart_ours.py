"""The scene of the frame bench in the desktop itself: its window, its six panels, its frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from benches.chart_scene import SIZE
from pyworkstation.protocol.messages import AttachIndicator
from pyworkstation.services.list_indicators import list_indicators
from pyworkstation_ui.state.events import BarsArrived, IndicatorAttached, IndicatorsListed, ValuesArrived
from pyworkstation_ui.state.indicator import IndicatorChoice, default_choice
from pyworkstation_ui.state.panels import CHART_IDS
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.indicators import attached_as, values_update
from tests.unit.ui_state.market import snapshot, update

if TYPE_CHECKING:
    from pathlib import Path

    from benches.chart_scene import Floats, Market
    from pyworkstation.domain.columns import Bars
    from pyworkstation.protocol.messages import IndicatorSpec
    from pyworkstation_ui.state.events import Event

NAMES = ("EMA", "BBANDS", "RSI")


class OurCharts:
    """Six panels, shown and fed."""

    def __init__(self, markets: list[Market], folder: Path, *, in_view: int | None) -> None:
        self._markets = markets
        self._bridge = FakeBridge()
        self.screen = Screen(self._bridge, folder / "engine.log")
        self.screen.window.resize(*SIZE)
        self.screen.window.show()
        self.screen.connect()
        specs = tuple(spec for spec in list_indicators().indicators if spec.name in NAMES)
        self.screen.tick(IndicatorsListed(specs))
        for chart, market in zip(CHART_IDS, markets, strict=True):
            self._load(market)
            self._add_indicators(chart, market, specs)
        self.screen.tick()
        self._rows = [market.forming_at(0)[0] for market in markets]
        for panel in self.screen.window.panels:
            if in_view is not None and panel.frame is not None:
                panel.zoom(panel.canvas.width() / in_view / panel.frame.bar_px)
        self.screen.tick()

    def prepare(self, frame: int) -> None:
        """What the stream brings until the next frame."""
        for number, market in enumerate(self._markets):
            row, _ = market.forming_at(frame)
            self._bridge.post(*self._news(market, self._rows[number], row, market.forming(frame)))
            self._rows[number] = row

    def draw(self) -> None:
        """Take it in and paint."""
        self.screen.desktop.frames.tick()
        QCoreApplication.processEvents()

    def close(self) -> None:
        """Let the window go."""
        self.screen.desktop.frames.stop()
        self.screen.window.close()
        self.screen.window.deleteLater()

    def _load(self, market: Market) -> None:
        name = market.timeframe.name
        loaded = market.bars[: market.loaded + 1]
        self.screen.tick(BarsArrived(f"bars.EURUSD.{name}", snapshot(loaded, timeframe=name)))

    def _add_indicators(self, chart: str, market: Market, specs: tuple[IndicatorSpec, ...]) -> None:
        for place, name in enumerate(NAMES):
            spec = next(spec for spec in specs if spec.name == name)
            choice: IndicatorChoice = default_choice(spec, colour=place)
            self.screen.desk.indicators.add(chart, choice)
            request = self._bridge.sent[-1]
            assert isinstance(request, AttachIndicator)
            attached = attached_as(request, _id(market, place), spec)
            rows = _rows(market, place)[:, : market.loaded + 1]
            message = values_update(
                rows[:, :-1], rows[:, -1:], attached_id=attached.id, timeframe=request.timeframe
            )
            self.screen.tick(
                IndicatorAttached(len(self._bridge.sent), attached), ValuesArrived(attached.topic, message)
            )

    def _news(self, market: Market, before: int, row: int, forming: Bars) -> list[Event]:
        name = market.timeframe.name
        bars = update(market.bars[before:row], forming, first_index=before, timeframe=name)
        events: list[Event] = [BarsArrived(f"bars.EURUSD.{name}", None, (bars,))]
        for place in range(len(NAMES)):
            rows = _rows(market, place)
            values = values_update(
                rows[:, before:row],
                rows[:, row : row + 1],
                first_index=before,
                attached_id=_id(market, place),
                timeframe=name,
            )
            events.append(ValuesArrived(_topic(market, place), None, (values,)))
        return events


def _id(market: Market, place: int) -> int:
    return market.timeframe.ticks * 10 + place


def _topic(market: Market, place: int) -> str:
    return f"values.EURUSD.{market.timeframe.name}.{_id(market, place)}"


def _rows(market: Market, place: int) -> Floats:
    return (market.average[None], market.bands, market.strength[None])[place]
