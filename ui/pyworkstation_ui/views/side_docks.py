"""The panels beside the charts in their docks: opened, closed, and which of them has the keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation_ui.state.side_panels import LINKED_PANELS, SIDE_PANELS
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.panel_slot import PanelSlot
from pyworkstation_ui.views.record_view import RecordView
from pyworkstation_ui.views.system_panel import SystemPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyworkstation_ui.views.dock_area import DockArea
    from pyworkstation_ui.views.panel_page import PanelPage


class SideDocks(QObject):
    """By their names of `state/side_panels.py`. `left` when the user is done in one, `changed` when columns of a table are."""

    left = Signal()
    changed = Signal()

    def __init__(self, grid: DockArea, makers: Mapping[str, Callable[[], PanelPage]]) -> None:
        super().__init__()
        self._grid = grid
        self._columns: dict[str, dict[str, dict[str, int]]] = {}
        self.slots = {name: PanelSlot(make) for name, make in makers.items()}
        for name, slot in self.slots.items():
            slot.close_wanted.connect(partial(self.close, name))
            slot.leave_wanted.connect(self.left)
            slot.made.connect(partial(self._on_made, name))
            grid.add_side(name, SIDE_PANELS[name].title, slot, SIDE_PANELS[name].place)

    def flush(self) -> None:
        """Draw those that are seen."""
        for slot in self.slots.values():
            slot.flush()

    @property
    def with_keyboard(self) -> str | None:
        """The one that the user is in."""
        return next((name for name, slot in self.slots.items() if slot.has_keyboard), None)

    @property
    def linked_with_keyboard(self) -> str | None:
        """The one that the user is in, if it can be linked."""
        name = self.with_keyboard
        return name if name in LINKED_PANELS else None

    def toggle(self, name: str) -> None:
        """Open a panel and go to it; close it when the user is in it already."""
        if self.slots[name].has_keyboard:
            self.close(name)
        else:
            self.enter(name)

    def enter(self, name: str) -> None:
        """Open a panel, not too narrow or low to be read, and go to it."""
        spec = SIDE_PANELS[name]
        is_wide = spec.place == "right"  # Columns are as wide as their letters; a low panel shows fewer rows.
        least_px = theme.scaled(spec.least_px, theme.text_percent()) if is_wide else spec.least_px
        self._grid.show_front(name, least_px=least_px)
        self.slots[name].enter()

    def enter_alone(self, name: str) -> None:
        """In the place of those that are open."""
        for other in self.slots:
            self.close(other)
        self.enter(name)

    def close(self, name: str) -> None:
        """Close one; the keyboard goes elsewhere."""
        self._grid.close_panel(name)
        self.left.emit()

    def toggle_log(self) -> None:
        """The engine's log, in the system panel; close it when the user is in it already."""
        page = self.slots["system"].page
        is_read = isinstance(page, SystemPanel) and page.log.isVisible()
        if is_read or not self.slots["system"].has_keyboard:
            self.toggle("system")
        page = self.slots["system"].page
        if isinstance(page, SystemPanel):
            page.show_log()

    def columns(self) -> dict[str, dict[str, dict[str, int]]]:
        """How wide the user made columns: by panel and table. Of panels that were not opened, as they were given."""
        for name, slot in self.slots.items():
            widths = {view.accessibleName(): view.own_widths() for view in slot.findChildren(RecordView)}
            if slot.page is not None:
                self._columns[name] = {table: own for table, own in widths.items() if own}
        return {name: tables for name, tables in self._columns.items() if tables}

    def show_columns(self, columns: Mapping[str, dict[str, dict[str, int]]]) -> None:
        """As wide as they were."""
        self._columns = dict(columns)
        for name, slot in self.slots.items():
            self._fit(name, slot)

    def _on_made(self, name: str) -> None:
        self._fit(name, self.slots[name])
        for view in self.slots[name].findChildren(RecordView):
            view.widened.connect(self.changed)

    def _fit(self, name: str, slot: PanelSlot) -> None:
        tables = self._columns.get(name, {})
        for view in slot.findChildren(RecordView):
            view.show_widths(tables.get(view.accessibleName(), {}))

    def loss(self) -> str:
        """What would be lost in them if the window closed now."""
        pages = (slot.page for slot in self.slots.values() if slot.page is not None)
        return " ".join(loss for page in pages if (loss := page.loss()))
