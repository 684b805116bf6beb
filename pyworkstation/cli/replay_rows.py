"""Turns what a replay publishes into CSV rows: each completed bar once, in order, and what forms when the ticks end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.write_tables import csv_rows
from pyworkstation.domain.columns import Bars
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.price_table import bar_table
from pyworkstation.domain.units import format_time
from pyworkstation.engine import parse_timeframe
from pyworkstation.protocol.messages import BarsUpdate, ReplayState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.cli.replay_player import Player
    from pyworkstation.domain.timeframe import Side
    from pyworkstation.protocol.messages import ReplayStart

_SILENCE_S = 1.0


def replayed_bars(
    player: Player, request: ReplayStart, timeframe: str, side: Side, *, note: Callable[[str], None]
) -> Iterator[bytes]:
    """The header, and the bars that complete from the start on until the ticks end, or somebody ends the replay.

    The bar that is forming when the ticks end is the last row, as in `bars`, and `note` is told of it.
    The replay starts held, so that no bar completes before we listen.
    """
    topic = f"bars.{request.symbol}.{parse_timeframe(timeframe)}"
    epoch = player.start(request).epoch
    next_index = _after(player.listen(topic))
    player.go()
    yield b"time,open,high,low,close,volume,ticks\n"
    while True:
        for body in player.hear(_SILENCE_S):
            if isinstance(body, BarsUpdate) and body.epoch == epoch:
                update = body
                if update.first_index > next_index:  # Some were lost on the way: the snapshot has them.
                    missed = player.listen(topic)
                    update = missed if isinstance(missed, BarsUpdate) else update
                yield from _rows(update, next_index, side)
                next_index = max(next_index, _after(update))
            elif (
                isinstance(body, ReplayState)
                and body.epoch >= epoch
                and (body.finished or body.symbol is None)
            ):
                last = player.listen(topic)
                if isinstance(last, BarsUpdate) and last.epoch == epoch:
                    yield from _last_rows(last, next_index, side, note)
                return
            elif isinstance(body, ReplayState) and body.epoch > epoch:
                epoch = body.epoch
                next_index = _after(player.listen(topic))


def _after(body: object) -> int:
    """Index of the next bar to complete."""
    return body.first_index + len(Bars.unpack(body.completed)) if isinstance(body, BarsUpdate) else 0


def _rows(update: BarsUpdate, next_index: int, side: Side) -> Iterator[bytes]:
    if update.first_index > next_index:
        raise EnvironmentFailure(
            f"bars {next_index} to {update.first_index - 1} were gone before they could be read; "
            "take a lower --speed or a greater PYWORKSTATION_RING_DEPTH"
        )
    bars = Bars.unpack(update.completed)[max(0, next_index - update.first_index) :]
    yield from csv_rows(bar_table(bars, digits=update.digits, side=side))


def _last_rows(last: BarsUpdate, next_index: int, side: Side, note: Callable[[str], None]) -> Iterator[bytes]:
    """The end is published on another topic, and may overtake the last bars."""
    yield from _rows(last, next_index, side)
    forming = Bars.unpack(last.forming)
    if len(forming):
        note(f"the ticks end at {format_time(int(forming.last_us[-1]))}, while the last bar was forming")
        yield from csv_rows(bar_table(forming, digits=last.digits, side=side))
