"""Requests beside the stream, which may take long: a lane for each kind, with a thread and a socket of its own.

Requests of one kind are answered one after the other, and hold up neither the stream nor those of another kind.
"""

from __future__ import annotations

import logging
import threading
from functools import partial
from queue import Queue
from typing import TYPE_CHECKING

from pyworkstation.client.errors import EngineGoneError, RequestFailedError
from pyworkstation_ui.state.events import BugFound, ReplyArrived, ReplyEnded

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import Request
    from pyworkstation_ui.doors import RequestDoor
    from pyworkstation_ui.state.events import Event

_LOG = logging.getLogger(__name__)

NOT_CONNECTED = "The engine is not connected; nothing was done."


class Asides:
    """The lanes to one run of the engine. Its methods are for one thread, the bridge's."""

    def __init__(self, open_client: Callable[[], RequestDoor], post: Callable[[Event], None]) -> None:
        self._open_client = open_client
        self._post = post
        self._lanes: dict[type, _Lane] = {}

    def ask(self, request_id: int, body: Request) -> None:
        """Have it answered in its lane."""
        if type(body) not in self._lanes:
            self._lanes[type(body)] = _Lane(type(body).__name__, self._open_client, self._post)
        self._lanes[type(body)].queue.put((request_id, body))

    def forget(self, request_id: int) -> None:
        """Answer it no further; the engine is told to stop working on it."""
        for lane in self._lanes.values():
            lane.forgotten.add(request_id)

    def close(self) -> None:
        """The engine is gone or not wanted any more: what is not answered by now ends."""
        for lane in self._lanes.values():
            lane.is_closed.set()
            lane.queue.put(None)


class _ForgottenError(Exception):
    """Nobody waits for the answer any more."""


class _Lane:
    """One thread: what was asked of it, in order."""

    def __init__(
        self, name: str, open_client: Callable[[], RequestDoor], post: Callable[[Event], None]
    ) -> None:
        self.queue: Queue[tuple[int, Request] | None] = Queue()
        self.forgotten: set[int] = set()
        self.is_closed = threading.Event()
        self._open_client = open_client
        self._post = post
        self._client: RequestDoor | None = None
        threading.Thread(target=self._run, name=f"ask {name}", daemon=True).start()

    def _run(self) -> None:
        while (asked := self.queue.get()) is not None:
            self._answer(*asked)
            self.forgotten.discard(asked[0])
        self._hang_up()

    def _answer(self, request_id: int, body: Request) -> None:
        try:
            self._pass_on(request_id, body)
            self._post(ReplyEnded(request_id))
        except _ForgottenError:
            _LOG.info("answer %d was not waited for", request_id)
        except RequestFailedError as error:
            self._post(ReplyEnded(request_id, str(error)))
        except EngineGoneError as error:
            self._hang_up()
            self._post(ReplyEnded(request_id, str(error)))
        except Exception as error:  # noqa: BLE001 - the thread's edge
            _LOG.exception("request %d broke", request_id)
            self._hang_up()
            self._post(BugFound(f"{type(error).__name__}: {error}"))
            self._post(ReplyEnded(request_id, "something broke in the desktop; its log says what"))

    def _pass_on(self, request_id: int, body: Request) -> None:
        check = partial(self._check, request_id)
        check()
        if self._client is None:
            self._client = self._open_client()
        for reply in self._client.request(body, timeout_s=None, while_waiting=check):
            self._post(ReplyArrived(request_id, reply))
            check()

    def _check(self, request_id: int) -> None:
        """Raises when there is nothing, or nobody, to wait for."""
        if self.is_closed.is_set():
            raise EngineGoneError("The engine went away before it had answered.", outcome="unknown")
        if request_id in self.forgotten:
            raise _ForgottenError

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()
