"""Figures side by side, each a large number over its small name, in as many lines as they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pyworkstation_ui.views import theme
from pyworkstation_ui.views.record_view import TONES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from pyworkstation_ui.state.quality_rows import Figure

_HEIGHT_PX = 44
_APART_PX = 30


class Figures(QWidget):
    """Shows `figures` from left to right; those that do not fit beside each other stand in the next line."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: Sequence[Figure] = ()
        self.setFixedHeight(_HEIGHT_PX)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these."""
        if figures != self._figures:
            self._figures = figures
            self._fit()
            self.update()

    def texts(self) -> list[tuple[str, str]]:
        """Names and values that show."""
        return [(figure.name, figure.value) for figure in self._figures]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """As high as its lines."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw them."""
        painter = QPainter(self)
        for figure, (x, y) in zip(self._figures, self._places(), strict=True):
            painter.setFont(theme.font(theme.LARGE_PX, bold=True))
            painter.setPen(TONES.get(figure.tone, theme.TEXT) if self.isEnabled() else theme.FAINT)
            painter.drawText(x, y, self.width(), 22, Qt.AlignmentFlag.AlignVCenter, figure.value)
            painter.setFont(theme.font(theme.SMALL_PX))
            painter.setPen(theme.DIM)
            painter.drawText(x, y + 22, self.width(), 16, Qt.AlignmentFlag.AlignVCenter, figure.name)

    def _fit(self) -> None:
        lines = {y for _, y in self._places()}
        self.setFixedHeight(max(len(lines), 1) * _HEIGHT_PX)

    def _places(self) -> list[tuple[int, int]]:
        places, x, y = [], 0, 0
        for figure in self._figures:
            width = _width(figure)
            if x and x + width > self.width():
                x, y = 0, y + _HEIGHT_PX
            places.append((x, y))
            x += width + _APART_PX
        return places


def _width(figure: Figure) -> int:
    return max(
        theme.text_width(theme.LARGE_PX, figure.value, bold=True),
        theme.text_width(theme.SMALL_PX, figure.name),
    )
