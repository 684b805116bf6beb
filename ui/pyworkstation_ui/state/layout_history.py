"""What was arranged before, to go back to: charts, their indicators, and where all panels sit."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyworkstation_ui.state.workspace import Workspace

_MOST = 50


class LayoutHistory:
    """Steps back and forward. Drawings have an undo of their own, so they make no step here."""

    def __init__(self) -> None:
        self._done: list[Workspace] = []
        self._undone: list[Workspace] = []
        self._now: Workspace | None = None

    @property
    def can_undo(self) -> bool:
        """Something was arranged otherwise."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Something was undone."""
        return bool(self._undone)

    def remember(self, now: Workspace) -> None:
        """It is arranged so now: a step, if it was otherwise before."""
        if self._now is not None and not _is_same(self._now, now):
            self._done = [*self._done[-_MOST + 1 :], self._now]
            self._undone.clear()
        self._now = now

    def settle(self, now: Workspace) -> None:
        """What came of a step: no step of its own, though docks write themselves down a little differently."""
        self._now = now

    def undo(self) -> Workspace | None:
        """As it was before."""
        return self._step(self._done, self._undone)

    def redo(self) -> Workspace | None:
        """As it was before it was undone."""
        return self._step(self._undone, self._done)

    def _step(self, source: list[Workspace], target: list[Workspace]) -> Workspace | None:
        if not source or self._now is None:
            return None
        target.append(self._now)
        self._now = source.pop()
        return self._now


def _is_same(one: Workspace, other: Workspace) -> bool:
    return one.panels == other.panels and _docks(one) == _docks(other)


def _docks(workspace: Workspace) -> bytes:
    """Where panels sit, without how large they are: that changes with the window, too."""
    return _SIZES.sub(b"", b64decode(workspace.layout))


_SIZES = re.compile(rb"<Sizes>[^<]*</Sizes>|<Geometry>[^<]*</Geometry>")
