"""The charts that are open, and the active one: the keyboard acts on it, wherever it sits."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from pyworkstation_ui.models.notices_model import Tone
from pyworkstation_ui.state.panels import number_of, panel_title
from pyworkstation_ui.views.chart_menu import ChartMenu
from pyworkstation_ui.views.chart_panel import ChartPanel
from pyworkstation_ui.views.chart_screenshot import copy_picture, save_picture
from pyworkstation_ui.views.drawing_menu import DrawingMenu, show_swatches

if TYPE_CHECKING:
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.panel_model import PanelModel
    from pyworkstation_ui.views.action_set import ActionSet
    from pyworkstation_ui.views.dialogs import Dialogs
    from pyworkstation_ui.views.dock_area import DockArea

_ABOUT_PX2 = 20_000
_ASIDE_SHARE = 0.04


class OpenCharts(QObject):
    """In the order of their numbers. `changed` when one came or went, `activated` when another one is the active one."""

    changed = Signal()
    activated = Signal()

    def __init__(self, desk: Desk, grid: DockArea, actions: ActionSet, dialogs: Dialogs) -> None:
        super().__init__()
        self._desk = desk
        self._grid = grid
        self._dialogs = dialogs
        self.menu = ChartMenu(actions)
        self.drawing_menu = DrawingMenu(actions, grid)
        show_swatches(actions)
        self._actions = actions
        self.panels = [self._make(panel) for panel in desk.panels.values()]
        self.active = self.panels[0]
        grid.add_charts({panel.panel.id: panel for panel in self.panels})
        desk.chart_added.connect(self._add)
        desk.chart_removed.connect(self._remove)
        self._shown_symbol = desk.replay.state.symbol
        desk.replay.changed.connect(self._show_symbol)

    def flush(self) -> None:
        """Draw what changed since the last frame. Twice over: the mouse in one chart points in all of them."""
        for panel in self.panels:
            panel.flush()
        for panel in self.panels:
            panel.flush()

    def activate(self, name: str) -> None:
        """The keyboard acts on this chart."""
        self.focus(next(panel for panel in self.panels if panel.panel.id == name))

    def focus(self, panel: ChartPanel) -> None:
        """Shown first: a hidden widget takes no focus."""
        self._grid.bring_to_front(panel.panel.id)
        self._activate(panel)
        panel.setFocus(Qt.FocusReason.OtherFocusReason)

    def enter(self) -> None:
        """The keyboard comes back to the active chart, in whichever window it is."""
        self.active.window().activateWindow()
        self.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_next(self) -> None:
        """Make the next chart the active one."""
        place = self.panels.index(self.active)
        self.focus(self.panels[(place + 1) % len(self.panels)])

    def toggle_maximised(self) -> None:
        """Show the active chart alone, or all of them."""
        self._grid.show_only(None if self._grid.is_alone else self.active.panel.id)
        self.flush()
        self.active.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_box(self) -> None:
        """The next drag on the active chart is a box that fills it."""
        self.put_box_away()
        self.active.box.take()

    def put_box_away(self) -> None:
        """No chart waits for a box."""
        for panel in self.panels:
            panel.box.put_away()

    def follow_all(self) -> None:
        """Bring all charts back to the newest bar."""
        for panel in self.panels:
            panel.follow()

    def duplicate_drawing(self) -> None:
        """The selected drawing once more, below itself by a part of the active chart."""
        frame = self.active.frame
        if frame is not None:
            by = round((frame.scale.high - frame.scale.low) * _ASIDE_SHARE)
            self._desk.drawings.duplicate_selected(-max(by, 1))

    def pointed_price(self) -> tuple[str, float] | None:
        """(symbol, points) at the crosshair of the active chart, or its last price."""
        return self.menu.pointed or self.active.pointed_price()

    def _show_symbol(self) -> None:
        """The replay tells of itself in each frame."""
        if self._desk.replay.state.symbol != self._shown_symbol:
            self._shown_symbol = self._desk.replay.state.symbol
            self.show_titles()

    def show_titles(self) -> None:
        """What the tabs say."""
        for panel in self.panels:
            self._show_title(panel.panel)

    def redraw(self) -> None:
        """Colours or sizes are others."""
        show_swatches(self._actions)
        for panel in self.panels:
            panel.redraw()

    def copy(self) -> None:
        """The active chart as a picture."""
        copy_picture(self.active)
        self._desk.notices.show(Tone.GOOD, "The chart is in the clipboard")

    def save(self) -> None:
        """The active chart as a picture, in a file that the user names."""
        look = self.active.panel.look
        name = f"{look.symbol or self._desk.replay.state.symbol or 'chart'}"
        path, is_saved = save_picture(self.active, Path.home() / f"{name}-{look.timeframe}.png")
        if path:
            tone, said = (Tone.GOOD, "is saved in") if is_saved else (Tone.ERROR, "could not be saved in")
            self._desk.notices.show(tone, f"The chart {said} {path}")

    def _activate(self, panel: ChartPanel) -> None:
        if panel is not self.active:
            self.activated.emit()
        self.active = panel
        self._desk.activate(panel.panel.id)
        for each in self.panels:
            each.set_active(each is panel)
        if self._grid.is_alone and not panel.isVisible():
            self._grid.show_only(panel.panel.id)
            self.flush()

    def _add(self, model: PanelModel) -> None:
        """Beside the one that has the most room."""
        if self._grid.is_alone:
            self.toggle_maximised()
        panel = self._make(model)
        self._grid.add_chart(model.id, panel, beside=self._roomiest().panel.id)
        self.panels.append(panel)
        self.panels.sort(key=lambda each: number_of(each.panel.id))
        self._show_title(model)
        self.changed.emit()

    def _roomiest(self) -> ChartPanel:
        """Of several that are about as large, the active one."""
        return max(
            self.panels,
            key=lambda panel: (panel.width() * panel.height() // _ABOUT_PX2, panel is self.active),
        )

    def _remove(self, name: str) -> None:
        if self._grid.is_alone:
            self.toggle_maximised()
        panel = next(panel for panel in self.panels if panel.panel.id == name)
        neighbour = self._desk.active  # Known now: what goes gives the keyboard to anybody.
        self.panels.remove(panel)
        self._grid.remove(name)
        self.activate(neighbour)
        self.changed.emit()

    def _make(self, model: PanelModel) -> ChartPanel:
        desk, dialogs = self._desk, self._dialogs
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
        panel.indicators.edit_wanted.connect(dialogs.edit_indicator)
        panel.menu_wanted.connect(self._show_menu)
        panel.drawing_menu_wanted.connect(self.drawing_menu.open)
        panel.axis_menu_wanted.connect(self._show_axis_menu)
        panel.timeframe_wanted.connect(dialogs.ask_timeframe)
        panel.hand.text_wanted.connect(dialogs.ask_text)
        panel.hand.edit_wanted.connect(dialogs.edit_text)
        return panel

    def _show_menu(self, at: QPoint) -> None:
        chart_trading = self._desk.chart_trading
        pointed = self.active.pointed_price()
        self.menu.open(
            at,
            pointed=pointed,
            orders=chart_trading.orders_at(pointed, last=self.active.last_price()),
            quantity=self._desk.trading.ticket.quantity,
        )

    def _show_axis_menu(self, name: str, at: QPoint) -> None:
        self._actions.menus[name].popup(at)

    def _show_title(self, model: PanelModel) -> None:
        symbol = model.look.symbol or self._desk.replay.state.symbol or ""
        title = f"{symbol} {panel_title(model.look)}".strip()
        self._grid.set_title(model.id, title)
        for panel in self.panels:
            if panel.panel is model:
                panel.setAccessibleName(f"Chart {title}")
        self._grid.set_link(model.id, model.look.group)
