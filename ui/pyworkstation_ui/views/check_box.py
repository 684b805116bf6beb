"""A box to tick. The style sheet gives the box its colours, and has no tick: it is drawn here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_TICK = ((0.24, 0.52), (0.43, 0.72), (0.78, 0.28))
"""Its corners, in parts of the box."""
_PEN_PX = 1.8


class CheckBox(QCheckBox):
    """Ticked when it is checked."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The box and its words, and the tick."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.ON_ACCENT if self.isEnabled() else theme.FAINT
        pen = QPen(colour, _PEN_PX)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(
            [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in _TICK]
        )
