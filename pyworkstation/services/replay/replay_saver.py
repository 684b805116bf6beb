"""What the replay was doing and its whole state, in files of the home: what an engine after us goes on from."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pyworkstation.services.replay.kept_state import kept_state
from pyworkstation.services.replay.saved import (
    SavedReplay,
    forget_replay,
    load_replay,
    save_replay,
    saved_indicator,
)
from pyworkstation.services.replay.state_keeper import StateKeeper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pyworkstation.services.replay.companions import Companions
    from pyworkstation.services.replay.other_timeframes import OtherTimeframes
    from pyworkstation.services.replay.playhead import Playhead

log = logging.getLogger(__name__)

_EVERY_S = 1.0


class ReplaySaver:
    """The position is saved under the replay's lock, which is quick; the state is taken under it and stored without."""

    def __init__(
        self,
        file: Path,
        head: Playhead,
        others: OtherTimeframes,
        companions: Companions,
        *,
        clock: Callable[[], float],
    ) -> None:
        self._file = file
        self._head = head
        self._others = others
        self._companions = companions
        self._clock = clock
        self._saved_at_s = 0.0
        self._keeper = StateKeeper(file.parent, clock=clock)

    @property
    def saved_us(self) -> int | None:
        """When the state was stored last."""
        return self._keeper.saved_us

    def load(self) -> SavedReplay | None:
        """What an engine before us was doing."""
        return load_replay(self._file)

    def states(self) -> list[bytes]:
        """Those of an engine before us that are whole, newest first."""
        return self._keeper.load()

    def save(self) -> None:
        """What it is doing now."""
        self._saved_at_s = self._clock()
        head = self._head
        if head.session is None:
            return
        saved = SavedReplay(
            symbol=head.session.symbol,
            position_us=head.session.position_us,
            speed=head.pace.speed,
            paused=head.paused,
            epoch=head.epoch,
            built_us=head.session.built_us,
            others=self._others.of(head.session.symbol),
            attached=[saved_indicator(row) for row in head.attached],
            next_id=head.attached.next_id,
            along=self._companions.ticking,
        )
        try:
            save_replay(self._file, saved)
        except OSError as error:
            log.warning("could not save the replay's position: %s", error)

    def save_changed(self) -> None:
        """What clients asked for has changed: it is to be there after a kill, too."""
        self.save()
        self._keeper.want(soon=True)

    def save_moved(self, now_s: float, *, ticks: int) -> None:
        """It has moved on by so many ticks."""
        if ticks:
            self._keeper.want(soon=False)
        if now_s - self._saved_at_s >= _EVERY_S:
            self.save()

    def due_in_s(self) -> float | None:
        """How long until the state should be taken; None when nothing is new."""
        return self._keeper.due_in_s()

    def take_state(self) -> tuple[bytes, int] | None:
        """The state now, and the life that it is of: a few milliseconds, where storing it takes as long as the disk does."""
        self._keeper.taken()
        session = self._head.session
        content = None if session is None else kept_state(session)
        return None if content is None else (content, self._keeper.life)

    def store_state(self, taken: tuple[bytes, int] | None) -> None:
        """Takes as long as the disk does."""
        if taken is not None:
            self._keeper.store(taken[0], life=taken[1])

    def forget(self) -> None:
        """There is nothing to go on with."""
        self._keeper.forget()
        forget_replay(self._file)
