"""`pyworkstation` alone: the desktop, which starts an engine when none runs."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Run the desktop until it is closed; its exit code."""
    if find_spec("pyworkstation_ui") is None:
        raise InputError(
            expected="the desktop, package pyworkstation-ui",
            found="that it is not installed",
            where="pyworkstation",
            mend="pip install pyworkstation-ui, or give a command: pyworkstation --help lists them",
        )
    return _become([sys.executable, "-m", "pyworkstation_ui", "--home", str(home_of(args).path)])


def _become(command: list[str]) -> int:
    """This process turns into the desktop: a signal to it is one to the desktop. Windows has no such thing."""
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - our own interpreter, our own module
    desktop = subprocess.Popen(command)
    while True:
        # Ctrl-C goes to the desktop as well, which closes in order; `subprocess.run` would kill it.
        with contextlib.suppress(KeyboardInterrupt):
            return desktop.wait()
