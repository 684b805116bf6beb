"""One panel's bars as its view sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation_ui.state.series import Change, Series

if TYPE_CHECKING:
    from pyworkstation_ui.state.events import BarsArrived
    from pyworkstation_ui.state.older_bars import OlderArrived


class ChartModel(QObject):
    """A series, and the signal `changed(Change)` after each event that changed it."""

    changed = Signal(Change)

    def __init__(self, timeframe: str) -> None:
        super().__init__()
        self.timeframe = timeframe
        self.symbol: str | None = None
        self.series = Series(timeframe)

    def clear(self) -> None:
        """Show no bars: another symbol is coming."""
        self.symbol = None
        self.series.clear()
        self.changed.emit(Change.RESET)

    def take(self, event: BarsArrived) -> Change:
        """Apply news in order; stops at a gap."""
        change = self._apply(event)
        if change is not Change.GAP:
            self.changed.emit(change)
        return change

    def take_older(self, event: OlderArrived) -> None:
        """Bars that were asked for; others are showing by now if the epoch or the first bar changed meanwhile."""
        series, wanted = self.series, event.wanted
        if series.epoch == wanted.epoch and len(series) and int(series.open_us[0]) == wanted.before_us:
            self.changed.emit(series.prepend(event.rows))

    def _apply(self, event: BarsArrived) -> Change:
        changes = []
        if event.snapshot is not None:
            self.symbol = event.snapshot.symbol
            changes.append(self.series.apply_snapshot(event.snapshot))
        for update in event.updates:
            changes.append(self.series.apply_update(update))
            if changes[-1] is Change.GAP:
                return Change.GAP
        return next(change for change in _WEIGHTIEST_FIRST if change in changes)


_WEIGHTIEST_FIRST = (Change.RESET, Change.GROWN, Change.MOVED)
