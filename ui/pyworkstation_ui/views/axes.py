"""The price axis on the right and the time axis below, with their tags."""

from __future__ import annotations

from itertools import zip_longest
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from pyworkstation_ui.state.free_places import FreePlaces
from pyworkstation_ui.state.prices import PriceScale
from pyworkstation_ui.state.time_axis import Rank
from pyworkstation_ui.views import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from pyworkstation_ui.state.time_axis import TimeTick
    from pyworkstation_ui.views.frame import Frame

TIME_AXIS_PX = 20
_TAG_PX = 17
_NOTE_PX = 13
_LABEL_PX = 6
"""Half the height of a label."""
_PAD_PX = 7
_STRETCH_PER_PX = 0.006
_STRETCH_PER_NOTCH = 1.1
_FIRST_SCALE = PriceScale(0.0, 200_000.0, 1.0, 5)
_NOTCH = 120


class PriceTag(NamedTuple):
    """A price shown on the axis in a filled box."""

    points: float
    colour: QColor
    note: str = ""
    """A second, smaller line."""
    text: str = ""
    """Where the axis would say it otherwise."""

    @property
    def height_px(self) -> int:
        """With its note."""
        return _TAG_PX + (_NOTE_PX if self.note else 0)


_Placed = tuple[PriceTag, float]
"""A tag, and where its price stands."""


