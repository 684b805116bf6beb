"""Which alert the user was told of last, kept beside the workspaces: what fires while the window is closed is told later."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from pyworkstation_ui.safe_file import write_safely

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation_ui.background import Background

_LOG = logging.getLogger(__name__)


class AlertsSeen:
    """One number in a small file."""

    def __init__(self, folder: Path, background: Background) -> None:
        self._background = background
        self._path = folder / "alerts-seen.txt"

    def load(self) -> int:
        """0 where there is none, or none that can be read."""
        try:
            return max(int(self._path.read_text(encoding="ascii")), 0)
        except (OSError, ValueError):
            return 0

    def save(self, number: int) -> None:
        """A failure is logged: the worst of it is that something is told twice."""
        self._background.do(partial(write_safely, self._path, f"{number}\n".encode("ascii")), self._end_save)

    def _end_save(self, fault: str) -> None:
        if fault:
            _LOG.warning("%s could not be written: %s", self._path, fault)
