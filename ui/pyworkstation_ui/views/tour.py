"""A card with a few words beside the part of the window that they are about, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pyworkstation_ui.state.tour import STEPS
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

    from pyworkstation_ui.state.tour import Target

_WIDTH_PX = 420
_GAP_PX = 12
_RING_PX = 2
_ON = frozenset({Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class Tour(QFrame):
    """`ended` when it was walked through or left. `part` names the widget of a target as it is now."""

    ended = Signal()

    def __init__(self, window: QWidget, part: Callable[[Target], QWidget]) -> None:
        super().__init__(window)
        self._window = window
        self._part = part
        self._place = 0
        self._ring = _Ring(window)
        self.title = QLabel()
        self.words = QLabel(wordWrap=True)
        self.count = QLabel()
        self.skip, self.back, self.on = QPushButton("Skip"), QPushButton("Back"), QPushButton("Next")
        self._lay_out()
        self.skip.clicked.connect(self.end)
        self.back.clicked.connect(lambda: self._go(-1))
        self.on.clicked.connect(lambda: self._go(1))
        self.hide()

    def begin(self) -> None:
        """From the first step."""
        self._place = 0
        self._window.installEventFilter(self)
        self.show()
        self._show_step()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Enough seen."""
        self._window.removeEventFilter(self)
        self.hide()
        self._ring.hide()
        self.ended.emit()

    def event(self, event: QEvent) -> bool:
        """While it has the keyboard, plain keys are its own and no action's."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """On, back, and out."""
        if event.key() in _ON:
            self._go(1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Backspace):
            self._go(-1)
        elif event.key() == Qt.Key.Key_Escape:
            self.end()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The window's parts move with its size."""
        if event.type() == QEvent.Type.Resize:
            self._show_step()
        return False

    def _go(self, by: int) -> None:
        if self._place + by >= len(STEPS):
            self.end()
            return
        self._place = max(self._place + by, 0)
        self._show_step()

    def _show_step(self) -> None:
        step = STEPS[self._place]
        self.title.setText(step.title)
        self.words.setText(step.words)
        self.count.setText(f"{self._place + 1} of {len(STEPS)}")
        self.back.setEnabled(self._place > 0)
        self.on.setText("Done" if self._place == len(STEPS) - 1 else "Next")
        self.resize(_WIDTH_PX, self._height())
        around = self._around(self._part(step.target))
        self._ring.show_around(around)
        self.move(self._beside(around))
        self.raise_()

    def _height(self) -> int:
        layout = self.layout()
        assert layout is not None  # made with it
        return max(layout.heightForWidth(_WIDTH_PX), layout.sizeHint().height())

    def _around(self, part: QWidget) -> QRect:
        return QRect(part.mapTo(self._window, QPoint(0, 0)), part.size())

    def _beside(self, around: QRect) -> QPoint:
        """Below it, above it, or in the middle of it where it has all the room."""
        room = self._window.rect()
        left = min(
            max(around.center().x() - self.width() // 2, _GAP_PX), room.right() - self.width() - _GAP_PX
        )
        below, above = around.bottom() + _GAP_PX, around.top() - self.height() - _GAP_PX
        if below + self.height() < room.bottom():
            return QPoint(left, below)
        return QPoint(left, above if above > 0 else around.center().y() - self.height() // 2)

    def _lay_out(self) -> None:
        dress(self, "Tour { background: $RAISED; border: 1px solid $ACCENT; border-radius: 6px; }")
        self.title.setFont(theme.font(theme.LARGE_PX, bold=True))
        dress(self.count, "color: $DIM")
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        for button in (self.skip, self.back, self.on):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addWidget(self.words)
        layout.addLayout(row)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Tour")


class _Ring(QWidget):
    """A frame around a part of the window; the mouse goes through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_around(self, around: QRect) -> None:
        """Around this part of the window."""
        self.setGeometry(around)
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Only its edge."""
        painter = QPainter(self)
        painter.setPen(QPen(theme.ACCENT, _RING_PX))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
