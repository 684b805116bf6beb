"""Tells that an alert fired: a sound, a banner, and a message from the tray where the system has one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from pyworkstation_ui.models.notices_model import Tone
from pyworkstation_ui.views.icons import window_icon

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import AlertFired
    from pyworkstation_ui.models.alerts_model import AlertsModel
    from pyworkstation_ui.models.notices_model import NoticesModel

_LOG = logging.getLogger(__name__)
_SHOWN_MS = 10_000


class AlertBell(QObject):
    """Rings once for all that fired in a frame."""

    def __init__(self, alerts: AlertsModel, notices: NoticesModel) -> None:
        super().__init__()
        self._notices = notices
        self._tray: QSystemTrayIcon | None = None
        alerts.rang.connect(self.ring)
        alerts.failed.connect(lambda why: notices.show(Tone.ERROR, f"The alert was not changed: {why}"))

    def ring(self, fired: list[AlertFired]) -> None:
        """Tell it everywhere."""
        for each in fired:
            _LOG.info("alert %d: %s", each.id, each.text)
        text = fired[-1].text
        if len(fired) > 1:
            text = f"{len(fired)} alerts fired; the last: {text}"
        self._notices.show(Tone.ALERT, text)
        QApplication.beep()
        self._tell_from_tray(text)

    def _tell_from_tray(self, text: str) -> None:
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(window_icon(), self)
            self._tray.setToolTip("pyworkstation")
            self._tray.show()
        self._tray.showMessage("Alert", text, QSystemTrayIcon.MessageIcon.Information, _SHOWN_MS)
