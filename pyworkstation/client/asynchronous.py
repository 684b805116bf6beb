"""The client for asyncio: the blocking one on a thread of its own.

ZeroMQ's own asyncio sockets need `add_reader`, which the event loop of Windows does not have.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar

from pyworkstation.client.reconnecting import Client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path
    from types import TracebackType

    from pyworkstation.client.following import Followed
    from pyworkstation.client.prices import Prices
    from pyworkstation.client.prices_request import PriceForm, When
    from pyworkstation.client.subscription import Subscription, Update
    from pyworkstation.domain.timeframe import Boundary, DayClose, Side
    from pyworkstation.protocol import messages as m
    from pyworkstation.protocol.messages import RoleName

T = TypeVar("T")

_TAKE_S = 0.25


class _LeftError(Exception):
    """Whoever awaited the answer was cancelled."""


class AsyncClient:
    """`async with AsyncClient() as ws: (await ws.bars("EURUSD", "M1")).pandas()`. Raises what `Client` raises.

    Requests are done one after the other. One whose awaiting task is cancelled is cancelled at the engine, too.
    """

    def __init__(self, home: str | Path | None = None, *, role: RoleName = "trade") -> None:
        self._client = Client(home, role=role)
        self._thread = ThreadPoolExecutor(1, "client")

    async def call(self, body: m.Request, *, timeout_s: float | None = 5.0) -> m.Reply:
        """The one part of the answer."""
        (reply,) = await self.parts(body, timeout_s=timeout_s)
        return reply

    async def parts(self, body: m.Request, *, timeout_s: float | None = 5.0) -> list[m.Reply]:
        """All parts of the answer."""
        left = threading.Event()

        def ask() -> list[m.Reply]:
            return list(
                self._client.request(body, timeout_s=timeout_s, while_waiting=partial(_raise_if, left))
            )

        try:
            return await self._on_thread(ask)
        except asyncio.CancelledError:
            left.set()
            raise

    async def bars(
        self,
        symbol: str,
        timeframe: str,
        start: When = None,
        end: When = None,
        *,
        side: Side = "bid",
        prices: PriceForm = "float",
        boundary: Boundary = "left",
        day_close: DayClose = "session",
        indicators: Sequence[str] = (),
    ) -> Prices:
        """Stored bars; see `pyworkstation.client.bars`."""
        return await self._on_thread(
            lambda: self._client.bars(
                symbol,
                timeframe,
                start,
                end,
                side=side,
                prices=prices,
                boundary=boundary,
                day_close=day_close,
                indicators=indicators,
            )
        )

    async def ticks(
        self, symbol: str, start: When = None, end: When = None, *, prices: PriceForm = "float"
    ) -> Prices:
        """Stored ticks; see `pyworkstation.client.ticks`."""
        return await self._on_thread(lambda: self._client.ticks(symbol, start, end, prices=prices))

    async def status(self) -> m.Status:
        """What runs, and what is stored."""
        return await self._on_thread(self._client.status)

    async def health(self) -> m.Health:
        """How the services and the replay are."""
        return await self._on_thread(self._client.health)

    def stream(self, *topics: str) -> AsyncIterator[Update]:
        """Messages of topics without gaps, as `Client.stream` has them."""
        return _updates(lambda: self._client.stream(*topics))

    def follow(self, *topics: str) -> AsyncIterator[Update]:
        """What is new of topics, as `Client.follow` has it: while an update is worked on, the engine passes over old ones."""
        return _updates(lambda: self._client.follow(*topics))

    async def close(self) -> None:
        """Let the connection go."""
        await self._on_thread(self._client.close)
        self._thread.shutdown()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


async def _updates(opened: Callable[[], Subscription | Followed]) -> AsyncIterator[Update]:
    loop = asyncio.get_running_loop()
    source = opened()
    thread = ThreadPoolExecutor(1, "updates")
    try:
        while True:
            for update in await loop.run_in_executor(thread, source.take, _TAKE_S):
                yield update
    finally:
        thread.submit(source.close)
        thread.shutdown(wait=False)  # The loop does not wait for the last look to end.


def _raise_if(left: threading.Event) -> None:
    if left.is_set():
        raise _LeftError
