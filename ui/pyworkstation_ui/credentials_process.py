"""`pyworkstation credentials`, run for the secrets page: the one way from the desktop to the vault.

A secret must not cross the bus, and the desktop knows nothing of vaults. So a process of its own does what is asked, as it
does at the command line: it gets a secret through the pipe of its standard input, which nobody else can read, never as
an argument; it writes the access into the audit log itself, and ends. What it says stands on its pipes, too.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_END_MS = 5000
"""A vault that is in the middle of writing is let finish."""


class CredentialsProcess(QObject):
    """One command at a time. Its answer comes on the thread of the window, which waits for nothing."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home = home
        self._running: QProcess | None = None

    def run(self, words: list[str], given: str | None, on_end: Callable[[int, str, str], None]) -> None:
        """Run `credentials WORDS`; `on_end` is told the exit code and what it said on stdout and on stderr."""
        process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        # Of Windows' pipes Python would take the text in a code page, which has not all letters.
        environment.insert("PYTHONUTF8", "1")
        process.setProcessEnvironment(environment)
        process.setProgram(sys.executable)
        process.setArguments(["-m", "pyworkstation", "--home", str(self._home), "credentials", *words])

        def end(code: int, status: QProcess.ExitStatus) -> None:
            self._running = None
            output, errors = (
                bytes(stream.data()).decode("utf-8", "replace")
                for stream in (process.readAllStandardOutput(), process.readAllStandardError())
            )
            process.deleteLater()
            is_whole = status is QProcess.ExitStatus.NormalExit
            on_end(code if is_whole else -1, output, errors if is_whole else "it was ended from outside")

        def fail(error: QProcess.ProcessError) -> None:
            if error is QProcess.ProcessError.FailedToStart:
                self._running = None
                on_end(-1, "", f"{sys.executable}: {process.errorString()}")

        process.finished.connect(end)
        process.errorOccurred.connect(fail)
        self._running = process
        process.start()
        process.write((given or "").encode())
        process.closeWriteChannel()

    def close(self) -> None:
        """The window goes: what runs may finish, and is ended when it does not."""
        if self._running is not None:
            self._running.finished.disconnect()
            if not self._running.waitForFinished(_END_MS):
                self._running.kill()
                self._running.waitForFinished(_END_MS)
