"""How long the desktop's GUI thread is away from its event loop while the replay streams, beside imports and without, and what memory grows.

Six panels show a replay of 5,000 ticks a second; beside it files of `WATCH_TICKS` ticks (default 200_000) are imported into the same
engine, one after the other. `WATCH_S=600` (default 3) for claims: 2,500 seconds of market time in each. Prints the longest time between
two beats of a timer of 5 ms by the clock, and how much of such a time the thread itself worked at most (what other programs take from it
is not in that), with what it was at in the longest of them; and, where the system tells, by how much desktop and engine grew after the first fifth,
or 20 s: the fonts, texts and pictures that the desktop keeps, each up to a bound, are there by then, and what comes after are bars.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("PySide6")

from pyworkstation.client.client import Client
from tests.command import pyworkstation
from tests.engine_process import FIRST_MS, engine_process, import_file, wait_for_engine, write_ticks

SECONDS = float(os.environ.get("WATCH_S", "3"))
TICKS = int(os.environ.get("WATCH_TICKS", "200_000"))
SPEED = 2_500
"""Times two ticks a second."""
HISTORY_S = 6 * 3600
MOST_IMPORTS = 10_000
PROGRAM = """
import json, os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from benches.gui_watchdog import Watchdog
from pyworkstation_ui.app import build_for_home, make_application
from pyworkstation_ui.state.replay import Wish

home, from_us, speed, seconds = Path(sys.argv[1]), *map(int, sys.argv[2:4]), float(sys.argv[4])
app = make_application()
desktop = build_for_home(home, Wish("EURUSD", from_us, speed), name="desktop")
desktop.window.resize(1920, 1080)
desktop.window.show()
paints = 0
def count(_):
    global paints
    paints += 1
for panel in desktop.window.panels:
    panel.canvas._painted = count

def resident():
    try:
        return int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0

warm = []
def on_beat(over):
    if not warm and over > min(seconds / 5, 20):
        warm.append(resident())
        print("warm", flush=True)
    if over > seconds:
        print(json.dumps(watchdog.figures() | {
            "paints": paints, "grown": resident() / max(warm[0], 1) - 1,
            "worst": [stall.words() for stall in watchdog.worst()],
        }), flush=True)
        desktop.frames.stop()
        desktop.bridge.close()
        os._exit(0)

watchdog = Watchdog(on_beat)
begin = QTimer(interval=50)
def begin_when_charts_move():
    if paints >= 100:
        begin.stop()
        watchdog.start()
begin.timeout.connect(begin_when_charts_move)
begin.start()
desktop.bridge.start()
desktop.frames.start()
app.exec()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("watch")
    write_ticks(folder / "ticks.csv", seconds=HISTORY_S + int((SECONDS + 60) * SPEED))
    write_ticks(folder / "more.csv", seconds=TICKS // 2)
    done = pyworkstation("import", folder / "ticks.csv", "--symbol", "EURUSD", home=folder / "home")
    assert done.code == 0, done.errors
    symbols = "".join(f"WATCH{number} = {{ digits = 5 }}\n" for number in range(MOST_IMPORTS))
    (folder / "home" / "instruments.toml").write_text(symbols, encoding="utf-8")
    return folder / "home"


@pytest.mark.parametrize("imports", [False, True], ids=["alone", "beside imports"])
def test_gui_thread(benchmark: Any, capsys: pytest.CaptureFixture[str], home: Path, *, imports: bool) -> None:
    with engine_process(home) as engine, Client(wait_for_engine(home, engine)) as client:
        from_us = FIRST_MS * 1000 + HISTORY_S * 1_000_000
        with subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(home), str(from_us), str(SPEED), str(SECONDS)],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYWORKSTATION_ENV": "ci"},
            stdout=subprocess.PIPE,
            text=True,
        ) as desktop:
            try:
                assert desktop.stdout is not None
                imported = _import_until(desktop, client, home.parent / "more.csv") if imports else 0
                assert desktop.stdout.readline() == "warm\n"
                warm = _resident(engine.pid)
                told = desktop.stdout.read()
            finally:
                desktop.kill()
        grown = _resident(engine.pid) / max(warm, 1) - 1
    figures = json.loads(told)
    worst = figures.pop("worst")
    figures |= {"imported": imported} if imports else {"engine_grown": grown}
    benchmark.extra_info.update(figures)
    benchmark.pedantic(lambda: None, rounds=1)
    with capsys.disabled():
        print(f"\n{benchmark.name}: " + ", ".join(f"{key} {value:.4g}" for key, value in figures.items()))
        print("".join(f"  {stall}\n" for stall in worst), end="")


def _import_until(ended: subprocess.Popen[str], client: Client, path: Path) -> int:
    """Ticks imported, file after file, until a process has ended."""
    imported = 0
    for number in range(MOST_IMPORTS):
        # A symbol of its own each time: stored ticks are not stored again.
        imported += import_file(client, path, symbol=f"WATCH{number}").ticks_new
        if ended.poll() is not None:
            break
    return imported


def _resident(pid: int) -> int:
    """Pages in memory; 0 where the system does not tell."""
    path = Path(f"/proc/{pid}/statm")
    return int(path.read_text(encoding="ascii").split()[1]) if path.exists() else 0
