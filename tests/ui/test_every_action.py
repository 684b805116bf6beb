"""Every row of the table of actions, taken by its key, by a click in its menu and by the palette; and what each does is seen.

A row that is added to the table and not to `EFFECTS` fails here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from pyworkstation.protocol import messages as m
from pyworkstation_ui.actions import ACTIONS, BY_ID, Action
from pyworkstation_ui.app import make_application
from pyworkstation_ui.commands import Commands
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.drawing import DASHES, TOOLS, WIDTHS, Anchor, Drawing
from pyworkstation_ui.state.events import (
    IndicatorsListed,
    LockFound,
    PhaseChanged,
    QuoteArrived,
    ReplayMoved,
    TradingTold,
)
from pyworkstation_ui.state.indicator import IndicatorChoice
from pyworkstation_ui.state.link import GROUPS, LinkGroup
from pyworkstation_ui.state.settings import TextPercent
from pyworkstation_ui.state.side_panels import SIDE_PANELS
from pyworkstation_ui.state.typed_timeframe import QUICK
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.action_set import ActionSet
from pyworkstation_ui.views.change_order_dialog import ChangeOrderDialog
from pyworkstation_ui.views.passphrase_dialog import PassphraseDialog
from pyworkstation_ui.views.system_panel import SystemPanel
from pyworkstation_ui.views.trading_panel import TradingPanel
from tests.ui.fake_bridge import FakeBridge, Screen
from tests.unit.ui_state.indicators import SPECS
from tests.unit.ui_state.market import DAY, HOUR, MINUTE, MONDAY, replay_state
from tests.unit.ui_state.trading_messages import account, order, position

NOON = MONDAY + 12 * HOUR
LEFT = Qt.MouseButton.LeftButton

Scene = Callable[[Screen], None]
Look = Callable[[Screen], object]


@dataclass(frozen=True, slots=True)
class Effect:
    """In `scene` the action can be taken; `look` says then what it did not say before: `after`, or something that is `after`."""

    look: Look
    after: object = True
    scene: Scene = lambda _: None


def _sends(body: m.Request, scene: Scene = lambda _: None) -> Effect:
    return Effect(lambda screen: screen.bridge.sent[-1:], [body], scene)


def _asks(look: Callable[[m.Request], object], after: object, scene: Scene) -> Effect:
    return Effect(lambda screen: [look(body) for body in screen.bridge.asked[-1:]], [after], scene)


def _shows(name: str) -> Effect:
    return Effect(lambda screen: getattr(screen.window.dialogs, name).isVisible())


def _looks(field: str, value: str, scene: Scene = lambda _: None) -> Effect:
    return Effect(lambda screen: getattr(screen.desk.panels["chart1"].look, field), value, scene)


def _phase(phase: Phase) -> Scene:
    return lambda screen: screen.tick(PhaseChanged(phase))


def _frame(screen: Screen) -> object:
    frame = screen.window.panels[0].frame
    assert frame is not None
    return frame


def _bar_px(screen: Screen) -> float:
    return round(_frame(screen).bar_px, 6)  # type: ignore[attr-defined, no-any-return]


def _left(screen: Screen) -> float:
    return round(_frame(screen).left, 6)  # type: ignore[attr-defined, no-any-return]


def _pan(screen: Screen) -> None:
    for panel in screen.window.panels:
        panel.pan(900)
    screen.tick()


def _trade(screen: Screen) -> None:
    """Armed, one order and one position, the mouse below the market."""
    panel = screen.panel("M1")
    assert panel.frame is not None
    middle = round((panel.frame.scale.low + panel.frame.scale.high) / 2)
    screen.tick(
        QuoteArrived("EURUSD", 5, NOON, middle, middle + 3),
        TradingTold(account()),
        TradingTold(
            m.OrdersUpdate(history=1, sequence=1, orders=[order(2, kind="limit", price=middle - 900)]), True
        ),
        TradingTold(m.PositionsUpdate(history=1, sequence=1, positions=[position(1)])),
    )
    screen.desk.trading.arm(is_armed=True)
    screen.hover(panel, 10, 10)  # A mouse that stands there already moves nothing.
    screen.hover(panel, 300, panel.frame.scale.y_px(middle - 40))


def _choose(tab: str) -> Scene:
    def choose(screen: Screen) -> None:
        _trade(screen)
        screen.window.sides.toggle("trading")
        page = screen.window.slots["trading"].page
        assert isinstance(page, TradingPanel)
        view = getattr(page, tab)
        page.tabs.setCurrentWidget(view)
        screen.tick()
        view.selectRow(0)
        screen.window.charts.enter()

    return choose


def _told(**changes: object) -> Scene:
    return lambda screen: screen.tick(TradingTold(account(**changes)))


def _order(body: m.Request) -> list[tuple[object, ...]]:
    assert isinstance(body, m.PlaceOrder)
    return [(sent.side, sent.kind, sent.quantity, sent.reduce_only) for sent in body.orders]


def _question(screen: Screen) -> object:
    boxes = screen.window.findChildren(QMessageBox)
    return [box.text() for box in boxes if box.objectName() == "ask first"]


def _dialog(kind: type[QWidget], name: str = "") -> Look:
    return lambda screen: any(
        each.isVisible() and each.objectName() == name for each in screen.window.findChildren(kind)
    )


DRAWING = Drawing(1, "text", "EURUSD", (Anchor(NOON - HOUR, 108_000),), text="London")


def _selected(screen: Screen) -> None:
    screen.desk.drawings.restore([DRAWING])
    screen.desk.drawings.select(1)


def _styles(field: str, after: object, **before: Any) -> Effect:
    """A selected drawing that looked like `before`."""

    def draw(screen: Screen) -> None:
        screen.desk.drawings.restore([replace(DRAWING, **before)])
        screen.desk.drawings.select(1)

    return Effect(lambda screen: [getattr(each, field) for each in screen.desk.drawings.all], [after], draw)


def _drawn(screen: Screen) -> object:
    return [(each.tool, each.colour) for each in screen.desk.drawings.all]


def _removed(screen: Screen) -> None:
    _selected(screen)
    screen.desk.drawings.remove_selected()


def _undone(screen: Screen) -> None:
    _removed(screen)
    screen.desk.drawings.undo()


def _furnished(screen: Screen) -> None:
    screen.tick(IndicatorsListed(SPECS))
    screen.desk.indicators.add("chart1", IndicatorChoice(name="RSI", params={"period": 14.0}, colour=1))


def _charts(screen: Screen) -> tuple[int, str]:
    return len(screen.desk.panels), screen.desk.active


def _arranged(screen: Screen) -> None:
    screen.window.sides.toggle("watch")
    screen.tick()


def _arranged_and_undone(screen: Screen) -> None:
    _arranged(screen)
    screen.desktop.workspaces.undo_layout()
    screen.tick()


def _is_watch_open(screen: Screen) -> object:
    return "watch" in screen.desk.open_panels


def _log_is_read(screen: Screen) -> object:
    page = screen.window.slots["system"].page
    return isinstance(page, SystemPanel) and page.log.isVisible()


def _prices(screen: Screen) -> tuple[float, float]:
    scale = _frame(screen).scale  # type: ignore[attr-defined]
    return scale.low, scale.high


def _stretched(screen: Screen) -> None:
    screen.window.panels[0].stretch_prices(2.0)
    screen.tick()


def _zoomed(screen: Screen) -> None:
    screen.window.panels[0].zoom(2.0)
    _stretched(screen)


def _span(prices: tuple[float, float]) -> float:
    return prices[1] - prices[0]


def _help(title: str) -> Effect:
    return Effect(
        lambda screen: screen.window.dialogs.help.isVisible() and screen.window.dialogs.help.windowTitle(),
        title,
    )


def _links(group: LinkGroup) -> Effect:
    return _looks("group", group, lambda screen: screen.window.link("B" if group == "A" else "A"))


def _opens(name: str) -> Effect:
    return Effect(
        lambda screen: (name in screen.desk.open_panels, screen.window.slots[name].isVisible()), (True, True)
    )


_PERCENTS: tuple[TextPercent, ...] = (90, 100, 115, 130)


def _sizes_text(percent: TextPercent, before: TextPercent) -> Effect:
    return Effect(
        lambda screen: screen.desk.settings.now.text_percent,
        percent,
        lambda screen: screen.desk.settings.set_text_percent(before),
    )


OPEN = m.LockState(is_set=True, is_open=True, kind="paper", left_s=600, idle_s=600, sessions=1)

EFFECTS: dict[str, Effect] = {
    "start_engine": Effect(lambda screen: screen.bridge.starts, 1, _phase(Phase.ABSENT)),
    "stop_engine": Effect(lambda screen: screen.bridge.stops, 1),
    "kill_engine": Effect(lambda screen: screen.bridge.kills, 1, _phase(Phase.HUNG)),
    "show_log": Effect(_log_is_read),
    "lock": Effect(
        lambda screen: (screen.desktop.curtain.screen.isVisible(), screen.window.isVisible()),
        (True, False),
        lambda screen: screen.tick(LockFound(OPEN)),
    ),
    "passphrase": Effect(_dialog(PassphraseDialog, "passphrase")),
    "quit": Effect(lambda screen: screen.window.isVisible(), after=False),
    "start_replay": _sends(
        m.ReplayStart(symbol="EURUSD", from_us=MONDAY + DAY * 3 // 4, speed=1),
        lambda screen: screen.tick(ReplayMoved(m.ReplayState())),
    ),
    "play_pause": _sends(m.ReplayPause(paused=True)),
    "speed_1": _sends(m.ReplaySpeed(speed=1)),
    "speed_10": _sends(m.ReplaySpeed(speed=10)),
    "speed_50": _sends(m.ReplaySpeed(speed=50)),
    "speed_100": _sends(m.ReplaySpeed(speed=100)),
    "speed_max": _sends(m.ReplaySpeed(speed=1_000_000)),
    "slower": _sends(m.ReplaySpeed(speed=20)),
    "faster": _sends(m.ReplaySpeed(speed=100)),
    "back_tick": _sends(m.ReplayStep(count=-1)),
    "on_tick": _sends(m.ReplayStep(count=1)),
    "back_bar": _sends(m.ReplayStep(count=-1, timeframe="M1")),
    "on_bar": _sends(m.ReplayStep(count=1, timeframe="M1")),
    "back_minute": _sends(m.ReplaySeek(to_us=NOON - MINUTE)),
    "on_minute": _sends(m.ReplaySeek(to_us=NOON + MINUTE)),
    "back_hour": _sends(m.ReplaySeek(to_us=NOON - HOUR)),
    "on_hour": _sends(m.ReplaySeek(to_us=NOON + HOUR)),
    "go_to_date": _shows("go_to"),
    "to_start": _sends(m.ReplaySeek(to_us=MONDAY)),
    "to_last_day": _sends(
        m.ReplaySeek(to_us=MONDAY + DAY),
        lambda screen: screen.tick(ReplayMoved(replay_state(last_us=MONDAY + 2 * DAY))),
    ),
    "buy_here": _asks(_order, [("buy", "limit", 10_000, False)], _trade),
    "sell_here": _asks(_order, [("sell", "stop", 10_000, False)], _trade),
    "zoom_in": Effect(_bar_px, lambda before, after: after == pytest.approx(before * 1.25)),
    "zoom_out": Effect(_bar_px, lambda before, after: after == pytest.approx(before * 0.8)),
    "scroll_back": Effect(_left, lambda before, after: after < before),
    "scroll_on": Effect(_left, lambda before, after: after > before, _pan),
    "page_back": Effect(_left, lambda before, after: after < before - 20),
    "page_on": Effect(_left, lambda before, after: after > before + 20, _pan),
    "to_oldest": Effect(_left, lambda _, after: after == pytest.approx(-0.5, abs=0.1)),
    "follow": Effect(
        lambda screen: [each.is_following for each in screen.window.panels], [True] + [False] * 5, _pan
    ),
    "follow_all": Effect(
        lambda screen: [each.is_following for each in screen.window.panels], [True] * 6, _pan
    ),
    "auto_scale": Effect(lambda screen: screen.window.panels[0].auto.isVisible(), False, _stretched),
    "more_prices": Effect(_prices, lambda before, after: _span(after) == pytest.approx(_span(before) * 1.25)),
    "fewer_prices": Effect(_prices, lambda before, after: _span(after) == pytest.approx(_span(before) * 0.8)),
    "higher_prices": Effect(_prices, lambda before, after: after[0] > before[0] and after[1] > before[1]),
    "lower_prices": Effect(_prices, lambda before, after: after[0] < before[0] and after[1] < before[1]),
    "zoom_box": Effect(lambda screen: screen.window.panels[0].box.is_armed),
    "reset_view": Effect(
        lambda screen: (_prices(screen), _bar_px(screen)),
        lambda before, after: _span(after[0]) < _span(before[0]) and after[1] < before[1],
        _zoomed,
    ),
    "next_panel": Effect(lambda screen: screen.desk.active, "chart2"),
    "add_chart": Effect(_charts, (7, "chart7")),
    "duplicate_chart": Effect(
        lambda screen: (
            *_charts(screen),
            screen.desk.panels.get("chart7", screen.desk.panels["chart2"]).look.kind,
        ),
        (7, "chart7", "area"),
        lambda screen: screen.window.actions_by_id.by_id["kind_area"].trigger(),
    ),
    "close_chart": Effect(_charts, (5, "chart2")),
    "copy_chart": Effect(
        lambda _: QApplication.clipboard().image().isNull(),
        after=False,
        scene=lambda _: QApplication.clipboard().clear(),
    ),
    "save_chart": Effect(lambda screen: QImage(str(screen.log.parent / "saved.png")).isNull(), after=False),
    "maximise": Effect(
        lambda screen: [each.isVisible() for each in screen.window.panels], [True] + [False] * 5
    ),
    **{
        f"timeframe_{name}": _looks(
            "timeframe", name, lambda screen: screen.desk.show("chart1", screen.desk.panels["chart6"].look)
        )
        for name in QUICK
        if name != "D1"
    },
    "timeframe_D1": _looks("timeframe", "D1"),
    "timeframe": _shows("timeframe"),
    "kind_candles": _looks(
        "kind", "candles", lambda screen: screen.window.actions_by_id.by_id["kind_line"].trigger()
    ),
    **{f"kind_{kind}": _looks("kind", kind) for kind in ("bars", "line", "area", "heikin-ashi")},
    "hollow": Effect(lambda screen: screen.desk.display.is_hollow),
    "side_bid": _looks("side", "bid", lambda screen: screen.window.actions_by_id.by_id["side_ask"].trigger()),
    "side_ask": _looks("side", "ask"),
    "side_mid": _looks("side", "mid"),
    "scale_linear": _looks(
        "scale", "linear", lambda screen: screen.window.actions_by_id.by_id["scale_log"].trigger()
    ),
    "scale_log": _looks("scale", "log"),
    "scale_percent": _looks("scale", "percent"),
    "zone_0": Effect(
        lambda screen: screen.desk.display.zone, "UTC", lambda screen: screen.desk.display.set_zone("local")
    ),
    "zone_1": Effect(lambda screen: screen.desk.display.zone, "local"),
    "zone_2": Effect(lambda screen: screen.desk.display.zone, "New York"),
    "day_breaks": Effect(
        lambda screen: screen.desk.display.has_day_breaks, lambda before, after: after is not before
    ),
    "symbol": _shows("chooser"),
    **{f"link_{group or 'none'}": _links(group) for group in GROUPS},
    "add_indicator": Effect(
        lambda screen: screen.window.dialogs.indicator.isVisible(),
        scene=lambda screen: screen.tick(IndicatorsListed(SPECS)),
    ),
    "alert_here": _asks(
        lambda body: isinstance(body, m.SetAlert) and (body.terms.symbol, body.terms.kind),
        ("EURUSD", "price"),
        lambda _: None,
    ),
    "remove_indicators": Effect(lambda screen: screen.desk.indicators.choices("chart1"), [], _furnished),
    **{f"draw_{tool}": Effect(lambda screen: screen.desk.drawings.tool, tool) for tool in TOOLS},
    "put_tool_away": Effect(
        lambda screen: screen.desk.drawings.tool, None, lambda screen: screen.desk.drawings.take("trend")
    ),
    "magnet": Effect(lambda screen: screen.desk.situation.is_magnet),
    **{
        f"colour_{place}": _styles("colour", place, colour=1 if place != 1 else 2)
        for place in range(len(theme.LINES))
    },
    **{f"width_{width}": _styles("width", width, width=1 if width != 1 else 2) for width in WIDTHS},
    **{
        f"dash_{dash}": _styles("dash", dash, dash="solid" if dash != "solid" else "dotted")
        for dash in DASHES
    },
    "duplicate_drawing": Effect(_drawn, [("text", DRAWING.colour)] * 2, _selected),
    "recolour": Effect(_drawn, [("text", DRAWING.colour + 1)], _selected),
    "edit_text": Effect(
        lambda screen: screen.window.dialogs.text.isVisible() and screen.window.dialogs.text.textValue(),
        "London",
        _selected,
    ),
    "remove_drawing": Effect(_drawn, [], _selected),
    "remove_drawings": Effect(_drawn, [], _selected),
    "undo": Effect(_drawn, [("text", DRAWING.colour)], _removed),
    "redo": Effect(_drawn, [], _undone),
    "arm_trading": Effect(lambda screen: screen.desk.trading.is_armed),
    "buy": _asks(_order, [("buy", "market", 10_000, False)], _trade),
    "sell": _asks(_order, [("sell", "market", 10_000, False)], _trade),
    "buy_market": _asks(_order, [("buy", "market", 10_000, False)], _trade),
    "sell_market": _asks(_order, [("sell", "market", 10_000, False)], _trade),
    "reverse": _asks(_order, [("sell", "market", 10_000, True), ("sell", "market", 10_000, False)], _trade),
    "close_position": _asks(_order, [("sell", "market", 10_000, True)], _choose("positions")),
    "change_order": Effect(_dialog(ChangeOrderDialog, "change order"), scene=_choose("orders")),
    "cancel_order": _asks(lambda body: body, m.CancelOrder(client_order_id="order-2"), _choose("orders")),
    "cancel_all_orders": Effect(
        _question, ["1 order will be cancelled, also those that protect what is open."], _trade
    ),
    "flatten": Effect(
        _question, ["1 position and 1 order: all are closed at the market and cancelled."], _trade
    ),
    "halt": _asks(lambda body: body, m.Halt(), _told()),
    "halt_flatten": Effect(
        _question, ["Trading halts, and 1 position will be closed at the market."], _trade
    ),
    "reduce_only": _asks(lambda body: body, m.SetTradingState(state="reducing"), _told()),
    "resume_trading": Effect(_dialog(QDialog, "word"), scene=_told(trading_state="halted")),
    "reload_risk": _asks(lambda body: body, m.ReloadRisk(), _told()),
    **{f"panel_{name}": _opens(name) for name in SIDE_PANELS},
    "palette": _shows("chooser"),
    "save_workspace": Effect(_dialog(QInputDialog, "workspace name")),
    "open_workspace": _shows("chooser"),
    "rename_workspace": _shows("chooser"),
    "delete_workspace": _shows("chooser"),
    "theme_dark": Effect(
        lambda screen: screen.desk.settings.now.theme,
        "dark",
        lambda screen: screen.desk.settings.set_theme("light"),
    ),
    "theme_light": Effect(lambda screen: screen.desk.settings.now.theme, "light"),
    "candles_0": Effect(
        lambda screen: screen.desk.settings.now.candles,
        "green and red",
        lambda screen: screen.desk.settings.set_candles("blue and orange"),
    ),
    "candles_1": Effect(lambda screen: screen.desk.settings.now.candles, "blue and orange"),
    **{f"text_{percent}": _sizes_text(percent, 115 if percent != 115 else 90) for percent in _PERCENTS},
    "show_settings": _shows("settings"),
    "change_shortcuts": _shows("shortcuts"),
    "undo_layout": Effect(_is_watch_open, False, _arranged),
    "redo_layout": Effect(_is_watch_open, True, _arranged_and_undone),
    "step_on": Effect(lambda screen: screen.desk.active, "chart2"),
    "step_back": Effect(lambda screen: screen.desk.active, "chart6"),
    "full_screen": Effect(lambda screen: screen.window.isFullScreen()),
    "float": Effect(lambda screen: screen.window.panels[0].window() is screen.window, after=False),
    "reset_layout": Effect(_is_watch_open, False, _arranged),
    "show_keys": _help("Keyboard shortcuts"),
    "show_tour": Effect(lambda screen: screen.window.tour.isVisible()),
    "show_reports": Effect(lambda screen: (screen.log.parent / "faults").is_dir()),
    "show_about": _help("About pyworkstation"),
}


@pytest.fixture(autouse=True)
def _nothing_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """What would open another program's window; and other tests look at pixels of the usual dress."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "saved.png"), ""))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: True)
    yield
    make_application()


