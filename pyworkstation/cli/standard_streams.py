"""Standard streams that the starter closed (`>&-`, or no console on Windows): Python has None in their place."""

from __future__ import annotations

import os
import sys

from pyworkstation.domain.errors import EnvironmentFailure


def open_closed_streams(*, output_needed: bool) -> None:
    """Let what is printed there go nowhere.

    Left closed, their numbers would go to the next files opened, such as the database; and `print` writes what is
    meant for a stderr of None to stdout.

    Raises:
        EnvironmentFailure: when stdout is closed and the command exists for what it prints there.
    """
    output_closed = sys.stdout is None
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if output_closed:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if output_closed and output_needed:
        raise EnvironmentFailure("cannot write: the standard output is closed; open it, or send it to a file")
