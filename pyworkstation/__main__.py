"""`python -m pyworkstation`, and what the installed command calls."""

from __future__ import annotations

import sys

_INTERRUPTED = 130


def run() -> int:
    """Run one command; its exit code. A Ctrl-C while the program is still being loaded ends it without a word, too."""
    try:
        from pyworkstation.cli.main import main  # noqa: PLC0415

        return main()
    except KeyboardInterrupt:
        return _INTERRUPTED


if __name__ == "__main__":
    sys.exit(run())
