"""Answers `take_news`: what has come for a follower."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import LockedError
from pyworkstation.protocol.messages import Done

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.domain.asker import Asker
    from pyworkstation.protocol.messages import News, TakeNews
    from pyworkstation.services.following.followers import Followers


def take_news(
    request: TakeNews, followers: Followers, *, asker: Asker, may_see_account: Callable[[], bool]
) -> Iterator[News | Done]:
    """Waits for the first at most as long as the request says.

    Raises:
        InputError: when there is no such follower.
        LockedError: when it follows the account, and the asker may not see that, or no longer.
    """
    follower = followers.get(request.id)
    if follower.wait(asker, request.wait_ms / 1000):  # Else it is for the next who asks.
        if follower.is_of_account and not may_see_account():
            raise LockedError(
                "take_news of the account needs an open session, for a passphrase is set: unlock first"
            )
        yield from follower.take()
    yield Done()