def test_every_row_of_the_table_has_an_effect_that_is_looked_at() -> None:
    assert set(EFFECTS) == set(BY_ID)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_what_an_action_does_is_seen(live: Screen, qtbot: QtBot, action: Action) -> None:
    """By its first key, or by the palette where it has none. The mark in its menu is what holds then, also after another press."""
    effect, marked = EFFECTS[action.id], live.window.actions_by_id.by_id[action.id].isChecked
    live.window.activateWindow()
    qtbot.waitUntil(live.window.isActiveWindow)
    effect.scene(live)
    live.tick()
    before = effect.look(live)
    _press(live, action)
    live.tick()
    after = effect.look(live)
    assert after != before
    assert effect.after(before, after) if callable(effect.after) else after == effect.after
    if action.checked_when is not None:
        assert marked() is action.checked_when(live.desk.situation)
        live.window.actions_by_id.by_id[action.id].trigger()
        assert marked() is action.checked_when(live.desk.situation)


def _press(screen: Screen, action: Action) -> None:
    if action.shortcut:
        QTest.keySequence(screen.window, action.shortcut.split()[0])
    else:
        _by_palette(screen, action)


def _by_palette(screen: Screen, action: Action) -> None:
    QTest.keySequence(screen.window, "Ctrl+K")
    chooser = screen.window.dialogs.chooser
    chooser.field.setText(action.path[:-1])  # Each letter that is typed fills the list anew.
    QTest.keyClicks(chooser.field, action.path[-1])
    assert chooser.texts()[0] == action.path
    QTest.keyClick(chooser.field, Qt.Key.Key_Return)


