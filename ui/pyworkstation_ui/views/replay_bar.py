"""The bar at the bottom: play, speed, and where in the data the replay stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QStyle, QStyleOptionSlider, QToolTip, QWidget

from pyworkstation_ui.actions import speed_action
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.replay import SPEEDS, format_speed, time_left
from pyworkstation_ui.state.situation import is_replaying
from pyworkstation_ui.state.time_axis import format_clock
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.figure import Figure
from pyworkstation_ui.views.icons import pause_icon, play_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QMouseEvent, QResizeEvent

    from pyworkstation.protocol.messages import ReplayState
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.views.action_set import ActionSet

_MINUTE_S = 60
_HOUR_S = 3600
_ARROWS = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
_KEYS_SETTLE_MS = 200
_TICKS_FROM_PX = 1240
_SLIDER_PX = 120


class ReplayBar(QWidget):
    """Shows the replay; `seeked` says that the user wants it at a time."""

    seeked = Signal(object)  # microseconds: they do not fit a C++ int

    def __init__(self, desk: Desk, actions: ActionSet) -> None:
        super().__init__()
        self._desk = desk
        self._play = actions.by_id["play_pause"]
        self._icons = {True: play_icon(), False: pause_icon()}
        self._shown_icon: QIcon | None = None
        self.slider = TimeSlider()
        self.slider.setMinimumWidth(_SLIDER_PX)
        self.speed = Figure("0,000x", colour=theme.ACCENT, bold=True)
        self.clock = Figure("Wed 30 May 2025  00:00:00 UTC", bold=True)
        self.ticks = Figure("000,000,000 / 000,000,000 ticks", colour=theme.DIM)
        self.rate = Figure("0,000,000 ticks/s", colour=theme.DIM)
        self.left = Figure("000 min left", colour=theme.DIM)
        self._lay_out(actions)
        self.slider.chosen.connect(self.seeked)
        desk.replay.changed.connect(self._show)
        desk.situation_changed.connect(self._show)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where room is short the slider has it rather than the count and the time left."""
        super().resizeEvent(event)
        for figure in (self.ticks, self.left):
            figure.setVisible(self.width() >= _TICKS_FROM_PX)

    def _lay_out(self, actions: ActionSet) -> None:
        self.setFixedHeight(theme.BAR_HEIGHT)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 10, 0)
        layout.setSpacing(4)
        play = actions.button("play_pause")
        play.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        play.setFixedSize(40, 28)
        layout.addWidget(play)
        layout.addSpacing(8)
        for speed in SPEEDS:
            layout.addWidget(actions.button(speed_action(speed)))
        layout.addWidget(self.speed)
        layout.addSpacing(10)
        layout.addWidget(self.slider, 1)
        layout.addSpacing(10)
        layout.addWidget(self.clock)
        layout.addWidget(self.ticks)
        layout.addWidget(self.rate)
        layout.addWidget(self.left)

    def _show(self) -> None:
        state = self._desk.replay.state
        is_live = self._desk.connection.phase is Phase.CONNECTED
        self._show_icon(self._icons[state.paused or state.finished])
        self._play.setText("Play" if state.paused else "Pause")
        self.slider.setEnabled(is_replaying(self._desk.situation))
        self.slider.show_state(state)
        self.speed.say("" if state.speed in SPEEDS or state.symbol is None else format_speed(state.speed))
        self.clock.say(_clock_text(state))
        self.ticks.say(f"{state.ticks_done:,} / {state.ticks_total:,} ticks" if state.symbol else "")
        self.rate.say(_rate_text(state) if state.symbol and is_live else "")
        self.left.say(time_left(state) if is_live else "")

    def _show_icon(self, icon: QIcon) -> None:
        """Only another one: at each that is set, its buttons connect themselves to the action once more."""
        if self._shown_icon is not icon:
            self._shown_icon = icon
            self._play.setIcon(icon)


class TimeSlider(QSlider):
    """A slider over the data's range of time; `chosen` when the user lets go of it or stops pressing its keys."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName("Time of the replay")
        self._first_us = 0
        self._keys = QTimer(self, singleShot=True, interval=_KEYS_SETTLE_MS)
        self._keys.timeout.connect(self._choose)
        # By Tab alone: after a seek with the mouse the keys go on moving the chart.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSingleStep(_MINUTE_S)
        self.setPageStep(_HOUR_S)
        self.setTracking(True)
        self.actionTriggered.connect(self._on_action)
        self.sliderReleased.connect(self._choose)
        self.sliderMoved.connect(self._show_time)

    def show_state(self, state: ReplayState) -> None:
        """Stand where the replay stands, unless the user is moving the slider."""
        if state.first_us is None or state.last_us is None or state.position_us is None:
            return
        self._first_us = state.first_us
        self.setMaximum((state.last_us - state.first_us) // 1_000_000)
        if not self.isSliderDown() and not self._keys.isActive():
            self.setValue((state.position_us - state.first_us) // 1_000_000)

    def time_us(self) -> int:
        """The time at the handle."""
        return self._first_us + self.sliderPosition() * 1_000_000

    def event(self, event: QEvent) -> bool:
        """Keep the arrow keys while focused: elsewhere they move charts."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _ARROWS and not event.modifiers():  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click anywhere takes the handle there, ready to be dragged on."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._move_to(event)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag the handle."""
        if self.isSliderDown():
            self._move_to(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go of it: seek."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def _move_to(self, event: QMouseEvent) -> None:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        style = self.style()
        handle = style.pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        x = int(event.position().x()) - handle // 2
        value = QStyle.sliderValueFromPosition(0, self.maximum(), x, max(self.width() - handle, 1))
        self.setSliderPosition(value)

    def _on_action(self, action: int) -> None:
        """A key or the wheel moved it: seek once they rest."""
        if action != QSlider.SliderAction.SliderMove.value:
            self._keys.start()
            self._show_time()

    def _choose(self) -> None:
        QToolTip.hideText()
        self.chosen.emit(self.time_us())

    def _show_time(self) -> None:
        at = self.mapToGlobal(self.rect().center())
        QToolTip.showText(at, f"{format_clock(self.time_us())} UTC", self)


def _clock_text(state: ReplayState) -> str:
    if state.position_us is None:
        return ""
    return f"{format_clock(state.position_us)} UTC"


def _rate_text(state: ReplayState) -> str:
    return "end of data" if state.finished else f"{state.ticks_per_second:,} ticks/s"
