"""Alerts through the real widgets: set, changed, deleted, drawn and told."""

from __future__ import annotations

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import (
    Alert,
    AlertFired,
    Alerts,
    AlertSet,
    AlertTerms,
    DeleteAlert,
    SetAlert,
)
from pyworkstation_ui.app import build
from pyworkstation_ui.models.notices_model import Tone
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import AlertsTold, IndicatorsListed, PhaseChanged
from pyworkstation_ui.state.replay import Wish
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.alerts_panel import AlertsPanel
from tests.ui.fake_bridge import Screen, picture
from tests.unit.ui_state.indicators import SPECS
from tests.unit.ui_state.market import MONDAY

PRICE = AlertTerms(symbol="EURUSD", kind="price", when="above", level=108_050.0, note="high")
RSI = AlertTerms(
    symbol="EURUSD",
    kind="indicator",
    when="below",
    level=30.0,
    indicator="RSI",
    timeframe="M5",
    params={"period": 14.0},
    again=True,
)


def _alert(number: int, terms: AlertTerms, **changes: object) -> Alert:
    fields: dict[str, object] = {"armed": True, "fired": 0, "set_us": MONDAY}
    return Alert(id=number, terms=terms, **(fields | changes))  # type: ignore[arg-type]


def _fired(number: int, text: str = "EURUSD bid rose to 1.08050") -> AlertFired:
    return AlertFired(
        number=number, id=1, at_us=MONDAY, told_us=MONDAY, value=108_051.0, terms=PRICE, text=text
    )


def _told(*fired: AlertFired, last: int | None = None) -> AlertsTold:
    alerts = [_alert(1, PRICE), _alert(2, RSI, fault="no replay of EURUSD runs")]
    return AlertsTold(
        Alerts(alerts=alerts, fired=list(fired), last=fired[-1].number if last is None else last)
    )


def _rows(view) -> list[list[str]]:  # type: ignore[no-untyped-def]
    model = view.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.fixture
def page(live: Screen, qtbot: QtBot) -> AlertsPanel:
    live.tick(IndicatorsListed(SPECS), _told(last=0))
    page = live.open_panel(qtbot, "alerts")
    assert isinstance(page, AlertsPanel)
    return page


def _choose(page: AlertsPanel, kind: str, when: str, level: str) -> None:
    page.kind.setCurrentIndex(page.kind.findData(kind))
    page.when.setCurrentIndex(page.when.findData(when))
    page.level.setText(level)


def test_what_there_is_and_what_fired_is_listed(live: Screen, page: AlertsPanel) -> None:
    assert _rows(page.table) == [
        ["EURUSD", "bid rises to 1.08050", "Watching", "0", "high"],
        ["EURUSD", "M5 RSI 14 falls to 30", "no replay of EURUSD runs", "0", ""],
    ]
    live.tick(_told(_fired(1)), _told(_fired(2, "again")))
    assert [row[2] for row in _rows(page.log)] == ["again", "EURUSD bid rose to 1.08050"]


@pytest.mark.parametrize(
    ("kind", "level", "terms"),
    [
        ("price", "1.0805", AlertTerms(symbol="EURUSD", kind="price", when="above", level=108_050.0)),
        ("spread", "20", AlertTerms(symbol="EURUSD", kind="spread", when="above", level=20.0)),
        (
            "indicator",
            "70.5",
            AlertTerms(
                symbol="EURUSD", kind="indicator", when="above", level=70.5, indicator="RSI", timeframe="M15"
            ),
        ),
        ("stale", "30", AlertTerms(symbol="EURUSD", kind="stale", level=30.0)),
        ("disconnect", "", AlertTerms(symbol="EURUSD", kind="disconnect")),
    ],
)
def test_each_kind_is_set(live: Screen, page: AlertsPanel, kind: str, level: str, terms: AlertTerms) -> None:
    _choose(page, kind, "above", level)
    page.indicator.setCurrentText("RSI")
    page.timeframe.setCurrentText("M15")
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert live.bridge.asked[-1] == SetAlert(terms=terms)


@pytest.mark.parametrize(
    ("often", "terms"),
    [
        ("once", AlertTerms(symbol="EURUSD", kind="price", when="above", level=108_050.0)),
        ("minute", AlertTerms(symbol="EURUSD", kind="price", when="above", level=108_050.0, again=True)),
        (
            "always",
            AlertTerms(
                symbol="EURUSD", kind="price", when="above", level=108_050.0, again=True, cooldown_s=0
            ),
        ),
        (
            "bar",
            AlertTerms(
                symbol="EURUSD",
                kind="price",
                when="above",
                level=108_050.0,
                again=True,
                cooldown_s=0,
                per_bar=True,
                timeframe="M15",
            ),
        ),
    ],
)
def test_how_often_is_chosen(live: Screen, page: AlertsPanel, often: str, terms: AlertTerms) -> None:
    _choose(page, "price", "above", "1.0805")
    page.timeframe.setCurrentText("M15")
    page.often.setCurrentIndex(page.often.findData(often))
    assert page.timeframe.isVisible() == (often == "bar")
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    asked = live.bridge.asked[-1]
    assert isinstance(asked, SetAlert)
    assert asked.terms == terms


