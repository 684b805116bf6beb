"""Gaps that lie between the files of one import, an hour file that is missing for instance: no file has them in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.engine import QualityScan, TickColumns
from pyworkstation.protocol.messages import Gap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyworkstation.engine import SessionCalendar

_GAP_MINUTES = 5
"""As within a file."""


def gaps_between(spans: Iterable[tuple[int, int]], calendar: SessionCalendar) -> list[Gap]:
    """The gaps after the last tick of some files and before the first one of the others, in order.

    `spans` are the times of the first and the last tick of each file, in any order; files may overlap.
    """
    apart = list(_merged(spans))
    ends = np.array(apart, dtype=np.int64).reshape(-1)
    ones = np.ones_like(ends)
    scan = QualityScan(calendar, gap_minutes=_GAP_MINUTES)
    scan.push(TickColumns.from_numpy(ends, ones, ones, ones, ones))
    between = set(zip(ends[1:-1:2].tolist(), ends[2::2].tolist(), strict=True))
    return [
        Gap(from_us=start, to_us=end, market_us=market)
        for start, end, market in scan.found().gaps
        if (start, end) in between
    ]


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those that overlap as one, by time."""
    now: tuple[int, int] | None = None
    for first_us, last_us in sorted(spans):
        if now is not None and first_us <= now[1]:
            now = now[0], max(now[1], last_us)
            continue
        if now is not None:
            yield now
        now = first_us, last_us
    if now is not None:
        yield now
