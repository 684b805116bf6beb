"""A bridge that a test feeds, and the window on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pyworkstation.domain.columns import Bars
from pyworkstation.protocol.messages import ReplayState, Reply, Request
from pyworkstation_ui.app import build, make_application
from pyworkstation_ui.state.beside import Beside
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import (
    BarsArrived,
    EngineFound,
    EngineHeard,
    Event,
    PhaseChanged,
    ReplayMoved,
    ReplyArrived,
    ReplyEnded,
)
from pyworkstation_ui.state.older_bars import OlderWanted
from pyworkstation_ui.state.panels import PANEL_TIMEFRAMES
from pyworkstation_ui.state.replay import Wish
from pyworkstation_ui.state.side_panels import SIDE_PANELS
from pyworkstation_ui.views.chart_panel import ChartPanel
from pyworkstation_ui.views.panel_page import PanelPage
from tests.unit.ui_state.market import (
    HOUR,
    MONDAY,
    SPAN_US,
    bars,
    replay_state,
    snapshot,
    status,
    symbol_status,
)


class FakeBridge:
    """Hands out what was posted; remembers what was asked."""

    def __init__(self) -> None:
        self.waiting: list[Event] = []
        self.sent: list[Request] = []
        self.resynced: list[str] = []
        self.older: list[OlderWanted] = []
        self.timeframes: list[tuple[str, ...]] = []
        self.beside: list[Beside] = []
        self.asked: list[Request] = []
        self.forgotten: list[int] = []
        self.starts = 0
        self.stops = 0
        self.kills = 0
        self.owns_engine = False
        self.shows_account = True

    def start(self) -> None:
        """Nothing to begin."""

    def close(self) -> None:
        """Nothing to end."""

    def post(self, *events: Event) -> None:
        """Let these wait for the next frame."""
        self.waiting += events

    def drain(self) -> list[Event]:
        """What waits."""
        events, self.waiting = self.waiting, []
        return events

    def send(self, body: Request) -> int:
        """Remember it."""
        self.sent.append(body)
        return len(self.sent)

    def resync(self, topic: str) -> None:
        """Remember it."""
        self.resynced.append(topic)

    def fetch_older(self, wanted: OlderWanted) -> None:
        """Remember it."""
        self.older.append(wanted)

    def show_timeframes(self, timeframes: tuple[str, ...]) -> None:
        """Remember it."""
        self.timeframes.append(timeframes)

    def show_beside(self, wanted: Beside) -> None:
        """Remember it."""
        self.beside.append(wanted)

    def show_account(self, *, is_shown: bool) -> None:
        """Remember it."""
        self.shows_account = is_shown

    def ask(self, body: Request) -> int:
        """Remember it; its id is its place in `asked`, from a thousand on."""
        self.asked.append(body)
        return 1000 + len(self.asked) - 1

    def forget(self, request_id: int) -> None:
        """Remember it."""
        self.forgotten.append(request_id)

    def answer(self, kind: type[Request], *replies: Reply, fault: str = "") -> None:
        """Answer the newest request of a kind, and end the answer."""
        place = max(place for place, body in enumerate(self.asked) if isinstance(body, kind))
        self.tell(kind, *replies)
        self.post(ReplyEnded(1000 + place, fault))

    def tell(self, kind: type[Request], *replies: Reply) -> None:
        """Parts of the answer to the newest request of a kind."""
        place = max(place for place, body in enumerate(self.asked) if isinstance(body, kind))
        self.post(*(ReplyArrived(1000 + place, reply) for reply in replies))

    def leave_engine(self) -> None:
        """Remember it."""
        self.owns_engine = False

    def start_engine(self) -> None:
        """Remember it."""
        self.starts += 1

    def stop_engine(self) -> None:
        """Remember it."""
        self.stops += 1

    def kill_engine(self) -> None:
        """Remember it."""
        self.kills += 1


class Screen:
    """The window, driven frame by frame."""

    def __init__(self, bridge: FakeBridge, log: Path) -> None:
        make_application()
        self.bridge = bridge
        self.log = log
        self.desktop = build(bridge, wish=Wish(), log=log, kept=log.parent / "desktop")
        self.window = self.desktop.window
        self.desk = self.desktop.desk

    def tick(self, *events: Event) -> None:
        """One frame with these events."""
        self.bridge.post(*events)
        self.desktop.frames.tick()
        QApplication.processEvents()

    def connect(self, replay: ReplayState | None = None) -> None:
        """An engine answers, and replays EURUSD."""
        state = replay or replay_state()
        self.tick(
            PhaseChanged(Phase.CONNECTED),
            EngineFound(status(symbol_status(), replay=state), again=False),
            EngineHeard(MONDAY + 14 * HOUR),
            ReplayMoved(state),
        )

    def show_bars(self, count: int) -> dict[str, Bars]:
        """Snapshots in all panels, the newest bar of each around Monday noon."""
        shown = {}
        for timeframe in PANEL_TIMEFRAMES:
            span_us = SPAN_US[timeframe]
            start_us = (MONDAY + 12 * HOUR) // span_us * span_us - (count - 1) * span_us
            shown[timeframe] = bars(count, start_us=start_us, span_us=span_us)
            message = snapshot(shown[timeframe], timeframe=timeframe)
            self.bridge.post(BarsArrived(f"bars.EURUSD.{timeframe}", message))
        self.tick()
        return shown

    def panel(self, timeframe: str) -> ChartPanel:
        """The panel of a timeframe."""
        return next(panel for panel in self.window.panels if panel.timeframe == timeframe)

    def open_panel(self, qtbot: QtBot, name: str) -> PanelPage:
        """A panel beside the charts, opened by its key, the keyboard in it."""
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        QTest.keySequence(self.window, SIDE_PANELS[name].key)
        page = self.window.slots[name].page
        assert page is not None
        qtbot.waitUntil(page.window().isActiveWindow)
        self.tick()
        return page

    def button(self, action: str, *, within: QWidget | None = None) -> QWidget:
        """The button of an action, in the window or a part of it."""
        wanted = self.window.actions_by_id.by_id[action]
        buttons = (within or self.window).findChildren(QWidget)
        return next(each for each in buttons if getattr(each, "defaultAction", lambda: None)() is wanted)

    def hover(self, panel: ChartPanel, x: float, y: float) -> None:
        """Move the mouse over a panel, and draw."""
        QTest.mouseMove(panel.canvas, QPoint(int(x), int(y)))
        self.tick()

    def wheel(self, panel: ChartPanel, x: float, y: float, notches: int) -> None:
        """Turn the wheel over a panel, and draw."""
        viewport = panel.canvas
        at = QPointF(x, y)
        event = QWheelEvent(
            at,
            QPointF(viewport.mapToGlobal(at.toPoint())),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)
        self.tick()

    def drag(self, panel: ChartPanel, from_x: int, to_x: int) -> None:
        """Drag the chart sideways, and draw."""
        viewport = panel.canvas
        button = Qt.MouseButton.LeftButton
        QTest.mousePress(viewport, button, Qt.KeyboardModifier.NoModifier, QPoint(from_x, 60))
        QTest.mouseMove(viewport, QPoint(to_x, 60))
        QTest.mouseRelease(viewport, button, Qt.KeyboardModifier.NoModifier, QPoint(to_x, 60))
        self.tick()


def picture(widget: QWidget) -> QImage:
    """What a widget looks like, 32 bits a pixel."""
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def colours(image: QImage, x: int) -> list[str]:
    """Names of the colours of one column, from top to bottom."""
    return [image.pixelColor(x, y).name() for y in range(image.height())]
