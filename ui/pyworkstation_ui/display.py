"""Is there a screen to show the window on? Where there is none, one line says so, before or instead of Qt's abort."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from pyworkstation.domain.errors import EnvironmentFailure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, MutableMapping

    from PySide6.QtCore import QMessageLogContext

_INSTEAD = (
    "without a window there are the commands (pyworkstation --help) and the engine (pyworkstation engine)"
)
_AT_FAULT = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg)


def has_display(env: Mapping[str, str]) -> bool:
    """A display is named, or Qt is told of another place to draw on. Windows and macOS always have one."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return any(env.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def forget_empty(env: MutableMapping[str, str]) -> None:
    """A variable without a value names no display; Qt would look for one all the same, and say that it found none."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        if name in env and not env[name]:
            del env[name]


def require_display(env: Mapping[str, str]) -> None:
    """Raises EnvironmentFailure where a window would be shown to nobody."""
    if not has_display(env):
        raise EnvironmentFailure(
            "the desktop needs a display: expected DISPLAY or WAYLAND_DISPLAY, found neither; "
            f"start it in a graphical session (over ssh: ssh -X). {_INSTEAD.capitalize()}"
        )


@contextmanager
def one_line_if_it_fails(env: Mapping[str, str]) -> Iterator[None]:
    """Qt aborts the process when it cannot reach the display; within this it ends with one line and exit code 3."""
    said: list[str] = []

    def handle(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind in _AT_FAULT:
            said.append(message.strip())
        if kind is QtMsgType.QtFatalMsg:
            _end(said or [message.splitlines()[0]], env)

    before = qInstallMessageHandler(handle)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _end(said: list[str], env: Mapping[str, str]) -> None:
    shown = env.get("WAYLAND_DISPLAY") or env.get("DISPLAY") or env.get("QT_QPA_PLATFORM") or "its display"
    print(
        f"error: the desktop cannot be shown on {shown}: {'; '.join(said).rstrip('.')}. "
        f"Check DISPLAY and WAYLAND_DISPLAY; {_INSTEAD}",
        file=sys.stderr,
        flush=True,
    )
    # From inside Qt's own abort there is no way back.
    os._exit(EnvironmentFailure.exit_code)
