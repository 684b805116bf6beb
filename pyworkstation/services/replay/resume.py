"""The session of an engine that was stopped or killed, from what it saved."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import WorkstationError
from pyworkstation.domain.units import format_time
from pyworkstation.services.replay.kept_state import restored_session
from pyworkstation.services.replay.other_timeframes import OtherTimeframe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyworkstation.services.replay.attached import Attached
    from pyworkstation.services.replay.saved import SavedReplay
    from pyworkstation.services.replay.session import ReplaySession, TickSource

log = logging.getLogger(__name__)


def resumed_session(
    saved: SavedReplay,
    states: Iterable[bytes],
    source: TickSource,
    *,
    timeframes: Sequence[str],
    depth: int,
    others: Sequence[str],
    attached: Iterable[Attached],
) -> ReplaySession | None:
    """From the first of `states` that will do; None when there is none, and all is to be built anew.

    It has `others` and `attached`, and has seen the ticks up to the saved position.
    """
    for state in states:
        try:
            session = restored_session(
                state,
                source,
                symbol=saved.symbol,
                built_us=saved.built_us,
                timeframes=timeframes,
                depth=depth,
            )
            position = format_time(session.position_us)
            if _catches_up(session, source, saved.position_us, others=others, attached=attached):
                log.info("replay of %s: restored to the tick as it stood at %s", saved.symbol, position)
                return session
        except WorkstationError as error:
            log.warning("a saved state will not do: %s", error)
        except Exception:
            # An engine must not fail to start, again and again, for what lies in a file.
            log.exception("a saved state will not do")
    return None


def _catches_up(
    session: ReplaySession,
    source: TickSource,
    position_us: int,
    *,
    others: Sequence[str],
    attached: Iterable[Attached],
) -> bool:
    """Give it what it was saved without. False: what is stored has changed."""
    session.keep_only(others)
    missing = [name for name in others if name not in session.others]
    if not all(OtherTimeframe(source, session, name).join() for name in missing):
        return False
    session.keep_attached(attached)
    # It may be ahead of the position, too: each is saved at its own times, and going back begins another session.
    if session.position_us < position_us:
        for _ in session.advance(position_us):
            pass
    return True
