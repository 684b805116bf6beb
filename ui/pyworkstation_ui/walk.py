"""A walk through the window without anybody watching: a picture of every panel and dialog, for the eye and the README."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from pyworkstation.protocol.messages import Order
from pyworkstation_ui.state.drawing import Anchor, Drawing
from pyworkstation_ui.state.indicator import IndicatorChoice
from pyworkstation_ui.state.risk import RESUME_WORD
from pyworkstation_ui.state.secrets import SecretRow
from pyworkstation_ui.views.data_manager import DataManager
from pyworkstation_ui.views.lock_screen import LockScreen
from pyworkstation_ui.views.secret_dialog import SecretDialog
from pyworkstation_ui.views.system_panel import SystemPanel

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation_ui.app import Desktop
    from pyworkstation_ui.views.main_window import MainWindow

_REST_MS = 900
"""For answers of the engine, and for what moves to come to rest."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Its picture is named after it."""

    name: str
    begin: Callable[[Desktop], None]


class Walk(QObject):
    """Scene by scene into `folder`; `done(exit code, line)` at the end."""

    done = Signal(int, str)

    def __init__(self, desktop: Desktop, folder: Path, *, rest_ms: int = _REST_MS) -> None:
        super().__init__()
        self._desktop = desktop
        self._folder = folder
        self._place = -1
        self._timer = QTimer(self, interval=rest_ms)
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        """Begin with the first."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._timer.start()

    def _go_on(self) -> None:
        if self._place >= 0 and not self._take_picture(SCENES[self._place]):
            self._end(3, f"cannot write into {self._folder}: expected a folder that can be written")
            return
        self._place += 1
        if self._place == len(SCENES):
            self._end(0, f"{len(SCENES)} pictures in {self._folder}")
            return
        _close_dialogs(self._desktop.window)
        SCENES[self._place].begin(self._desktop)

    def _take_picture(self, scene: Scene) -> bool:
        path = self._folder / f"{self._place + 1:02d}-{scene.name}.png"
        return picture_with_dialogs(self._desktop.window).save(str(path))

    def _end(self, code: int, line: str) -> None:
        self._timer.stop()
        _close_dialogs(self._desktop.window)
        self.done.emit(code, line)


def picture_with_dialogs(window: MainWindow) -> QPixmap:
    """The window as a person sees it: with what lies over it, which is in windows of its own, or the lock in its place."""
    for each in QApplication.topLevelWidgets():
        if isinstance(each, LockScreen) and each.isVisible():
            return each.grab()
    picture = window.grab()
    painter = QPainter(picture)
    for each in _over(window):
        place = each.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
        if not window.rect().contains(place):
            place = window.rect().center() - each.rect().center()
        painter.drawPixmap(place, each.grab())
    painter.end()
    return picture


def _over(window: MainWindow) -> list[QWidget]:
    return [
        each
        for each in QApplication.topLevelWidgets()
        if each.isVisible()
        and each is not window
        and (isinstance(each, QDialog) or each is window.dialogs.chooser)
    ]


def _close_dialogs(window: MainWindow) -> None:
    for screen in QApplication.topLevelWidgets():
        if isinstance(screen, LockScreen):
            screen.hide()
    for each in _over(window):
        each.close()
    if window.tour.isVisible():
        window.tour.end()


def _act(*actions: str) -> Callable[[Desktop], None]:
    def begin(desktop: Desktop) -> None:
        for action in actions:
            desktop.window.actions_by_id.by_id[action].trigger()

    return begin


def _show_lock(desktop: Desktop) -> None:
    """Its page; nothing is locked, and no passphrase set."""
    screen = desktop.curtain.screen
    screen.setGeometry(desktop.window.geometry())
    screen.show()


def _open(name: str) -> Callable[[Desktop], None]:
    """A panel that may be open already, in the place of the others."""
    return lambda desktop: desktop.window.sides.enter_alone(name)


def _show_data(page: int) -> Callable[[Desktop], None]:
    def begin(desktop: Desktop) -> None:
        manager = desktop.window.slots["data"].page
        assert isinstance(manager, DataManager)
        manager.tabs.setCurrentIndex(page)

    return begin


def _open_wizard(desktop: Desktop) -> None:
    manager = desktop.window.slots["data"].page
    assert isinstance(manager, DataManager)
    manager.open_wizard()


def _nothing(_: object = None) -> None:
    """What is asked for in a picture is not done."""


def _ask_change(desktop: Desktop) -> None:
    """Of an order such as there may be."""
    order = Order(
        id=1,
        client_order_id="walk",
        symbol="EURUSD",
        digits=5,
        side="buy",
        quantity=10_000,
        filled=0,
        average_millipoints=None,
        kind="limit",
        price=108_000,
        trigger=None,
        distance_points=None,
        distance_ppm=None,
        step_points=None,
        time_in_force="gtc",
        expires_us=None,
        reduce_only=False,
        position=None,
        parent=None,
        oco_group=None,
        status="accepted",
        reason=None,
        placed_us=0,
        changed_us=0,
    )
    desktop.window.dialogs.ask_change(order, _nothing)


def _ask_secret(desktop: Desktop) -> None:
    _show_secrets(desktop)
    row = SecretRow(
        name="fred-api-key",
        condition="missing",
        words="",
        kept_in="",
        set_us=None,
        due_us=None,
        has_successor=False,
        purpose="Key of the FRED service",
        expected="32 letters and digits",
        readers=(),
    )
    SecretDialog(row, "Set", _nothing, desktop.window.dialogs.settings).open()


def _ask_word(desktop: Desktop) -> None:
    desktop.window.dialogs.ask_word(RESUME_WORD, _nothing)


def _ask_text(desktop: Desktop) -> None:
    desktop.window.dialogs.ask_text()


def _ask_first(desktop: Desktop) -> None:
    desktop.window.dialogs.ask_first(
        "1 position and 2 orders: all are closed and cancelled.", "Flatten", _nothing
    )


def _ask_to_close(desktop: Desktop) -> None:
    losses = ["2 alerts can only fire while the engine runs, which ends with this window."]
    desktop.window.dialogs.ask_to_close(losses, _nothing, leave=_nothing)


def _show_requests(desktop: Desktop) -> None:
    panel = desktop.window.slots["system"].page
    assert isinstance(panel, SystemPanel)
    panel.tabs.setCurrentIndex(1)


def _show_secrets(desktop: Desktop) -> None:
    dialog = desktop.window.dialogs.settings
    dialog.open_all()
    dialog.tabs.setCurrentWidget(dialog.secrets)


def _furnish(desktop: Desktop) -> None:
    """Indicators over the prices and below them, and drawings, as a trader has them."""
    desk = desktop.desk
    for panel, name, params in _INDICATORS:
        if name in desk.indicators.specs:
            place = len(desk.indicators.of(panel))
            desk.indicators.add(panel, IndicatorChoice(name=name, params=dict(params), colour=place))
    chart = desk.panels["chart3"].chart
    if chart.symbol is not None and len(chart.series) > _DRAWN_BARS:
        times, (_, high, low, _) = chart.series.open_us, chart.series.ohlc(slice(-_DRAWN_BARS, None))
        first, last = int(times[-_DRAWN_BARS]), int(times[-1])
        top, foot = int(high[0]), int(low[-1])
        anchors = (Anchor(first, top), Anchor(last, foot))
        desk.drawings.restore([Drawing(1, "trend", chart.symbol, anchors)])


def _one_chart(desktop: Desktop) -> None:
    desktop.window.charts.activate("chart3")
    desktop.window.charts.toggle_maximised()


def _more_charts(desktop: Desktop) -> None:
    desktop.window.sides.close("system")
    _act("add_chart", "kind_heikin-ashi", "link_B", "add_chart", "kind_area", "link_C", "duplicate_chart")(
        desktop
    )


_DRAWN_BARS = 60
_INDICATORS: tuple[tuple[str, str, dict[str, float | str]], ...] = (
    ("chart1", "EMA", {"period": 20.0}),
    ("chart1", "EMA", {"period": 50.0}),
    ("chart2", "BBANDS", {}),
    ("chart4", "RSI", {}),
    ("chart3", "MACD", {}),
)

SCENES = (
    Scene("charts", _furnish),
    Scene("watchlist", _open("watch")),
    Scene("time-and-sales", _open("tape")),
    Scene("data-imports", _open("data")),
    Scene("data-coverage", _show_data(1)),
    Scene("data-quality", _show_data(2)),
    Scene("data-left-out", _show_data(3)),
    Scene("import", _open_wizard),
    Scene("timeframes", _open("mtf")),
    Scene("alerts", _open("alerts")),
    Scene("trading", _open("trading")),
    Scene("ladder", _open("ladder")),
    Scene("risk", _open("risk")),
    Scene("performance", _open("performance")),
    Scene("system-log", _open("system")),
    Scene("system-requests", _show_requests),
    Scene("more-charts", _more_charts),
    Scene("reset", _act("reset_layout")),
    Scene("one-chart", _one_chart),
    Scene("all-charts", _act("maximise")),
    Scene("indicator", _act("add_indicator")),
    Scene("timeframe", _act("timeframe")),
    Scene("symbol", _act("symbol")),
    Scene("go-to-date", _act("go_to_date")),
    Scene("palette", _act("palette")),
    Scene("settings", _act("show_settings")),
    Scene("secrets", _show_secrets),
    Scene("secret", _ask_secret),
    Scene("change-order", _ask_change),
    Scene("text", _ask_text),
    Scene("word", _ask_word),
    Scene("ask-first", _ask_first),
    Scene("closing", _ask_to_close),
    Scene("save-workspace", _act("save_workspace")),
    Scene("shortcuts", _act("change_shortcuts")),
    Scene("keys", _act("show_keys")),
    Scene("about", _act("show_about")),
    Scene("lock", _show_lock),
    Scene("passphrase", _act("passphrase")),
    Scene("tour", _act("show_tour")),
    Scene("engine-log", _act("show_log")),
    Scene("light", _act("show_log", "theme_light")),
    Scene("light-watchlist", _open("watch")),
    Scene("blue-and-orange", _act("candles_1", "theme_dark")),
    Scene("large-text", _act("text_130")),
    Scene("end", _act("text_100", "candles_0")),
)
