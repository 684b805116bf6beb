"""A chart as a picture: into the clipboard, or a file that the user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog

from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation_ui.views.chart_panel import ChartPanel

CAPTION_PX = 26
_PAD_PX = 8


def copy_picture(chart: ChartPanel) -> None:
    """For the next paste."""
    QGuiApplication.clipboard().setPixmap(picture_of(chart))


def picture_of(chart: ChartPanel) -> QPixmap:
    """The chart as it stands, below a line that says of what and of when it is: a picture goes without its window."""
    body = chart.grab_plain()
    ratio, width = body.devicePixelRatioF(), chart.width()
    whole = QPixmap(body.width(), body.height() + round(CAPTION_PX * ratio))
    whole.setDevicePixelRatio(ratio)
    whole.fill(theme.WINDOW)
    painter = QPainter(whole)
    painter.drawPixmap(0, CAPTION_PX, body)
    what, when = chart.caption()
    line = QRectF(_PAD_PX, 0, width - 2 * _PAD_PX, CAPTION_PX)
    painter.setPen(theme.TEXT)
    painter.setFont(theme.font(theme.TEXT_PX, bold=True))
    painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), what)
    line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(what) + 2 * _PAD_PX)
    painter.setPen(theme.DIM)
    painter.setFont(theme.font(theme.SMALL_PX))
    room = painter.fontMetrics().elidedText(when, Qt.TextElideMode.ElideRight, int(line.width()))
    painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), room)
    painter.end()
    return whole


def save_picture(chart: ChartPanel, suggested: Path) -> tuple[str, bool]:
    """Where it went, and whether it did; empty when the user changed their mind."""
    picture = picture_of(chart)  # Before the dialog lies over it.
    path, _ = QFileDialog.getSaveFileName(chart.window(), "Save the chart", str(suggested), "PNG (*.png)")
    if path and not path.lower().endswith(".png"):
        path += ".png"
    return path, bool(path) and picture.save(path)
