"""How long to wait before a service that died is started again."""

from __future__ import annotations

_FIRST_S = 0.5
_LONGEST_S = 60.0


def back_off_s(deaths: int) -> float:
    """After so many deaths in a row: half a second, and twice as long each time, up to a minute."""
    return float(min(_FIRST_S * 2.0 ** min(deaths - 1, 10), _LONGEST_S))
