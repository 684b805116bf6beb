"""Drawing on charts with keys and mouse: every tool, moving, undo, and the same place on every timeframe."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pyworkstation_ui.state.drawing import TOOLS, Anchor, Drawing, Tool
from pyworkstation_ui.state.drawing_shapes import Word
from pyworkstation_ui.state.events import ReplayMoved
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.chart_panel import ChartPanel
from tests.ui.fake_bridge import Screen, picture
from tests.unit.ui_state.market import replay_state

LEFT = Qt.MouseButton.LeftButton
PLACES = (QPoint(100, 60), QPoint(220, 140), QPoint(180, 200))


def _click(screen: Screen, panel: ChartPanel, at: QPoint) -> None:
    QTest.mouseMove(panel.canvas, at)
    QTest.mouseClick(panel.canvas, LEFT, Qt.KeyboardModifier.NoModifier, at)
    screen.tick()


def _drag(screen: Screen, panel: ChartPanel, start: QPoint, end: QPoint) -> None:
    viewport, plain = panel.canvas, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(viewport, LEFT, plain, start)
    QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, LEFT, plain, end)
    screen.tick()


def _draw(screen: Screen, tool: Tool) -> Drawing:
    panel = screen.panel("M1")
    QTest.keySequence(screen.window, TOOLS[tool].key)
    for at in PLACES[: TOOLS[tool].anchors]:
        _click(screen, panel, at)
    if tool == "text":
        screen.window.dialogs.text.setTextValue("London open")
        screen.window.dialogs.text.accept()
        screen.tick()
    return screen.desk.drawings.all[-1]


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_draws_where_the_mouse_was(live: Screen, tool: Tool) -> None:
    panel = live.panel("M1")
    before = picture(panel.canvas)
    drawing = _draw(live, tool)
    assert (drawing.tool, drawing.symbol, drawing.is_whole) == (tool, "EURUSD", True)
    sheet = panel.sheet()
    assert sheet is not None
    for anchor, at in zip(drawing.anchors, PLACES, strict=False):
        spot = sheet.spot(anchor)
        assert spot.x == pytest.approx(at.x(), abs=4)  # bars are seven pixels apart
        assert spot.y == pytest.approx(at.y(), abs=1)
    assert picture(panel.canvas) != before
    assert live.desk.drawings.tool is None


def test_a_trend_line_goes_through_both_places_in_its_colour(live: Screen) -> None:
    panel = live.panel("M1")
    drawing = _draw(live, "trend")
    QTest.keySequence(live.window, "Esc")
    live.tick()
    sheet = panel.sheet()
    assert sheet is not None
    a, b = (sheet.spot(anchor) for anchor in drawing.anchors)
    image, line = picture(panel.canvas), theme.line_colour(drawing.colour)
    for share in (0.25, 0.75):
        x, y = round(a.x + (b.x - a.x) * share), round(a.y + (b.y - a.y) * share)
        near = [image.pixelColor(x, y + by) for by in (-1, 0, 1)]
        assert min(abs(each.blue() - line.blue()) + abs(each.red() - line.red()) for each in near) < 80


def test_a_drag_from_place_to_place_draws_too(live: Screen) -> None:
    QTest.keySequence(live.window, "Alt+T")
    _drag(live, live.panel("M1"), PLACES[0], PLACES[1])
    assert len(live.desk.drawings.all) == 1


def test_what_is_drawn_lies_at_its_time_on_every_timeframe(live: Screen) -> None:
    drawing = _draw(live, "vertical")
    ts_us = drawing.anchors[0].ts_us
    for panel in live.window.panels:
        sheet, series = panel.sheet(), live.desk.charts[panel.timeframe].series
        assert sheet is not None
        assert panel.frame is not None
        index = round(panel.frame.left + sheet.spot(drawing.anchors[0]).x / panel.frame.bar_px)
        bar = series.bar(index)
        assert bar is not None
        assert bar.open_us <= ts_us < bar.close_us


def test_a_drawing_is_moved_by_its_line_and_by_its_handles(live: Screen) -> None:
    panel = live.panel("M1")
    drawing = _draw(live, "trend")
    QTest.keySequence(live.window, "Esc")
    middle = QPoint(160, 100)
    _drag(live, panel, middle, middle + QPoint(35, 20))
    moved = live.desk.drawings.all[0]
    assert [
        after.ts_us - before.ts_us for before, after in zip(drawing.anchors, moved.anchors, strict=True)
    ] == [5 * 60_000_000] * 2
    first, second = moved.anchors
    sheet = panel.sheet()
    assert sheet is not None
    spot = sheet.spot(first)
    _drag(live, panel, QPoint(round(spot.x), round(spot.y)), QPoint(60, 60))
    again = live.desk.drawings.all[0]
    assert again.anchors[0] != first
    assert again.anchors[1] == second


def test_the_chart_is_still_panned_where_nothing_is_drawn(live: Screen) -> None:
    _draw(live, "trend")
    panel = live.panel("M1")
    assert panel.frame is not None
    left = panel.frame.left
    _drag(live, panel, QPoint(300, 250), QPoint(370, 250))
    assert panel.frame.left == pytest.approx(left - 10)


def test_undo_and_redo_go_step_by_step(live: Screen) -> None:
    first = _draw(live, "trend")
    second = _draw(live, "horizontal")
    QTest.keySequence(live.window, "Del")
    assert list(live.desk.drawings.all) == [first]
    QTest.keySequence(live.window, "Ctrl+Z")
    assert list(live.desk.drawings.all) == [first, second]
    QTest.keySequence(live.window, "Ctrl+Z")
    QTest.keySequence(live.window, "Ctrl+Z")
    assert list(live.desk.drawings.all) == []
    assert not live.window.actions_by_id.by_id["undo"].isEnabled()
    QTest.keySequence(live.window, "Ctrl+Y")
    assert list(live.desk.drawings.all) == [first]


def test_colour_and_removal_of_all(live: Screen) -> None:
    drawing = _draw(live, "trend")
    QTest.keySequence(live.window, "C")
    assert live.desk.drawings.all[0].colour == drawing.colour + 1
    QTest.keySequence(live.window, "Shift+Del")
    assert live.desk.drawings.all == ()


def test_escape_puts_away_a_tool_half_way(live: Screen) -> None:
    QTest.keySequence(live.window, "Alt+T")
    _click(live, live.panel("M1"), PLACES[0])
    QTest.keySequence(live.window, "Esc")
    assert (live.desk.drawings.all, live.desk.drawings.draft) == ((), None)


def test_a_text_without_words_is_none(live: Screen) -> None:
    QTest.keySequence(live.window, "Alt+W")
    _click(live, live.panel("M1"), PLACES[0])
    live.window.dialogs.text.reject()
    assert (live.desk.drawings.all, live.desk.drawings.draft) == ((), None)


def test_another_symbol_has_drawings_of_its_own(live: Screen) -> None:
    _draw(live, "trend")
    live.tick(ReplayMoved(replay_state(symbol="GBPUSD")))
    assert live.desk.drawings.of("GBPUSD") == []
    assert len(live.desk.drawings.of("EURUSD")) == 1


def test_fibonacci_levels_are_shares_of_the_swing(live: Screen) -> None:
    """From 1.09000 down to 1.08000 half is 1.08500 and 61.8 % is 1.08618."""
    panel = live.panel("M1")
    panel.stretch_prices(10.0)  # Off the chart they would not be drawn.
    live.tick()
    sheet = panel.sheet()
    assert sheet is not None
    time_us = int(live.desk.charts["M1"].series.open_us[280])
    drawing = Drawing(
        1, "fibonacci", "EURUSD", (Anchor(time_us, 109_000), Anchor(time_us + 600_000_000, 108_000))
    )
    live.desk.drawings.restore([drawing])
    live.tick()
    assert panel.frame is not None
    shapes = panel.frame.drawings[0].shapes
    words = {shape.text: shape.at for shape in shapes if isinstance(shape, Word)}
    assert {"0.5  1.08500", "0.618  1.08618", "1  1.09000"} <= set(words)
    assert words["0.5  1.08500"].y == pytest.approx(sheet.spot(Anchor(0, 108_500)).y - 3)


@pytest.mark.parametrize("how", ["key", "double click"])
def test_the_words_of_a_text_can_be_changed_and_undone(live: Screen, how: str, qtbot: QtBot) -> None:
    text = _draw(live, "text")
    live.window.activateWindow()  # after the dialog
    qtbot.waitUntil(live.window.isActiveWindow)
    _click(live, live.panel("M1"), PLACES[0])
    if how == "key":
        QTest.keySequence(live.window, "E")
    else:
        QTest.mouseDClick(live.panel("M1").canvas, LEFT, Qt.KeyboardModifier.NoModifier, PLACES[0])
    dialog = live.window.dialogs.text
    assert (dialog.isVisible(), dialog.textValue()) == (True, "London open")
    dialog.setTextValue("London close")
    dialog.accept()
    (changed,) = live.desk.drawings.all
    assert (changed.text, changed.anchors) == ("London close", text.anchors)
    live.window.actions_by_id.by_id["undo"].trigger()
    assert live.desk.drawings.all == (text,)


def test_only_a_text_has_words_to_edit(live: Screen) -> None:
    _draw(live, "trend")
    assert not live.window.actions_by_id.by_id["edit_text"].isEnabled()


def _hovered(screen: Screen, at: QPoint) -> Qt.CursorShape:
    canvas = screen.panel("M1").canvas
    QTest.mouseMove(canvas, at)
    screen.tick()
    return canvas.cursor().shape()


def test_the_cursor_says_what_can_be_taken(live: Screen) -> None:
    _draw(live, "trend")
    assert _hovered(live, PLACES[0]) == Qt.CursorShape.SizeAllCursor
    QTest.keySequence(live.window, "Esc")
    assert _hovered(live, QPoint(160, 100)) == Qt.CursorShape.PointingHandCursor
    assert _hovered(live, QPoint(300, 250)) == Qt.CursorShape.CrossCursor


def _menu_at(screen: Screen, at: QPoint) -> None:
    canvas = screen.panel("M1").canvas
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, event)


def test_the_right_button_on_a_drawing_offers_what_can_be_done_to_it(live: Screen) -> None:
    drawing = _draw(live, "trend")
    QTest.keySequence(live.window, "Esc")
    _menu_at(live, QPoint(160, 100))
    menu = live.window.charts.drawing_menu
    assert menu.isVisible()
    assert live.desk.drawings.selected == drawing.id
    titles = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert titles == ["Colour", "Width", "Line", "Edit the words...", "Duplicate", "Remove the selected"]
    menu.close()
    _menu_at(live, QPoint(300, 250))
    assert not menu.isVisible()
    live.window.actions_by_id.menus["Chart"].close()


@pytest.mark.parametrize(
    ("action", "look"),
    [("colour_5", (5, 1, "solid")), ("width_3", (1, 3, "solid")), ("dash_dotted", (1, 1, "dotted"))],
)
def test_a_look_is_that_of_the_selected_and_of_the_next(
    live: Screen, action: str, look: tuple[int, int, str]
) -> None:
    first = _draw(live, "trend")
    before = picture(live.panel("M1").canvas)
    live.window.actions_by_id.by_id[action].trigger()
    live.tick()
    assert picture(live.panel("M1").canvas) != before
    second = _draw(live, "horizontal")
    looks = [(each.colour, each.width, each.dash) for each in live.desk.drawings.all]
    assert looks == [look, look]
    QTest.keySequence(live.window, "Ctrl+Z")
    QTest.keySequence(live.window, "Ctrl+Z")
    assert live.desk.drawings.all == (first,)
    assert second.id != first.id


def test_a_duplicate_lies_below_and_is_selected(live: Screen) -> None:
    drawing = _draw(live, "trend")
    QTest.keySequence(live.window, "Shift+C")
    first, second = live.desk.drawings.all
    assert first == drawing
    assert live.desk.drawings.selected == second.id
    assert [each.ts_us for each in second.anchors] == [each.ts_us for each in first.anchors]
    assert second.anchors[0].points < first.anchors[0].points


def test_the_magnet_puts_anchors_on_prices_of_bars(live: Screen) -> None:
    panel = live.panel("M1")
    sheet, series = panel.sheet(), live.desk.charts["M1"].series
    assert panel.frame is not None
    assert sheet is not None
    bar = series.bar(280)
    assert bar is not None
    near_high = QPoint(round(panel.frame.x_px(280)), round(panel.frame.scale.y_px(bar.high)) - 8)
    QTest.keySequence(live.window, "G")
    QTest.keySequence(live.window, "Alt+H")
    _click(live, panel, near_high)
    assert live.desk.drawings.all[0].anchors == (Anchor(bar.open_us, bar.high),)
    QTest.keySequence(live.window, "G")
    QTest.keySequence(live.window, "Alt+H")
    _click(live, panel, near_high + QPoint(0, -30))
    assert live.desk.drawings.all[1].anchors[0].points > bar.high


def test_a_horizontal_line_has_its_price_on_the_axis(live: Screen) -> None:
    panel = live.panel("M1")
    drawing = _draw(live, "horizontal")
    assert panel.frame is not None
    placed = [tag for tag, _ in panel.price_axis.placed(panel.frame)]
    colours = [tag.colour for tag in placed if tag.points == drawing.anchors[0].points]
    assert theme.line_colour(drawing.colour) in colours


def test_drawings_are_laid_out_anew_only_when_something_lies_elsewhere(live: Screen) -> None:
    panel = live.panel("M1")
    _draw(live, "trend")

    def shapes() -> object:
        assert panel.frame is not None
        return panel.frame.drawings[0].shapes

    before = shapes()
    live.hover(panel, 30, 30)
    assert shapes() is before
    panel.zoom(2.0)
    live.tick()
    assert shapes() != before
