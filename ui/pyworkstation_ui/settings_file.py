"""The settings on disk."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation_ui.safe_file import write_safely
from pyworkstation_ui.state.settings import Settings, pack, unpack

if TYPE_CHECKING:
    from pathlib import Path


class SettingsFile:
    """One file in a folder. `fault` says why it could not be read."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "settings.json"
        self.fault = ""

    def load(self) -> Settings:
        """What was set; the usual where nothing was, or nothing can be read: a damaged file is set aside, for the next save is soon."""
        if not self._path.exists():
            return Settings()
        try:
            return unpack(self._path.read_bytes(), where=str(self._path))
        except (InputError, OSError) as error:
            self.fault = str(error)
            with suppress(OSError):
                self._path.replace(self._path.with_suffix(".damaged"))
            return Settings()

    def save(self, settings: Settings) -> None:
        """Raises OSError."""
        write_safely(self._path, pack(settings))
