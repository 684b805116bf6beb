"""The system libraries that Qt's wheels leave to the system."""

import ctypes
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from devtools import apt
from devtools.faults import WORLD_FAILED, StopError
from devtools.processes import Environment, ask

# Library -> Debian packages that hold it, newest name first (the 64-bit-time transition renamed some).
EVERYWHERE = {
    "libGL.so.1": ["libgl1"],
    "libEGL.so.1": ["libegl1"],
    "libfontconfig.so.1": ["libfontconfig1"],
    "libfreetype.so.6": ["libfreetype6"],
    "libglib-2.0.so.0": ["libglib2.0-0t64", "libglib2.0-0"],
    "libdbus-1.so.3": ["libdbus-1-3"],
    "libxkbcommon.so.0": ["libxkbcommon0"],
    "libX11.so.6": ["libx11-6"],
}
ON_X11 = {
    "libxcb-cursor.so.0": ["libxcb-cursor0"],
    "libxcb-icccm.so.4": ["libxcb-icccm4"],
    "libxcb-image.so.0": ["libxcb-image0"],
    "libxcb-keysyms.so.1": ["libxcb-keysyms1"],
    "libxcb-randr.so.0": ["libxcb-randr0"],
    "libxcb-render-util.so.0": ["libxcb-render-util0"],
    "libxcb-shape.so.0": ["libxcb-shape0"],
    "libxcb-sync.so.1": ["libxcb-sync1"],
    "libxcb-xfixes.so.0": ["libxcb-xfixes0"],
    "libxcb-xkb.so.1": ["libxcb-xkb1"],
    "libxkbcommon-x11.so.0": ["libxkbcommon-x11-0"],
    "libX11-xcb.so.1": ["libx11-xcb1"],
}
ON_WAYLAND = {
    "libwayland-client.so.0": ["libwayland-client0"],
    "libwayland-cursor.so.0": ["libwayland-cursor0"],
}

OPEN_A_WINDOW = "from PySide6.QtWidgets import QApplication; QApplication([])"


def has_display(env: Mapping[str, str], platform: str = sys.platform) -> bool:
    """True when a window can be shown: always on Windows and macOS, with X11 or Wayland elsewhere, unless told not to."""
    if env.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return platform in {"win32", "darwin"} or bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def environment(env: Mapping[str, str], platform: str = sys.platform) -> dict[str, str]:
    """The environment for programs that use Qt: drawing into memory where no window can be shown."""
    return {**env} if has_display(env, platform) else {"QT_QPA_PLATFORM": "offscreen", **env}


def wanted(env: Mapping[str, str]) -> dict[str, list[str]]:
    """The libraries that Qt opens in this session, with the packages that may hold each."""
    return (
        EVERYWHERE
        | (ON_X11 if env.get("DISPLAY") else {})
        | (ON_WAYLAND if env.get("WAYLAND_DISPLAY") else {})
    )


def missing_packages(
    libraries: Mapping[str, Sequence[str]], can_open: Callable[[str], bool]
) -> list[list[str]]:
    """The candidate packages of each library that cannot be opened."""
    return [list(packages) for library, packages in libraries.items() if not can_open(library)]


def install_missing(env: Environment) -> None:
    """Where apt looks after the system, have it install what Qt lacks. Elsewhere `check` says what is wrong."""
    if sys.platform != "linux" or not apt.is_here():
        return
    missing = missing_packages(wanted(env), _can_open)
    if missing:
        apt.install(missing, env, why="Qt needs system libraries that are not here")


def check(python: Path, env: Environment) -> None:
    """Start a Qt application with the venv's Python; raise StopError with what Qt said when it does not come up."""
    answer = ask([str(python), "-c", OPEN_A_WINDOW], env=environment(env))
    if answer.returncode != 0:
        raise StopError(
            f"Qt cannot start: {decisive_line(answer.stderr) or f'exit code {answer.returncode}'}. "
            "To go on, install what it names with your system's packages",
            exit_code=WORLD_FAILED,
        )


def decisive_line(complaint: str) -> str:
    """The line of Qt's or Python's complaint that names the cause."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    telling = [line for line in lines if "cannot open" in line or "Error:" in line]
    return (telling or lines or [""])[0]


def _can_open(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
