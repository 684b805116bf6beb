"""Writes Dukascopy hour files, by the description of the format and the standard library alone."""

from __future__ import annotations

import lzma
import struct
from pathlib import Path

_FILTERS = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 22, "lc": 3, "lp": 0, "pb": 2}]

HourRow = tuple[int, int, int, float, float]
"""Milliseconds in the hour, ask and bid in points, ask and bid volume in millions."""


def bi5(rows: list[HourRow]) -> bytes:
    """LZMA-alone, whose header says how long the content is."""
    content = b"".join(struct.pack(">3I2f", *row) for row in rows)
    packed = lzma.compress(content, format=lzma.FORMAT_ALONE, filters=_FILTERS)
    return packed[:5] + struct.pack("<Q", len(content)) + packed[13:]


def write_hour(root: Path, hour: int, rows: list[HourRow], *, symbol: str = "EURUSD") -> Path:
    """The file of one hour of 2019-02-04 in a tree under `root`; no rows make an empty file."""
    path = root / symbol / "2019" / "01" / "04" / f"{hour:02}h_ticks.bi5"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bi5(rows) if rows else b"")
    return path
