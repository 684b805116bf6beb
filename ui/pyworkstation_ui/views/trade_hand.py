"""What the mouse does with the lines of orders and positions on one chart: takes one in hand, drags it, lets it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from pyworkstation_ui.state.trade_drag import line_at

if TYPE_CHECKING:
    from pyworkstation_ui.models.chart_trading import ChartTrading
    from pyworkstation_ui.models.drawings_model import DrawingsModel
    from pyworkstation_ui.state.trading import TradeLine
    from pyworkstation_ui.views.chart_canvas import MouseHand
    from pyworkstation_ui.views.chart_panel import ChartPanel

_DRAGGED_PX = 3.0


class TradeHand:
    """Only while trading is armed, and while no drawing tool is in hand."""

    def __init__(self, chart_trading: ChartTrading, drawings: DrawingsModel, panel: ChartPanel) -> None:
        self._chart_trading = chart_trading
        self._drawings = drawings
        self._panel = panel
        self._pressed_y: float | None = None

    def press(self, position: QPointF) -> bool:
        """Take the line under the mouse."""
        line, symbol = self._line_under(position), self._panel.symbol()
        if line is None or symbol is None or not self._chart_trading.grab(line, symbol):
            return False
        self._pressed_y = position.y()
        return True

    def move(self, position: QPointF) -> bool:
        """The ghost follows."""
        if self._pressed_y is None:
            return False
        frame = self._panel.frame
        if frame is not None and abs(position.y() - self._pressed_y) > _DRAGGED_PX:
            self._chart_trading.drag(round(frame.scale.points_at(position.y())))
        return True

    def release(self, _position: QPointF) -> bool:
        """What was dragged is dropped. One that was given up meanwhile is in hand no longer."""
        was_ours = self._pressed_y is not None
        self._pressed_y = None
        if was_ours:
            self._chart_trading.drop()
        return was_ours

    def _line_under(self, position: QPointF) -> TradeLine | None:
        frame = self._panel.frame
        if frame is None or not self._chart_trading.is_armed or self._drawings.tool is not None:
            return None
        return line_at(frame.trades, frame.scale, position.y())

    def cursor_at(self, position: QPointF) -> Qt.CursorShape | None:
        """It says where a line could be taken."""
        is_in_hand = self._pressed_y is not None or self._line_under(position) is not None
        return Qt.CursorShape.SizeVerCursor if is_in_hand else None


class Hands:
    """Several hands for one mouse: the first that takes a press is busy with it."""

    def __init__(self, *hands: MouseHand) -> None:
        self._hands = hands

    def press(self, position: QPointF) -> bool:
        """Offer it to each."""
        return any(hand.press(position) for hand in self._hands)

    def move(self, position: QPointF) -> bool:
        """All see it, until one is busy."""
        return any(hand.move(position) for hand in self._hands)

    def cursor_at(self, position: QPointF) -> Qt.CursorShape | None:
        """Of the first that has one."""
        shapes = (hand.cursor_at(position) for hand in self._hands)
        return next((shape for shape in shapes if shape is not None), None)

    def release(self, position: QPointF) -> bool:
        """It is over for the one that was busy."""
        return any(hand.release(position) for hand in self._hands)
