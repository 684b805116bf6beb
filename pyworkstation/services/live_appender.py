"""Takes live ticks from any thread and stores them in micro-batches: one transaction for what came in some 40 ms."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Self

import numpy as np

from pyworkstation.domain.errors import BugError, EnvironmentFailure, WorkstationError
from pyworkstation.engine import TickColumns
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.ticks.live_ticks import append_ticks, compact_live

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from pyworkstation.storage.database import Store

log = logging.getLogger(__name__)

_GATHER_S = 0.04
_AGAIN_S = 1.0
_ROOM_TICKS = 200_000


class LiveAppender:
    """Stores what is put into it. Nothing is lost while the disk fails: it waits, and `put` with it when it is full."""

    def __init__(self, store: Store, *, room_ticks: int = _ROOM_TICKS, gather_s: float = _GATHER_S) -> None:
        self._store = store
        self._room_ticks = room_ticks
        self._gather_s = gather_s
        self._numbers: dict[str, int] = {}
        self._waiting: dict[int, list[TickColumns]] = defaultdict(list)
        self._ticks_waiting = 0
        self._is_writing = False
        self._hurry = 0
        self._closing = False
        self._broken: Exception | None = None
        self._changed = threading.Condition()
        self.failure: EnvironmentFailure | None = None
        """Why nothing can be stored at the moment; None when all is well."""
        self._thread = threading.Thread(target=self._work, name="live-appender")
        self._thread.start()

    def put(self, symbol: str, ticks: TickColumns, *, patience_s: float = 5.0) -> None:
        """Have ticks of a symbol stored. Waits while too many are waiting.

        Raises:
            InputError: for an unknown symbol.
            EnvironmentFailure: when there is no room for so long: the database cannot keep up, or the disk fails.
        """
        if not len(ticks):
            return
        number = self._number(symbol)
        with self._changed:
            if not self._changed.wait_for(self._has_room, patience_s):
                raise self._failure(
                    f"{self._ticks_waiting:,} live ticks are waiting to be stored: the database does not keep up"
                )
            if self._broken is not None:
                raise self._failure("")
            self._waiting[number].append(ticks)
            self._ticks_waiting += len(ticks)
            self._changed.notify_all()

    def flush(self, *, patience_s: float = 30.0) -> None:
        """Wait until all that was put is stored. Raises EnvironmentFailure when it is not in that time."""
        with self._changed:
            self._hurry += 1
            self._changed.notify_all()
            try:
                if not self._changed.wait_for(self._is_done, patience_s):
                    raise self._failure("live ticks are still being stored")
                if self._broken is not None:
                    raise self._failure("")
            finally:
                self._hurry -= 1

    def compact(self) -> int:
        """At the close of a day: bring its ticks into the order of imports; how many."""
        self.flush()
        return compact_live(self._store)

    def close(self) -> None:
        """Store what is waiting and stop. Raises EnvironmentFailure when the disk fails."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        if self._ticks_waiting:
            raise self._failure(f"{self._ticks_waiting:,} live ticks were not stored")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _number(self, symbol: str) -> int:
        if symbol not in self._numbers:
            self._numbers[symbol] = find_instrument(self._store, symbol).id
        return self._numbers[symbol]

    def _failure(self, found: str) -> WorkstationError:
        if self._broken is not None:
            return BugError(f"live ticks cannot be stored any more: {self._broken!r}")
        return self.failure or EnvironmentFailure(found)

    def _has_room(self) -> bool:
        return self._ticks_waiting < self._room_ticks or self._broken is not None

    def _is_done(self) -> bool:
        return self._broken is not None or not (self._ticks_waiting or self._is_writing)

    def _is_full(self) -> bool:
        return self._closing or self._hurry > 0 or not self._has_room()

    def _work(self) -> None:
        try:
            self._store_all()
        except Exception as bug:
            log.exception("the storing of live ticks broke down")
            with self._changed:
                self._broken = bug
                self._changed.notify_all()

    def _store_all(self) -> None:
        while (arrived := self._gather()) is not None:
            ticks = {number: _in_order(parts) for number, parts in arrived.items()}
            stored = self._store_until_closed(ticks)
            with self._changed:
                self._is_writing = False
                self._ticks_waiting -= sum(map(len, ticks.values())) if stored else 0
                self._changed.notify_all()

    def _gather(self) -> Mapping[int, list[TickColumns]] | None:
        """What came in one stretch of time; None when nothing more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            self._changed.wait_for(self._is_full, self._gather_s)
            if not self._waiting:
                return None
            arrived, self._waiting = self._waiting, defaultdict(list)
            self._is_writing = True
            return arrived

    def _store_until_closed(self, ticks: Mapping[int, TickColumns]) -> bool:
        """Try again while the disk fails; whether they are stored."""
        while True:
            try:
                append_ticks(self._store, ticks)
            except EnvironmentFailure as failure:
                if self.failure is None:
                    log.warning("live ticks wait: %s", failure)
                self.failure = failure
                with self._changed:
                    if self._changed.wait_for(lambda: self._closing, _AGAIN_S):
                        return False
            else:
                self.failure = None
                return True


def _in_order(parts: Sequence[TickColumns]) -> TickColumns:
    """Ticks of one instrument by time; those of one time in the order they came."""
    columns = [
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("ts_us", "bid", "ask", "bid_volume", "ask_volume")
    ]
    order = np.argsort(columns[0], kind="stable")
    return TickColumns.from_numpy(*(column[order] for column in columns))
