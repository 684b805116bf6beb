"""Two things measured in turn, so that what else the machine does meets both."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

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
    """Run `theirs` before each round of `ours`, which is what the benchmark shows; print how many times as fast ours is.

    By the medians of the rounds, and by the best round of each, which other work on the machine disturbs least.
    """
    spent: dict[str, list[Spent]] = {"ours": [], "theirs": []}

    def measured(name: str, run: Callable[[], None]) -> None:
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        run()
        spent[name].append(Spent(time.perf_counter() - wall_s, time.process_time() - cpu_s))

    benchmark.pedantic(
        lambda: measured("ours", ours), setup=lambda: measured("theirs", theirs), rounds=ROUNDS
    )
    typical, best = (
        Spent(*(times_as_fast(spent, part, of_rounds) for part in Spent._fields))
        for of_rounds in (statistics.median, min)
    )
    benchmark.extra_info.update(
        typical._asdict() | {f"best_{part}": value for part, value in best._asdict().items()}
    )
    with capsys.disabled():
        print(
            f"\n{benchmark.name}: {typical.wall_s:.2f} times as fast by the clock, {typical.cpu_s:.2f} by processor time; "
            f"best rounds {best.wall_s:.2f} and {best.cpu_s:.2f}"
        )


def times_as_fast(
    spent: Mapping[str, Sequence[Spent]], part: str, of_rounds: Callable[[Iterable[float]], float]
) -> float:
    """How many times as long theirs takes."""
    theirs, ours = (of_rounds([getattr(some, part) for some in spent[name]]) for name in ("theirs", "ours"))
    return theirs / ours
