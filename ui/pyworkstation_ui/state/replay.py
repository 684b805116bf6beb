"""What the desktop asks of the replay: how to open one, how to go on after the engine came back, where to seek."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import structs

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_time, parse_time
from pyworkstation.protocol.messages import ReplayStart, ReplayState

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Status, SymbolStatus

FULL_SPEED = 1_000_000.0
"""More than any engine does: it goes on from where it is rather than run after it."""

SPEEDS = (1.0, 10.0, 50.0, 100.0, FULL_SPEED)
"""Speed buttons."""

ALL_SPEEDS = (
    *(0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0),
    FULL_SPEED,
)
"""Steps of the keys for faster and slower."""

NO_REPLAY = ReplayState()
_DEFAULT_SPEED = 50.0
_OPENING_SHARE = 0.75
_DAY_US = 86_400_000_000
_DATE_LENGTH = len("2025-03-10")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asked for."""

    symbol: str | None = None
    from_us: int | None = None
    speed: float | None = None


def opening_request(status: Status, wish: Wish, last: ReplayState) -> ReplayStart | None:
    """The replay to start on an engine just found; None when one runs that will do, or nothing is stored.

    An engine that came back without the replay this window showed last goes on where that one stood.
    """
    if status.replay.symbol is not None and not _overrules(wish, status.replay):
        return None
    if last.symbol is not None and last.position_us is not None and _stored(status, last.symbol):
        return ReplayStart(symbol=last.symbol, from_us=last.position_us, speed=last.speed, paused=last.paused)
    return replay_of(status, wish.symbol, wish) if wish.symbol or status.symbols else None


def replay_of(status: Status, symbol: str | None, wish: Wish) -> ReplayStart:
    """A replay of `symbol` (default: the first stored one) with enough history before it to fill the panels."""
    stored = _stored(status, symbol) if symbol else status.symbols[0]
    from_us = wish.from_us if wish.from_us is not None else _opening_us(stored)
    chosen = symbol or status.symbols[0].symbol
    return ReplayStart(symbol=chosen, from_us=from_us, speed=wish.speed or _DEFAULT_SPEED)


def faster(speed: float) -> float:
    """The next higher step; a speed above them all, which a command line may ask for, stays."""
    return next((step for step in ALL_SPEEDS if step > speed), speed)


def slower(speed: float) -> float:
    """The next lower step."""
    return next((step for step in reversed(ALL_SPEEDS) if step < speed), ALL_SPEEDS[0])


def widened(state: ReplayState, status: Status | None) -> ReplayState:
    """The replay with the reach of all that is stored of its symbol: what was imported since it began is in reach, too."""
    stored = _stored(status, state.symbol) if status and state.symbol else None
    if stored is None or stored.first_us is None or stored.last_us is None or state.first_us is None:
        return state
    last_us = stored.last_us if state.last_us is None else max(state.last_us, stored.last_us)
    return structs.replace(
        state,
        first_us=min(state.first_us, stored.first_us),
        last_us=last_us,
        ticks_total=max(state.ticks_total, stored.ticks),
    )


def seek_target(state: ReplayState, from_us: int | None, by_us: int) -> int | None:
    """The time `by_us` from `from_us`, within the replay's data; None when none runs."""
    if from_us is None or state.first_us is None or state.last_us is None:
        return None
    return min(max(from_us + by_us, state.first_us), state.last_us)


def typed_target(text: str, state: ReplayState) -> int:
    """The time that was typed, in UTC where it names no zone; the date alone of the first tick means that tick.

    Raises:
        InputError: no time, or none within the replay's data.
    """
    assert state.first_us is not None
    assert state.last_us is not None
    typed = text.strip()
    time_us = parse_time(typed, where="go to")
    is_first_date = len(typed) == _DATE_LENGTH and time_us == state.first_us // _DAY_US * _DAY_US
    if is_first_date:
        return state.first_us
    if not state.first_us <= time_us <= state.last_us:
        bounds = f"a time from {format_time(state.first_us)} to {format_time(state.last_us)}"
        raise InputError(expected=bounds, found=format_time(time_us), where="go to")
    return time_us


def last_day(state: ReplayState) -> int | None:
    """A day before the last tick."""
    return seek_target(state, state.last_us, -_DAY_US)


def progress(state: ReplayState) -> float:
    """How much of the data's time has passed, 0 to 1."""
    if state.position_us is None or state.first_us is None or state.last_us is None:
        return 0.0
    return min(max((state.position_us - state.first_us) / max(state.last_us - state.first_us, 1), 0.0), 1.0)


def is_synthetic(status: Status | None, symbol: str | None) -> bool:
    """The shown ticks were made by a generator."""
    stored = _stored(status, symbol) if status and symbol else None
    return stored is not None and any("synthetic" in source.lower() for source in stored.sources)


def format_speed(speed: float) -> str:
    """`50x`, `0.25x`, `Max`."""
    return "Max" if speed >= FULL_SPEED else f"{speed:,.10g}x"


def time_left(state: ReplayState) -> str:
    """`40 s left`, `12 min left`: until the last tick, at the rate of the last second; empty while nothing comes."""
    if state.finished or not state.ticks_per_second:
        return ""
    seconds = (state.ticks_total - state.ticks_done) / state.ticks_per_second
    for unit_s, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit_s:
            return f"{seconds / unit_s:,.0f} {name} left"
    return f"{math.ceil(seconds)} s left"


def _overrules(wish: Wish, running: ReplayState) -> bool:
    """The command line asks for another replay than the one that runs."""
    if wish.from_us is not None or wish.symbol not in (None, running.symbol):
        return True
    return wish.symbol is not None and running.finished


def _opening_us(stored: SymbolStatus | None) -> int | None:
    if stored is None or stored.first_us is None or stored.last_us is None:
        return None
    return stored.first_us + int((stored.last_us - stored.first_us) * _OPENING_SHARE)


def _stored(status: Status, symbol: str) -> SymbolStatus | None:
    return next((stored for stored in status.symbols if stored.symbol == symbol), None)
