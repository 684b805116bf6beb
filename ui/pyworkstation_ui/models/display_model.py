"""How all charts are shown and drawn on alike: the zone of their times, marks, the magnet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from pyworkstation.domain.columns import Column
    from pyworkstation_ui.state.zone import ZoneName

_NOWHERE: Column = np.empty(0, dtype=np.int64)


class DisplayModel(QObject):
    """`changed` after any of it has."""

    changed = Signal()
    clock_moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.zone: ZoneName = "UTC"
        self.is_hollow = False
        self.has_day_breaks = False
        self.is_magnet = False
        self.clock_us: int | None = None
        """What the market's clock shows, which goes on while no tick comes."""
        self._day_ends_us: dict[str, Column] = {}

    def show(self, zone: ZoneName, *, is_hollow: bool, has_day_breaks: bool, is_magnet: bool) -> None:
        """All of it at once."""
        self.zone, self.is_hollow, self.has_day_breaks = zone, is_hollow, has_day_breaks
        self.is_magnet = is_magnet
        self.changed.emit()

    def set_zone(self, zone: ZoneName) -> None:
        """Show times in this zone."""
        self.zone = zone
        self.changed.emit()

    def set_hollow(self, is_hollow: bool) -> None:
        """Draw rising candles hollow, or filled."""
        self.is_hollow = is_hollow
        self.changed.emit()

    def set_day_breaks(self, has_day_breaks: bool) -> None:
        """Mark where a trading day begins."""
        self.has_day_breaks = has_day_breaks
        self.changed.emit()

    def set_clock(self, clock_us: int | None) -> None:
        """The market's clock shows this now."""
        if clock_us != self.clock_us:
            self.clock_us = clock_us
            self.clock_moved.emit()

    def set_magnet(self, is_magnet: bool) -> None:
        """What is drawn lies on prices of bars that are near, or where the mouse was."""
        self.is_magnet = is_magnet
        self.changed.emit()

    def day_ends_us(self, symbol: str | None) -> Column:
        """Where the trading days of a symbol end, in order; nothing while that is not known."""
        return self._day_ends_us.get(symbol or "", _NOWHERE)

    def set_day_ends(self, symbol: str, day_ends_us: Column) -> None:
        """Now it is."""
        if not np.array_equal(day_ends_us, self.day_ends_us(symbol)):
            self._day_ends_us[symbol] = day_ends_us
            self.changed.emit()
