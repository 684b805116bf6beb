"""The crosshair: a vertical line at the shared time in every panel, a horizontal one under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dotted import dotted_column, dotted_row

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from pyworkstation_ui.views.device_space import DeviceSpace
    from pyworkstation_ui.views.frame import Frame


class CrosshairLayer:
    """Draws a vertical line at bar `index` and a horizontal one at `points`; None draws none."""

    def __init__(self) -> None:
        self.index: int | None = None
        self.points: float | None = None

    def paint(self, painter: QPainter, frame: Frame, space: DeviceSpace) -> None:
        """Draw both lines, dotted."""
        if self.index is not None:
            middle = float(space.x(self.index)) - space.hair / 2
            dotted_column(painter, frame, space, middle, theme.CROSSHAIR)
        if self.points is not None:
            dotted_row(painter, frame, space, self.points, theme.CROSSHAIR)
