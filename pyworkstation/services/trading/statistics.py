"""Figures of closed positions, in groups."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pyworkstation.protocol.messages import StatisticsRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyworkstation.protocol.messages import RoundTrip, StatisticsBy

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SESSIONS = (
    ("Tokyo", ZoneInfo("Asia/Tokyo"), 9, 18),
    ("London", ZoneInfo("Europe/London"), 8, 17),
    ("New York", ZoneInfo("America/New_York"), 8, 17),
)
"""Office hours of the three centres of foreign exchange, by their own clocks."""


def statistics(round_trips: Iterable[RoundTrip], by: StatisticsBy) -> list[StatisticsRow]:
    """A row for each group that there is. One with several tags counts in each of them."""
    groups: dict[tuple[int, str], list[RoundTrip]] = defaultdict(list)
    for each in round_trips:
        for key in _KEYS[by](each):
            groups[key].append(each)
    return [_row(key, group) for (_, key), group in sorted(groups.items())]


def _row(key: str, group: Sequence[RoundTrip]) -> StatisticsRow:
    nets = [each.net for each in group]
    won, lost = sum(net for net in nets if net > 0), -sum(net for net in nets if net < 0)
    return StatisticsRow(
        key=key,
        round_trips=len(nets),
        winners=sum(net > 0 for net in nets),
        net=sum(nets),
        won=won,
        lost=-lost,
        best=max(nets),
        worst=min(nets),
        drawdown=_drawdown(nets),
        longest_losing=_longest_losing(nets),
        held_us=sum(each.closed_us - each.opened_us for each in group) // len(group),
        expectancy_millis=round(Fraction(1000 * sum(nets), len(nets))),
        profit_factor_ppm=round(Fraction(1_000_000 * won, lost)) if lost else None,
    )


def _drawdown(nets: Sequence[int]) -> int:
    total = peak = deepest = 0
    for net in nets:
        total += net
        peak = max(peak, total)
        deepest = max(deepest, peak - total)
    return deepest


def _longest_losing(nets: Sequence[int]) -> int:
    longest = running = 0
    for net in nets:
        running = running + 1 if net < 0 else 0
        longest = max(longest, running)
    return longest


def _opened(each: RoundTrip) -> datetime:
    return _EPOCH + timedelta(microseconds=each.opened_us)


def _session(moment: datetime) -> str:
    """The centres that are at work: `London + New York`."""
    working = [
        name for name, zone, opens, closes in _SESSIONS if opens <= moment.astimezone(zone).hour < closes
    ]
    return " + ".join(working) or "none"


_KEYS: dict[StatisticsBy, Callable[[RoundTrip], Sequence[tuple[int, str]]]] = {
    "all": lambda _: [(0, "all")],
    "symbol": lambda each: [(0, each.symbol)],
    "day": lambda each: [(0, _opened(each).date().isoformat())],
    "weekday": lambda each: [(_opened(each).weekday(), _WEEKDAYS[_opened(each).weekday()])],
    "hour": lambda each: [(_opened(each).hour, f"{_opened(each).hour:02d}:00")],
    "session": lambda each: [(0, _session(_opened(each)))],
    "tag": lambda each: [(0, tag) for tag in dict.fromkeys(each.tags)] or [(0, "no tag")],
}
"""To which groups a closed position belongs; the number is for their order."""
