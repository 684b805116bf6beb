"""Which symbols are being imported now: what is half in of them is not left over from a run that stopped."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class RunningImports:
    """Symbols under import. Written by the thread that imports, read by any."""

    def __init__(self) -> None:
        self._symbols: Counter[str] = Counter()

    @contextlib.contextmanager
    def of(self, symbol: str) -> Iterator[None]:
        """Within the block it is being imported."""
        self._symbols[symbol] += 1
        try:
            yield
        finally:
            self._symbols[symbol] -= 1

    def __contains__(self, symbol: object) -> bool:
        return isinstance(symbol, str) and self._symbols[symbol] > 0
