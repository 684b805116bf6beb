"""A long watchlist from end to end: store, engine, bus, bridge, window. What each of them costs, and how old the quotes are.

`WATCH_SYMBOLS=500` symbols (default 60) have four ticks a second of the market each and are replayed at ten times that, for
`WATCH_S=12` seconds (default 3): 20,000 quotes a second. Prints the processor time of the engine, of the desktop's bridge and
of its GUI thread as parts of a core, how many rows a second were shown, messages that were missed, and by how much of the
market's time the newest quote on the screen is behind the replay's clock.
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
from pyworkstation.protocol import messages as m
from tests.engine_process import FIRST_MS, engine_process, wait_for_engine
from tests.many_symbols import store_symbols

SYMBOLS = int(os.environ.get("WATCH_SYMBOLS", "60"))
SECONDS = float(os.environ.get("WATCH_S", "3"))
SPEED = 10.0
WARM_UP_S = 8.0
START_US = FIRST_MS * 1000 + 60_000_000
PROGRAM = """
import json, os, sys, threading, time
from pathlib import Path
from PySide6.QtCore import QTimer
from pyworkstation_ui.app import build_for_home, make_application
from pyworkstation_ui.state.replay import Wish

home, from_us, speed, warm_up, seconds = Path(sys.argv[1]), int(sys.argv[2]), *map(float, sys.argv[3:6])
app = make_application()
desktop = build_for_home(home, Wish("SYM000", from_us, speed), name="desktop")
desktop.window.resize(1920, 1080)
desktop.window.show()
desktop.window.actions_by_id.by_id["panel_watch"].trigger()
newest, told, ages, before = {}, [], [], []

def take(quote):
    newest[quote.symbol] = quote.ts_us
    told.append(quote.symbol)

def look():
    position_us = desktop.desk.replay.state.position_us
    if before and position_us is not None:
        ages.append((position_us - max(newest.values())) / 1e3)

def spent_s():
    bridge = next(each.native_id for each in threading.enumerate() if each.name == "bridge")
    ticks = Path(f"/proc/self/task/{bridge}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.perf_counter(), time.thread_time(), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

def begin():
    told.clear()
    before.extend(spent_s())
    print("warm", flush=True)

def end():
    over, gui, bridge = (now - then for now, then in zip(spent_s(), before))
    print(json.dumps({
        "rows": len(set(told)), "rows_a_second": round(len(told) / over), "gui": round(gui / over, 3),
        "bridge": round(bridge / over, 3), "newest_behind_ms": round(max(ages), 1),
    }), flush=True)
    desktop.frames.stop()
    desktop.bridge.close()
    os._exit(0)

desktop.desk.quoted.connect(take)
timer = QTimer(interval=16)
timer.timeout.connect(look)
timer.start()
QTimer.singleShot(int(warm_up * 1e3), begin)
QTimer.singleShot(int((warm_up + seconds) * 1e3), end)
desktop.bridge.start()
desktop.frames.start()
app.exec()
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="reads the processor time of threads from /proc"
)
def test_long_watchlist(benchmark: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    market_s = 60 + SPEED * (WARM_UP_S + SECONDS + 20)
    store_symbols(tmp_path, SYMBOLS, ticks=int(4 * market_s))
    figures = benchmark.pedantic(_measured, args=(tmp_path,), rounds=1)
    assert figures["rows"] == SYMBOLS
    assert not figures["missed"]
    with capsys.disabled():
        print(f"\n{SYMBOLS} symbols, {SYMBOLS * 4 * SPEED:,.0f} quotes a second: {figures}")


def _measured(home: Path) -> dict[str, float]:
    with engine_process(home) as process, Client(wait_for_engine(home, process)) as client:
        command = [sys.executable, "-c", PROGRAM, str(home)]
        arguments = map(str, (START_US, SPEED, WARM_UP_S, SECONDS))
        environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
        with subprocess.Popen(
            [*command, *arguments], env=environment, stdout=subprocess.PIPE, text=True
        ) as desktop:
            assert desktop.stdout is not None
            assert desktop.stdout.readline().strip() == "warm"
            before_s = _spent_s(process.pid)
            figures: dict[str, float] = json.loads(desktop.stdout.readline())
            engine_s = _spent_s(process.pid) - before_s
        traffic = client.call(m.GetTraffic())
        assert isinstance(traffic, m.Traffic)
    missed = sum(topic.overflows for topic in traffic.topics)
    return figures | {"engine": round(engine_s / SECONDS, 3), "missed": missed}


def _spent_s(pid: int) -> float:
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
