"""The three kinds of failure: the user can mend it, the world failed, we have a bug."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class WorkstationError(Exception):
    """Base of everything raised on purpose. `exit_code` is what the command line leaves with."""

    exit_code = 70
    code = "bug"


class InputError(WorkstationError):
    """The user can mend it. Renders as one line: where, what was found, what was expected, what to do."""

    exit_code = 1
    code = "input_error"

    def __init__(self, *, expected: str, found: str, where: str, mend: str = "") -> None:
        self.expected = expected
        self.found = found
        self.where = where
        self.mend = mend
        advice = f"; {mend}" if mend else ""
        super().__init__(f"{where}: expected {expected}, found {found}{advice}")

    def details(self) -> dict[str, str]:
        """The fields as text, as they cross the bus."""
        return {"expected": self.expected, "found": self.found, "where": self.where, "mend": self.mend}


class LockedError(WorkstationError):
    """A passphrase is set, and no session is open that may do this."""

    exit_code = 1
    code = "locked"


class EnvironmentFailure(WorkstationError):  # noqa: N818 - one of the three kinds, a failure of the world
    """The world failed (disk, network, another process): retried or shown."""

    exit_code = 3
    code = "environment_failure"


class BugError(WorkstationError):
    """We broke our own promise. Logged with a trace."""

    exit_code = 70
    code = "bug"


def numbered(faults: Sequence[str]) -> str:
    """All of them in one line: `2 faults: (1) this; (2) that`."""
    rows = "; ".join(f"({number}) {fault}" for number, fault in enumerate(faults, start=1))
    return f"{len(faults)} fault{'s' * (len(faults) > 1)}: {rows}"
