"""Two things measured in turn, so that what else the machine does meets both."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

ROUNDS = 3


class Spent(NamedTuple):
    """Seconds on the clock, and of all processors."""

    wall_s: float
    cpu_s: float


def beside(
    benchmark: Any,
    capsys: pytest.CaptureFixture[str],
    ours: Callable[[], None],
    theirs: Callable[[], None],
) -> None:
    """Run `theirs` before each round of `ours`, which is what the benchmark shows; print how many times as fast ours is."""
    spent: dict[str, list[Spent]] = {"ours": [], "theirs": []}

    def measured(name: str, run: Callable[[], None]) -> None:
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        run()
        spent[name].append(Spent(time.perf_counter() - wall_s, time.process_time() - cpu_s))

    benchmark.pedantic(
        lambda: measured("ours", ours), setup=lambda: measured("theirs", theirs), rounds=ROUNDS
    )
    ratios = {
        part: statistics.median(getattr(some, part) for some in spent["theirs"])
        / statistics.median(getattr(some, part) for some in spent["ours"])
        for part in Spent._fields
    }
    benchmark.extra_info.update(ratios)
    with capsys.disabled():
        print(
            f"\n{benchmark.name}: {ratios['wall_s']:.2f} times as fast by the clock, {ratios['cpu_s']:.2f} by processor time"
        )
