"""News of the account from an engine that has a passphrase: its streams only ring, and who has a session fetches what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.client.errors import RequestFailedError
from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.envelope import StreamEnvelope
from pyworkstation.protocol.messages import PROTOCOL_VERSION, Follow, Following, News, TakeNews

if TYPE_CHECKING:
    from pyworkstation_ui.doors import RequestDoor

TRADING = ("account", "positions", "orders", "fills")
_TIMEOUT_S = 5.0


class AccountNews:
    """For the link's thread. Its requests raise RequestFailedError with the code `locked` once the session has ended."""

    def __init__(self, client: RequestDoor) -> None:
        self._client = client
        self._follower: int | None = None
        self._has_rung = False

    def drop(self) -> None:
        """Nothing is fetched any more. The engine forgets by itself who does not ask."""
        self._follower, self._has_rung = None, False

    def ring(self) -> None:
        """Something happened."""
        self._has_rung = True

    def take(self) -> tuple[list[StreamEnvelope], list[str]]:
        """What has come since, and topics of which the engine could not keep all."""
        if not self._has_rung:
            return [], []
        self._has_rung = False
        if self._follower is None:
            return self._begin()
        try:
            return self._taken(self._follower)
        except RequestFailedError as refused:
            if refused.code != InputError.code:
                raise
            return self._begin()  # The engine has forgotten us: nothing happened for too long.

    def _begin(self) -> tuple[list[StreamEnvelope], list[str]]:
        following = self._client.call(Follow(topics=list(TRADING)), timeout_s=_TIMEOUT_S)
        assert isinstance(following, Following)
        self._follower = following.id
        return [], list(TRADING)

    def _taken(self, follower: int) -> tuple[list[StreamEnvelope], list[str]]:
        answer = self._client.request(TakeNews(id=follower), timeout_s=_TIMEOUT_S)
        news = [part for part in answer if isinstance(part, News)]
        messages = [
            StreamEnvelope(v=PROTOCOL_VERSION, topic=each.topic, seq=each.seq, body=each.body)
            for each in news
        ]
        return messages, [each.topic for each in news if each.lost]
