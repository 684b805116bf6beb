"""Time and sales of the replayed symbol. A jump begins it anew: what was before it did not come before what is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.columns import Ticks
from pyworkstation_ui.models.record_table import RecordTable
from pyworkstation_ui.state.tape import KEPT, TAPE_COLUMNS, TapeRow, followed, is_same_tick, tape_rows

if TYPE_CHECKING:
    from pyworkstation_ui.state.events import TicksArrived


class TapeModel:
    """Ticks are taken in as they come and shown once a frame."""

    def __init__(self) -> None:
        self.table: RecordTable[TapeRow] = RecordTable(TAPE_COLUMNS, lambda row: row.number)
        self.symbol: str | None = None
        self.is_held = False
        self._epoch: int | None = None
        self.waiting = Ticks.empty()
        """Also of frames in which nobody saw the tape: no more than it shows."""
        self._digits = 0

    def take(self, event: TicksArrived) -> None:
        """Some ticks of the replayed symbol."""
        if (event.symbol, event.epoch) != (self.symbol, self._epoch):
            self.clear()
            self.symbol, self._epoch = event.symbol, event.epoch
        self._digits = event.digits
        if not self.is_held:
            self.waiting = followed(self.waiting, event.ticks)

    def clear(self) -> None:
        """Another symbol, or another place in time."""
        self.waiting = Ticks.empty()
        self.symbol = self._epoch = None
        self.table.set_rows([])

    def hold(self, *, is_held: bool) -> None:
        """Let the table stand so that it can be read; what comes meanwhile is not shown later either."""
        self.is_held = is_held

    def flush(self) -> None:
        """Once a frame: show what came."""
        ticks, self.waiting = self.waiting, Ticks.empty()
        if not len(ticks):
            return
        newest = self.table.rows[0] if self.table.rows else None
        rows = tape_rows(ticks, self._digits, after=newest)
        if newest is not None and len(rows) == 1 and is_same_tick(rows[0], newest):
            return
        self.table.prepend(rows, keep=KEPT)
