"""The whole desktop against a real engine that is killed: it says so, comes back by itself, and misses no bar.

The times are measured and reported (`pytest -rP`), with deadlines far above the targets of 2 s and 3 s: a noisy machine
is no fault of the code.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from pytestqt.qtbot import QtBot

from pyworkstation.client.client import Client
from pyworkstation.domain.columns import Bars
from pyworkstation.protocol import messages as m
from pyworkstation_ui.app import Desktop, build_for_home, make_application
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.replay import Wish
from tests.engine_process import engine_process, import_file, wait_for_engine, write_ticks

DEADLINE_MS = 20_000
START_US = 1_549_238_400_000_000 + 3600 * 1_000_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_ticks(tmp_path / "ticks.csv", seconds=8 * 3600)
    home = tmp_path / "home"
    with engine_process(home) as process, Client(wait_for_engine(home, process)) as client:
        import_file(client, tmp_path / "ticks.csv")
        client.call(m.Shutdown())
        process.wait(10)
    return home


@pytest.fixture
def desktop(home: Path, qtbot: QtBot) -> Iterator[Desktop]:
    make_application()
    desktop = build_for_home(home, Wish(symbol="EURUSD", from_us=START_US, speed=300.0), name="desktop")
    qtbot.addWidget(desktop.window)
    desktop.window.show()
    yield desktop
    desktop.frames.stop()
    desktop.bridge.close()


def _bars_shown(desktop: Desktop) -> int:
    return desktop.desk.charts["M1"].series.completed


def test_killed_engine_is_shown_and_its_return_too_with_no_bar_missing(
    home: Path, desktop: Desktop, qtbot: QtBot
) -> None:
    connection = desktop.desk.connection
    with engine_process(home) as process:
        wait_for_engine(home, process)
        desktop.bridge.start()
        desktop.frames.start()
        qtbot.waitUntil(lambda: _bars_shown(desktop) > 62, timeout=DEADLINE_MS)
        process.kill()
        killed_s = time.monotonic()
        qtbot.waitUntil(lambda: connection.phase is Phase.ABSENT, timeout=DEADLINE_MS)
        print(f"engine lost, shown after {time.monotonic() - killed_s:.2f} s (target 2 s)")
        process.wait(10)

    with engine_process(home) as process:
        running = wait_for_engine(home, process)
        returned_s = time.monotonic()
        qtbot.waitUntil(lambda: connection.phase is Phase.CONNECTED, timeout=DEADLINE_MS)
        before = _bars_shown(desktop)
        qtbot.waitUntil(lambda: _bars_shown(desktop) > before, timeout=DEADLINE_MS)
        print(f"live bars again {time.monotonic() - returned_s:.2f} s after the engine's return (target 3 s)")
        series = desktop.desk.charts["M1"].series
        shown = series.open_us[: series.completed].tolist()
        with Client(running) as client:
            parts = client.request(m.GetBars(symbol="EURUSD", timeframe="M1", to_us=int(shown[-1]) + 1))
            stored = Bars.concatenate(
                [Bars.unpack(part.packed) for part in parts if isinstance(part, m.BarsPart)]
            )
        assert shown == stored.open_us.tolist()
        assert len(shown) >= before


def test_buttons_really_start_and_stop_the_engine(home: Path, desktop: Desktop, qtbot: QtBot) -> None:
    connection = desktop.desk.connection
    desktop.frames.start()
    asked_s = time.monotonic()
    desktop.bridge.start()
    qtbot.waitUntil(lambda: connection.phase is Phase.CONNECTED, timeout=DEADLINE_MS)
    print(f"engine started and connected after {time.monotonic() - asked_s:.2f} s (target 1 s)")
    qtbot.waitUntil(desktop.window.actions_by_id.by_id["stop_engine"].isEnabled, timeout=DEADLINE_MS)
    desktop.window.actions_by_id.by_id["stop_engine"].trigger()
    qtbot.waitUntil(lambda: connection.phase is Phase.ABSENT, timeout=DEADLINE_MS)
    desktop.window.actions_by_id.by_id["start_engine"].trigger()
    asked_s = time.monotonic()
    qtbot.waitUntil(lambda: connection.phase is Phase.CONNECTED, timeout=DEADLINE_MS)
    print(f"engine started by its button after {time.monotonic() - asked_s:.2f} s (target 1 s)")


def test_scrolled_back_the_chart_has_every_stored_bar(
    home: Path, desktop: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYWORKSTATION_RING_DEPTH", "100")
    with engine_process(home) as process:
        running = wait_for_engine(home, process)
        desktop.bridge.start()
        desktop.frames.start()
        chart = desktop.desk.charts["M1"]
        qtbot.waitUntil(lambda: chart.series.completed > 50, timeout=DEADLINE_MS)
        desktop.bridge.send(m.ReplaySeek(to_us=START_US + 5 * 3600 * 1_000_000))
        # The ring has the last hundred of them; the chart may have asked for older ones before we look.
        qtbot.waitUntil(lambda: chart.series.first_index + chart.series.completed > 300, timeout=DEADLINE_MS)
        series = chart.series
        desktop.window.panels[0].to_oldest()
        qtbot.waitUntil(lambda: series.first_index == 0, timeout=DEADLINE_MS)
        shown = (
            series.open_us[: series.completed].tolist(),
            series.ohlc(slice(None))[3][: series.completed].tolist(),
        )
        with Client(running) as client:
            parts = client.request(m.GetBars(symbol="EURUSD", timeframe="M1", to_us=shown[0][-1] + 1))
            stored = Bars.concatenate(
                [Bars.unpack(part.packed) for part in parts if isinstance(part, m.BarsPart)]
            )
        assert shown == (stored.open_us.tolist(), stored.bid_close.tolist())
