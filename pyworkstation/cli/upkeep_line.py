"""How far a backup or a check is, on a terminal only."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def upkeep_line() -> Iterator[Callable[[str, int, int], None]]:
    """What shows it, on one line that is written over and over and is gone at the end."""
    if not sys.stderr.isatty():
        yield lambda _doing, _done, _total: None
        return
    try:
        yield _show
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def progress_words(doing: str, done: int, total: int) -> str:
    """`copying  25 %  1,250,000 ticks`."""
    share = done / total if total else 1.0
    return f"{doing} {int(share * 100):3d} %  {done:,} ticks"


def _show(doing: str, done: int, total: int) -> None:
    print(f"\r{progress_words(doing, done, total)}\x1b[K", end="", file=sys.stderr, flush=True)
