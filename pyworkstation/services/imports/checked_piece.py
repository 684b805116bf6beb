"""The ticks of a file that is read in one, as its one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import TickColumns
from pyworkstation.services.imports.tick_source import Piece
from pyworkstation.storage.imports.reading import Reject

if TYPE_CHECKING:
    from pyworkstation.engine import CheckedTicks


def checked_piece(read: CheckedTicks, size: int, *, price_shift: int = 0) -> Piece:
    """All of it. Its prices are 10**price_shift times those that the file has. Raises InputError below 0."""
    ticks = read.ticks
    if price_shift < 0:
        raise InputError(
            expected="a shift of 0 or more for binary and JSON files",
            found=str(price_shift),
            where="--price-shift",
        )
    if price_shift:
        factor = 10**price_shift
        ticks = TickColumns.from_numpy(
            ticks.ts_us, ticks.bid * factor, ticks.ask * factor, ticks.bid_volume, ticks.ask_volume
        )
    return Piece(ticks, size, [Reject(*row) for row in read.rejects], read.counts)
