"""Times, spans and shares as a quality report words them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_DAY_S = 86_400
_HOUR_S = 3_600
_MINUTE_S = 60


def moment(ts_us: int) -> str:
    """`2019-02-04 10:00:00`, UTC."""
    return str(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=ts_us // 1_000_000))[:19]


def span(seconds: int) -> str:
    """`5m 00s`, `2h 30m`, `11d 04h`."""
    if seconds >= _DAY_S:
        return f"{seconds // _DAY_S:,}d {seconds % _DAY_S // _HOUR_S:02}h"
    if seconds >= _HOUR_S:
        return f"{seconds // _HOUR_S}h {seconds % _HOUR_S // _MINUTE_S:02}m"
    return f"{seconds // _MINUTE_S}m {seconds % _MINUTE_S:02}s"


def share(part: float) -> str:
    """`0.012 %`; what is not all is never rounded up to it, nor what is something down to nothing."""
    percent = part * 100
    if 0 < percent < 0.001:
        return "< 0.001 %"
    if 99.999 < percent < 100:
        return "> 99.999 %"
    return f"{percent:.3f} %"
