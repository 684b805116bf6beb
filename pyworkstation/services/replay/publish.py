"""What listeners are told of a replay session: bars and ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from pyworkstation.protocol.messages import BarsUpdate, TicksUpdate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.engine import TickColumns
    from pyworkstation.services.replay.session import Coverage, ReplaySession

_ROWS_A_MESSAGE = 4_000
"""160 kB: what a listener that stopped reading holds of our memory is this times the queue of `bus/stream_socket.py`."""


class Ticked(Protocol):
    """A symbol of which ticks are told."""

    symbol: str
    coverage: Coverage
    last_tick: TickColumns | None


def bars_update(session: ReplaySession, timeframe: str, *, epoch: int, since: int) -> BarsUpdate:
    """Bars completed with index >= `since` (those the ring still holds), and the forming one."""
    engine = session.engine_of(timeframe)
    first_index, completed = engine.completed(timeframe, since)
    return BarsUpdate(
        symbol=session.symbol,
        timeframe=timeframe,
        digits=session.coverage.digits,
        epoch=epoch,
        first_index=first_index,
        completed=completed.pack(),
        forming=engine.forming(timeframe).pack(),
        volume_digits=session.coverage.volume_digits,
    )


def ticks_updates(of: Ticked, ticks: TickColumns, *, epoch: int) -> Iterator[TicksUpdate]:
    """The ticks in messages of at most 4,000."""
    for start in range(0, len(ticks), _ROWS_A_MESSAGE):
        rows = ticks.slice(start, min(start + _ROWS_A_MESSAGE, len(ticks)))
        yield TicksUpdate(symbol=of.symbol, digits=of.coverage.digits, epoch=epoch, packed=rows.pack())
