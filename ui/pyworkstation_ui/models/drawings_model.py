"""All drawings, the tool in hand, and what can be undone."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation_ui.state.drawing import Drawing, Pen, next_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyworkstation_ui.state.drawing import Anchor, Dash, Tool

_MOST_UNDONE = 200


class DrawingsModel(QObject):
    """`changed` when any panel has to look again. `draft` is what is being placed or moved, not yet done."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.all: tuple[Drawing, ...] = ()
        self.tool: Tool | None = None
        self.draft: Drawing | None = None
        self.selected: int | None = None
        self._pen = Pen()
        self._done: list[tuple[Drawing, ...]] = []
        self._undone: list[tuple[Drawing, ...]] = []

    @property
    def can_undo(self) -> bool:
        """Something was done."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Something was undone."""
        return bool(self._undone)

    def of(self, symbol: str | None) -> list[Drawing]:
        """Those of one symbol, the draft in the place of what it was."""
        shown = [each for each in self.all if self.draft is None or each.id != self.draft.id]
        drafted = [] if self.draft is None else [self.draft]
        return [each for each in (*shown, *drafted) if each.symbol == symbol]

    def get(self, drawing_id: int | None) -> Drawing | None:
        """One of them."""
        return next((each for each in self.all if each.id == drawing_id), None)

    def restore(self, drawings: Iterable[Drawing]) -> None:
        """What a workspace has; nothing of before can be undone."""
        self.all = tuple(drawings)
        self.draft, self.selected = None, None
        self._done.clear()
        self._undone.clear()
        self.changed.emit()

    def take(self, tool: Tool | None) -> None:
        """Draw with this from now on; None: select and move."""
        self.tool, self.draft = tool, None
        self.changed.emit()

    def begin(self, symbol: str, anchor: Anchor) -> None:
        """The first anchor of a new one."""
        assert self.tool is not None  # without a tool nothing is begun
        self.draft = Drawing(next_id(self.all), self.tool, symbol, (anchor,), **asdict(self._pen))
        self.changed.emit()

    def show_draft(self, draft: Drawing | None) -> None:
        """How it would be."""
        self.draft = draft
        self.changed.emit()

    def finish(self) -> None:
        """The draft is done: drawn anew, or in the place of what it was."""
        if self.draft is None:
            return
        draft, self.draft, self.tool = self.draft, None, None
        self.selected = draft.id
        self._do((*(each for each in self.all if each.id != draft.id), draft))

    def select(self, drawing_id: int | None) -> None:
        """This one has the handles."""
        if drawing_id != self.selected:
            self.selected = drawing_id
            self.changed.emit()

    def remove_selected(self) -> None:
        """Take the selected one away."""
        if self.get(self.selected) is not None:
            self._do(tuple(each for each in self.all if each.id != self.selected))

    def remove_all(self, symbol: str | None) -> None:
        """Take all of one symbol away."""
        left = tuple(each for each in self.all if each.symbol != symbol)
        if left != self.all:
            self._do(left)

    def recolour_selected(self, colours: int) -> None:
        """The next of so many colours."""
        drawing = self.get(self.selected)
        if drawing is not None:
            self.restyle_selected(colour=(drawing.colour + 1) % colours)

    def restyle_selected(
        self, *, colour: int | None = None, width: int | None = None, dash: Dash | None = None
    ) -> None:
        """Another look for the selected one, and for what is drawn next; None leaves that as it is."""
        drawing = self.get(self.selected)
        if drawing is None:
            return
        self._pen = Pen(
            drawing.colour if colour is None else colour,
            drawing.width if width is None else width,
            dash or drawing.dash,
        )
        self.draft = replace(drawing, **asdict(self._pen))
        self.finish()

    def duplicate_selected(self, by_points: int) -> None:
        """The selected one once more, a little aside."""
        drawing = self.get(self.selected)
        if drawing is not None:
            moved = drawing.moved(lambda ts_us: ts_us, by_points)
            self.draft = replace(moved, id=next_id(self.all))
            self.finish()

    def undo(self) -> None:
        """As it was before."""
        if self._done:
            self._undone.append(self.all)
            self._show(self._done.pop())

    def redo(self) -> None:
        """As it was before it was undone."""
        if self._undone:
            self._done.append(self.all)
            self._show(self._undone.pop())

    def _do(self, drawings: tuple[Drawing, ...]) -> None:
        self._done = [*self._done[-_MOST_UNDONE + 1 :], self.all]
        self._undone.clear()
        self._show(drawings)

    def _show(self, drawings: tuple[Drawing, ...]) -> None:
        self.all, self.draft = drawings, None
        self.changed.emit()
