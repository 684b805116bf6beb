"""The secrets of this user as the settings show them. Their values lie in the vault, and pass here only when somebody asks to see one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec
from PySide6.QtCore import QObject, Signal

from pyworkstation.domain.redaction import PROCESS_REDACTOR
from pyworkstation_ui.state.secrets import SecretRow, read_list

if TYPE_CHECKING:
    from collections.abc import Callable


class Runner(Protocol):
    """What runs `pyworkstation credentials`."""

    def run(self, words: list[str], given: str | None, on_end: Callable[[int, str, str], None]) -> None:
        """Run it; `on_end` is told the exit code, stdout and stderr."""

    def close(self) -> None:
        """End."""


class Credentials(QObject):
    """`rows` are None until they are known, and while `fault` says why they cannot be. `shown(name, value)` when one was asked for."""

    changed = Signal()
    shown = Signal(str, str)

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self.rows: tuple[SecretRow, ...] | None = None
        self.fault = ""
        self.said = ""
        self.is_busy = False

    def refresh(self) -> None:
        """Look how they are."""
        self._run(["list", "--json"], None, self._take_list)

    def set(self, name: str, value: str) -> None:
        """Store a value in the place of what was there."""
        self._change(["set", name], value)

    def rotate(self, name: str, value: str) -> None:
        """Store a new value; the old one is in force until the new one is known to work."""
        self._change(["rotate", name], value)

    def accept(self, name: str) -> None:
        """Let the new value that waits take the place."""
        self._change(["rotate", name, "--accept"])

    def discard(self, name: str) -> None:
        """Let it go."""
        self._change(["rotate", name, "--discard"])

    def delete(self, name: str) -> None:
        """Take one out of the vault."""
        self._change(["delete", name])

    def check(self, name: str) -> None:
        """Form, age, and whether its service takes it."""
        self._change(["check", name])

    def show(self, name: str) -> None:
        """Hand out its value."""

        def take(code: int, output: str, errors: str) -> None:
            value = output.removesuffix("\n")
            if code == 0:
                PROCESS_REDACTOR.remember(value)
                self.shown.emit(name, value)
            else:
                self._say(_words(output, errors))

        self.said = ""
        self._run(["get", name, "--show"], None, take)

    def close(self) -> None:
        """The window goes."""
        self._runner.close()

    def _change(self, words: list[str], value: str | None = None) -> None:
        if value is not None:
            PROCESS_REDACTOR.remember(value)

        def take(_: int, output: str, errors: str) -> None:
            self._say(_words(output, errors))
            self.refresh()

        self._run(words, value, take)

    def _run(self, words: list[str], given: str | None, take: Callable[[int, str, str], None]) -> None:
        if self.is_busy:
            return
        self.is_busy = True

        def end(code: int, output: str, errors: str) -> None:
            self.is_busy = False
            take(code, output, errors)
            self.changed.emit()

        self._runner.run(words, given, end)
        self.changed.emit()

    def _take_list(self, code: int, output: str, errors: str) -> None:
        try:
            self.rows, self.fault = (read_list(output), "") if code == 0 else (None, _words("", errors))
        except msgspec.MsgspecError:
            self.rows, self.fault = None, "the list of secrets could not be read"

    def _say(self, words: str) -> None:
        self.said = words
        self.changed.emit()


def _words(output: str, errors: str) -> str:
    """What the command said, without the name of the program."""
    return "\n".join(line.removeprefix("error: ") for line in (output + errors).splitlines() if line.strip())
