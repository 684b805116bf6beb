"""How long frames take, by the clock and by the thread's processor time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

WARM_UP = 10


def measure_frames(
    benchmark: Any,
    capsys: pytest.CaptureFixture[str],
    name: str,
    frames: int,
    *,
    prepare: Callable[[int], None],
    draw: Callable[[], None],
) -> None:
    """Print median, 99th percentile and the longest of `draw`; `prepare` is what comes in between, and is not counted."""
    wall_ms, cpu_ms = [], []
    for frame in range(WARM_UP + frames):
        prepare(frame)
        wall_s, cpu_s = time.perf_counter(), time.thread_time()
        draw()
        wall_ms.append((time.perf_counter() - wall_s) * 1e3)
        cpu_ms.append((time.thread_time() - cpu_s) * 1e3)
    figures = {
        f"{clock}_p{percent}_ms": round(float(np.percentile(spent[WARM_UP:], percent)), 2)
        for clock, spent in (("wall", wall_ms), ("cpu", cpu_ms))
        for percent in (50, 99, 100)
    }
    benchmark.extra_info.update(figures)
    benchmark.pedantic(draw, rounds=1)
    with capsys.disabled():
        print(f"\n{name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()))