def _by_menu(screen: Screen, action: Action) -> None:
    menu = screen.window.actions_by_id.menus[action.menu]
    menu.popup(screen.window.mapToGlobal(QPoint(20, 20)))
    entry = menu.actionGeometry(screen.window.actions_by_id.by_id[action.id]).center()
    QTest.mouseMove(menu, entry)
    QTest.mouseClick(menu, LEFT, Qt.KeyboardModifier.NoModifier, entry)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """(callback, arguments) of whatever was taken. All can be, nothing is done, and the palette alone opens."""
    taken: list[tuple[object, ...]] = []
    monkeypatch.setattr(ActionSet, "refresh", lambda *_: None)
    for callback in {row.callback for row in ACTIONS} - {"show_palette"}:
        monkeypatch.setattr(
            Commands, callback, lambda _, *given, callback=callback: taken.append((callback, *given))
        )
    return taken


@pytest.fixture
def whatever(taken: list[tuple[object, ...]], qtbot: QtBot, bridge: FakeBridge, tmp_path: Path) -> Screen:
    """A window in which every action can be taken."""
    assert taken == []
    screen = Screen(bridge, tmp_path / "engine.log")
    qtbot.addWidget(screen.window)
    screen.window.show()
    screen.window.activateWindow()
    qtbot.waitUntil(screen.window.isActiveWindow)
    return screen


def test_each_action_is_taken_by_its_menu_and_by_each_of_its_keys(
    taken: list[tuple[object, ...]], whatever: Screen
) -> None:
    """And no key takes another one, nor two."""
    for row in ACTIONS:
        if row.id != "palette":
            wanted = (row.callback,) if row.argument is None else (row.callback, row.argument)
            taken.clear()
            _by_menu(whatever, row)
            for key in row.shortcut.split():
                QTest.keySequence(whatever.window, key)
            assert taken == [wanted] * (1 + len(row.shortcut.split())), row.id


def test_the_palette_offers_every_action(whatever: Screen) -> None:
    for key in BY_ID["palette"].shortcut.split():
        QTest.keySequence(whatever.window, key)
        assert whatever.window.dialogs.chooser.isVisible()
        assert sorted(whatever.window.dialogs.chooser.texts()) == sorted(
            row.path for row in ACTIONS if row.id != "palette"
        )
        whatever.window.dialogs.chooser.hide()
