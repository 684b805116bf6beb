"""The connection as widgets see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation_ui.state.connection import LOOKS, Look, Phase

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Status


class ConnectionModel(QObject):
    """Phase, why, and when the engine was last heard (its wall clock, microseconds UTC)."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.phase = Phase.SEARCHING
        self.detail = ""
        self.heard_us: int | None = None
        self.status: Status | None = None

    @property
    def look(self) -> Look:
        """How the light shows."""
        return LOOKS[self.phase]

    def set_phase(self, phase: Phase, detail: str) -> None:
        """The connection is in this phase now."""
        self.phase, self.detail = phase, detail
        self.changed.emit()

    def set_status(self, status: Status) -> None:
        """What the engine has stored."""
        self.status = status
        self.changed.emit()
