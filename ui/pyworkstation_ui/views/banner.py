"""Messages over the charts: that the engine is away, with a button to start it, and short notices below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from pyworkstation_ui.models.notices_model import Tone
from pyworkstation_ui.state.connection import LOOKS, Phase
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from pyworkstation_ui.models.connection_model import ConnectionModel
    from pyworkstation_ui.models.notices_model import NoticesModel
    from pyworkstation_ui.views.action_set import ActionSet

_TONES: dict[Tone, QColor] = {Tone.GOOD: theme.GREEN, Tone.ERROR: theme.AMBER, Tone.BUG: theme.RED}
_AWAY = {Phase.ABSENT, Phase.LOST, Phase.STARTING, Phase.STOPPING}
_TOP_PX = 30


class Banners(QWidget):
    """Floats at the top of `over`, in the middle, and takes no room from it."""

    def __init__(
        self, over: QWidget, connection: ConnectionModel, notices: NoticesModel, actions: ActionSet
    ) -> None:
        super().__init__(over)
        self._over = over
        self._connection = connection
        self._notices = notices
        self.engine = Banner(theme.RED, actions.button("start_engine"))
        self.notice = Banner(theme.GREEN, _dismiss_button(notices))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.engine, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.notice, 0, Qt.AlignmentFlag.AlignHCenter)
        over.installEventFilter(self)
        connection.changed.connect(self._show_engine)
        notices.changed.connect(self._show_notice)
        self._show_engine()
        self._show_notice()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Stay in the middle of what it floats over."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _show_engine(self) -> None:
        phase = self._connection.phase
        self.engine.say(_engine_text(phase, self._connection.detail))
        self.engine.setToolTip(self._connection.detail)
        self.engine.set_colour(theme.RED if phase in (Phase.ABSENT, Phase.LOST) else theme.AMBER)
        self.engine.setVisible(phase in _AWAY)
        self._place()

    def _show_notice(self) -> None:
        notice = self._notices.current
        if notice is not None:
            self.notice.say(notice.text)
            self.notice.set_colour(_TONES[notice.tone])
        self.notice.setVisible(notice is not None)
        self._place()

    def _place(self) -> None:
        self.setVisible(not (self.engine.isHidden() and self.notice.isHidden()))
        size = self.sizeHint()
        width = min(size.width(), self._over.width() - 20)
        self.setGeometry((self._over.width() - width) // 2, _TOP_PX, width, size.height())
        self.raise_()


class Banner(QFrame):
    """A line of text with a coloured edge and a button."""

    def __init__(self, colour: QColor, button: QToolButton) -> None:
        super().__init__()
        self._label = QLabel()
        self.set_colour(colour)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 7, 8, 7)
        layout.setSpacing(14)
        layout.addWidget(self._label)
        layout.addWidget(button)

    def say(self, text: str) -> None:
        """Show this text."""
        self._label.setText(text)

    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def set_colour(self, colour: QColor) -> None:
        """The colour of its edge."""
        self.setStyleSheet(
            f"Banner {{ background: {theme.RAISED.name()}; border: 1px solid {theme.BORDER.name()};"
            f" border-left: 3px solid {colour.name()}; border-radius: 4px; }}"
        )


def _engine_text(phase: Phase, detail: str) -> str:
    """Why an engine did not start matters to the user; how a lost one was noticed does not."""
    if phase is Phase.LOST:
        return f"{LOOKS[phase].text}, waiting for it to come back"
    return f"{LOOKS[phase].text} - {detail}" if detail else LOOKS[phase].text


def _dismiss_button(notices: NoticesModel) -> QToolButton:
    button = QToolButton()
    button.setText("Dismiss")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.clicked.connect(notices.dismiss)
    return button
