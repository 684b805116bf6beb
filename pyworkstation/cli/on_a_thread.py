"""Works an answer out on a thread of its own, so that Ctrl-C, which reaches the main thread alone, stops it at once.

Inside DuckDB the main thread would hear of a Ctrl-C only when the query's step at hand is done, which can take long.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.domain.asker import Asker

T = TypeVar("T")

_LOOK_EVERY_S = 0.1
"""On Windows a thread that waits hears of a Ctrl-C only between two waits."""


def on_a_thread(parts: Iterator[T], asker: Asker) -> Iterator[T]:
    """The same parts. The asker leaves when they are not wanted to their end."""
    with ThreadPoolExecutor(1, "answer") as thread:
        try:
            while (part := _awaited(thread.submit(next, parts, None))) is not None:
                yield part
        finally:
            asker.leave()
            thread.submit(_close, parts)


def _awaited(future: Future[T]) -> T:
    while not wait([future], _LOOK_EVERY_S).done:
        pass
    return future.result()


def _close(parts: Iterator[object]) -> None:
    close = getattr(parts, "close", None)
    if close is not None:
        with suppress(Exception):  # Why it fails now, nobody wants to know.
            close()
