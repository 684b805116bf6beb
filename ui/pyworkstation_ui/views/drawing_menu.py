"""The menu of a drawing's right button: what can be done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QMenu

from pyworkstation_ui.actions import ACTIONS
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from pyworkstation_ui.views.action_set import ActionSet

_MENUS = ("Draw/Colour", "Draw/Width", "Draw/Line")
_ACTIONS = ("edit_text", "duplicate_drawing", "remove_drawing")
_SWATCH_PX = 14


class DrawingMenu(QMenu):
    """The submenus of `Draw` about looks, and what is done to one drawing."""

    def __init__(self, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions

    def open(self, at: QPoint) -> None:
        """For the selected one, at a place of the screen."""
        if self.isEmpty():
            self._fill()
        self.popup(at)

    def _fill(self) -> None:
        """When it is first wanted: the menus are made after the charts."""
        for name in _MENUS:
            self.addMenu(self._actions.menus[name])
        self.addSeparator()
        self.addActions([self._actions.by_id[name] for name in _ACTIONS])


def show_swatches(actions: ActionSet) -> None:
    """Each colour beside its name, as it is worn."""
    for row in ACTIONS:
        if row.menu == "Draw/Colour":
            pixmap = QPixmap(_SWATCH_PX, _SWATCH_PX)
            pixmap.fill(theme.line_colour(int(row.argument or 0)))
            actions.by_id[row.id].setIcon(QIcon(pixmap))
