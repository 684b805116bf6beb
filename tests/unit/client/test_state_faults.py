"""What a person is told beyond the numbers of an engine's health."""

from __future__ import annotations

import pytest
from msgspec import structs

from pyworkstation.client.state_faults import state_faults
from pyworkstation.protocol.messages import Health, SymbolHealth

NOW = 1_552_000_000_000_000
ROW = SymbolHealth(
    symbol="EURUSD",
    epoch=1,
    ticks=10,
    ticks_per_second=1,
    late_refused=0,
    late_reopened=0,
    last_us=NOW,
    age_us=1,
    state_bytes=1,
    depth=1,
    saved_us=None,
    timeframes=[],
    jumps=0,
)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW, []),
        (structs.replace(ROW, last_us=None), []),
        # A minute is a clock that is off, an hour is one that is wrong.
        (structs.replace(ROW, last_us=NOW + 60_000_000), []),
        (
            structs.replace(ROW, last_us=NOW + 3_600_000_000),
            ["EURUSD: the last tick, of 2019-03-08T00:06:40Z, lies in the future", "counts as late"],
        ),
        (structs.replace(ROW, jumps=3), ["EURUSD: 3 moves of more than 10,000 Renko bricks"]),
    ],
)
def test_a_fault_of_the_state_is_told(row: SymbolHealth, words: list[str]) -> None:
    text = "\n".join(state_faults(Health(pid=1, now_us=NOW, started_us=0, symbols=[row])))
    assert bool(text) == bool(words)
    assert all(word in text for word in words)