class PriceAxis(QWidget):
    """Prices with the instrument's digits. Dragging it, or the wheel, asks for a stretch, a double click for the automatic scale."""

    stretched = Signal(float)
    reset = Signal()
    menu_wanted = Signal(QPoint)  # on the screen

    def __init__(self) -> None:
        super().__init__()
        self._frame: Frame | None = None
        self._tags: list[PriceTag] = []
        self._placed: list[_Placed] = []
        self._labels: list[tuple[float, str]] = []
        self._dragged_from: float | None = None
        self.setFont(theme.font(theme.SMALL_PX))
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._room_for: tuple[object, ...] = ()
        self.make_room(_FIRST_SCALE)

    def make_room(self, scale: PriceScale) -> None:
        """As wide as what the scale says, such as `0.00000`: the same until prices have a place more, or text another size."""
        wanted = (scale.widest(), theme.text_percent())
        if wanted != self._room_for:
            self._room_for = wanted
            self.setFixedWidth(theme.text_width(theme.SMALL_PX, scale.widest()) + 2 * _PAD_PX)

    def show_nothing(self) -> None:
        """Show no prices."""
        self._frame = None
        self.update()

    def show_frame(self, frame: Frame, tags: list[PriceTag]) -> None:
        """Show these prices, and tags with the last on top."""
        before, self._frame, self._tags = self._frame, frame, tags
        if before is None or frame.scale != before.scale:
            self._lay_out(frame)
            self.update()
            return
        was, self._placed = self._placed, self.placed(frame)
        if was != self._placed:
            top, bottom = _changed_rows(was, self._placed)
            self.update(0, top, self.width(), bottom - top)

    def _lay_out(self, frame: Frame) -> None:
        self._placed = self.placed(frame)
        self._labels = [(frame.scale.y_px(points), frame.scale.written(points)) for points in frame.prices]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tags stay inside."""
        super().resizeEvent(event)
        if self._frame is not None:
            self._lay_out(self._frame)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw labels and tags, those that reach into what is to be painted."""
        painter, shown = QPainter(self), event.rect()
        painter.fillRect(shown, theme.PANEL)
        painter.fillRect(0, 0, 1, self.height(), theme.BORDER)
        if self._frame is not None:
            self._paint_labels(painter, shown)
            for tag, y in self._placed:
                top, bottom = _rows(tag, y)
                if top <= shown.bottom() + 1 and bottom >= shown.top():
                    self._paint_tag(painter, self._frame, tag, y)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A drag may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = event.position().y()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Down: more prices in view."""
        if self._dragged_from is not None:
            self.stretched.emit(1 + (event.position().y() - self._dragged_from) * _STRETCH_PER_PX)
            self._dragged_from = event.position().y()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The drag is over."""
        self._dragged_from = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Back to the automatic scale."""
        self.reset.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Towards the user: more prices in view."""
        self.stretched.emit(_STRETCH_PER_NOTCH ** (-event.angleDelta().y() / _NOTCH))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be chosen for it."""
        self.menu_wanted.emit(event.globalPos())
        event.accept()

    def _paint_labels(self, painter: QPainter, shown: QRect) -> None:
        painter.setPen(theme.DIM)
        first = max(_TAG_PX / 2, shown.top() - _TAG_PX)
        last = min(self.height() - _TAG_PX / 2, shown.bottom() + _TAG_PX)
        taken = [_rows(tag, y) for tag, y in self._placed]
        for y, text in self._labels:
            if first <= y <= last and all(
                y + _LABEL_PX <= top or bottom <= y - _LABEL_PX for top, bottom in taken
            ):
                self._paint_text(painter, y, text)

    def placed(self, frame: Frame) -> list[_Placed]:
        """Tags in view and the middle of each; the last stands at its price, those that it would cover move aside."""
        places = FreePlaces(self.height())
        placed: list[_Placed] = []
        for tag in reversed(self._tags):
            y = frame.scale.y_px(tag.points)
            if 0 <= y <= self.height():
                placed.append((tag, places.take(y - _TAG_PX / 2, tag.height_px) + _TAG_PX / 2))
        return placed[::-1]

    def _paint_tag(self, painter: QPainter, frame: Frame, tag: PriceTag, y: float) -> None:
        box = QRectF(1, round(y - _TAG_PX / 2), self.width() - 1, tag.height_px)
        painter.fillRect(box, tag.colour)
        painter.setPen(theme.on(tag.colour))
        self._paint_text(painter, y, self.words_of(tag, frame))
        if tag.note:
            painter.setFont(theme.font(theme.TINY_PX))
            self._paint_text(painter, y + _NOTE_PX, tag.note, size_px=theme.TINY_PX)
            painter.setFont(theme.font(theme.SMALL_PX))

    def words_of(self, tag: PriceTag, frame: Frame) -> str:
        """What a tag says; where that has no room, what the axis would say."""
        has_room = _PAD_PX + theme.text_width(theme.SMALL_PX, tag.text) < self.width()
        return tag.text if tag.text and has_room else frame.scale.written(round(tag.points))

    def _paint_text(self, painter: QPainter, y: float, text: str, *, size_px: int = theme.SMALL_PX) -> None:
        baseline = round(y - _TAG_PX / 2) + theme.baseline(size_px, _TAG_PX)
        painter.drawText(QPointF(_PAD_PX, baseline), text)


def _changed_rows(before: list[_Placed], now: list[_Placed]) -> tuple[int, int]:
    """From top to bottom of the tags that are otherwise, and of labels that they cover or no longer do."""
    others = [placed for pair in zip_longest(before, now) if pair[0] != pair[1] for placed in pair if placed]
    rows = [_rows(*placed) for placed in others]
    return floor(min(top for top, _ in rows)) - _TAG_PX, ceil(max(bottom for _, bottom in rows)) + _TAG_PX


def _rows(tag: PriceTag, y: float) -> tuple[float, float]:
    """Upper and lower edge of a tag whose price stands at `y`."""
    return y - _TAG_PX / 2, y - _TAG_PX / 2 + tag.height_px


class TimeAxis(QWidget):
    """Times under the bars they belong to; days and longer stand out. Dragging it, or the wheel, asks for wider bars,
    a double click for those of the first sight."""

    stretched = Signal(float)
    reset = Signal()
    menu_wanted = Signal(QPoint)  # on the screen

    def __init__(self) -> None:
        super().__init__()
        self._frame: Frame | None = None
        self._tag: tuple[int, str] | None = None
        self._dragged_from: float | None = None
        self._zone = ""
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setFixedHeight(TIME_AXIS_PX)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFont(theme.font(theme.SMALL_PX))

    def set_zone(self, zone: str) -> None:
        """Where clocks show these times; it stands in the corner."""
        self._zone = zone
        self.update()

    def show_nothing(self) -> None:
        """Show no times."""
        self._frame = None
        self.update()

    def show_frame(self, frame: Frame, tag: tuple[int, str] | None) -> None:
        """Show these times, and a tag (bar index, text) if there is one."""
        if self._frame is None or (_place(frame), tag) != (_place(self._frame), self._tag):
            self.update()
        self._frame, self._tag = frame, tag

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw labels and the tag."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.PANEL)
        painter.fillRect(0, 0, self.width(), 1, theme.BORDER)
        if self._frame is None:
            return
        self._paint_zone(painter)
        box = self._tag_box(self._frame)
        self._paint_labels(painter, self._frame, box)
        if self._tag is not None:
            self._paint_tag(painter, box, self._tag[1])

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A drag may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """As if the bars were of rubber, and fixed at the right edge."""
        if self._dragged_from is not None:
            before, now = (max(self.width() - x, 1.0) for x in (self._dragged_from, event.position().x()))
            self._dragged_from = event.position().x()
            self.stretched.emit(before / now)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """The drag is over."""
        self._dragged_from = None

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Back to the first zoom."""
        self.reset.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Away from the user: wider bars."""
        self.stretched.emit(_STRETCH_PER_NOTCH ** (event.angleDelta().y() / _NOTCH))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """What can be chosen for it."""
        self.menu_wanted.emit(event.globalPos())
        event.accept()

    def _tag_box(self, frame: Frame) -> QRectF:
        """Where the tag goes; empty without one."""
        if self._tag is None:
            return QRectF()
        index, text = self._tag
        width = theme.text_width(theme.SMALL_PX, text) + 2 * _PAD_PX
        x = min(max(frame.x_px(index) - width / 2, 0.0), self.width() - width)
        return QRectF(round(x), 1, width, TIME_AXIS_PX - 2)

    def _paint_zone(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.TINY_PX))
        painter.setPen(theme.FAINT)
        x = self.width() - theme.text_width(theme.TINY_PX, self._zone) - _PAD_PX
        painter.drawText(QPointF(x, theme.baseline(theme.TINY_PX, TIME_AXIS_PX)), self._zone)

    def _paint_labels(self, painter: QPainter, frame: Frame, box: QRectF) -> None:
        room = self.width() - theme.text_width(theme.SMALL_PX, "0.00000")
        baseline = theme.baseline(theme.SMALL_PX, TIME_AXIS_PX)
        for tick in frame.times:
            is_day = tick.rank is not Rank.TIME
            half = theme.text_width(theme.SMALL_PX, tick.label, bold=is_day) / 2
            x = frame.x_px(tick.index)
            is_covered = box.left() - half < x < box.right() + half
            if half <= x <= room and not (is_covered and self._tag):
                painter.setFont(theme.font(theme.SMALL_PX, bold=is_day))
                painter.setPen(theme.TEXT if is_day else theme.DIM)
                painter.drawText(QPointF(round(x - half), baseline), tick.label)

    def _paint_tag(self, painter: QPainter, box: QRectF, text: str) -> None:
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.fillRect(box, theme.TAG)
        painter.setPen(theme.on(theme.TAG))
        baseline = theme.baseline(theme.SMALL_PX, TIME_AXIS_PX)
        painter.drawText(QPointF(box.left() + _PAD_PX, baseline), text)


def _place(frame: Frame) -> tuple[float, float, list[TimeTick]]:
    return frame.left, frame.bar_px, frame.times
