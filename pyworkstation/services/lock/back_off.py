"""How long no further try is looked at."""

from __future__ import annotations

_LONGEST_US = 15 * 60 * 1_000_000
_DOUBLINGS = 20


def wait_us(wrong: int, *, tried_us: int, now_us: int) -> int:
    """Microseconds left after `wrong` tries in a row, the last at `tried_us`: 1 s, 2 s, 4 s, up to 15 minutes.

    A clock that was set back makes nobody wait for longer than that, and lets nobody in earlier.
    """
    if not wrong:
        return 0
    whole_us = min(1_000_000 << min(wrong - 1, _DOUBLINGS), _LONGEST_US)
    since_us = max(0, now_us - tried_us)
    return max(0, whole_us - since_us)
