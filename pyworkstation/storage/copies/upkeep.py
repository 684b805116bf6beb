"""What backup, verify and restore tell while they work."""

from __future__ import annotations

from typing import NamedTuple


class Step(NamedTuple):
    """So many of so many ticks are done, of what is going on."""

    doing: str
    done: int
    total: int
