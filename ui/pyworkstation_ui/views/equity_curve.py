"""The curve of the equity: a line over its area, the balance behind it, the deepest drawdown marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from pyworkstation.domain.currency import format_money
from pyworkstation_ui.state.performance import deepest_drawdown
from pyworkstation_ui.state.prices import nice_step
from pyworkstation_ui.state.time_axis import format_clock
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from pyworkstation_ui.state.performance import CurvePoint

_FOOT_PX = 20
_TOP_PX = 10
_PAD_PX = 8
_LINE_SPACING_PX = 34.0
_AREA_ALPHA = 40
_LEAST_SPAN = 10


class EquityCurve(QWidget):
    """From the first event to the newest, one step to a stretch of the market's time; at rest there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._curve: Sequence[CurvePoint] = ()
        self._digits = 2
        self._nothing = "Nothing was traded yet"
        self.setMinimumSize(240, 120)
        self.setAccessibleName("Equity")

    def show_curve(self, curve: Sequence[CurvePoint], *, currency_digits: int) -> None:
        """Show this one."""
        if (curve, currency_digits) != (self._curve, self._digits):
            self._curve, self._digits = curve, currency_digits
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        painter.setFont(theme.font(theme.SMALL_PX))
        if len(self._curve) < 2:
            painter.setPen(theme.DIM)
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._nothing)
            return
        totals = [each for point in self._curve for each in (point.total, point.balance)]
        low, high = min(totals), max(*totals, min(totals) + _LEAST_SPAN)
        step = nice_step((high - low) * _LINE_SPACING_PX / max(self.height() - _FOOT_PX, 1))
        labels = [line * step for line in range(low // step, -(-high // step) + 1)]
        texts = {value: format_money(value, self._digits) for value in labels}
        right = self.width() - max(painter.fontMetrics().horizontalAdvance(text) for text in texts.values())
        area = QRectF(0, _TOP_PX, right - 2 * _PAD_PX, self.height() - _FOOT_PX - _TOP_PX)
        first, low, high = self._curve[0].total, labels[0], labels[-1]
        spots = self._spots(area, [point.total for point in self._curve], low, high)
        self._paint_lines(painter, area, texts)
        self._paint_balance(painter, self._spots(area, [point.balance for point in self._curve], low, high))
        self._paint_curve(painter, area, spots, base=_row(area, first, low, high))
        self._paint_drawdown(painter, spots)
        self._paint_times(painter, area)

    def _spots(self, area: QRectF, values: list[int], low: int, high: int) -> list[QPointF]:
        """Evenly apart: what is traded lies in heaps."""
        apart = area.width() / (len(values) - 1)
        return [
            QPointF(area.left() + place * apart, _row(area, value, low, high))
            for place, value in enumerate(values)
        ]

    def _paint_lines(self, painter: QPainter, area: QRectF, texts: dict[int, str]) -> None:
        values = list(texts)
        for value, text in texts.items():
            y = _row(area, value, values[0], values[-1])
            painter.fillRect(
                QRectF(area.left(), round(y), area.width(), 1), theme.GRID_DAY if value == 0 else theme.GRID
            )
            painter.setPen(theme.DIM)
            painter.drawText(QPointF(area.right() + _PAD_PX, y + 4), text)

    def _paint_curve(self, painter: QPainter, area: QRectF, spots: list[QPointF], *, base: float) -> None:
        foot = min(max(base, area.top()), area.bottom())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.UP if self._curve[-1].total >= self._curve[0].total else theme.DOWN
        faint = QColor(colour)
        faint.setAlpha(_AREA_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faint)
        painter.drawPolygon(QPolygonF([QPointF(spots[0].x(), foot), *spots, QPointF(spots[-1].x(), foot)]))
        painter.setPen(QPen(colour, 1.6))
        painter.drawPolyline(QPolygonF(spots))

    def _paint_balance(self, painter: QPainter, spots: list[QPointF]) -> None:
        painter.setPen(QPen(theme.FAINT, 1.0))
        painter.drawPolyline(QPolygonF(spots))

    def _paint_drawdown(self, painter: QPainter, spots: list[QPointF]) -> None:
        found = deepest_drawdown(self._curve)
        if found is None:
            return
        peak, trough = (spots[place] for place in found)
        painter.setPen(QPen(theme.AMBER, 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(peak, QPointF(trough.x(), peak.y()))
        painter.drawLine(QPointF(trough.x(), peak.y()), trough)

    def _paint_times(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(theme.DIM)
        foot = QRectF(area.left(), self.height() - _FOOT_PX, area.width(), _FOOT_PX)
        painter.drawText(
            foot,
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            format_clock(self._curve[0].at_us),
        )
        painter.drawText(
            foot,
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
            format_clock(self._curve[-1].at_us),
        )


def _row(area: QRectF, value: int, low: int, high: int) -> float:
    return area.bottom() - (value - low) / (high - low) * area.height()
