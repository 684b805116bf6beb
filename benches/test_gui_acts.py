"""How long each thing that a trader does keeps the GUI thread from its events: by the thread's processor time.

The window has six charts of `ACTS_BARS` bars (default 20_000; 1_000_000 for claims) with three indicators each, and the most of everything
else that there may be. Each act of `gui_acts.py` is begun, and some frames and rounds of events after it are watched: its figure is the
longest of these. `ACTS_PROFILE=NAME` prints where the acts with NAME in their names spend it.
"""

from __future__ import annotations

import cProfile
import gc
import os
import pstats
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest.importorskip("PySide6")

from PySide6.QtCore import QCoreApplication, QEvent

from benches.chart_ours import OurCharts
from benches.chart_scene import scene
from benches.gui_acts import ACTS, Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from benches.gui_acts import Act

BARS = int(os.environ.get("ACTS_BARS", "20_000"))
PROFILED = os.environ.get("ACTS_PROFILE", "")
FRAMES = 8
WISHED_MS = 50


@pytest.mark.usefixtures("qapp")
def test_gui_acts(benchmark: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    charts = OurCharts(scene(BARS, frames=1), tmp_path, in_view=None)
    session = Session(charts, tmp_path)
    gc.freeze()  # As the desktop does when it starts.
    gc.disable()  # Measured by itself: by chance it falls into one act or another.
    spent, collections = {}, []
    for act in ACTS:
        spent[act.name] = _watched(session, act)
        collections.append(_timed(gc.collect, None))
    gc.enable()
    gc.unfreeze()
    charts.close()
    benchmark.extra_info.update({name: round(max(each), 1) for name, each in spent.items()})
    benchmark.pedantic(lambda: None, rounds=1)
    with capsys.disabled():
        print(f"\na full collection of garbage: at most {max(collections):.1f} ms")
        print(f"longest stretch, all of it, ms of CPU of the GUI thread ({BARS:,} bars):")
        for name, each in sorted(spent.items(), key=lambda item: -max(item[1])):
            mark = "!" if max(each) > WISHED_MS else " "
            print(f"{mark} {max(each):8.1f} {sum(each):8.1f}  {name}  ({each.index(max(each))})")


def _watched(session: Session, act: Act) -> list[float]:
    """Milliseconds of each stretch: the call, then frames and rounds of events by turns."""
    profile = cProfile.Profile() if PROFILED and PROFILED in act.name else None
    frames = session.screen.desktop.frames
    rounds: list[Callable[[], object]] = [lambda: act.begin(session)]
    rounds += [_events, frames.tick] * FRAMES
    spent = [_timed(each, profile) for each in rounds]
    if profile is not None:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(35)
    return spent


def _events() -> None:
    """What the loop of the application does: without it nothing is deleted that was to be deleted later."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _timed(do: Callable[[], object], profile: cProfile.Profile | None) -> float:
    if profile is not None:
        profile.enable()
    start_s = time.thread_time()
    do()
    spent_ms = (time.thread_time() - start_s) * 1e3
    if profile is not None:
        profile.disable()
    return spent_ms
