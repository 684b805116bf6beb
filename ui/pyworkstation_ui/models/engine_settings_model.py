"""The engine's settings: asked for, changed, sent back. The engine decides whether they will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.protocol.messages import (
    ExportSettings,
    GetSettings,
    ImportSettings,
    SetSettings,
    SettingsExported,
    SettingsListed,
    SettingsSet,
    SettingText,
)
from pyworkstation_ui.state.engine_settings import changes, waiting_words
from pyworkstation_ui.state.written import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation.protocol.messages import Reply, Request
    from pyworkstation_ui.models.questions import Questions

_MOST_BYTES = 10_000
"""Of a file to import: the protocol takes no longer text."""


class EngineSettings(QObject):
    """`listed` is what the engine told last, `edits` what was typed since, `faults` what it said of that, by setting."""

    changed = Signal()
    relisted = Signal()

    def __init__(self, questions: Questions) -> None:
        super().__init__()
        self._questions = questions
        self.listed: SettingsListed | None = None
        self.edits: dict[str, str] = {}
        self.faults: dict[str, str] = {}
        self.said = ""
        self._is_saved = False

    @property
    def unsaved(self) -> dict[str, str]:
        """What was typed and is not so already."""
        return {} if self.listed is None else changes(self.listed.settings, self.edits)

    @property
    def waits_for_start(self) -> bool:
        """Does the engine go by others than the files have?"""
        return self.listed is not None and any(map(waiting_words, self.listed.settings))

    def refresh(self) -> None:
        """Ask what they are."""
        self._ask(GetSettings())

    def edit(self, name: str, text: str) -> None:
        """This is to be its value."""
        self.edits[name] = text
        self.faults.pop(name, None)
        self.changed.emit()

    def discard(self) -> None:
        """What was typed is forgotten."""
        self.edits, self.faults, self.said = {}, {}, ""
        self.relisted.emit()
        self.changed.emit()

    def save(self) -> None:
        """Send what was typed: all of it counts, or nothing."""
        values = [SettingText(name=name, text=text) for name, text in self.unsaved.items()]
        if values:
            self._ask(SetSettings(values=values))

    def export_to(self, path: Path) -> None:
        """Write those that differ from their defaults."""
        self._ask(ExportSettings(), path)

    def import_from(self, path: Path) -> None:
        """Take a file in."""
        try:
            with path.open("rb") as file:
                text = file.read(_MOST_BYTES + 1).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            self._say(f"{path}: expected a readable UTF-8 file, found {error}")
            return
        if len(text) > _MOST_BYTES:
            self._say(f"{path}: expected settings, found more than {_MOST_BYTES:,} characters")
            return
        self._ask(ImportSettings(text=text))

    def _ask(self, request: Request, path: Path | None = None) -> None:
        def take(reply: Reply) -> None:
            match reply:
                case SettingsListed():
                    self._take_list(reply)
                case SettingsSet():
                    self._take_outcome(reply)
                case SettingsExported() if path is not None:
                    self._say(write_whole(path, reply.text))

        self._questions.ask(request, on_reply=take, on_end=self._end)

    def _take_list(self, listed: SettingsListed) -> None:
        self.listed = listed
        if self._is_saved:
            self.edits, self._is_saved = {}, False
        self.relisted.emit()
        self.changed.emit()

    def _take_outcome(self, told: SettingsSet) -> None:
        self.faults = {fault.name: fault.text for fault in told.faults}
        if told.faults:
            self._say(f"Nothing was changed: {len(told.faults)} of them will not do.")
            return
        # What was typed stays in its field until the engine tells that it is so.
        self._is_saved = True
        self._say(_counts(told))
        self.refresh()

    def _end(self, fault: str) -> None:
        if fault:
            self._say(fault)

    def _say(self, words: str) -> None:
        self.said = words
        self.changed.emit()


def _counts(told: SettingsSet) -> str:
    at_once = f"{len(told.applied)} count now" if told.applied else "None counts now"
    later = f", {len(told.waiting)} from the engine's next start" if told.waiting else ""
    return f"Saved. {at_once}{later}." if told.applied or told.waiting else "Saved; nothing is otherwise."
