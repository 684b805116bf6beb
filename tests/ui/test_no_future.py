"""No future is visible anywhere: of two engines one has stored another hour after the replay's place, wild in price and volume.

Both desktops look alike, chart by chart in their pixels and panel by panel in their words; also after the wild hour was replayed, traded in
and stepped back out of.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from PySide6.QtWidgets import QLabel
from pytestqt.exceptions import TimeoutError  # noqa: A004 - what waiting raises
from pytestqt.qtbot import QtBot

from pyworkstation.client.client import Client
from pyworkstation.protocol import messages as m
from pyworkstation_ui.app import Desktop, build_for_home, make_application
from pyworkstation_ui.state.indicator import IndicatorChoice
from pyworkstation_ui.state.panels import PanelLook
from pyworkstation_ui.state.replay import Wish
from pyworkstation_ui.state.side_panels import SIDE_PANELS
from pyworkstation_ui.views.record_view import RecordView
from tests.engine_process import FIRST_MS, engine_process, import_file, wait_for_engine
from tests.ui.fake_bridge import picture

SYMBOLS = ("EURUSD", "GBPUSD")
NOW_S = 2 * 3600
"""Where the replay stands; of the plain engine the last tick but a few."""
WILD_S = 3600
FIRST_US = FIRST_MS * 1000
NOW_US = FIRST_US + NOW_S * 1_000_000
_LOOKS = 10
PANELS = ("watch", "tape", "mtf", "trading", "ladder", "risk", "performance")
INDICATORS = ("EMA", "BBANDS", "RSI", "VWAP", "MACD", "ATR")
DEADLINE_MS = 15_000


def _write_ticks(path: Path, *, is_wild: bool) -> None:
    """A tick a second; the wild hour doubles the price and has a million times the volume."""
    seconds = NOW_S + (WILD_S if is_wild else 5)
    with path.open("w", newline="", encoding="ascii") as file:
        rows = csv.writer(file)
        rows.writerow(["timestamp", "bid", "ask", "bid_volume", "ask_volume"])
        for second in range(seconds):
            points, volume = 114_000 + abs((second * 37) % 800 - 400), 1.5
            if second > NOW_S + 5:
                points, volume = points * 2, 900_000.0
            rows.writerow(
                [FIRST_MS + second * 1000, f"{points / 1e5:.5f}", f"{(points + 3) / 1e5:.5f}", volume, volume]
            )


@contextmanager
def _desktop(folder: Path, qtbot: QtBot, *, is_wild: bool) -> Iterator[tuple[Desktop, Client]]:
    """On an engine of its own, both symbols, indicators on all charts and every panel seen once."""
    folder.mkdir()
    _write_ticks(folder / "ticks.csv", is_wild=is_wild)
    with (
        engine_process(folder / "home") as process,
        Client(wait_for_engine(folder / "home", process)) as client,
    ):
        for symbol in SYMBOLS:
            import_file(client, folder / "ticks.csv", symbol=symbol)
        client.call(m.ReplayStart(symbol="EURUSD", from_us=NOW_US, paused=True))
        make_application()
        desktop = build_for_home(folder / "home", Wish(), name="desktop")
        qtbot.addWidget(desktop.window)
        desktop.window.resize(1600, 1000)
        desktop.window.show()
        desktop.bridge.start()
        desktop.frames.start()
        _furnish(desktop, qtbot)
        yield desktop, client
        desktop.frames.stop()
        desktop.bridge.close()


def _furnish(desktop: Desktop, qtbot: QtBot) -> None:
    """One indicator a chart, the last chart on the symbol that is not replayed."""
    desk = desktop.desk
    qtbot.waitUntil(
        lambda: bool(len(desk.charts["M1"].series) and desk.indicators.specs), timeout=DEADLINE_MS
    )
    desk.show("chart6", PanelLook("M5", symbol="GBPUSD", group=""))
    for chart, name in zip(desk.panels, INDICATORS, strict=True):
        desk.indicators.add(chart, IndicatorChoice(name=name, params={}, colour=1))
    for _ in _looks(desktop):
        pass  # Each panel has been in front once, and has the room it takes.


Look = Callable[[], object]


def _looks(desktop: Desktop) -> Iterator[tuple[str, Look]]:
    """What a person sees, one after the other: pixels of the charts with their axes, and of each panel, in front then."""
    window = desktop.window
    for panel in window.panels:
        yield panel.panel.id, partial(picture, panel)
    yield "quote", partial(picture, window.engine_bar)
    for name in PANELS:
        window.grid.show_front(name, least_px=SIDE_PANELS[name].least_px)
        window.charts.enter()
        yield name, partial(_seen_in, desktop, name)


def _seen_in(desktop: Desktop, name: str) -> object:
    """Words as well, for a message that can be read."""
    return _words(desktop, name), picture(desktop.window.slots[name])


def _words(desktop: Desktop, name: str) -> object:
    page = desktop.window.slots[name].page
    assert page is not None
    rows = [
        [str(view.model().index(row, column).data()) for column in range(view.model().columnCount())]
        for view in page.findChildren(RecordView)
        for row in range(view.model().rowCount())
    ]
    labels = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    return labels, rows


def _rest(qtbot: QtBot, look: Look) -> object:
    """What it is when it has been the same for ten looks."""
    seen: list[object] = []

    def is_same() -> bool:
        seen.append(look())
        return len(seen) > _LOOKS and all(each == seen[-1] for each in seen[-_LOOKS:])

    qtbot.waitUntil(is_same, timeout=DEADLINE_MS)
    return seen[-1]


def _unlike(desktop: Desktop, qtbot: QtBot, wanted: dict[str, object]) -> list[str]:
    """What never looks as wanted."""
    unlike = []
    for name, look in _looks(desktop):
        try:
            qtbot.waitUntil(lambda name=name, look=look: look() == wanted[name], timeout=DEADLINE_MS)  # type: ignore[misc]
        except TimeoutError:
            unlike.append(name)
    return unlike


def test_an_hour_that_is_stored_is_nowhere_to_be_seen_before_it_came(tmp_path: Path, qtbot: QtBot) -> None:
    """Both have traded a little later and stepped back: what was shown of that is gone as well."""
    with _desktop(tmp_path / "plain", qtbot, is_wild=False) as (plain, client):
        _trade_and_step_back(client, plain, qtbot, later_s=2)
        wanted = {name: _rest(qtbot, look) for name, look in _looks(plain)}
    with _desktop(tmp_path / "wild", qtbot, is_wild=True) as (wild, client):
        _trade_and_step_back(client, wild, qtbot, later_s=WILD_S // 2)
        assert _unlike(wild, qtbot, wanted) == []


def _trade_and_step_back(client: Client, desktop: Desktop, qtbot: QtBot, *, later_s: int) -> None:
    """To where the charts show the fill, and the price of then, and back again."""
    trading, panel = desktop.desk.trading, desktop.window.panels[0]
    client.call(m.ReplaySeek(to_us=NOW_US + later_s * 1_000_000))
    order = m.NewOrder(client_order_id="later", symbol="EURUSD", side="buy", quantity=10_000)
    client.call(m.PlaceOrder(orders=[order]))
    client.call(m.ReplayStep(count=2))
    qtbot.waitUntil(lambda: bool(trading.positions), timeout=DEADLINE_MS)
    price = trading.positions[0].average_millipoints // 1000
    qtbot.waitUntil(
        lambda: panel.frame is not None and panel.frame.scale.high >= price and bool(panel.frame.fills),
        timeout=DEADLINE_MS,
    )
    assert price < 120_000 if later_s == 2 else price > 200_000
    client.call(m.ReplaySeek(to_us=NOW_US))
    qtbot.waitUntil(lambda: not trading.positions, timeout=DEADLINE_MS)
