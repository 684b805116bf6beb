"""Says that what is shown of a symbol is only a part of a file: its import stopped half-way, or goes on now."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pyworkstation.cli.counted import counted

if TYPE_CHECKING:
    from pyworkstation.cli.ask import Ask
    from pyworkstation.protocol.messages import UnfinishedImport


def warn_of_unfinished(ask: Ask, symbol: str) -> None:
    """A line on stderr for each file of `symbol` that is in half."""
    from pyworkstation.protocol.messages import GetStatus, Status  # noqa: PLC0415

    for reply in ask(GetStatus()):
        assert isinstance(reply, Status)
        for part in reply.unfinished:
            if part.symbol == symbol:
                print(f"warning: {unfinished_line(part)}", file=sys.stderr)


def unfinished_line(part: UnfinishedImport) -> str:
    """`import of a.csv unfinished: 8,000 ticks of EURUSD so far; run the same command again`."""
    so_far = f"{counted(part.ticks, 'tick')} of {part.symbol} so far"
    if part.running:
        return f"import of {part.path} under way: {so_far}"
    return f"import of {part.path} unfinished: {so_far}; run the same command again"
