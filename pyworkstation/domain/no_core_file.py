"""What was in the memory of a process that crashes is not written to the disk."""

from __future__ import annotations

import sys


def forbid_core_files() -> None:
    """Of this process and those that it starts, for as long as they live. Windows writes none unless an administrator asked for them."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - of POSIX systems

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
