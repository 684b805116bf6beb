"""The mailbox between the bridge's thread and the GUI's, emptied once per frame.

Of what only the newest counts for, only the newest is kept. Completed bars are never dropped.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from pyworkstation.protocol.messages import Account, ImportProgress, PositionsUpdate
from pyworkstation_ui.state.events import (
    BarsArrived,
    EngineHeard,
    HealthTold,
    PhaseChanged,
    QuoteArrived,
    QuotesArrived,
    ReplayMoved,
    ReplyArrived,
    StreamMeasured,
    TicksArrived,
    TradingTold,
    ValuesArrived,
)
from pyworkstation_ui.state.tape import followed

if TYPE_CHECKING:
    from collections.abc import Hashable

    from pyworkstation.protocol.messages import BarsUpdate, ValuesUpdate
    from pyworkstation_ui.state.events import Event

_Update = TypeVar("_Update", "BarsUpdate", "ValuesUpdate")

_NEWEST_COUNTS = (EngineHeard, HealthTold, PhaseChanged, ReplayMoved, StreamMeasured)


class Mailbox:
    """Events in the order in which they first came. Any thread may post, any may drain."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: dict[Hashable, Event] = {}
        self._posted = 0

    def post(self, event: Event) -> None:
        """Add an event, or let it take the place of the one it supersedes."""
        with self._lock:
            self._posted += 1
            key = _key(event) or self._posted
            self._waiting[key] = _merged(self._waiting.get(key), event)

    def drain(self) -> list[Event]:
        """Everything that waits; the mailbox is empty afterwards."""
        with self._lock:
            events = list(self._waiting.values())
            self._waiting.clear()
        return events


def _key(event: Event) -> Hashable:
    if isinstance(event, BarsArrived | ValuesArrived):
        return event.topic
    if isinstance(event, QuoteArrived | TicksArrived):
        return type(event).__name__, event.symbol
    if isinstance(event, QuotesArrived):
        return type(event).__name__
    if isinstance(event, ReplyArrived) and isinstance(event.reply, ImportProgress):
        return ImportProgress, event.request_id
    if isinstance(event, TradingTold) and isinstance(event.told, Account | PositionsUpdate):
        return type(event.told).__name__
    return type(event).__name__ if isinstance(event, _NEWEST_COUNTS) else None


def _merged(old: Event | None, new: Event) -> Event:
    match old, new:
        case BarsArrived(), BarsArrived(snapshot=None):
            return BarsArrived(old.topic, old.snapshot, _all_followed(old.updates, new.updates))
        case ValuesArrived(), ValuesArrived(snapshot=None):
            return ValuesArrived(old.topic, old.snapshot, _all_followed(old.updates, new.updates))
        case TicksArrived(), TicksArrived() if old.epoch == new.epoch:
            return replace(new, ticks=followed(old.ticks, new.ticks))
        case QuotesArrived(), QuotesArrived():
            return QuotesArrived({**old.quotes, **new.quotes})
        case _:
            return new


def _all_followed(updates: tuple[_Update, ...], more: tuple[_Update, ...]) -> tuple[_Update, ...]:
    """Updates with some more; one that only moved the forming bar makes room for the next."""
    followed = list(updates)
    for update in more:
        if followed and not followed[-1].completed and followed[-1].epoch == update.epoch:
            followed.pop()
        followed.append(update)
    return tuple(followed)
