"""Reads on another thread while what was read is being worked on."""

from __future__ import annotations

import queue
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

T = TypeVar("T")

_AHEAD = 2


@contextmanager
def read_ahead(items: Generator[T]) -> Iterator[Iterator[T]]:
    """The same items, at most two of them ahead. Leaving the block ends the thread and closes `items`."""
    waiting: queue.Queue[tuple[str, T | BaseException | None]] = queue.Queue(_AHEAD)
    left = threading.Event()
    thread = threading.Thread(target=_fill, args=(items, waiting, left), name="read-ahead", daemon=True)
    thread.start()
    try:
        yield _drain(waiting)
    finally:
        left.set()
        while thread.is_alive():
            # It may be held up by the full queue.
            _empty(waiting)
            thread.join(0.01)


def _fill(
    items: Generator[T], waiting: queue.Queue[tuple[str, T | BaseException | None]], left: threading.Event
) -> None:
    with closing(items):
        try:
            for item in items:
                waiting.put(("item", item))
                if left.is_set():
                    return
        except BaseException as error:  # noqa: BLE001  (the edge of the thread; raised again in the other one)
            waiting.put(("error", error))
        else:
            waiting.put(("end", None))


def _drain(waiting: queue.Queue[tuple[str, T | BaseException | None]]) -> Iterator[T]:
    while True:
        kind, item = waiting.get()
        if kind == "end":
            return
        if isinstance(item, BaseException):
            raise item
        yield item  # type: ignore[misc]  # an item, as it says


def _empty(waiting: queue.Queue[tuple[str, T | BaseException | None]]) -> None:
    while True:
        try:
            waiting.get_nowait()
        except queue.Empty:
            return
