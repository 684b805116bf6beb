"""Messages above the charts: that the engine is away, with a button to start or kill it, and short notices beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from pyworkstation_ui.models.notices_model import Tone
from pyworkstation_ui.state.connection import Light
from pyworkstation_ui.state.situation import can_kill_engine, can_start_engine
from pyworkstation_ui.state.strip import strip_text
from pyworkstation_ui.state.time_axis import format_clock
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.notices_model import NoticesModel
    from pyworkstation_ui.views.action_set import ActionSet

_TONES: dict[Tone, QColor] = {
    Tone.GOOD: theme.GREEN,
    Tone.ALERT: theme.ACCENT,
    Tone.ERROR: theme.AMBER,
    Tone.BUG: theme.RED,
}


class Banners(QWidget):
    """One row between the bar at the top and the charts, there only while it has something to say: it covers no candle."""

    def __init__(self, desk: Desk, actions: ActionSet) -> None:
        super().__init__()
        self._desk = desk
        self._kill = actions.button("kill_engine")
        self._start = actions.button("start_engine")
        self.engine = Banner(theme.RED, self._start, self._kill)
        self.notice = Banner(theme.GREEN, _dismiss_button(desk.notices))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self.engine, 1)
        layout.addWidget(self.notice, 1)
        desk.connection.changed.connect(self._show_engine)
        desk.situation_changed.connect(self._show_engine)
        desk.notices.changed.connect(self._show_notice)
        self._show_engine()
        self._show_notice()

    def _show_engine(self) -> None:
        connection = self._desk.connection
        text = strip_text(self._desk.situation, connection.detail)
        self.engine.say(text)
        self.engine.setToolTip(_last_heard(connection.heard_us))
        self.engine.set_colour(theme.RED if connection.look.light is Light.RED else theme.AMBER)
        self._start.setVisible(can_start_engine(self._desk.situation))
        self._kill.setVisible(can_kill_engine(self._desk.situation))
        self.engine.setVisible(bool(text))
        self._show_row()

    def _show_notice(self) -> None:
        notice = self._desk.notices.current
        if notice is not None:
            self.notice.say(notice.text)
            self.notice.set_colour(_TONES[notice.tone])
        self.notice.setVisible(notice is not None)
        self._show_row()

    def _show_row(self) -> None:
        self.setVisible(not (self.engine.isHidden() and self.notice.isHidden()))


class Banner(QFrame):
    """Text with a coloured edge and buttons."""

    def __init__(self, colour: QColor, *buttons: QToolButton) -> None:
        super().__init__()
        self._label = QLabel()
        self._label.setWordWrap(True)
        self.set_colour(colour)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 4, 6, 4)
        layout.setSpacing(14)
        layout.addWidget(self._label, 1)
        for button in buttons:
            layout.addWidget(button)

    def say(self, text: str) -> None:
        """Show this text."""
        self._label.setText(text)

    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def set_colour(self, colour: QColor) -> None:
        """The colour of its edge."""
        dress(
            self,
            "Banner { background: $RAISED; border: 1px solid $BORDER;"
            " border-left: 3px solid $edge; border-radius: 4px; }",
            edge=colour,
        )


def _last_heard(heard_us: int | None) -> str:
    return "" if heard_us is None else f"Last heard of at {format_clock(heard_us)} UTC by the engine's clock"


def _dismiss_button(notices: NoticesModel) -> QToolButton:
    button = QToolButton()
    button.setText("Dismiss")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.clicked.connect(notices.dismiss)
    return button
