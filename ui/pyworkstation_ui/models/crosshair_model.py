"""The time that all panels point at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from pyworkstation_ui.state.link import LinkGroup


class CrosshairModel(QObject):
    """`time_us` is the open of the bar under the mouse in the panel `source`; None when the mouse is in no panel.

    Charts of the `group` of that panel point at the same time.
    """

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.time_us: int | None = None
        self.source = ""
        self.group: LinkGroup = ""

    def point(self, source: str, time_us: int | None, *, group: LinkGroup = "") -> None:
        """The mouse in panel `source` is over the bar of this time, or over none."""
        if (source, time_us, group) != (self.source, self.time_us, self.group):
            self.source, self.time_us, self.group = source, time_us, group
            self.moved.emit()

    def time_for(self, panel: str, group: LinkGroup) -> int | None:
        """The time that a panel points at."""
        is_linked = panel == self.source or (bool(group) and group == self.group)
        return self.time_us if is_linked else None

    def leave(self, source: str) -> None:
        """The mouse left the panel `source`."""
        if source == self.source:
            self.point("", None)
