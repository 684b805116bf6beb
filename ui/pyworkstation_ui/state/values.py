"""What an indicator makes of a chart's bars: one row of floats a bar, by the bar's index within the epoch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation_ui.state.series import Change

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pyworkstation.protocol.messages import ValuesUpdate

_WIRE = np.dtype("<f8")
_FIRST_CAPACITY = 1024
MAX_ROWS = 5 << 18
"""As many as a series of bars keeps."""


class Values:
    """Rows [0, completed) belong to completed bars, row `completed` to the forming one. NaN is no value yet."""

    def __init__(self, outputs: int) -> None:
        self.outputs = outputs
        self.epoch: int | None = None
        self.generation = 0
        """Rises with every snapshot: values of completed bars of one generation never change."""
        self.first_index = 0
        self.completed = 0
        self._has_forming = False
        self._table = np.full((outputs, _FIRST_CAPACITY), np.nan)

    def __len__(self) -> int:
        return self.completed + self._has_forming

    @property
    def next_index(self) -> int:
        """Index within the epoch of the next bar to complete."""
        return self.first_index + self.completed

    def rows(self, start: int, stop: int) -> tuple[int, NDArray[np.float64]]:
        """(index of the first, values by output) of what there is for bars [start, stop)."""
        start = max(start, self.first_index)
        stop = max(min(stop, self.first_index + len(self)), start)
        return start, self._table[:, start - self.first_index : stop - self.first_index]

    def at(self, index: int) -> NDArray[np.float64] | None:
        """Values at one bar, by output; None where there are none."""
        row = index - self.first_index
        return self._table[:, row] if 0 <= row < len(self) else None

    def apply_snapshot(self, update: ValuesUpdate) -> Change:
        """Replace everything by what the engine keeps; older values of the same epoch stay, for they never change."""
        reaches = update.epoch == self.epoch and self.first_index <= update.first_index <= self.next_index
        if not reaches:
            self.first_index = update.first_index
        self.completed = update.first_index - self.first_index
        self.epoch = update.epoch
        self.generation += 1
        self._append(update)
        return Change.RESET

    def apply_update(self, update: ValuesUpdate) -> Change:
        """Take in what follows on from the last update; refuse anything else."""
        if update.epoch != self.epoch or update.first_index != self.next_index:
            return Change.GAP
        return Change.GROWN if self._append(update) else Change.MOVED

    def prepend(self, first_index: int, older: NDArray[np.float64]) -> None:
        """Put the values of older bars before the first; those that reach into what there is are left out."""
        older = older[:, : self.first_index - first_index]
        if first_index + older.shape[1] != self.first_index:
            return
        self._table = np.concatenate((older, self._table), axis=1)
        self.generation += 1
        self.first_index -= older.shape[1]
        self.completed += older.shape[1]

    def _append(self, update: ValuesUpdate) -> int:
        completed, forming = self._unpacked(update.completed), self._unpacked(update.forming)
        count = int(completed.shape[1])
        self._make_room(count + 1)
        stop = self.completed + count
        self._table[:, self.completed : stop] = completed
        self._table[:, stop : stop + forming.shape[1]] = forming
        self.completed = stop
        self._has_forming = forming.shape[1] > 0
        self._forget()
        return count

    def _unpacked(self, packed: bytes) -> NDArray[np.float64]:
        return np.frombuffer(packed, dtype=_WIRE).reshape(self.outputs, -1)

    def _make_room(self, rows: int) -> None:
        needed = self.completed + rows
        if needed > self._table.shape[1]:
            grown = np.full((self.outputs, max(needed, 2 * self._table.shape[1])), np.nan)
            grown[:, : self.completed] = self._table[:, : self.completed]
            self._table = grown

    def _forget(self) -> None:
        if self.completed <= MAX_ROWS:
            return
        drop = self.completed - MAX_ROWS * 3 // 4
        self._table = self._table[:, drop:].copy()
        self.first_index += drop
        self.completed -= drop
