"""What clients are told of the account: the four topics, and the state that each begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import FillsUpdate, OrdersUpdate, PositionsUpdate
from pyworkstation.services.trading.account_message import account_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import Account, StreamBody, TradingState
    from pyworkstation.services.streams import Streams
    from pyworkstation.services.trading.equity_series import Stand
    from pyworkstation.services.trading.paper_account import News, PaperAccount

TOPICS = ("orders", "fills", "positions", "account")

_NEWEST_FILLS = 100
_NEWEST_POSITIONS = 1000


class Shown:
    """An account as it is shown at a moment. `history` is another number whenever clients must forget what they know."""

    def __init__(
        self,
        account: PaperAccount,
        stand: Stand,
        *,
        history: int,
        now_us: int | None,
        looking_back: bool,
        state_ahead: TradingState | None,
    ) -> None:
        self.history = history
        self._account = account
        self._stand = stand
        self._now_us = now_us
        self._looking_back = looking_back
        self._state_ahead = state_ahead

    @property
    def sequence(self) -> int:
        """Number of the last event."""
        return self._account.exchange.sequence

    def bodies(self) -> dict[str, Callable[[], StreamBody]]:
        """The whole state of each topic, reckoned when it is asked for."""
        return {
            "orders": self._orders,
            "fills": self._fills,
            "positions": self._positions,
            "account": self.account_message,
        }

    def account_message(self) -> Account:
        """Its terms and its money."""
        return account_message(
            self._account,
            self._stand,
            history=self.history,
            now_us=self._now_us or self._account.exchange.now_us,
            looking_back=self._looking_back,
            trading_state=self._state_ahead or self._account.trading_state,
        )

    def _orders(self) -> OrdersUpdate:
        return OrdersUpdate(history=self.history, sequence=self.sequence, orders=self._account.open_orders())

    def _fills(self) -> FillsUpdate:
        return FillsUpdate(history=self.history, fills=self._account.fills[-_NEWEST_FILLS:])

    def _positions(self) -> PositionsUpdate:
        return PositionsUpdate(
            history=self.history,
            sequence=self.sequence,
            positions=self._account.positions()[-_NEWEST_POSITIONS:],
        )


class AccountStreams:
    """Tells whoever listens."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams

    def tell_all(self, shown: Shown) -> None:
        """Everything, for listeners that must forget what they know."""
        self._tell(shown, TOPICS)

    def tell_state(self, shown: Shown) -> None:
        """How things stand."""
        self._tell(shown, ("positions", "account"))

    def tell_news(self, shown: Shown, news: News) -> None:
        """What events changed."""
        if news.orders or news.refusals:
            update = OrdersUpdate(
                history=shown.history,
                sequence=shown.sequence,
                orders=news.orders,
                refusals=news.refusals,
            )
            self._streams.publish("orders", update)
        if news.fills:
            self._streams.publish("fills", FillsUpdate(history=shown.history, fills=news.fills))

    def snapshot(self, shown: Shown, topic: str) -> tuple[int, StreamBody]:
        """(number of the last message, state after it) of one of `TOPICS`."""
        return self._streams.seq(topic), shown.bodies()[topic]()

    def _tell(self, shown: Shown, topics: tuple[str, ...]) -> None:
        bodies = shown.bodies()
        for topic in topics:
            self._streams.publish(topic, bodies[topic]())
