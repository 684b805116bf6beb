"""The rows of the depth ladder, drawn and clicked: buys at the left of the prices, sells at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from pyworkstation.domain.units import format_price
from pyworkstation_ui.state.prices import format_volume
from pyworkstation_ui.state.ticket import ORDER_KINDS
from pyworkstation_ui.state.trade_drag import entry_kind
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent

    from pyworkstation.protocol.messages import OrderSide
    from pyworkstation_ui.models.ladder_model import LadderModel
    from pyworkstation_ui.models.trading_model import TradingModel
    from pyworkstation_ui.state.ladder import LadderRow, OwnOrder

ROW_PX = 21
_SHARES = (0.0, 0.2, 0.39, 0.61, 0.8, 1.0)
"""Where the columns begin: own buys, bid, price, ask, own sells."""
_NOTCH = 120
_ROWS_A_NOTCH = 3
_TINT_ALPHA = 34
_DRAGGED_PX = 4.0
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class LadderView(QWidget):
    """While the mouse is over it the rows stand still, so that no click meets another price than it was aimed at."""

    def __init__(self, model: LadderModel, trading: TradingModel) -> None:
        super().__init__()
        self._model = model
        self._trading = trading
        self.rows: tuple[LadderRow, ...] = ()
        self._hovered: tuple[int, OrderSide] | None = None
        self._grabbed: tuple[int, tuple[OwnOrder, ...], OrderSide] | None = None
        self._pressed_y = 0.0
        self._is_old = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumHeight(8 * ROW_PX)
        self.setAccessibleName("Depth ladder")

    @property
    def count(self) -> int:
        """Rows that fit, one header less."""
        return max(self.height() // ROW_PX - 1, 1)

    def flush(self) -> None:
        """Show how things stand now."""
        if not self.underMouse():
            self._model.keep_in_view(self.count)
        rows = self._model.rows(self.count)
        if rows != self.rows:
            self.rows = rows
            self.update()

    def show_as_old(self, is_old: bool) -> None:
        """Dim what no engine vouches for any more."""
        if is_old != self._is_old:
            self._is_old = is_old
            self.update()

    def cell(self, row: int, column: int) -> QRect:
        """Column 0 is one's own buys, 4 one's own sells."""
        left, right = (round(share * self.width()) for share in _SHARES[column : column + 2])
        return QRect(left, (row + 1) * ROW_PX, right - left, ROW_PX)

    # --- the mouse ------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The left button takes one's own orders in hand, the middle one ends them."""
        row, side = self._row_at(event.position()), self._side_at(event.position())
        if row is None:
            return
        own = self.rows[row].own(side)
        if event.button() == Qt.MouseButton.MiddleButton:
            self._model.cancel(own)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed_y = event.position().y()
            self._grabbed = (row, own, side)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Show what a click would place, or where orders in the hand would go."""
        row = self._row_at(event.position())
        self._hovered = None if row is None else (row, self._side_at(event.position()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click places; what was dragged has another price."""
        grabbed, self._grabbed = self._grabbed, None
        row = self._row_at(event.position())
        if grabbed is None or row is None:
            return
        start, own, side = grabbed
        if own and row != start and abs(event.position().y() - self._pressed_y) > _DRAGGED_PX:
            self._model.move(own, self.rows[row].points)
        elif row == start and side == self._side_at(event.position()):
            self._model.place(side, self.rows[row].points)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Other prices."""
        self._model.scroll(_ROWS_A_NOTCH * event.angleDelta().y() // _NOTCH)
        event.accept()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Nothing is aimed at."""
        self._hovered = None
        self.update()

    def event(self, event: QEvent) -> bool:
        """Esc gives up what is in the hand; without that it leaves the panel, as everywhere."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and self._grabbed is not None:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self._grabbed = None
                self.update()
            return True
        return super().event(event)

    def _row_at(self, position: QPointF) -> int | None:
        """None beside the rows, and on the prices themselves: a click there is no order."""
        if _SHARES[2] * self.width() <= position.x() < _SHARES[3] * self.width():
            return None
        row = int(position.y() // ROW_PX) - 1
        return row if 0 <= row < len(self.rows) else None

    def _side_at(self, position: QPointF) -> OrderSide:
        return "buy" if position.x() < self.width() / 2 else "sell"

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw all rows: there are few."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.PANEL)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.DIM)
        for column, title in enumerate(("Buys", "Bid", "Price", "Ask", "Sells")):
            painter.drawText(self.cell(-1, column), _CENTRE, title)
        for place, row in enumerate(self.rows):
            self._paint_row(painter, place, row)
        self._paint_aim(painter)
        if self._is_old:
            painter.fillRect(self.rect(), theme.VEIL)
        if self.hasFocus():
            painter.setPen(theme.ACCENT)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_row(self, painter: QPainter, place: int, row: LadderRow) -> None:
        if row.is_below:
            painter.fillRect(self.cell(place, 1), _tint(theme.UP))
        if row.is_above:
            painter.fillRect(self.cell(place, 3), _tint(theme.DOWN))
        painter.fillRect(QRect(0, (place + 2) * ROW_PX - 1, self.width(), 1), theme.GRID)
        self._paint_price(painter, place, row)
        for column, volume, colour in ((1, row.bid_volume, theme.UP), (3, row.ask_volume, theme.DOWN)):
            if volume is not None:
                painter.setFont(theme.font(theme.SMALL_PX, bold=True))
                painter.setPen(colour)
                painter.drawText(self.cell(place, column), _CENTRE, format_volume(self._model.units(volume)))
        for column, own, colour in ((0, row.buys, theme.UP), (4, row.sells, theme.DOWN)):
            if own:
                self._paint_own(painter, self.cell(place, column), own, colour)

    def _paint_price(self, painter: QPainter, place: int, row: LadderRow) -> None:
        cell = self.cell(place, 2)
        is_quote = row.is_bid or row.is_ask
        field = theme.UP if row.is_bid else theme.DOWN if row.is_ask else theme.TAG if row.is_entry else None
        if field is not None:
            painter.fillRect(cell.adjusted(0, 0, 0, -1), field)
        painter.setFont(theme.font(theme.SMALL_PX, bold=is_quote))
        painter.setPen(theme.TEXT if field is None else theme.on(field))
        painter.drawText(cell, _CENTRE, format_price(row.points, self._model.digits))

    def _paint_own(self, painter: QPainter, cell: QRect, own: tuple[OwnOrder, ...], colour: QColor) -> None:
        painter.fillRect(cell.adjusted(2, 2, -2, -3), colour)
        painter.setFont(theme.font(theme.SMALL_PX, bold=True))
        painter.setPen(theme.on(colour))
        painter.drawText(cell, _CENTRE, format_volume(self._model.units(sum(each.quantity for each in own))))

    def _paint_aim(self, painter: QPainter) -> None:
        """Under the mouse: what a click would place there; where the orders in the hand would go."""
        if self._hovered is None or self._hovered[0] >= len(self.rows) or not self._trading.is_armed:
            return
        place, side = self._hovered
        words = self._aim_words(place, side)
        if not words:
            return
        in_hand = self._grabbed[2] if self._grabbed is not None and self._grabbed[1] else side
        columns = (0, 1) if in_hand == "buy" else (3, 4)
        cell = self.cell(place, columns[0]).united(self.cell(place, columns[1])).adjusted(1, 1, -1, -2)
        painter.setPen(theme.UP if in_hand == "buy" else theme.DOWN)
        painter.setBrush(theme.RAISED)
        painter.drawRect(cell)
        painter.setFont(theme.font(theme.TINY_PX))
        painter.drawText(cell, _CENTRE, words)

    def _aim_words(self, place: int, side: OrderSide) -> str:
        row, quote = self.rows[place], self._model.quote
        if self._grabbed is not None and self._grabbed[1]:
            return "" if self._grabbed[0] == place else "Move here"
        if quote is None or row.own(side):
            return ""
        market = quote.ask if side == "buy" else quote.bid
        return f"{side.capitalize()} {ORDER_KINDS[entry_kind(side, row.points, market=market)].lower()}"


def _tint(colour: QColor) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(_TINT_ALPHA)
    return faint
