"""The engine's settings, by service, with a line to search them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.engine_settings import groups, is_found, place_words
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.setting_field import SettingField

if TYPE_CHECKING:
    from pyworkstation_ui.models.connection_model import ConnectionModel
    from pyworkstation_ui.models.engine_restart import EngineRestart
    from pyworkstation_ui.models.engine_settings_model import EngineSettings

_FILES = "Settings (*.env);;All files (*)"
_EXPORT_NAME = "pyworkstation.env"


class EngineSettingsPage(QWidget):
    """Nothing counts before it is saved."""

    def __init__(self, model: EngineSettings, connection: ConnectionModel, restart: EngineRestart) -> None:
        super().__init__()
        self._model = model
        self._connection = connection
        self._restart = restart
        self.fields: dict[str, SettingField] = {}
        self._titles: dict[str, QLabel] = {}
        self.search = QLineEdit(placeholderText="Search a setting")
        self.place = QLabel(wordWrap=True)
        self.rows = QWidget()
        self.said = QLabel(wordWrap=True)
        self.save = _button("Save")
        self.discard = _button("Discard")
        self.restart_engine = _button("Restart the engine")
        self.export = _button("Export...")
        self.take = _button("Import...")
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.save.clicked.connect(model.save)
        self.discard.clicked.connect(model.discard)
        self.restart_engine.clicked.connect(restart.begin)
        self.export.clicked.connect(self._ask_export)
        self.take.clicked.connect(self._ask_import)
        model.relisted.connect(self._list)
        model.changed.connect(self._show)
        connection.changed.connect(self._on_connection)
        self._show()

    def refresh(self) -> None:
        """Ask the engine what they are now."""
        if self._connection.phase is Phase.CONNECTED:
            self._model.refresh()

    def _on_connection(self) -> None:
        if self.isVisible():
            self.refresh()
        self._show()

    def _list(self) -> None:
        """The rows are made once; the engine's next answer fills them anew."""
        listed = self._model.listed
        if listed is None:
            return
        if not self.fields:
            layout = self.rows.layout()
            assert layout is not None
            for service, rows in groups(listed.settings):
                self._titles[service] = _heading(service)
                layout.addWidget(self._titles[service])
                for row in rows:
                    self.fields[row.name] = SettingField(row)
                    self.fields[row.name].edited.connect(self._model.edit)
                    layout.addWidget(self.fields[row.name])
            self._filter()

    def _show(self) -> None:
        model, is_connected = self._model, self._connection.phase is Phase.CONNECTED
        for row in model.listed.settings if model.listed else []:
            if row.name in self.fields:
                text, fault = model.edits.get(row.name, row.value), model.faults.get(row.name, "")
                self.fields[row.name].show_row(row, text, fault)
        self.rows.setEnabled(is_connected)
        self.place.setText(self._place_words(is_connected=is_connected))
        self.said.setText(model.said or self._restart_words())
        self.save.setEnabled(is_connected and bool(model.unsaved))
        self.discard.setEnabled(bool(model.unsaved))
        self.restart_engine.setVisible(model.waits_for_start)
        self.restart_engine.setEnabled(self._restart.is_possible)
        for button in (self.export, self.take):
            button.setEnabled(is_connected)

    def _place_words(self, *, is_connected: bool) -> str:
        if not is_connected:
            return "The engine does not run: it has these settings, and checks them. Start it to see or change them."
        return "Asking the engine" if self._model.listed is None else place_words(self._model.listed)

    def _restart_words(self) -> str:
        if not self._model.waits_for_start or self._restart.is_possible:
            return ""
        return "This window did not start the engine: start it again where it was started."

    def _filter(self) -> None:
        shown = set[str]()
        for field in self.fields.values():
            fits = is_found(field.row, self.search.text())
            field.setVisible(fits)
            if fits:
                shown.add(field.row.service)
        for service, title in self._titles.items():
            title.setVisible(service in shown)

    def _ask_export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Export settings", _EXPORT_NAME, _FILES)
        if path:
            self._model.export_to(Path(path))

    def _ask_import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Import settings", "", _FILES)
        if path:
            self._model.import_from(Path(path))

    def _lay_out(self) -> None:
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search a setting")
        dress(self.place, "color: $DIM")
        dress(self.said, "color: $AMBER")
        column = QVBoxLayout(self.rows)
        column.setSpacing(2)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("Settings of the engine")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.rows)
        buttons = QHBoxLayout()
        for button in (self.take, self.export):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.restart_engine, self.discard, self.save):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.place)
        layout.addWidget(area, 1)
        layout.addWidget(self.said)
        layout.addLayout(buttons)


def _heading(service: str) -> QLabel:
    label = QLabel(service.capitalize())
    label.setFont(theme.font(theme.LARGE_PX, bold=True))
    return label


def _button(text: str) -> QPushButton:
    """None of them is pressed by Enter in the search line."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
