"""Are the ticks that somebody has read still those that are stored?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from pyworkstation.storage.database import Store

_HOUR_US = 3_600_000_000


def store_clock(store: Store) -> int:
    """Now, by the clock that the journal goes by, in microseconds."""
    with store.cursor() as cursor:
        [(now_us,)] = cursor.execute("SELECT epoch_us(current_localtimestamp())").fetchall()
    return int(now_us)


def ticks_before_if_unchanged(store: Store, instrument_id: int, *, to_us: int, since_us: int) -> int | None:
    """How many ticks are stored before `to_us`; None when some up to then were imported or undone after `since_us`."""
    with store.cursor() as cursor:
        wanted = {"instrument_id": instrument_id, "to_us": to_us}
        [(unchanged,)] = cursor.execute(
            statement("unchanged_since"), wanted | {"since_us": since_us}
        ).fetchall()
        if not unchanged:
            return None
        hour = to_us // _HOUR_US
        [(ticks,)] = cursor.execute(
            statement("ticks_before"), wanted | {"hour": hour, "hour_ms": hour * _HOUR_US // 1000}
        ).fetchall()
    return int(ticks)
