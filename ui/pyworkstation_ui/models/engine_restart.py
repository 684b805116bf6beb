"""The engine stopped and started again, where this desktop started it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pyworkstation_ui.state.connection import Phase

if TYPE_CHECKING:
    from pyworkstation_ui.doors import BridgeDoor
    from pyworkstation_ui.models.connection_model import ConnectionModel


class EngineRestart(QObject):
    """An engine that somebody else started is theirs to start again."""

    def __init__(self, door: BridgeDoor, connection: ConnectionModel) -> None:
        super().__init__()
        self._door = door
        self._connection = connection
        self._is_stopping = False
        connection.changed.connect(self._go_on)

    @property
    def is_possible(self) -> bool:
        """An engine of ours answers."""
        return self._connection.phase is Phase.CONNECTED and self._door.owns_engine

    def begin(self) -> None:
        """Stop it; once it is gone, it is started."""
        if self.is_possible:
            self._is_stopping = True
            self._door.stop_engine()

    def _go_on(self) -> None:
        if self._is_stopping and self._connection.phase is Phase.ABSENT:
            self._is_stopping = False
            self._door.start_engine()
