"""All settings in one window: of the desktop, of the engine, and the secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout

from pyworkstation_ui.views.desktop_settings_page import DesktopSettingsPage
from pyworkstation_ui.views.engine_settings_page import EngineSettingsPage
from pyworkstation_ui.views.named_tabs import name_tabs
from pyworkstation_ui.views.secrets_page import SecretsPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pyworkstation_ui.models.credentials_model import Credentials
    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.models.engine_restart import EngineRestart
    from pyworkstation_ui.views.action_set import ActionSet

_SIZE = (820, 640)


class SettingsDialog(QDialog):
    """Each page asks for what it shows when it is shown."""

    def __init__(
        self,
        desk: Desk,
        actions: ActionSet,
        restart: EngineRestart,
        credentials: Credentials,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.desktop = DesktopSettingsPage(desk.settings, actions)
        self.engine = EngineSettingsPage(desk.engine_settings, desk.connection, restart)
        self.secrets = SecretsPage(credentials)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        name_tabs(self.tabs, "Settings")
        for page, title in (
            (self.engine, "Engine"),
            (self.desktop, "Desktop"),
            (self.secrets, "Secrets"),
        ):
            self.tabs.addTab(page, title)
        self.setWindowTitle("Settings")
        close = QDialogButtonBox()
        button = close.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        button.setIcon(QIcon())
        button.setAutoDefault(False)  # Enter in the search line closes nothing.
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(close)
        self.resize(*_SIZE)
        self.tabs.currentChanged.connect(lambda _: self._refresh())

    def open_all(self) -> None:
        """Show what is in force."""
        self.open()
        self._refresh()
        self.engine.search.setFocus()

    def _refresh(self) -> None:
        page = self.tabs.currentWidget()
        if isinstance(page, EngineSettingsPage | SecretsPage):
            page.refresh()
