"""What the mouse does with drawings on one chart: places anchors, selects, drags a handle or the whole."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal

from pyworkstation_ui.state.drawing import TOOLS
from pyworkstation_ui.state.drawing_shapes import DrawnShape, Sheet, Spot, is_near, near_handle, shapes_of

if TYPE_CHECKING:
    from pyworkstation_ui.models.drawings_model import DrawingsModel
    from pyworkstation_ui.state.drawing import Anchor, Drawing
    from pyworkstation_ui.state.drawing_shapes import Shape

_DRAGGED_PX = 5.0


class Chart(Protocol):
    """What the hand needs of the chart under it."""

    def symbol(self) -> str | None:
        """What it shows; None while it shows nothing."""

    def sheet(self) -> Sheet | None:
        """Where things lie; None while it shows nothing."""

    def anchor_at(self, position: QPointF, *, snaps: bool = True) -> Anchor | None:
        """Time and price under the mouse; `snaps`: to a price of the bar, where the magnet is on."""


class DrawingHand(QObject):
    """`text_wanted` when a text was placed that has no words yet, `edit_wanted` to change those of the selected one."""

    text_wanted = Signal()
    edit_wanted = Signal()

    def __init__(self, drawings: DrawingsModel, chart: Chart) -> None:
        super().__init__()
        self._drawings = drawings
        self._chart = chart
        self._pressed_at: QPointF | None = None
        self._handle: int | None = None
        self._grabbed: tuple[Drawing, Anchor] | None = None
        self._view: tuple[object, ...] = ()
        self._shapes: dict[Drawing, tuple[Shape, ...]] = {}
        """Of drawings as they lay in the last view: hundreds are not laid out anew for each tick."""

    @property
    def is_busy(self) -> bool:
        """A tool is in hand, or a drawing is selected under it."""
        return self._drawings.tool is not None or self._drawings.selected is not None

    def drawn(self) -> tuple[DrawnShape, ...]:
        """What to draw on the chart as it is now."""
        shown = self._drawings.of(self._chart.symbol())
        sheet = self._chart.sheet() if shown else None
        if sheet is None:
            return ()
        if sheet.view != self._view:
            self._view, self._shapes = sheet.view, {}
        known = self._shapes
        self._shapes = {each: known[each] if each in known else shapes_of(each, sheet) for each in shown}
        return tuple(self._drawn(each, shapes, sheet) for each, shapes in self._shapes.items())

    def press(self, position: QPointF) -> bool:
        """Whether the mouse is busy drawing, and does not move the chart."""
        self._pressed_at = position
        anchor = self._chart.anchor_at(position, snaps=self._drawings.tool is not None)
        if anchor is None:
            return False
        if self._drawings.tool is not None:
            self._place(anchor)
            return True
        return self._grab(position, anchor)

    def move(self, position: QPointF) -> bool:
        """The draft follows the mouse."""
        draft = self._drawings.draft
        anchor = self._chart.anchor_at(position, snaps=not self._is_whole_moved)
        if anchor is None:
            return False
        if self._grabbed is not None:
            self._drawings.show_draft(self._dragged(*self._grabbed, anchor))
        elif draft is not None:
            place = max(len(draft.anchors) - 1, 1)
            self._drawings.show_draft(draft.with_anchor(place, anchor))
        return self._grabbed is not None or draft is not None

    def release(self, position: QPointF) -> bool:
        """A drag from anchor to anchor places the second one; a grabbed one is put down."""
        was_dragged = self._is_dragged(position)
        self._pressed_at = None
        if self._grabbed is not None:
            self._grabbed = None
            if was_dragged:
                self._drawings.finish()
            else:
                self._drawings.show_draft(None)
            return True
        anchor = self._chart.anchor_at(position)
        if self._drawings.draft is not None and was_dragged and anchor is not None:
            self._place(anchor)
            return True
        return False

    def cursor_at(self, position: QPointF) -> Qt.CursorShape | None:
        """A hand over what can be dragged."""
        if self._drawings.tool is not None:
            return None
        if self._grabbed is not None:
            return Qt.CursorShape.ClosedHandCursor
        sheet, at = self._chart.sheet(), Spot(position.x(), position.y())
        if sheet is None:
            return None
        if self._handle_under(sheet, at) is not None:
            return Qt.CursorShape.SizeAllCursor
        return None if self._drawing_under(sheet, at) is None else Qt.CursorShape.PointingHandCursor

    def select_at(self, position: QPointF) -> bool:
        """Whether there is one, which is selected now."""
        sheet = self._chart.sheet()
        if sheet is None or self._drawings.tool is not None:
            return False
        hit = self._drawing_under(sheet, Spot(position.x(), position.y()))
        if hit is not None:
            self._drawings.select(hit.id)
        return hit is not None

    def double_click(self) -> None:
        """On a text: other words for it."""
        selected = self._drawings.get(self._drawings.selected)
        if self._drawings.tool is None and selected is not None and selected.tool == "text":
            self.edit_wanted.emit()

    def cancel(self) -> None:
        """Put the tool away."""
        self._grabbed = None
        self._drawings.take(None)

    def _place(self, anchor: Anchor) -> None:
        symbol, draft = self._chart.symbol(), self._drawings.draft
        if symbol is None:
            return
        if draft is None:
            self._drawings.begin(symbol, anchor)
            draft = self._drawings.draft
            assert draft is not None  # it was just begun
            self._finish_if(draft, placed=1)
            return
        place = max(len(draft.anchors) - 1, 1)
        draft = draft.with_anchor(place, anchor)
        self._drawings.show_draft(draft)
        self._finish_if(draft, placed=place + 1)

    def _finish_if(self, draft: Drawing, *, placed: int) -> None:
        if placed < TOOLS[draft.tool].anchors:
            if placed > 1:
                # The next anchor follows the mouse from here.
                self._drawings.show_draft(draft.with_anchor(placed, draft.anchors[-1]))
            return
        if draft.tool == "text":
            self.text_wanted.emit()
        else:
            self._drawings.finish()

    def _grab(self, position: QPointF, anchor: Anchor) -> bool:
        sheet, at = self._chart.sheet(), Spot(position.x(), position.y())
        if sheet is None:
            return False
        selected = self._drawings.get(self._drawings.selected)
        self._handle = self._handle_under(sheet, at)
        if selected is not None and self._handle is not None:
            self._grabbed = selected, anchor
            return True
        hit = self._drawing_under(sheet, at)
        self._drawings.select(None if hit is None else hit.id)
        self._grabbed = None if hit is None else (hit, anchor)
        return hit is not None

    def _handle_under(self, sheet: Sheet, at: Spot) -> int | None:
        selected = self._drawings.get(self._drawings.selected)
        if selected is None or selected.symbol != self._chart.symbol():
            return None
        return near_handle([sheet.spot(each) for each in selected.anchors], at)

    def _drawing_under(self, sheet: Sheet, at: Spot) -> Drawing | None:
        here = reversed(self._drawings.of(self._chart.symbol()))
        return next((each for each in here if is_near(shapes_of(each, sheet), at)), None)

    @property
    def _is_whole_moved(self) -> bool:
        return self._grabbed is not None and self._handle is None

    def _dragged(self, drawing: Drawing, grabbed_at: Anchor, anchor: Anchor) -> Drawing:
        sheet = self._chart.sheet()
        if self._handle is not None or sheet is None:
            return drawing.with_anchor(self._handle or 0, anchor)
        bars = sheet.bars_between(grabbed_at.ts_us, anchor.ts_us)
        return drawing.moved(lambda ts_us: sheet.later(ts_us, bars), anchor.points - grabbed_at.points)

    def _is_dragged(self, position: QPointF) -> bool:
        start = self._pressed_at
        return start is not None and hypot(position.x() - start.x(), position.y() - start.y()) > _DRAGGED_PX

    def _drawn(self, drawing: Drawing, shapes: tuple[Shape, ...], sheet: Sheet) -> DrawnShape:
        is_selected = drawing.id == self._drawings.selected
        handles = tuple(sheet.spot(anchor) for anchor in drawing.anchors) if is_selected else ()
        price = drawing.anchors[0].points if drawing.tool == "horizontal" else None
        return DrawnShape(drawing.colour, shapes, handles, drawing.width, drawing.dash, price)
