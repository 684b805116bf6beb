"""The table of actions as Qt actions: menus and buttons are made from these."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton

from pyworkstation_ui.actions import ACTIONS, BY_ID
from pyworkstation_ui.state.shortcuts import keys_of
from pyworkstation_ui.state.situation import Situation
from pyworkstation_ui.views.choice_list import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

    from pyworkstation_ui.actions import Action
    from pyworkstation_ui.commands import Commands


class ActionSet:
    """One QAction per row of the table, owned by `window`."""

    def __init__(self, window: QWidget, commands: Commands) -> None:
        self._window = window
        self.menus: dict[str, QMenu] = {}
        self._situation = Situation()
        self.by_id = {action.id: self._make(action, commands) for action in ACTIONS}
        window.addActions(list(self.by_id.values()))
        self.give_keys({})

    def give_keys(self, chosen: Mapping[str, str]) -> None:
        """The keys that the user chose, the table's for all others."""
        for row in ACTIONS:
            keys = [QKeySequence(key) for key in keys_of(row, chosen).split()]
            self.by_id[row.id].setShortcuts(keys)
            self.by_id[row.id].setToolTip(_tip(row.title, keys))

    def _make(self, row: Action, commands: Commands) -> QAction:
        action = QAction(row.title, self._window)
        if row.short:
            action.setIconText(row.short)
        action.setCheckable(row.checked_when is not None)
        callback = getattr(commands, row.callback)
        bound = callback if row.argument is None else partial(callback, row.argument)

        def take() -> None:
            bound()
            self._mark(row)  # Qt turns the mark over with each press, also where nothing changed.

        action.triggered.connect(lambda _checked=False: take())
        return action

    def act_in(self, window: QWidget) -> None:
        """Keys act in one more window."""
        window.addActions(list(self.by_id.values()))

    def refresh(self, situation: Situation) -> None:
        """Enable what can be done now, check what is on."""
        self._situation = situation
        for name, action in self.by_id.items():
            row = BY_ID[name]
            action.setEnabled(row.enabled_when(situation))
            self._mark(row)

    def _mark(self, row: Action) -> None:
        if row.checked_when is not None:
            self.by_id[row.id].setChecked(row.checked_when(self._situation))

    def fill(self, bar: QMenuBar) -> None:
        """Add the menus that the table names, in its order."""
        for row in ACTIONS:
            menu = self._menu(bar, row.menu)
            if row.begins_group:
                menu.addSeparator()
            menu.addAction(self.by_id[row.id])

    def _menu(self, bar: QMenuBar, title: str) -> QMenu:
        if title not in self.menus:
            parent, _, name = title.rpartition("/")
            self.menus[title] = (self._menu(bar, parent) if parent else bar).addMenu(name)
        return self.menus[title]

    def choices(self) -> list[Choice]:
        """Those that are possible now, for the palette."""
        rows = [(row, self.by_id[row.id]) for row in ACTIONS if row.id != "palette"]
        return [
            Choice(row.path, _native(action.shortcut()), action.trigger)
            for row, action in rows
            if action.isEnabled()
        ]

    def button(self, name: str) -> QToolButton:
        """A button for an action. It takes no keyboard focus: the action's own key is its key."""
        button = QToolButton()
        button.setDefaultAction(self.by_id[name])
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button


def _tip(title: str, keys: list[QKeySequence]) -> str:
    return f"{title}  ({_native(keys[0])})" if keys else title


def _native(key: QKeySequence) -> str:
    return key.toString(QKeySequence.SequenceFormat.NativeText)
