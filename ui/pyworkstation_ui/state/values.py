"""What an indicator makes of a chart's bars: one row of floats a bar, by the bar's index within the epoch."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation_ui.state.blocks import BLOCK_ROWS, Blocks
from pyworkstation_ui.state.series import MAX_ROWS, Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from pyworkstation.protocol.messages import ValuesUpdate
    from pyworkstation_ui.state.blocks import Stretch

_WIRE = np.dtype("<f8")


class Values:
    """Rows [0, completed) belong to completed bars, row `completed` to the forming one. NaN is no value yet."""

    def __init__(self, outputs: int, *, block_rows: int = BLOCK_ROWS, max_rows: int = MAX_ROWS) -> None:
        self.outputs = outputs
        self.epoch: int | None = None
        self.generation = 0
        """Rises with every snapshot: values of completed bars of one generation never change."""
        self.completed = 0
        self._has_forming = False
        self._max_rows = max_rows
        self._blocks = Blocks(outputs, np.float64, block_rows=block_rows)

    def __len__(self) -> int:
        return self.completed + self._has_forming

    @property
    def first_index(self) -> int:
        """Index within the epoch of the oldest bar that has values."""
        return self._blocks.first

    @property
    def next_index(self) -> int:
        """Index within the epoch of the next bar to complete."""
        return self.first_index + self.completed

    def rows(self, start: int, stop: int) -> tuple[int, NDArray[np.float64]]:
        """(index of the first, values by output) of what there is for bars [start, stop)."""
        start, stop = self._within(start, stop)
        return start, self._blocks.read(slice(None), start, stop)

    def stretches(self, start: int, stop: int) -> Iterator[Stretch]:
        """The same block by block."""
        return self._blocks.stretches(*self._within(start, stop))

    def at(self, index: int) -> NDArray[np.float64] | None:
        """Values at one bar, by output; None where there are none."""
        return self._blocks.row(index) if self.first_index <= index < self._blocks.stop else None

    def apply_snapshot(self, update: ValuesUpdate) -> Change:
        """Replace everything by what the engine keeps; older values of the same epoch stay, for they never change."""
        reaches = update.epoch == self.epoch and self.first_index <= update.first_index <= self.next_index
        if not reaches:
            self._blocks.restart(update.first_index)
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

    def prepend(self, first_index: int, older: Sequence[NDArray[np.float64]]) -> None:
        """Put the values of older bars before the first, in pieces; those that reach into what there is are left out."""
        ends = list(accumulate(piece.shape[1] for piece in older))
        room = self.first_index - first_index
        if not 0 < room <= max(ends, default=0):
            return
        for piece, end in zip(reversed(older), reversed(ends), strict=True):
            self._blocks.prepend(piece[:, : max(piece.shape[1] - max(end - room, 0), 0)])
        self.generation += 1
        self.completed += room

    def _append(self, update: ValuesUpdate) -> int:
        completed, forming = self._unpacked(update.completed), self._unpacked(update.forming)
        self._blocks.cut(self.next_index)
        self._blocks.append(completed)
        self._blocks.append(forming)
        self._blocks.forget(self._max_rows)
        self._has_forming = forming.shape[1] > 0
        self.completed = len(self._blocks) - self._has_forming
        return int(completed.shape[1])

    def _unpacked(self, packed: bytes) -> NDArray[np.float64]:
        return np.frombuffer(packed, dtype=_WIRE).reshape(self.outputs, -1)

    def _within(self, start: int, stop: int) -> tuple[int, int]:
        start = max(start, self.first_index)
        return start, max(min(stop, self._blocks.stop), start)
