"""A frame of six charts with three indicators each, while 5,000 ticks a second stream: the desktop, and other charts.

One run draws the same scene with all of them that are installed. `FRAME_BENCH_BARS` bars are loaded in each chart (default 20,000;
1_000_000 is what a claim should rest on), `FRAME_BENCH_FRAMES` frames are drawn. The others come from a venv of their own:
`pip install PySide6-Addons==6.11.1 pyqtgraph finplot` beside the desktop. Prints the median and the 99th percentile by
the clock and by processor time; the latter is the one to believe on a busy machine.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

if sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest.importorskip("PySide6")

from benches.chart_ours import OurCharts
from benches.chart_scene import scene

BARS = int(os.environ.get("FRAME_BENCH_BARS", "20_000"))
FRAMES = int(os.environ.get("FRAME_BENCH_FRAMES", "60"))
WARM_UP = 10
VIEWS = {"as it opens": None, "2,000 bars in view": 2_000, "all bars in view": BARS}
PEERS = {"QtCharts": "PySide6.QtCharts", "finplot": "finplot", "PlainPicture": "pyqtgraph"}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("view", VIEWS)
def test_ours(benchmark: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path, view: str) -> None:
    charts = OurCharts(scene(BARS, frames=FRAMES + WARM_UP), tmp_path, in_view=VIEWS[view])
    _measure(benchmark, capsys, f"ours, {view}", charts.prepare, charts.draw)
    charts.close()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("view", [view for view in VIEWS if view != "all bars in view"])
@pytest.mark.parametrize("peer", PEERS)
def test_peer(benchmark: Any, capsys: pytest.CaptureFixture[str], peer: str, view: str) -> None:
    for module in (PEERS[peer], "pandas"):
        pytest.importorskip(module)
    peers = importlib.import_module("benches.chart_peers")
    markets = scene(BARS, frames=FRAMES + WARM_UP)
    window = peers.Window(
        markets, getattr(peers, "Finplot" if peer == "finplot" else peer), in_view=VIEWS[view]
    )
    _measure(benchmark, capsys, f"{peer}, {view}", window.prepare, window.draw)
    window.close()


def _measure(
    benchmark: Any,
    capsys: pytest.CaptureFixture[str],
    name: str,
    prepare: Callable[[int], None],
    draw: Callable[[], None],
) -> None:
    wall_ms, cpu_ms = [], []
    for frame in range(WARM_UP + FRAMES):
        prepare(frame)
        wall_s, cpu_s = time.perf_counter(), time.thread_time()
        draw()
        wall_ms.append((time.perf_counter() - wall_s) * 1e3)
        cpu_ms.append((time.thread_time() - cpu_s) * 1e3)
    figures = {
        f"{clock}_p{percent}_ms": round(float(np.percentile(spent[WARM_UP:], percent)), 2)
        for clock, spent in (("wall", wall_ms), ("cpu", cpu_ms))
        for percent in (50, 99)
    }
    benchmark.extra_info.update(figures)
    benchmark.pedantic(draw, rounds=1)
    with capsys.disabled():
        print(f"\n{name}: " + ", ".join(f"{key} {value}" for key, value in figures.items()))
