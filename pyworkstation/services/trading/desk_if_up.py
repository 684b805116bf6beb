"""The replay goes on without the trading desk while that does not run, and the desk catches up when it runs again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.services.supervision.service import ServiceDownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.engine import TickColumns
    from pyworkstation.services.replay.tick_feed import Place
    from pyworkstation.services.trading.desk import Desk


class DeskIfUp:
    """A follower of the market that asks for the desk each time: it is another one after it was started again."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk
        self._known: Desk | None = None
        self._stand: tuple[str, int, Place | None, int] | None = None
        self._resumed_epoch: int | None = None

    def began(self, symbol: str, *, position_us: int, place: Place | None, epoch: int) -> None:
        """The replay stands here now."""
        self._stand = (symbol, position_us, place, epoch)
        self._known = None
        self._told()

    def ticked(self, symbol: str, ticks: TickColumns, *, before: Place | None, after: Place) -> None:
        """These ticks came in."""
        desk = self._told()
        if desk is not None:
            desk.ticked(symbol, ticks, before=before, after=after)
        if self._stand is not None:
            symbol, position_us, _, epoch = self._stand
            self._stand = (symbol, max(position_us, after.last_us), after, epoch)

    def stands(self, position_us: int) -> None:
        """A frame is done."""
        desk = self._told()
        if desk is not None:
            desk.stands(position_us)

    def ended(self) -> None:
        """There is no market."""
        desk = self._told()
        self._stand = None
        if desk is not None:
            desk.ended()

    def resume_us(self, symbol: str, *, epoch: int) -> int | None:
        """How far the market had come."""
        self._resumed_epoch = epoch
        desk = self._if_up()
        return None if desk is None else desk.resume_us(symbol, epoch=epoch)

    def _told(self) -> Desk | None:
        """The desk, which knows where the replay stands; None while it does not run."""
        desk = self._if_up()
        if desk is not None and desk is not self._known and self._stand is not None:
            symbol, position_us, place, epoch = self._stand
            known_us = self._known_us(desk, symbol, epoch)
            if known_us is not None and known_us > position_us:
                # The replay was resumed without us, behind what has happened: it comes there without our doing anything.
                position_us, place = known_us, None
            desk.began(symbol, position_us=position_us, place=place, epoch=epoch)
            self._known = desk
        return desk

    def _known_us(self, desk: Desk, symbol: str, epoch: int) -> int | None:
        """How far the market had come, unless somebody made it jump since."""
        if self._resumed_epoch is None or epoch != self._resumed_epoch + 1:
            return None
        return desk.resume_us(symbol, epoch=self._resumed_epoch)

    def _if_up(self) -> Desk | None:
        try:
            return self._desk()
        except ServiceDownError:
            return None
