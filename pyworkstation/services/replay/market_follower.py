"""Who follows the replay's market: told of every tick after the bars have it, and of where the replay stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyworkstation.engine import TickColumns
    from pyworkstation.services.replay.tick_feed import Place


class MarketFollower(Protocol):
    """Every method is called under the replay's lock."""

    def began(self, symbol: str, *, position_us: int, place: Place | None, epoch: int) -> None:
        """The replay stands here now, after a start, a jump or a restart."""

    def ticked(self, symbol: str, ticks: TickColumns, *, before: Place | None, after: Place) -> None:
        """These ticks came in, behind `before`."""

    def stands(self, position_us: int) -> None:
        """A frame is done: there is no other tick up to here."""

    def ended(self) -> None:
        """There is no replay any more."""

    def resume_us(self, symbol: str, *, epoch: int) -> int | None:
        """How far the market had come, when it is known to have been further than was saved."""


class NobodyFollows:
    """A replay of which only the bars are of interest."""

    def began(self, symbol: str, *, position_us: int, place: Place | None, epoch: int) -> None:
        """Nothing to do."""

    def ticked(self, symbol: str, ticks: TickColumns, *, before: Place | None, after: Place) -> None:
        """Nothing to do."""

    def stands(self, position_us: int) -> None:
        """Nothing to do."""

    def ended(self) -> None:
        """Nothing to do."""

    def resume_us(self, symbol: str, *, epoch: int) -> int | None:  # noqa: ARG002 - the protocol's names
        """Nobody was further."""
        return None
