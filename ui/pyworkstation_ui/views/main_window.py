"""The window: bars at the top and bottom, docks between them. What it is made of has a file each."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from pyworkstation_ui.state.panels import CHART_IDS, PANEL_TIMEFRAMES, PanelLook
from pyworkstation_ui.state.veil import is_veiled, veil_text
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.action_set import ActionSet
from pyworkstation_ui.views.alert_bell import AlertBell
from pyworkstation_ui.views.banner import Banners
from pyworkstation_ui.views.dialogs import Dialogs
from pyworkstation_ui.views.dock_area import DockArea
from pyworkstation_ui.views.dress import dress_window
from pyworkstation_ui.views.engine_bar import EngineBar
from pyworkstation_ui.views.gauges_bar import GaugesBar
from pyworkstation_ui.views.icons import window_icon
from pyworkstation_ui.views.menu_bar import MenuBar
from pyworkstation_ui.views.open_charts import OpenCharts
from pyworkstation_ui.views.replay_bar import ReplayBar
from pyworkstation_ui.views.side_docks import SideDocks
from pyworkstation_ui.views.side_panels import makers
from pyworkstation_ui.views.tour import Tour
from pyworkstation_ui.views.veil import Veil

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from pyworkstation_ui.commands import Commands
    from pyworkstation_ui.models.credentials_model import Credentials
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.engine_restart import EngineRestart
    from pyworkstation_ui.models.own_engine import OwnEngine
    from pyworkstation_ui.state.link import LinkGroup
    from pyworkstation_ui.state.tour import Target

_SMALLEST = (960, 540)
"""Below it the bars at the top and bottom would not fit; it fits a small notebook at 150 %."""


class MainWindow(QMainWindow):
    """Shows the desk; what the user does goes to the commands."""

    closed = Signal()
    layout_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        commands: Commands,
        log: Path,
        *,
        own_engine: OwnEngine,
        restart: EngineRestart,
        credentials: Credentials,
    ) -> None:
        super().__init__()
        dress_window(self)
        self._desk = desk
        self._log_path = log
        self._own_engine = own_engine
        self._is_certain = self._is_placed = False
        self.actions_by_id = ActionSet(self, commands)
        self.dialogs = Dialogs(desk, self.actions_by_id, self, restart=restart, credentials=credentials)
        self.grid = DockArea()
        self.charts = OpenCharts(desk, self.grid, self.actions_by_id, self.dialogs)
        self.panels = self.charts.panels
        self.engine_bar = EngineBar(desk.connection, desk.replay, self.actions_by_id)
        self.replay_bar = ReplayBar(desk, self.actions_by_id)
        self.gauges = GaugesBar(desk)
        self.banners = Banners(desk, self.actions_by_id)
        self.bell = AlertBell(desk.alerts, desk.notices)
        self.veil = Veil(self.grid, but_not=self.grid.beside_charts)
        self.sides = SideDocks(self.grid, makers(desk, self.actions_by_id, log, commands.choose_in))
        self.slots = self.sides.slots
        self.guards: list[Callable[[], str]] = [self.sides.loss, own_engine.loss]
        """What closing would lose, each in a sentence; empty where it loses nothing."""
        self._lay_out()
        self.tour = Tour(self, self._part)
        self.closed.connect(credentials.close)
        self._listen_to_widgets(commands)
        self._listen_to_models()
        self._show_keys_of_actions()
        self.charts.show_titles()
        self._show_links()
        self.charts.focus(self.charts.active)
        self._show_situation()

    def _listen_to_widgets(self, commands: Commands) -> None:
        self.grid.changed.connect(self._on_layout)
        self.grid.window_made.connect(self.actions_by_id.act_in)
        self.grid.close_wanted.connect(self._desk.remove_chart)
        self.grid.link_wanted.connect(self._offer_links)
        self.charts.changed.connect(self._chain_tabs)
        self.charts.changed.connect(self._on_layout)
        self.sides.left.connect(self.charts.enter)
        self.dialogs.timeframe.chosen.connect(commands.show_timeframe)
        self.dialogs.go_to.chosen.connect(commands.seek_to)
        self.engine_bar.symbol_chosen.connect(commands.choose_symbol)
        self.replay_bar.seeked.connect(commands.seek_to)
        self.tour.ended.connect(self._end_tour)

    def _listen_to_models(self) -> None:
        desk = self._desk
        desk.links_changed.connect(self._show_links)
        desk.links_changed.connect(self.layout_changed)
        desk.settings.changed.connect(self._show_keys_of_actions)
        desk.settings.redressed.connect(self._show_dress)
        desk.situation_changed.connect(self._show_situation)
        desk.connection.changed.connect(self._show_situation)
        desk.bars_reset.connect(self._show_veil)

    def flush(self) -> None:
        """Draw what changed since the last frame."""
        self.charts.flush()
        self.sides.flush()

    def show_tour(self) -> None:
        """The window's parts in a few words, one after the other."""
        self.tour.begin()

    def _part(self, target: Target) -> QWidget:
        chart = self.charts.active
        parts: dict[Target, QWidget] = {
            "charts": self.grid,
            "chart": chart,
            "tab": self.grid.tab(chart.panel.id),
            "replay": self.replay_bar,
            "engine": self.engine_bar,
            "menus": self.menuBar(),
        }
        return parts[target]

    def _end_tour(self) -> None:
        self._desk.settings.end_tour()
        self.charts.enter()

    def show_reports(self) -> None:
        """Open the folder of what broke here, in the system's own way."""
        folder = self._log_path.parent / "faults"
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def recolour_drawing(self) -> None:
        """The next of the theme's colours for the selected drawing."""
        self._desk.drawings.recolour_selected(len(theme.LINES))

    def _show_keys_of_actions(self) -> None:
        self.actions_by_id.give_keys(self._desk.settings.now.shortcuts)

    def _show_dress(self) -> None:
        """Pictures that were made in the colours of before."""
        self.charts.show_titles()
        self._show_links()
        self.charts.redraw()

    def remember_first_layout(self) -> None:
        """All panels are there, and nobody has moved one."""
        self.grid.remember_first()

    def toggle_floating(self) -> None:
        """What has the keyboard goes into a window of its own, or back."""
        side, chart = (
            self.sides.with_keyboard,
            self.charts.active,
        )  # On its way the keyboard passes by others.
        self.grid.toggle_floating(side or chart.panel.id)
        if side is None:
            self.charts.focus(chart)
            self.charts.enter()
        else:
            self.sides.enter(side)

    def step_panel(self, step: int) -> None:
        """To the next of all charts and panels that are open, or the one before."""
        open_now = self._desk.open_panels
        stops = [name for name in (*self._desk.panels, *self.slots) if name in open_now]
        now = self.sides.with_keyboard or self._desk.active
        place = stops.index(now) if now in stops else 0
        target = stops[(place + step) % len(stops)]
        if target in self.slots:
            self.sides.enter(target)
        else:
            self.charts.activate(target)
            self.charts.enter()

    def toggle_full_screen(self) -> None:
        """All of the screen, without the system's bars, or a window as before."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _on_layout(self) -> None:
        self._desk.set_open_panels(self.grid.open_panels())
        self.veil.update()
        self.layout_changed.emit()

    def reset_layout(self) -> None:
        """The charts of the first day, as they look now, where they were then."""
        desk = self._desk
        for name, timeframe in zip(CHART_IDS, PANEL_TIMEFRAMES, strict=True):
            if name not in desk.panels:
                desk.add_chart(PanelLook(timeframe), name=name)
        for name in [name for name in desk.panels if name not in CHART_IDS]:
            desk.remove_chart(name)
        self.grid.reset_layout()
        self.charts.flush()
        self._on_layout()

    def layout_text(self) -> str:
        """Where the panels sit, to be kept."""
        return self.grid.layout_text()

    def place_first(self) -> None:
        """As large as the screen, where nothing is known of its place; Qt refuses a place of a screen that was far other."""
        if not self._is_placed:
            self.resize(self.size().boundedTo(self.screen().availableSize()))
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def geometry_text(self) -> str:
        """Where the window stands, to be kept."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def restore_layout(self, layout: str, geometry: str) -> None:
        """As it was kept; what no longer fits stays as it is. A window on a screen that is gone comes back by itself."""
        if geometry:
            self._is_placed = self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        if layout:
            self.grid.restore_layout(layout)
            self.charts.flush()
            self._on_layout()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Say that the window is going; ask first, where something would be lost with it."""
        losses = [] if self._is_certain else [loss for guard in self.guards if (loss := guard())]
        if losses:
            event.ignore()
            leave = self._own_engine.leave if self._own_engine.is_running else None
            self.dialogs.ask_to_close(losses, self.close_anyway, leave=leave)
            return
        self.closed.emit()
        self.grid.close_floating()
        super().closeEvent(event)

    def close_anyway(self) -> None:
        """Whatever is lost."""
        self._is_certain = True
        self.close()

    def _show_links(self) -> None:
        for name, group in self._desk.side_groups.items():
            self.grid.set_link(name, group)

    def link(self, group: LinkGroup) -> None:
        """What has the keyboard joins a group: a panel beside the charts, or the active chart."""
        side = self.sides.linked_with_keyboard
        if side is not None:
            self._desk.link_side(side, group)
        else:
            self._desk.link(self._desk.active, group)

    def _offer_links(self, name: str, at: QPoint) -> None:
        """The chip was clicked."""
        if name in self.slots:
            self.slots[name].enter()
        else:
            self.charts.activate(name)
        self.actions_by_id.menus["Chart/Link"].popup(at)

    def _lay_out(self) -> None:
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.engine_bar)
        layout.addWidget(self.banners)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.replay_bar)
        self.setCentralWidget(centre)
        self._chain_tabs()
        self.setStatusBar(self.gauges)
        self.setMenuBar(MenuBar())
        self.actions_by_id.fill(self.menuBar())
        self.setWindowTitle("pyworkstation")
        QApplication.setWindowIcon(window_icon())
        self.setMinimumSize(*_SMALLEST)
        self.resize(1600, 900)

    def _chain_tabs(self) -> None:
        """Of those in this window: Qt knows no order across windows."""
        docked = [panel for panel in self.panels if panel.window() is self]
        for before, after in pairwise([*docked, self.replay_bar.slider]):
            self.setTabOrder(before, after)

    def _show_situation(self) -> None:
        self.actions_by_id.refresh(self._desk.situation)
        self._show_veil()

    def _show_veil(self) -> None:
        has_bars = any(len(chart.series) for chart in self._desk.charts.values())
        if is_veiled(self._desk.situation, has_bars=has_bars):
            status = self._desk.connection.status
            self.veil.lower_over(veil_text(self._desk.situation, has_bars=has_bars, status=status))
        else:
            self.veil.hide()
