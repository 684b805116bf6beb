"""Which of the desktops on one home this is: each goes by a name of its own towards the engine."""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def seat(run: Path) -> Iterator[str]:
    """`desktop`, or `desktop2` while another one has that, and so on; `run` is the home's folder of run files.

    A name is free again when its desktop has ended, however it did: the next one takes over what that left at the engine.
    """
    for number in itertools.count(1):
        name = "desktop" if number == 1 else f"desktop{number}"
        with contextlib.suppress(Timeout), FileLock(run / f"{name}.lock", timeout=0):
            yield name
            return