@pytest.mark.parametrize(
    "terms",
    [
        AlertTerms(
            symbol="GBPUSD", kind="price", side="ask", when="above", level=125_000.0, expires_us=MONDAY
        ),
        AlertTerms(symbol="EURUSD", kind="spread", when="above", level=9.0, again=True, cooldown_s=900),
        AlertTerms(
            symbol="EURUSD",
            kind="indicator",
            timeframe="M5",
            indicator="RSI",
            side="mid",
            params={"period": 21.0},
            output="rsi",
            level=30.0,
        ),
    ],
)
def test_what_no_field_shows_stays_when_one_is_changed(
    live: Screen, page: AlertsPanel, terms: AlertTerms
) -> None:
    live.tick(AlertsTold(Alerts(alerts=[_alert(7, terms)], fired=[], last=0)))
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    page.note.setText("changed")
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    asked = live.bridge.asked[-1]
    assert isinstance(asked, SetAlert)
    assert (asked.id, asked.terms) == (7, structs.replace(terms, note="changed"))


@pytest.mark.parametrize(
    ("level", "words"), [("", "a number"), ("nan", "a number"), ("1.080501", "at most 5 decimals")]
)
def test_a_level_that_is_none_is_said_beside_the_field(
    live: Screen, page: AlertsPanel, level: str, words: str
) -> None:
    _choose(page, "price", "above", level)
    QTest.keyClick(page.level, Qt.Key.Key_Return)
    assert words in page.fault.text()
    assert not any(isinstance(body, SetAlert) for body in live.bridge.asked)


def test_one_is_changed_and_deleted_by_keys(live: Screen, page: AlertsPanel) -> None:
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert (page.level.text(), page.note.text(), page.button.text()) == ("1.08050", "high", "Change")
    page.level.setText("1.09")
    QTest.keyClick(page.level, Qt.Key.Key_Return)
    changed = AlertTerms(symbol="EURUSD", kind="price", when="above", level=109_000.0, note="high")
    assert live.bridge.asked[-1] == SetAlert(terms=changed, id=1)
    live.bridge.answer(SetAlert, AlertSet(id=1))
    page.table.selectRow(1)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert live.bridge.asked[-1:] == [DeleteAlert(id=2)]


def test_alt_a_watches_for_the_price_at_the_crosshair(live: Screen) -> None:
    panel = live.panel("M1")
    live.hover(panel, 100, 60)
    QTest.keySequence(live.window, "Alt+A")
    assert panel.frame is not None
    level = float(round(panel.frame.scale.points_at(60)))
    assert live.bridge.asked[-1] == SetAlert(terms=AlertTerms(symbol="EURUSD", kind="price", level=level))


def test_an_armed_price_has_a_line_on_its_charts(live: Screen) -> None:
    panel = live.panel("M1")
    assert panel.frame is not None
    level = round((panel.frame.scale.low + 3 * panel.frame.scale.high) / 4)
    terms = AlertTerms(symbol="EURUSD", kind="price", level=float(level))
    live.tick(AlertsTold(Alerts(alerts=[_alert(1, terms)], fired=[], last=0)))
    row = round(panel.frame.scale.y_px(level))
    near = {picture(panel.canvas).pixelColor(300, row + off).name() for off in (-1, 0, 1)}
    assert theme.AMBER.name() in near
    live.tick(AlertsTold(Alerts(alerts=[_alert(1, terms, armed=False)], fired=[], last=0)))
    assert panel.frame.alerts == ()


def test_what_fires_rings_once(live: Screen) -> None:
    live.tick(_told(_fired(1)))
    notice = live.desk.notices.current
    assert notice is not None
    assert (notice.tone, notice.text) == (Tone.ALERT, "EURUSD bid rose to 1.08050")
    live.desk.notices.dismiss()
    live.tick(_told(_fired(1)))  # a snapshot says it again
    assert live.desk.notices.current is None


def test_what_fires_is_heard_and_told_from_the_tray(live: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QApplication, "beep", lambda: told.append("beep"))
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _: None)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda _self, _title, text, *_: told.append(text))
    live.tick(_told(_fired(1)))
    assert told == ["beep", "EURUSD bid rose to 1.08050"]


def test_what_fired_while_the_window_was_closed_is_told_when_it_opens(live: Screen) -> None:
    live.tick(_told(_fired(1)))
    live.desktop.workspaces.save_now()  # Waits for what is written on another thread.
    kept = live.log.parent / "desktop"
    again = build(live.bridge, wish=Wish(), log=live.log, kept=kept)
    again.desk.apply([PhaseChanged(Phase.CONNECTED), _told(_fired(1), _fired(2), _fired(3, "the last"))])
    assert again.desk.notices.current is not None
    assert again.desk.notices.current.text == "2 alerts fired; the last: the last"
    again.window.deleteLater()


def test_an_engine_that_began_anew_counts_from_one(live: Screen) -> None:
    live.tick(_told(_fired(7)))
    live.desk.notices.dismiss()
    live.tick(_told(_fired(1, "anew")))
    assert live.desk.notices.current is not None
    assert [each.number for each in live.desk.alerts.fired] == [1]


@pytest.mark.parametrize(
    ("button", "runs_on"), [("Close, leave the engine running", True), ("Close and stop the engine", False)]
)
def test_closing_asks_whether_the_engine_watches_on(live: Screen, button: str, runs_on: bool) -> None:
    live.bridge.owns_engine = True
    live.tick(_told(last=0))
    assert not live.window.close()
    box = live.window.findChild(QMessageBox, "closing")
    assert box is not None
    assert "2 alerts can only fire while the engine runs" in box.text()
    next(each for each in box.buttons() if each.text() == button).click()
    assert not live.window.isVisible()
    assert live.bridge.owns_engine is not runs_on


def test_closing_asks_nothing_where_somebody_elses_engine_watches(live: Screen) -> None:
    live.tick(_told(last=0))
    assert live.window.close()
