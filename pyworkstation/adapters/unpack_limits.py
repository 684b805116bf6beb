"""How much may come out of a packed file: text of ticks packs 4 to 20 times; far more is a file made to fill the disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

MAX_RATIO = 200
UNSUSPICIOUS_BYTES = 8 * 1024 * 1024
"""A file of so much does no harm, whatever it was packed into."""

MAX_UNPACKED_BYTES = 1 << 40


def within_limits(pieces: Iterable[bytes], packed_bytes: Callable[[], int], shown: Path) -> Iterator[bytes]:
    """The same pieces. `packed_bytes` is how much they were unpacked from so far. Raises InputError at the limit."""
    total = 0
    for piece in pieces:
        total += len(piece)
        is_bomb = total > UNSUSPICIOUS_BYTES and total > MAX_RATIO * packed_bytes()
        if is_bomb or total > MAX_UNPACKED_BYTES:
            raise InputError(
                expected=f"packed text, which unpacks to at most {MAX_RATIO} times its size and a terabyte",
                found=f"{total} bytes out of {packed_bytes()}",
                where=str(shown),
            )
        yield piece
