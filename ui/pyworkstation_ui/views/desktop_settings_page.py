"""The dress of the window and its keys: what is chosen holds at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from PySide6.QtWidgets import QComboBox, QFormLayout, QPushButton, QWidget

from pyworkstation_ui.state.settings import CandleColours, Settings, TextPercent, ThemeName

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.models.settings_model import SettingsModel
    from pyworkstation_ui.views.action_set import ActionSet


_FIELD_PX = 220


class DesktopSettingsPage(QWidget):
    """The same as menu *View* has."""

    def __init__(self, settings: SettingsModel, actions: ActionSet) -> None:
        super().__init__()
        self._settings = settings
        layout = QFormLayout(self)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        layout.setContentsMargins(12, 16, 12, 12)
        layout.setHorizontalSpacing(24)
        layout.setVerticalSpacing(10)
        self.fields: dict[str, QComboBox] = {}
        for title, name, values, choose in (
            ("Colours", "theme", get_args(ThemeName), settings.set_theme),
            ("Candles", "candles", get_args(CandleColours), settings.set_candles),
            ("Text size", "text_percent", get_args(TextPercent), settings.set_text_percent),
        ):
            self.fields[name] = _choice(title, values, choose)
            layout.addRow(title, self.fields[name])
        self.usual = _button("Restore defaults")
        self.usual.clicked.connect(self._restore)
        shortcuts = _button("Change shortcuts...")
        shortcuts.clicked.connect(actions.by_id["change_shortcuts"].trigger)
        layout.addRow("Keys", shortcuts)
        layout.addRow("", self.usual)
        settings.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        for name, field in self.fields.items():
            field.setCurrentIndex(field.findData(getattr(self._settings.now, name)))

    def _restore(self) -> None:
        usual = Settings()
        self._settings.set_theme(usual.theme)
        self._settings.set_candles(usual.candles)
        self._settings.set_text_percent(usual.text_percent)


def _choice(title: str, values: tuple[Any, ...], choose: Callable[[Any], None]) -> QComboBox:
    field = QComboBox()
    field.setAccessibleName(title)
    field.setMinimumWidth(_FIELD_PX)
    for value in values:
        field.addItem(f"{value} %" if isinstance(value, int) else str(value).capitalize(), value)
    field.activated.connect(partial(_chosen, field, choose))
    return field


def _chosen(field: QComboBox, choose: Callable[[Any], None], _: int) -> None:
    choose(field.currentData())


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setMinimumWidth(_FIELD_PX)
    return button
