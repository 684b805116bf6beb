"""The engine that this desktop started: it ends with the window, unless it is left running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation_ui.state.counted import counted

if TYPE_CHECKING:
    from pyworkstation_ui.doors import BridgeDoor
    from pyworkstation_ui.models.alerts_model import AlertsModel


class OwnEngine:
    """An engine that somebody else started goes on in any case."""

    def __init__(self, door: BridgeDoor, alerts: AlertsModel) -> None:
        self._door = door
        self._alerts = alerts

    @property
    def is_running(self) -> bool:
        """It ends if the window closes now."""
        return self._door.owns_engine

    def leave(self) -> None:
        """It runs on when the window has closed; the next desktop finds it."""
        self._door.leave_engine()

    def loss(self) -> str:
        """What nobody watches for when it has ended."""
        armed = sum(alert.armed for alert in self._alerts.alerts)
        if not (armed and self.is_running):
            return ""
        return f"{counted(armed, 'alert')} can only fire while the engine runs, which ends with this window."
