"""A frame of the desktop while its watchlist of 500 symbols is told 20,000 quotes a second, at 60 frames a second.

Every quote of a frame is taken in, as if none had been passed over for a newer one on the way; the rows that show are those at the
top of the list. `FRAME_BENCH_FRAMES` frames are drawn (default 60; 600 for claims).
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest

if sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest.importorskip("PySide6")

from PySide6.QtCore import QCoreApplication

from benches.chart_scene import FRAMES_A_SECOND, SIZE
from benches.frame_times import measure_frames
from pyworkstation_ui.state.events import QuoteArrived, StatusRead
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.market import HOUR, MONDAY, status, symbol_status

FRAMES = int(os.environ.get("FRAME_BENCH_FRAMES", "60"))
SYMBOLS = [f"SYM{number:03}" for number in range(500)]
QUOTES_A_FRAME = 20_000 // FRAMES_A_SECOND
NOON = MONDAY + 12 * HOUR


@pytest.mark.usefixtures("qapp")
def test_watchlist(benchmark: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bridge = FakeBridge()
    screen = Screen(bridge, tmp_path / "engine.log")
    screen.window.resize(*SIZE)
    screen.window.show()
    screen.connect()
    screen.tick(StatusRead(status(*map(symbol_status, SYMBOLS))))
    screen.window.actions_by_id.by_id["panel_watch"].trigger()
    chance = random.Random(6)  # noqa: S311 - no secret hangs on it

    def prepare(frame: int) -> None:
        bridge.post(*(_quote(chance, frame) for _ in range(QUOTES_A_FRAME)))

    def draw() -> None:
        screen.desktop.frames.tick()
        QCoreApplication.processEvents()

    bridge.post(*(QuoteArrived(symbol, 5, NOON, 108_000, 108_003) for symbol in SYMBOLS))
    draw()
    page = screen.window.slots["watch"].page
    assert page is not None
    assert page.isVisible()
    measure_frames(
        benchmark,
        capsys,
        f"{len(SYMBOLS)} symbols, {QUOTES_A_FRAME} quotes a frame",
        FRAMES,
        prepare=prepare,
        draw=draw,
    )
    screen.desktop.frames.stop()
    screen.window.close()
    screen.window.deleteLater()


def _quote(chance: random.Random, frame: int) -> QuoteArrived:
    bid = 108_000 + chance.randrange(-500, 500)
    return QuoteArrived(chance.choice(SYMBOLS), 5, NOON + frame * 16_667, bid, bid + chance.randrange(1, 9))
