"""The bar at the top: what is shown, its quote, the connection, and the engine's buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QListView, QWidget

from pyworkstation.domain.units import format_price
from pyworkstation_ui.state.connection import Light
from pyworkstation_ui.state.replay import is_synthetic
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.figure import Quote

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPaintEvent

    from pyworkstation_ui.models.connection_model import ConnectionModel
    from pyworkstation_ui.models.replay_model import ReplayModel
    from pyworkstation_ui.views.action_set import ActionSet

_LONGEST = 12
_LIGHTS = {Light.GREEN: theme.GREEN, Light.AMBER: theme.AMBER, Light.RED: theme.RED}


class EngineBar(QWidget):
    """Shows the connection and the replay's newest quote."""

    symbol_chosen = Signal(str)

    def __init__(self, connection: ConnectionModel, replay: ReplayModel, actions: ActionSet) -> None:
        super().__init__()
        self._connection = connection
        self._replay = replay
        self.symbol = QComboBox()
        self._names: list[str] = []
        self.badge = _badge("SYNTHETIC DATA")
        self.bid, self.ask, self.spread = Quote("Bid"), Quote("Ask"), Quote("Spread")
        self.light = LightDot()
        self.state = QLabel()
        self._lay_out(actions)
        self.symbol.textActivated.connect(self.symbol_chosen)
        connection.changed.connect(self._show_connection)
        replay.changed.connect(self._show_symbol)
        replay.quoted.connect(self._show_quote)
        self._show_connection()
        self._show_quote()

    def _lay_out(self, actions: ActionSet) -> None:
        self.setFixedHeight(theme.BAR_HEIGHT)
        self.symbol.setFont(theme.font(theme.LARGE_PX, bold=True))
        self.symbol.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.symbol.setMinimumWidth(120)
        # By its letters and not by its content: that is measured name by name, of which there may be thousands.
        self.symbol.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        names = self.symbol.view()
        if isinstance(names, QListView):
            names.setUniformItemSizes(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(10)
        for widget in (self.symbol, self.badge, self.bid, self.ask, self.spread):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.light)
        layout.addWidget(self.state)
        layout.addSpacing(6)
        for name in ("start_engine", "stop_engine", "show_log"):
            layout.addWidget(actions.button(name))

    def _show_connection(self) -> None:
        look = self._connection.look
        self.light.set_colour(_LIGHTS[look.light])
        self.state.setText(look.text)
        self.state.setToolTip(self._connection.detail)
        for part in (self.bid, self.ask, self.spread):
            part.setEnabled(look.light is Light.GREEN)
        self._show_symbol()

    def _show_symbol(self) -> None:
        status, shown = self._connection.status, self._replay.state.symbol
        stored = [each.symbol for each in status.symbols] if status else []
        names = stored if shown is None or shown in stored else [shown, *stored]
        if names != self._names:
            self._names = names
            self.symbol.clear()
            self.symbol.addItems(names)
            self.symbol.setMinimumContentsLength(min(max(map(len, names), default=0), _LONGEST))
        self.symbol.setCurrentText(shown or "")
        self.symbol.setVisible(bool(names))
        self.symbol.setEnabled(self._connection.look.light is Light.GREEN)
        self.badge.setVisible(is_synthetic(status, shown))

    def _show_quote(self) -> None:
        quote = self._replay.quote
        for part in (self.bid, self.ask, self.spread):
            part.setVisible(quote is not None)
        if quote is not None:
            self.bid.show_value(format_price(quote.bid, quote.digits))
            self.ask.show_value(format_price(quote.ask, quote.digits))
            self.spread.show_value(f"{quote.ask - quote.bid} pt")


class LightDot(QWidget):
    """The connection light."""

    def __init__(self) -> None:
        super().__init__()
        self.colour: QColor = theme.AMBER
        self.setFixedSize(QSize(12, 12))

    def set_colour(self, colour: QColor) -> None:
        """Shine in this colour."""
        self.colour = colour
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour)
        painter.drawEllipse(1, 1, 10, 10)


def _badge(text: str) -> QLabel:
    badge = QLabel(text)
    badge.setFont(theme.font(theme.TINY_PX, bold=True))
    dress(badge, "color: $AMBER; border: 1px solid $AMBER; border-radius: 3px; padding: 2px 6px;")
    badge.setToolTip("These ticks were made by a generator; they are not a market's.")
    badge.setFixedHeight(20)
    badge.hide()
    return badge
