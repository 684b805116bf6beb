"""The scene of the frame bench in other charts, each as its users draw it, and with less to do than ours.

They get the bars in view and no more (none of them has a level of detail), no volumes, no third indicator in a pane of its own, no read-out.
"""

# ruff: noqa: PLC0415 - each of them is there or not, and only the one that is measured is imported

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPicture
from PySide6.QtWidgets import QGridLayout, QWidget

from benches.chart_scene import DIGITS, SIZE, Market

UP, DOWN = QColor("#26a69a"), QColor("#ef5350")
LINES = ("#f2b134", "#5aa9e6", "#7ed957", "#5aa9e6")
COLUMNS = 3
FEW = 83
"""Bars in view where nothing else is said: as many as the desktop shows."""


class Window(QWidget):
    """Six charts of one kind in a grid."""

    def __init__(self, markets: list[Market], chart: type[Any], *, in_view: int | None) -> None:
        super().__init__()
        self._markets = markets
        self.charts = [chart(market, in_view or FEW) for market in markets]
        layout = QGridLayout(self)
        for place, each in enumerate(self.charts):
            layout.addWidget(each.widget, place // COLUMNS, place % COLUMNS)
        self.resize(*SIZE)
        self.show()
        QCoreApplication.processEvents()
        self._frame = 0

    def prepare(self, frame: int) -> None:
        """Which frame is next."""
        self._frame = frame

    def draw(self) -> None:
        """Show it."""
        for chart, market in zip(self.charts, self._markets, strict=True):
            row, _ = market.forming_at(self._frame)
            chart.move(row, market.forming(self._frame))
        QCoreApplication.processEvents()


def _prices(market: Market, start: int, stop: int) -> Any:
    bars = market.bars[start:stop]
    return np.stack((bars.bid_open, bars.bid_high, bars.bid_low, bars.bid_close)) / 10**DIGITS


class PlainPicture:
    """pyqtgraph's own example of candles: a picture of all of them, drawn anew when a bar changes."""

    def __init__(self, market: Market, in_view: int) -> None:
        import pyqtgraph as pg

        self._market, self._in_view = market, in_view
        self.widget = pg.PlotWidget()
        self._item = _picture_item(pg)
        self.widget.addItem(self._item)
        self._curves = [self.widget.plot(pen=colour) for colour in LINES]
        self.move(market.loaded, market.forming(0))

    def move(self, row: int, forming: Any) -> None:
        start = max(row - self._in_view, 0)
        prices = _prices(self._market, start, row + 1)
        prices[:, -1] = [
            float(getattr(forming, f"bid_{name}")[0]) / 10**DIGITS
            for name in ("open", "high", "low", "close")
        ]
        self._item.show_bars(np.arange(start, row + 1), prices)
        x = np.arange(start, row + 1)
        for curve, values in zip(self._curves, (self._market.average, *self._market.bands), strict=True):
            curve.setData(x, values[start : row + 1])
        self.widget.setXRange(start, row + 5, padding=0)


def _picture_item(pg: Any) -> Any:
    class Item(pg.GraphicsObject):
        def __init__(self) -> None:
            super().__init__()
            self._picture, self._bounds = QPicture(), QRectF()

        def show_bars(self, x: Any, prices: Any) -> None:
            self._picture = QPicture()
            painter = QPainter(self._picture)
            for at, opened, high, low, close in zip(x, *prices, strict=True):
                colour = UP if close >= opened else DOWN
                painter.setPen(QPen(colour, 0))
                painter.setBrush(colour)
                painter.drawLine(QPointF(at, low), QPointF(at, high))
                painter.drawRect(QRectF(at - 0.3, opened, 0.6, close - opened))
            painter.end()
            self.prepareGeometryChange()
            low, high = float(prices[2].min()), float(prices[1].max())
            self._bounds = QRectF(float(x[0]), low, float(x[-1] - x[0]), high - low)
            self.update()

        def paint(self, painter: QPainter, *_: object) -> None:
            painter.drawPicture(0, 0, self._picture)

        def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
            return self._bounds

    return Item()


class Finplot:
    """finplot: candles and lines by data frames, updated as its live examples do it."""

    def __init__(self, market: Market, in_view: int) -> None:
        import finplot as fplt

        self._market, self._in_view = market, in_view
        first = max(market.loaded - in_view, 0)
        self._first = first
        self._axis = fplt.create_plot_widget(master=_master(), init_zoom_periods=in_view)
        self.widget = self._axis.vb.win if hasattr(self._axis.vb, "win") else self._axis.getViewWidget()
        self._candles = fplt.candlestick_ochl(self._frame(market.loaded), ax=self._axis)
        self._lines = [
            fplt.plot(self._series(values, market.loaded), ax=self._axis) for values in self._values()
        ]

    def move(self, row: int, forming: Any) -> None:
        frame = self._frame(row)
        frame.iloc[-1] = [
            float(getattr(forming, f"bid_{name}")[0]) / 10**DIGITS
            for name in ("open", "close", "high", "low")
        ]
        self._candles.update_data(frame)
        for line, values in zip(self._lines, self._values(), strict=True):
            line.update_data(self._series(values, row))

    def _values(self) -> tuple[Any, ...]:
        return (self._market.average, *self._market.bands)

    def _index(self, row: int) -> Any:
        return pd.to_datetime(self._market.bars.open_us[self._first : row + 1] * 1000)

    def _series(self, values: Any, row: int) -> Any:
        return pd.Series(values[self._first : row + 1], index=self._index(row))

    def _frame(self, row: int) -> Any:
        opened, high, low, close = _prices(self._market, self._first, row + 1)
        return pd.DataFrame(
            {"open": opened, "close": close, "high": high, "low": low}, index=self._index(row)
        )


def _master() -> Any:
    widget = QWidget()
    widget.setLayout(QGridLayout())
    return widget


class QtCharts:
    """QCandlestickSeries with QLineSeries, the oldest taken away as new ones come."""

    def __init__(self, market: Market, in_view: int) -> None:
        from PySide6 import QtCharts

        self._qt, self._market, self._in_view = QtCharts, market, in_view
        self._series = QtCharts.QCandlestickSeries()
        self._series.setIncreasingColor(UP)
        self._series.setDecreasingColor(DOWN)
        self._lines = [QtCharts.QLineSeries() for _ in LINES]
        chart = QtCharts.QChart()
        for series in (self._series, *self._lines):
            chart.addSeries(series)
        self._x, self._y = QtCharts.QValueAxis(), QtCharts.QValueAxis()
        for series in (self._series, *self._lines):
            for axis, side in ((self._x, 1), (self._y, 2)):
                if axis not in chart.axes():
                    from PySide6.QtCore import Qt

                    chart.addAxis(
                        axis, Qt.AlignmentFlag.AlignBottom if side == 1 else Qt.AlignmentFlag.AlignRight
                    )
                series.attachAxis(axis)
        self.widget = QtCharts.QChartView(chart)
        self._next = max(market.loaded - in_view, 0)
        self.move(market.loaded, market.forming(0))

    def move(self, row: int, forming: Any) -> None:
        for at in range(self._next, row + 1):
            opened, high, low, close = _prices(self._market, at, at + 1)[:, 0]
            self._series.append(self._qt.QCandlestickSet(opened, high, low, close, float(at)))
            for line, values in zip(self._lines, (self._market.average, *self._market.bands), strict=True):
                line.append(float(at), float(values[at]))
        self._next = row + 1
        surplus = self._series.count() - self._in_view
        if surplus > 0:
            self._series.remove(self._series.sets()[:surplus])
            for line in self._lines:
                line.removePoints(0, surplus)
        newest = self._series.sets()[-1]
        newest.setClose(float(forming.bid_close[0]) / 10**DIGITS)
        shown = _prices(self._market, max(row - self._in_view, 0), row + 1)
        self._x.setRange(row - self._in_view, row + 5)
        self._y.setRange(float(shown[2].min()), float(shown[1].max()))
