"""Numbers that change every frame: drawn in a box of fixed width, so that no layout moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPaintEvent


class Figure(QWidget):
    """One line of text as wide as `sample`, or as the longest that it has shown; flush right."""

    def __init__(self, sample: str, *, colour: QColor = theme.TEXT, bold: bool = False) -> None:
        super().__init__()
        self._text = ""
        self._colour = colour
        self._bold = bold
        self._sample = sample
        self._widen_to(sample)

    def say(self, text: str) -> None:
        """Show this text."""
        if text != self._text:
            self._text = text
            self._widen_to(text)
            self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Text of another size needs another width."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.setMinimumWidth(0)
            for text in (self._sample, self._text):
                self._widen_to(text)

    def _widen_to(self, text: str) -> None:
        wanted = theme.text_width(theme.TEXT_PX, text, bold=self._bold) + 2
        if wanted > self.minimumWidth():
            self.setFixedWidth(wanted)

    def text(self) -> str:
        """What it shows."""
        return self._text

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the text."""
        painter = QPainter(self)
        painter.setFont(theme.font(theme.TEXT_PX, bold=self._bold))
        painter.setPen(self._colour)
        painter.drawText(self.rect(), _RIGHT, self._text)


class Quote(QWidget):
    """A small label over a number; as wide as the longest number it has shown."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label
        self._value = ""
        self.setFixedSize(_QUOTE_PX, theme.BAR_HEIGHT)

    def show_value(self, value: str) -> None:
        """Show this number."""
        if value != self._value:
            self._value = value
            self._widen(self.width())
            self.update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Text of another size needs another width."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._widen(_QUOTE_PX)

    def _widen(self, least_px: int) -> None:
        wanted = theme.text_width(theme.LARGE_PX, self._value, bold=True) + 8
        self.setFixedWidth(max(wanted, least_px))

    def value(self) -> str:
        """What it shows."""
        return self._value

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw both."""
        painter = QPainter(self)
        painter.setFont(theme.font(theme.TINY_PX))
        painter.setPen(theme.DIM)
        painter.drawText(self.rect().adjusted(2, 5, 0, 0), Qt.AlignmentFlag.AlignTop, self._label)
        painter.setFont(theme.font(theme.LARGE_PX, bold=True))
        painter.setPen(theme.TEXT if self.isEnabled() else theme.FAINT)
        painter.drawText(self.rect().adjusted(2, 0, 0, -5), Qt.AlignmentFlag.AlignBottom, self._value)


_QUOTE_PX = 52
_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)
