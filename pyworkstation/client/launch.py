"""Start an engine process that outlives the one who started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from pyworkstation.domain.home import Home

if TYPE_CHECKING:
    from pathlib import Path

_WINDOWS_OWN_GROUP_NO_CONSOLE = 0x00000200 | 0x08000000


def start_engine(home: Path) -> subprocess.Popen[bytes]:
    """Start the engine of `home` in a process of its own; it is up when `find_engine` finds it.

    What it prints outside its log (a start that was refused) is in `start_words_path`.
    """
    start_words_path(home).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with start_words_path(home).open("wb") as early_words:
        return subprocess.Popen(
            [sys.executable, "-m", "pyworkstation", "--home", str(home), "engine"],
            stdin=subprocess.DEVNULL,
            stdout=early_words,
            stderr=early_words,
            # A group of its own: neither Ctrl-C in the starter's terminal nor its closing stops the engine.
            creationflags=_WINDOWS_OWN_GROUP_NO_CONSOLE if os.name == "nt" else 0,
            start_new_session=os.name != "nt",
        )


def kill_engine(pid: int) -> None:
    """End an engine that does not answer, at once. Stored ticks are safe: the store commits whole batches.

    Raises:
        OSError: when there is no such process, or it is another user's.
    """
    # Windows knows no SIGKILL; there `os.kill` ends the process at once whatever the signal.
    os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def log_path(home: Path) -> Path:
    """Where the engine of `home` writes its log."""
    return Home(home).logs / "engine.log"


def start_words_path(home: Path) -> Path:
    """What the last engine started by `start_engine` printed: why it did not start, if it did not."""
    return Home(home).logs / "engine-start.txt"
