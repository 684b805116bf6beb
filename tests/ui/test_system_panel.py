"""The system panel: follows the engine's health once a second, and its log as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import (
    GetTraffic,
    Health,
    RequestTimes,
    SecretHealth,
    ServiceHealth,
    Traffic,
)
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import HealthTold, PhaseChanged
from pyworkstation_ui.views.system_panel import SystemPanel
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.market import HEALTH
from tests.unit.ui_state.test_system import BROKE, READY, TRAFFIC

LOG_FRAMES = 15
SERVICES = [
    ServiceHealth(name="store", state="healthy"),
    ServiceHealth(name="replay", state="failed", reason="the disk is full", restarts=3),
]


def healthy(now_us: int = 0) -> Health:
    """What the engine tells, another each second."""
    return Health(
        pid=7,
        now_us=HEALTH.now_us + now_us,
        started_us=HEALTH.started_us,
        symbols=HEALTH.symbols,
        services=SERVICES,
        memory_bytes=183_500_800,
    )


def traffic() -> Traffic:
    """With one kind of request."""
    times = RequestTimes(op="get_bars", count=12, failed=1, p50_us=1500, p99_us=25_000, max_us=31_250)
    return Traffic(
        clients=TRAFFIC.clients,
        listeners=TRAFFIC.listeners,
        requests=[times],
        refused=TRAFFIC.refused,
        topics=TRAFFIC.topics,
    )


@pytest.fixture
def page(live: Screen, qtbot: QtBot, tmp_path: Path) -> SystemPanel:
    """The panel, opened by its key, with health, traffic and two lines of log."""
    (tmp_path / "engine.log").write_text(f"{READY}\n{BROKE}\nTraceback\n", encoding="utf-8")
    page = live.open_panel(qtbot, "system")
    assert isinstance(page, SystemPanel)
    live.tick(HealthTold(healthy()))
    live.bridge.answer(GetTraffic, traffic())
    live.tick()
    return page


def cells(view, row: int) -> list[str]:  # type: ignore[no-untyped-def]
    """A row of a table."""
    model = view.model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_secrets_that_need_the_user_are_told(page: SystemPanel, live: Screen) -> None:
    assert page.secrets.isHidden()
    secret = SecretHealth(name="fred-api-key", state="expired", needed=True, reason="due for a new one")
    live.tick(HealthTold(structs.replace(healthy(1), secrets=[secret], vault_fault="")))
    live.tick()
    assert page.secrets.isVisible()
    assert "pyworkstation credentials rotate fred-api-key" in page.secrets.text()


def test_services_requests_and_streams_are_listed(page: SystemPanel) -> None:
    assert cells(page.services, 1) == ["replay", "failed", "3", "the disk is full"]
    assert cells(page.requests, 0) == ["get_bars", "12", "1", "1.50", "25.00", "31.25"]
    assert cells(page.topics, 1) == ["ticks.EURUSD", "1,000", "1.0 MB", "4"]
    assert page.refused.text() == "Refused: 2 deadline, 1 malformed"
    assert ("engine memory", "175.0 MB") in page.engine.texts()
    assert page.desktop.texts()[0][0] == "desktop memory"


def test_traffic_is_asked_for_once_for_each_word_of_health(live: Screen, page: SystemPanel) -> None:
    def asked() -> int:
        return sum(isinstance(body, GetTraffic) for body in live.bridge.asked)

    assert asked() == 1
    for _ in range(10):
        live.tick()
    assert asked() == 1
    live.tick(HealthTold(healthy(1)))
    assert asked() == 2


def test_the_log_can_be_narrowed_by_level_and_words(live: Screen, page: SystemPanel) -> None:
    assert page.log.lines.model().rowCount() == 2
    page.log.level.setCurrentText("error")
    assert cells(page.log.lines, 0)[3] == "it broke ..."
    QTest.keySequence(page.focusWidget(), "Ctrl+F")
    QTest.keyClicks(page.log.search, "ready")
    assert page.log.lines.model().rowCount() == 0
    page.log.level.setCurrentText("info")
    assert page.log.lines.model().rowCount() == 1


def test_a_line_with_a_trace_shows_it_whole(page: SystemPanel) -> None:
    page.log.lines.selectRow(1)
    assert page.log.whole.isVisible()
    assert page.log.whole.toPlainText() == "it broke\nTraceback"
    page.log.lines.selectRow(0)
    assert not page.log.whole.isVisible()


def test_the_log_is_followed(live: Screen, page: SystemPanel, tmp_path: Path) -> None:
    with (tmp_path / "engine.log").open("a", encoding="utf-8") as log:
        log.write(f"{READY}\n")
    for _ in range(LOG_FRAMES):
        live.tick()
    assert page.log.lines.model().rowCount() == 3


def test_without_an_engine_the_last_numbers_are_dim_and_the_log_is_not(
    live: Screen, page: SystemPanel
) -> None:
    live.tick(PhaseChanged(Phase.ABSENT))
    assert page.services.is_shown_as_old()
    assert not page.log.lines.is_shown_as_old()
    assert not page.engine.isEnabled()
    assert page.away.text().startswith("Engine not running. What shows here is from")
