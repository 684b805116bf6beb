"""Keeps some of the memory that was freed for what is allocated next.

DuckDB hands results over in blocks of up to a megabyte, each allocated anew. glibc gives a freed block of that size back to
the system at once, and having it again costs a page fault every 4 kB: a quarter of the time of reading ticks.
"""

from __future__ import annotations

import ctypes
import sys

_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_KEPT_BYTES = 16 * 1024 * 1024
_BLOCK_BYTES = 2 * 1024 * 1024


def keep_freed_memory() -> None:
    """In this process, from now on. Only glibc wants telling."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)
        mallopt(_M_MMAP_THRESHOLD, _BLOCK_BYTES)
