"""The settings as widgets see them; kept as soon as they are changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.state.settings import CandleColours, Settings, TextPercent, ThemeName


class SettingsModel(QObject):
    """`changed` after each change, whether it could be kept or not; `failed` says why not.

    `redressed` before it, where the window has to look otherwise.
    """

    changed = Signal()
    redressed = Signal()
    failed = Signal(str)

    def __init__(self, settings: Settings, keep: Callable[[Settings], None]) -> None:
        super().__init__()
        self.now = settings
        self._keep = keep

    def set_theme(self, theme: ThemeName) -> None:
        """Dark or light."""
        self._set(replace(self.now, theme=theme))

    def set_candles(self, candles: CandleColours) -> None:
        """Colours of what rises and what falls."""
        self._set(replace(self.now, candles=candles))

    def set_text_percent(self, percent: TextPercent) -> None:
        """Size of text."""
        self._set(replace(self.now, text_percent=percent))

    def end_tour(self) -> None:
        """The tour begins by itself no more."""
        if not self.now.has_seen_tour:
            self._set(replace(self.now, has_seen_tour=True))

    def set_shortcuts(self, shortcuts: dict[str, str]) -> None:
        """Keys in the place of the table's."""
        self._set(replace(self.now, shortcuts=shortcuts))

    def _set(self, settings: Settings) -> None:
        before, self.now = self.now, settings
        if _dress_of(before) != _dress_of(settings):
            self.redressed.emit()
        try:
            self._keep(settings)
        except OSError as error:
            self.failed.emit(str(error))
        self.changed.emit()


def _dress_of(settings: Settings) -> tuple[object, ...]:
    return settings.theme, settings.candles, settings.text_percent
