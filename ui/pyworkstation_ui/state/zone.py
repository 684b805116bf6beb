"""The zone that times are shown in. Offsets are looked up in a table of the zone's changes, made once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.domain.columns import Column

ZoneName = Literal["UTC", "local", "New York"]
ZONE_WORDS: dict[ZoneName, str] = {"UTC": "UTC", "local": "local", "New York": "New York"}
"""As a chart says them."""
ZONE_NAMES: tuple[ZoneName, ...] = ("UTC", "local", "New York")

_HOUR_S = 3600
_FIRST_YEAR, _LAST_YEAR = 1990, 2040
_STEP_S = 7 * 24 * _HOUR_S
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Zone:
    """`offsets_us[n]` holds from `changes_us[n]` on."""

    name: ZoneName
    changes_us: Column
    offsets_us: Column

    def wall(self, times_us: Column) -> Column:
        """What a clock in the zone shows, as if it were UTC. Never back in time, so that it can be searched."""
        if self.name == "UTC":
            return times_us
        place = np.searchsorted(self.changes_us, times_us, side="right") - 1
        return np.maximum.accumulate(times_us + self.offsets_us[np.maximum(place, 0)])

    def first_us(self, walls_us: Column) -> Column:
        """When a clock in the zone first showed at least these."""
        if self.name == "UTC":
            return walls_us
        ends = self.changes_us[1:] + self.offsets_us[:-1]
        place = np.searchsorted(ends, walls_us, side="right")
        begins = np.where(place == 0, walls_us - self.offsets_us[0], self.changes_us[place])
        moments: Column = np.maximum(begins, walls_us - self.offsets_us[place])
        return moments

    def wall_us(self, time_us: int) -> int:
        """The same of one time."""
        return int(self.wall(np.array([time_us], dtype=np.int64))[0])


@cache
def zone(name: ZoneName) -> Zone:
    """One of the zones; `local` is the computer's."""
    return Zone(name, *_changes(_OFFSETS[name]))


def _changes(offset_s: Callable[[int], int]) -> tuple[Column, Column]:
    first, last = (round(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (_FIRST_YEAR, _LAST_YEAR))
    starts, offsets = [first], [offset_s(first)]
    for week in range(first, last, _STEP_S):
        after = offset_s(week + _STEP_S)
        if after != offsets[-1]:
            starts.append(_change_between(offset_s, week, week + _STEP_S))
            offsets.append(after)
    return np.array(starts, dtype=np.int64) * 1_000_000, np.array(offsets, dtype=np.int64) * 1_000_000


def _change_between(offset_s: Callable[[int], int], low: int, high: int) -> int:
    before = offset_s(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset_s(middle) == before else (low, middle)
    return high


def _seconds(offset: timedelta | None) -> int:
    return round(offset.total_seconds()) if offset else 0


def _new_york_s(at_s: int) -> int:
    return _seconds((_EPOCH + timedelta(seconds=at_s)).astimezone(ZoneInfo("America/New_York")).utcoffset())


def _local_s(at_s: int) -> int:
    return _seconds((_EPOCH + timedelta(seconds=at_s)).astimezone().utcoffset())


_OFFSETS: dict[ZoneName, Callable[[int], int]] = {
    "UTC": lambda _: 0,
    "local": _local_s,
    "New York": _new_york_s,
}
