"""Keeps the workspace: taken from models and window, given back to them, saved by itself a moment after a change."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pyworkstation.domain.errors import InputError
from pyworkstation_ui.models.notices_model import Tone
from pyworkstation_ui.state.layout_history import LayoutHistory
from pyworkstation_ui.state.workspace import SavedPanel, Workspace, check_name

if TYPE_CHECKING:
    from pyworkstation_ui.background import Background
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.views.main_window import MainWindow
    from pyworkstation_ui.workspace_files import WorkspaceFiles

_LOG = logging.getLogger(__name__)
_SAVE_AFTER_MS = 1000


class Workspaces(QObject):
    """`changed` when there are other names, or another one is open."""

    changed = Signal()

    def __init__(self, files: WorkspaceFiles, desk: Desk, window: MainWindow, background: Background) -> None:
        super().__init__()
        self._files = files
        self._background = background
        self._desk = desk
        self._window = window
        self._saved: Workspace | None = None
        self._history = LayoutHistory()
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save_soon)
        self._fault = ""
        self._steps = QTimer(self, singleShot=True, interval=0)
        self._steps.timeout.connect(self._remember)
        self.name = ""

    def begin(self) -> None:
        """Open what was open last, and keep it from now on."""
        try:
            workspace = self._files.load_open()
        except (InputError, OSError) as error:
            workspace = None
            self._desk.notices.show(
                Tone.ERROR, f"The workspace could not be opened, and was set aside: {error}"
            )
        self._window.remember_first_layout()
        if workspace is not None:
            self._show(workspace)
        self._remember()
        self._watch()
        self._window.closed.connect(self.save_now)
        self._window.guards.append(self._unsaved)

    def names(self) -> list[str]:
        """Of all that can be opened."""
        return self._files.names()

    def save_as(self, text: str) -> None:
        """Keep what is open under a name, too."""
        try:
            name = check_name(text)
            self._files.save(name, replace(self.taken(), name=name))
        except (InputError, OSError) as error:
            self._desk.notices.show(Tone.ERROR, f"The workspace was not saved: {error}")
            return
        self.name = name
        self.save_now()
        self._desk.notices.show(Tone.GOOD, f"Workspace {name} saved")
        self.changed.emit()

    def open(self, name: str) -> None:
        """Show one that has a name."""
        try:
            workspace = self._files.load(name)
        except (InputError, OSError) as error:
            self._desk.notices.show(Tone.ERROR, f"Workspace {name} could not be opened: {error}")
            return
        self._show(workspace)
        self.save_now()
        self.changed.emit()

    def rename(self, name: str, text: str) -> None:
        """Another name for one that has one. None is taken from another."""
        try:
            self._files.rename(name, check_name(text))
        except (InputError, OSError) as error:
            self._desk.notices.show(Tone.ERROR, f"Workspace {name} was not renamed: {error}")
            return
        if name == self.name:
            self.name = text.strip()
            self.save_now()
        self._desk.notices.show(Tone.GOOD, f"Workspace {name} is {text.strip()} now")
        self.changed.emit()

    def remove(self, name: str) -> None:
        """Forget one that has a name; what is open stays as it is."""
        try:
            self._files.remove(name)
        except OSError as error:
            self._desk.notices.show(Tone.ERROR, f"Workspace {name} was not deleted: {error}")
            return
        if name == self.name:
            self.name = ""
            self.save_now()
        self._desk.notices.show(Tone.GOOD, f"Workspace {name} deleted")
        self.changed.emit()

    def taken(self) -> Workspace:
        """What is open now."""
        desk, display = self._desk, self._desk.display
        panels = {name: self._taken_panel(name) for name in desk.panels}
        return Workspace(
            name=self.name,
            panels=panels,
            drawings=list(desk.drawings.all),
            zone=display.zone,
            is_hollow=display.is_hollow,
            has_day_breaks=display.has_day_breaks,
            is_magnet=display.is_magnet,
            links=dict(desk.side_groups),
            columns=self._window.sides.columns(),
            active=desk.active,
            layout=self._window.layout_text(),
            geometry=self._window.geometry_text(),
        )

    def save_now(self) -> None:
        """What cannot be saved is said, and asked about on closing."""
        self._save_soon()
        self._background.settle()

    def _save_soon(self) -> None:
        """Where nothing has changed nothing is written."""
        self._timer.stop()
        self._remember()
        workspace = self.taken()
        if workspace != self._saved:
            self._saved = workspace
            self._background.do(partial(self._files.save_open, workspace), self._end_save)

    def _end_save(self, fault: str) -> None:
        self._fault = fault
        if fault:
            self._saved = None
            _LOG.warning("the workspace could not be saved: %s", fault)
            self._desk.notices.show(
                Tone.ERROR,
                f"The workspace could not be saved: {fault}. It is tried again with its next change.",
            )

    def _unsaved(self) -> str:
        self.save_now()
        return f"Drawings and layout cannot be saved: {self._fault}" if self._fault else ""

    def undo_layout(self) -> None:
        """Charts, indicators and docks as they were before."""
        self._remember()
        self._step(self._history.undo())

    def redo_layout(self) -> None:
        """As they were before that was undone."""
        self._step(self._history.redo())

    def _step(self, workspace: Workspace | None) -> None:
        if workspace is not None:
            self._arrange(workspace)
            self._history.settle(self.taken())
            self.save_now()

    def _remember(self) -> None:
        self._history.remember(self.taken())
        self._tell_history()

    def _tell_history(self) -> None:
        self._desk.set_layout_history(can_undo=self._history.can_undo, can_redo=self._history.can_redo)

    def _show(self, workspace: Workspace) -> None:
        desk = self._desk
        self.name = workspace.name
        for name, group in workspace.links.items():
            if name in desk.side_groups:
                desk.link_side(name, group)
        desk.drawings.restore(workspace.drawings)
        desk.display.show(
            workspace.zone,
            is_hollow=workspace.is_hollow,
            has_day_breaks=workspace.has_day_breaks,
            is_magnet=workspace.is_magnet,
        )
        self._window.sides.show_columns(workspace.columns)
        self._arrange(workspace, geometry=workspace.geometry)
        if workspace.active in desk.panels:
            self._window.charts.activate(workspace.active)

    def _arrange(self, workspace: Workspace, geometry: str = "") -> None:
        """Charts first: the docks are those of the charts that are there."""
        for name, saved in workspace.panels.items():
            self._show_panel(name, saved)
        for name in set(self._desk.panels) - set(workspace.panels) if workspace.panels else ():
            self._desk.remove_chart(name)
        self._window.restore_layout(workspace.layout, geometry)

    def _show_panel(self, name: str, saved: SavedPanel) -> None:
        desk = self._desk
        if name not in desk.panels:
            desk.add_chart(saved.look, name=name)
        elif self._taken_panel(name) == saved:
            return
        desk.indicators.clear(name)
        desk.show(name, saved.look)
        desk.panels[name].pane_shares = list(saved.pane_shares)
        for choice in saved.indicators:
            desk.indicators.restore(name, choice)

    def _taken_panel(self, name: str) -> SavedPanel:
        panel = self._desk.panels[name]
        return SavedPanel(
            look=panel.look,
            indicators=self._desk.indicators.choices(name),
            pane_shares=list(panel.pane_shares),
        )

    def _watch(self) -> None:
        desk = self._desk
        for panel in desk.panels.values():
            panel.changed.connect(self._timer.start)
        desk.chart_added.connect(lambda panel: panel.changed.connect(self._timer.start))
        desk.indicators.changed.connect(lambda _panel: self._timer.start())
        desk.drawings.changed.connect(self._timer.start)
        desk.display.changed.connect(self._timer.start)
        self._window.charts.activated.connect(self._timer.start)
        self._window.layout_changed.connect(self._timer.start)
        self._window.layout_changed.connect(self._steps.start)
        self._window.sides.changed.connect(self._timer.start)
