"""A polite kill and a terminal that closes end a command as Ctrl-C does: what it began is undone, no file is left half written."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_NAMES = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Those that this system has: Windows has Ctrl-Break, and no SIGHUP."""


@contextmanager
def stop_signals_interrupt() -> Iterator[list[int]]:
    """Within the block the first of them is a KeyboardInterrupt in the main thread; yields where its number will be.

    A second one ends the process at once.
    """
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return

    def handle(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        came.append(number)
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in handled_signals()}
    for number in before:
        signal.signal(number, handle)
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def handled_signals() -> list[int]:
    """Of these signals, the ones this system has, but those that the starter had ignored (nohup)."""
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    return [number for number in numbers if signal.getsignal(number) not in (signal.SIG_IGN, None)]
