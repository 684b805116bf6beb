"""From the start of a process to the first chart with bars on it: with an engine running, and cold.

Prints seconds by the clock and of the desktop's processor time, the best and the median of `START_ROUNDS` (default 1; 7 for claims).
The home has the sample; the replay that the desktop begins stands at its last quarter.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("PySide6")

from tests.command import pyworkstation
from tests.engine_process import engine_process, write_ticks

ROUNDS = int(os.environ.get("START_ROUNDS", "1"))
PROGRAM = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from pyworkstation_ui.app import build_for_home, make_application
from pyworkstation_ui.state.replay import Wish

app = make_application()
desktop = build_for_home(Path(sys.argv[1]), Wish(), name="desktop")
desktop.window.resize(1920, 1080)
desktop.window.show()
painted = []
for panel in desktop.window.panels:
    panel.canvas._painted = lambda seconds, panel=panel: painted.append(panel.frame is not None)

def look():
    if True in painted:
        print("painted", time.process_time(), flush=True)
        desktop.frames.stop()
        desktop.bridge.close()
        os._exit(0)

timer = QTimer(interval=1)
timer.timeout.connect(look)
timer.start()
desktop.bridge.start()
desktop.frames.start()
app.exec()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start")
    write_ticks(folder / "ticks.csv", seconds=24 * 3600)
    done = pyworkstation("import", folder / "ticks.csv", "--symbol", "EURUSD", home=folder / "home")
    assert done.code == 0, done.errors
    return folder / "home"


@pytest.mark.parametrize("is_cold", [False, True], ids=["engine running", "cold"])
def test_first_chart(benchmark: Any, capsys: pytest.CaptureFixture[str], home: Path, is_cold: bool) -> None:
    spent: list[tuple[float, float]] = []

    def measure() -> None:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(home)],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYWORKSTATION_ENV": "ci"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        spent.append((time.perf_counter() - start, float(done.stdout.split()[-1])))

    with contextlib.nullcontext() if is_cold else engine_process(home):
        benchmark.pedantic(measure, rounds=ROUNDS)
    walls, processors = zip(*spent, strict=True)
    with capsys.disabled():
        print(
            f"\nfirst chart, {'cold' if is_cold else 'engine running'}: {min(walls):.2f} s best, "
            f"{statistics.median(walls):.2f} s median by the clock; {min(processors):.2f} s of the desktop's processor time"
        )
