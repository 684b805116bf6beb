"""The window: bars at the top and bottom, six panels between them."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QInputDialog,
    QMainWindow,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from pyworkstation_ui.models.notices_model import Tone
from pyworkstation_ui.state.panels import CHART_IDS, PANEL_TIMEFRAMES, PanelLook, number_of, panel_title
from pyworkstation_ui.state.side_panels import LINKED_PANELS, SIDE_PANELS
from pyworkstation_ui.state.veil import is_veiled, veil_text
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.action_set import ActionSet
from pyworkstation_ui.views.alert_bell import AlertBell
from pyworkstation_ui.views.banner import Banners
from pyworkstation_ui.views.change_order_dialog import ChangeOrderDialog
from pyworkstation_ui.views.chart_menu import ChartMenu
from pyworkstation_ui.views.chart_panel import ChartPanel
from pyworkstation_ui.views.chart_screenshot import copy_picture, save_picture
from pyworkstation_ui.views.chooser import Choice, Chooser
from pyworkstation_ui.views.dock_area import DockArea
from pyworkstation_ui.views.engine_bar import EngineBar
from pyworkstation_ui.views.gauges_bar import GaugesBar
from pyworkstation_ui.views.go_to_dialog import GoToDialog
from pyworkstation_ui.views.help_dialog import HelpDialog, about_html, keys_html
from pyworkstation_ui.views.icons import window_icon
from pyworkstation_ui.views.indicator_dialog import IndicatorDialog
from pyworkstation_ui.views.panel_slot import PanelSlot
from pyworkstation_ui.views.passphrase_dialog import PassphraseDialog
from pyworkstation_ui.views.replay_bar import ReplayBar
from pyworkstation_ui.views.settings_dialog import SettingsDialog
from pyworkstation_ui.views.shortcuts_dialog import ShortcutsDialog
from pyworkstation_ui.views.side_panels import makers
from pyworkstation_ui.views.system_panel import SystemPanel
from pyworkstation_ui.views.text_dialog import text_dialog
from pyworkstation_ui.views.timeframe_dialog import TimeframeDialog
from pyworkstation_ui.views.tour import Tour
from pyworkstation_ui.views.veil import Veil
from pyworkstation_ui.views.word_dialog import word_dialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from pyworkstation.protocol.messages import ModifyOrder, Order
    from pyworkstation_ui.commands import Commands
    from pyworkstation_ui.models.credentials_model import Credentials
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.engine_restart import EngineRestart
    from pyworkstation_ui.models.panel_model import PanelModel
    from pyworkstation_ui.state.link import LinkGroup
    from pyworkstation_ui.state.tour import Target

_ABOUT_PX2 = 20_000
_SMALLEST = (960, 540)
"""Below it the bars at the top and bottom would not fit; it fits a small notebook at 150 %."""


class MainWindow(QMainWindow):
    """Shows the desk; what the user does goes to the commands."""

    closed = Signal()
    layout_changed = Signal()

    def __init__(
        self, desk: Desk, commands: Commands, log: Path, *, restart: EngineRestart, credentials: Credentials
    ) -> None:
        super().__init__()
        self._desk = desk
        self._log_path = log
        self._is_certain = False
        self.guards: list[Callable[[], str]] = [self._panels_loss]
        """What closing would lose, each in a sentence; empty where it loses nothing."""
        self.actions_by_id = ActionSet(self, commands)
        self.chart_menu = ChartMenu(self.actions_by_id)
        self.panels = [self._make_panel(panel) for panel in desk.panels.values()]
        self._active = self.panels[0]
        self.engine_bar = EngineBar(desk.connection, desk.replay, self.actions_by_id)
        self.replay_bar = ReplayBar(desk, self.actions_by_id)
        self.gauges = GaugesBar(desk)
        self.grid = DockArea()
        self.grid.add_charts({panel.panel.id: panel for panel in self.panels})
        self.banners = Banners(desk, self.actions_by_id)
        self.bell = AlertBell(desk.alerts, desk.notices)
        self.veil = Veil(self.grid)
        self.help = HelpDialog(self)
        self.go_to = GoToDialog(self)
        self.timeframe_dialog = TimeframeDialog(self)
        self.chooser = Chooser(self)
        self.shortcuts_dialog = ShortcutsDialog(desk.settings, self)
        self.settings_dialog = SettingsDialog(desk, self.actions_by_id, restart, credentials, self)
        self.closed.connect(credentials.close)
        self.text_dialog = text_dialog(desk.drawings, self)
        self.indicator_dialog = IndicatorDialog(desk.indicators, self)
        self.slots = {
            name: PanelSlot(make)
            for name, make in makers(desk, self.actions_by_id, log, commands.choose_in).items()
        }
        for name, slot in self.slots.items():
            self._dock_slot(name, slot)
        self._lay_out()
        self.tour = Tour(self, self._part)
        self._listen_to_widgets(commands)
        self._listen_to_models()
        self._show_keys_of_actions()
        self._show_titles()
        self._show_links()
        self._focus(self._active)
        self._show_situation()

    def _listen_to_widgets(self, commands: Commands) -> None:
        self.grid.changed.connect(self._on_layout)
        self.grid.window_made.connect(self.actions_by_id.act_in)
        self.grid.close_wanted.connect(self._desk.remove_chart)
        self.grid.link_wanted.connect(self._offer_links)
        self.timeframe_dialog.chosen.connect(commands.show_timeframe)
        self.engine_bar.symbol_chosen.connect(commands.choose_symbol)
        self.replay_bar.seeked.connect(commands.seek_to)
        self.go_to.chosen.connect(commands.seek_to)
        self.tour.ended.connect(self._end_tour)

    def _listen_to_models(self) -> None:
        desk = self._desk
        desk.links_changed.connect(self._show_links)
        desk.links_changed.connect(self.layout_changed)
        desk.chart_added.connect(self._add_panel)
        desk.chart_removed.connect(self._remove_panel)
        desk.settings.changed.connect(self._show_keys_of_actions)
        desk.settings.redressed.connect(self._show_dress)
        desk.situation_changed.connect(self._show_situation)
        desk.connection.changed.connect(self._show_situation)
        desk.bars_changed.connect(self._show_veil)
        desk.replay.changed.connect(self._show_titles)

    def flush(self) -> None:
        """Draw what changed since the last frame. Twice over: the mouse in one panel points in all of them."""
        for panel in self.panels:
            panel.flush()
        for panel in self.panels:
            panel.flush()
        for slot in self.slots.values():
            slot.flush()

    def show_log(self) -> None:
        """The engine's log, in the system panel; close it when the user is in it already."""
        page = self.slots["system"].page
        is_read = isinstance(page, SystemPanel) and page.log.isVisible()
        if is_read or not self.slots["system"].has_keyboard:
            self.toggle_panel("system")
        page = self.slots["system"].page
        if isinstance(page, SystemPanel):
            page.show_log()

    def show_keys(self) -> None:
        """List what keys and mouse do."""
        self.help.open_with("Keyboard shortcuts", keys_html(self.actions_by_id))

    def show_tour(self) -> None:
        """The window's parts in a few words, one after the other."""
        self.tour.begin()

    def _part(self, target: Target) -> QWidget:
        parts: dict[Target, QWidget] = {
            "charts": self.grid,
            "chart": self._active,
            "tab": self.grid.tab(self._active.panel.id),
            "replay": self.replay_bar,
            "engine": self.engine_bar,
            "menus": self.menuBar(),
        }
        return parts[target]

    def _end_tour(self) -> None:
        self._desk.settings.end_tour()
        self.to_charts()

    def show_reports(self) -> None:
        """Open the folder of what broke here, in the system's own way."""
        folder = self._log_path.parent / "faults"
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def show_about(self) -> None:
        """Say which versions these are."""
        self.help.open_with("About pyworkstation", about_html(self._desk.connection.status))

    def ask_date(self) -> None:
        """Ask for a time to jump to."""
        self.go_to.open_at(self._desk.replay.state)

    def pointed_price(self) -> tuple[str, float] | None:
        """(symbol, points) at the crosshair of the active chart, or its last price."""
        return self.chart_menu.pointed or self._active.pointed_price()

    def last_price(self) -> float | None:
        """Of the active chart, in points."""
        return self._active.last_price()

    def add_indicator(self) -> None:
        """Choose an indicator for the active panel."""
        self.indicator_dialog.open_for_new(self._active.panel.id)

    def edit_indicator(self, key: int) -> None:
        """Change the parameters of one that is there."""
        self.indicator_dialog.open_for(key)

    def remove_indicators(self) -> None:
        """Take all indicators off the active panel."""
        self._desk.indicators.clear(self._active.panel.id)

    def show_settings(self) -> None:
        """All settings, and the secrets."""
        self.settings_dialog.open_all()

    def change_shortcuts(self) -> None:
        """Show the keys of all actions, to be changed."""
        self.shortcuts_dialog.open_all()

    def _show_keys_of_actions(self) -> None:
        self.actions_by_id.give_keys(self._desk.settings.now.shortcuts)

    def _show_dress(self) -> None:
        """Pictures that were made in the colours of before."""
        self._show_titles()
        self._show_links()
        for panel in self.panels:
            panel.redraw()

    def show_palette(self) -> None:
        """Offer every action that is possible now."""
        self.chooser.open_with("Type what to do", [*self.actions_by_id.choices(), *self._indicator_choices()])

    def _indicator_choices(self) -> list[Choice]:
        """What the mouse does in the legend of the active chart, for the keyboard."""
        indicators = self._desk.indicators
        rows = indicators.of(self._active.panel.id)
        edits = [Choice(f"Edit {row.title}", "", partial(self.edit_indicator, row.key)) for row in rows]
        return edits + [
            Choice(f"Remove {row.title}", "", partial(indicators.remove, row.key)) for row in rows
        ]

    def ask_workspace(self, names: list[str], open_it: Callable[[str], None]) -> None:
        """Offer the workspaces that have a name."""
        choices = [Choice(name, "", partial(open_it, name)) for name in names]
        prompt = "Which workspace" if names else "No workspace has a name yet: save one (Ctrl+S)"
        self.chooser.open_with(prompt, choices)

    def ask_workspace_name(self, name: str, save_as: Callable[[str], None]) -> None:
        """Ask under which name to keep what is open."""
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setObjectName("workspace name")
        dialog.setWindowTitle("Save workspace")
        dialog.setLabelText("Name of the workspace")
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(save_as)
        dialog.open()

    def ask_text(self) -> None:
        """Ask for the words of the text that was just placed."""
        self.text_dialog.setTextValue("")
        self.text_dialog.open()

    def edit_text(self) -> None:
        """Other words for the text that is selected."""
        drawings = self._desk.drawings
        text = drawings.get(drawings.selected)
        if text is not None:
            drawings.show_draft(text)
            self.text_dialog.setTextValue(text.text)
            self.text_dialog.open()

    def recolour_drawing(self) -> None:
        """The next of the theme's colours for the selected drawing."""
        self._desk.drawings.recolour_selected(len(theme.LINES))

    def zoom(self, factor: float) -> None:
        """Zoom the active panel."""
        self._active.zoom(factor)

    def scroll_time(self, direction: float) -> None:
        """Scroll the active panel."""
        self._active.scroll_time(direction)

    def page_time(self, direction: float) -> None:
        """Page the active panel."""
        self._active.page_time(direction)

    def to_oldest(self) -> None:
        """Take the active panel to its oldest bar."""
        self._active.to_oldest()

    def auto_scale(self) -> None:
        """The active panel's prices fill it again."""
        self._active.auto_scale()

    def follow(self) -> None:
        """Bring the active panel back to the newest bar."""
        self._active.follow()

    def follow_all(self) -> None:
        """Bring all panels back to the newest bar."""
        for panel in self.panels:
            panel.follow()

    def next_panel(self) -> None:
        """Make the next panel the active one."""
        place = self.panels.index(self._active)
        self._focus(self.panels[(place + 1) % len(self.panels)])

    def toggle_maximised(self) -> None:
        """Show the active panel alone, or all of them."""
        self.grid.show_only(None if self.grid.is_alone else self._active.panel.id)
        self._active.setFocus(Qt.FocusReason.OtherFocusReason)

    def remember_first_layout(self) -> None:
        """All panels are there, and nobody has moved one."""
        self.grid.remember_first()

    def activate(self, name: str) -> None:
        """The keyboard acts on this chart."""
        self._focus(next(panel for panel in self.panels if panel.panel.id == name))

    def _add_panel(self, model: PanelModel) -> None:
        """Beside the one that has the most room."""
        if self.grid.is_alone:
            self.toggle_maximised()
        panel = self._make_panel(model)
        self.grid.add_chart(model.id, panel, beside=self._roomiest().panel.id)
        self.panels.append(panel)
        self.panels.sort(key=lambda each: number_of(each.panel.id))
        self._chain_tabs()
        self._show_title(model)
        self._on_layout()

    def _roomiest(self) -> ChartPanel:
        """Of several that are about as large, the active one."""
        return max(
            self.panels,
            key=lambda panel: (panel.width() * panel.height() // _ABOUT_PX2, panel is self._active),
        )

    def _remove_panel(self, name: str) -> None:
        if self.grid.is_alone:
            self.toggle_maximised()
        panel = next(panel for panel in self.panels if panel.panel.id == name)
        neighbour = self._desk.active  # Known now: what goes gives the keyboard to anybody.
        self.panels.remove(panel)
        self.grid.remove(name)
        self.activate(neighbour)
        self._on_layout()

    def _chain_tabs(self) -> None:
        """Of those in this window: Qt knows no order across windows."""
        docked = [panel for panel in self.panels if panel.window() is self]
        for before, after in pairwise([*docked, self.replay_bar.slider]):
            self.setTabOrder(before, after)

    def toggle_panel(self, name: str) -> None:
        """Open a panel beside the charts and go to it; close it when the user is in it already."""
        slot = self.slots[name]
        if slot.has_keyboard:
            self.close_panel(name)
        else:
            self.grid.show_front(name, least_px=SIDE_PANELS[name].least_px)
            slot.enter()

    def copy_chart(self) -> None:
        """The active chart as a picture."""
        copy_picture(self._active)
        self._desk.notices.show(Tone.GOOD, "The chart is in the clipboard")

    def save_chart(self) -> None:
        """The active chart as a picture, in a file that the user names."""
        name = f"{self._active.panel.look.symbol or self._desk.replay.state.symbol or 'chart'}"
        path, is_saved = save_picture(
            self._active, Path.home() / f"{name}-{self._active.panel.look.timeframe}.png"
        )
        if path:
            tone, said = (Tone.GOOD, "is saved in") if is_saved else (Tone.ERROR, "could not be saved in")
            self._desk.notices.show(tone, f"The chart {said} {path}")

    def toggle_floating(self) -> None:
        """What has the keyboard goes into a window of its own, or back."""
        side = next((name for name, slot in self.slots.items() if slot.has_keyboard), None)
        chart = self._active  # On its way the keyboard passes by others.
        self.grid.toggle_floating(side or chart.panel.id)
        if side is None:
            self._focus(chart)
            self.to_charts()
        else:
            self.grid.show_front(side, least_px=SIDE_PANELS[side].least_px)
            self.slots[side].enter()

    def close_panel(self, name: str) -> None:
        """Close one beside the charts; the keyboard goes back to them."""
        self.grid.close_panel(name)
        self.to_charts()

    def to_charts(self) -> None:
        """The keyboard acts on the active chart again."""
        self._active.window().activateWindow()
        self._active.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dock_slot(self, name: str, slot: PanelSlot) -> None:
        slot.close_wanted.connect(partial(self.close_panel, name))
        slot.leave_wanted.connect(self.to_charts)
        self.grid.add_side(name, SIDE_PANELS[name].title, slot, SIDE_PANELS[name].place)

    def _on_layout(self) -> None:
        self._desk.set_open_panels(self.grid.open_panels())
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
        self._on_layout()

    def layout_text(self) -> str:
        """Where the panels sit, to be kept."""
        return self.grid.layout_text()

    def geometry_text(self) -> str:
        """Where the window stands, to be kept."""
        return bytes(self.saveGeometry().toBase64().data()).decode()

    def restore_layout(self, layout: str, geometry: str) -> None:
        """As it was kept; what no longer fits stays as it is. A window on a screen that is gone comes back by itself."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        if layout:
            self.grid.restore_layout(layout)
            self._on_layout()

    def ask_timeframe(self) -> None:
        """Ask for any timeframe for the active panel."""
        self.timeframe_dialog.open_at(self._active.panel.look.timeframe)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Say that the window is going; ask first, where something would be lost with it."""
        losses = [] if self._is_certain else [loss for guard in self.guards if (loss := guard())]
        if losses:
            event.ignore()
            self._ask_to_close(losses)
            return
        self.closed.emit()
        self.grid.close_floating()
        super().closeEvent(event)

    def ask_first(self, question: str, yes: str, do: Callable[[], object]) -> None:
        """Do what would lose something when the user says so."""
        box = QMessageBox(QMessageBox.Icon.Warning, "pyworkstation", question, parent=self)
        box.setObjectName("ask first")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole).clicked.connect(
            lambda _checked=False: do()
        )
        box.setDefaultButton(box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole))
        box.open()

    def ask_change(self, order: Order, do: Callable[[ModifyOrder], object]) -> None:
        """Ask for what is to be otherwise of an order."""
        volume_digits = self._desk.volume_digits_of(order.symbol)
        ChangeOrderDialog(order, do, self, volume_digits=volume_digits).open()

    def ask_passphrase(self) -> None:
        """Set, change or remove the passphrase of the lock."""
        PassphraseDialog(self._desk.lock, self).open()

    def ask_word(self, word: str, do: Callable[[], object]) -> None:
        """Do what only a person may do, who types this word."""
        word_dialog(word, do, self).open()

    def _panels_loss(self) -> str:
        pages = (slot.page for slot in self.slots.values() if slot.page is not None)
        return " ".join(loss for page in pages if (loss := page.loss()))

    def _ask_to_close(self, losses: list[str]) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "Close pyworkstation", "\n\n".join(losses), parent=self)
        box.setObjectName("closing")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        close = box.addButton("Close anyway", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton("Stay", QMessageBox.ButtonRole.RejectRole))
        close.clicked.connect(self.close_anyway)
        box.open()

    def close_anyway(self) -> None:
        """Whatever is lost."""
        self._is_certain = True
        self.close()

    def _make_panel(self, model: PanelModel) -> ChartPanel:
        desk = self._desk
        panel = ChartPanel(
            model,
            desk.crosshair,
            desk.indicators,
            desk.display,
            desk.drawings,
            alerts=desk.alerts,
            trading=desk.trading,
            chart_trading=desk.chart_trading,
            painted=desk.gauges.add_paint,
        )
        panel.activated.connect(partial(self._activate, panel))
        model.changed.connect(partial(self._show_title, model))
        panel.older_wanted.connect(lambda: desk.want_older(model.chart))
        panel.indicators.edit_wanted.connect(self.edit_indicator)
        panel.menu_wanted.connect(self._show_chart_menu)
        panel.timeframe_wanted.connect(self.ask_timeframe)
        panel.hand.text_wanted.connect(self.ask_text)
        panel.hand.edit_wanted.connect(self.edit_text)
        return panel

    def _show_chart_menu(self, at: QPoint) -> None:
        chart_trading = self._desk.chart_trading
        pointed = self._active.pointed_price()
        self.chart_menu.open(
            at,
            pointed=pointed,
            orders=chart_trading.orders_at(pointed, last=self._active.last_price()),
            quantity=self._desk.trading.ticket.quantity,
        )

    def _show_titles(self) -> None:
        for panel in self.panels:
            self._show_title(panel.panel)

    def _show_title(self, model: PanelModel) -> None:
        symbol = model.look.symbol or self._desk.replay.state.symbol or ""
        self.grid.set_title(model.id, f"{symbol} {panel_title(model.look)}".strip())
        self.grid.set_link(model.id, model.look.group)

    def _show_links(self) -> None:
        for name, group in self._desk.side_groups.items():
            self.grid.set_link(name, group)

    def link(self, group: LinkGroup) -> None:
        """What has the keyboard joins a group: a panel beside the charts, or the active chart."""
        side = next((name for name in LINKED_PANELS if self.slots[name].has_keyboard), None)
        if side is not None:
            self._desk.link_side(side, group)
        else:
            self._desk.link(self._active.panel.id, group)

    def _offer_links(self, name: str, at: QPoint) -> None:
        """The chip was clicked."""
        if name in self.slots:
            self.slots[name].enter()
        else:
            self.activate(name)
        self.actions_by_id.menus["Chart/Link"].popup(at)

    def ask_symbol(self, choose: Callable[[str], None]) -> None:
        """Offer the stored symbols."""
        status = self._desk.connection.status
        symbols = [each.symbol for each in status.symbols] if status is not None else []
        choices = [Choice(symbol, "", partial(choose, symbol)) for symbol in symbols]
        self.chooser.open_with("Which symbol", choices)

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
        self.actions_by_id.fill(self.menuBar())
        self.setWindowTitle("pyworkstation")
        QApplication.setWindowIcon(window_icon())
        self.setMinimumSize(*_SMALLEST)
        self.resize(1600, 900)

    def _focus(self, panel: ChartPanel) -> None:
        """Shown first: a hidden widget takes no focus."""
        self._activate(panel)
        panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _activate(self, panel: ChartPanel) -> None:
        self._active = panel
        self._desk.activate(panel.panel.id)
        for each in self.panels:
            each.set_active(each is panel)
        if self.grid.is_alone and not panel.isVisible():
            self.grid.show_only(panel.panel.id)

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
