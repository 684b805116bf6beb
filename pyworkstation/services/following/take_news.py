"""Answers `take_news`: what has come for a follower."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import Done

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.domain.asker import Asker
    from pyworkstation.protocol.messages import News, TakeNews
    from pyworkstation.services.following.followers import Followers


def take_news(request: TakeNews, followers: Followers, *, asker: Asker) -> Iterator[News | Done]:
    """Waits for the first at most as long as the request says. Raises InputError when there is no such follower."""
    follower = followers.get(request.id)
    if follower.wait(asker, request.wait_ms / 1000):  # Else it is for the next who asks.
        yield from follower.take()
    yield Done()
