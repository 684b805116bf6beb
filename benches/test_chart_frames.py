"""A frame of six charts with three indicators each, while 5,000 ticks a second stream: the desktop, and other charts.

One run draws the same scene with all of them that are installed. `FRAME_BENCH_BARS` bars are loaded in each chart (default 20,000;
1_000_000 is what a claim should rest on), `FRAME_BENCH_FRAMES` frames are drawn. The others come from a venv of their own:
`pip install PySide6-Addons==6.11.1 pyqtgraph finplot` beside the desktop. Prints the median, the 99th percentile
and the longest by the clock and by processor time; the latter is the one to believe on a busy machine.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest

if sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest.importorskip("PySide6")

from benches.chart_ours import OurCharts
from benches.chart_scene import scene
from benches.frame_times import WARM_UP, measure_frames

BARS = int(os.environ.get("FRAME_BENCH_BARS", "20_000"))
FRAMES = int(os.environ.get("FRAME_BENCH_FRAMES", "60"))
LEAP = 600
VIEWS = {"as it opens": None, "2,000 bars in view": 2_000, "all bars in view": BARS}
PEERS = {"QtCharts": "PySide6.QtCharts", "finplot": "finplot", "PlainPicture": "pyqtgraph"}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("view", VIEWS)
def test_ours(benchmark: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path, view: str) -> None:
    charts = OurCharts(scene(BARS, frames=FRAMES + WARM_UP), tmp_path, in_view=VIEWS[view])
    measure_frames(benchmark, capsys, f"ours, {view}", FRAMES, prepare=charts.prepare, draw=charts.draw)
    charts.close()


@pytest.mark.usefixtures("qapp")
def test_ours_while_bars_outgrow_their_blocks(
    benchmark: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Each frame has `LEAP` frames of ticks: 500 bars of M1, a block of them in 33 frames."""
    markets = scene(BARS, frames=(FRAMES + WARM_UP) * LEAP)
    charts = OurCharts(markets, tmp_path, in_view=None)
    name = "ours, while bars outgrow their blocks"
    measure_frames(
        benchmark,
        capsys,
        name,
        FRAMES,
        prepare=lambda frame: charts.prepare(frame * LEAP),
        draw=charts.draw,
    )
    charts.close()


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # finplot's, of pandas 3.
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
    measure_frames(benchmark, capsys, f"{peer}, {view}", FRAMES, prepare=window.prepare, draw=window.draw)
    window.close()
