"""The watchlist and the tape, through their real widgets."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import BarsPart, GetBars, ReplayStart, ReplayState
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import (
    PhaseChanged,
    QuoteArrived,
    QuotesArrived,
    ReplayMoved,
    StatusRead,
    TicksArrived,
)
from pyworkstation_ui.views.tape import Tape
from pyworkstation_ui.views.watchlist import Watchlist
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.market import (
    HOUR,
    MINUTE,
    MONDAY,
    SECOND,
    bars_of,
    replay_state,
    status,
    symbol_status,
)
from tests.unit.ui_state.test_watch import ticks

NOON = MONDAY + 12 * HOUR
AGE_FRAMES = 15


def cells(view, row: int) -> list[str]:  # type: ignore[no-untyped-def]
    """A row of a table."""
    model = view.model()
    return [model.index(row, column).data() for column in range(model.columnCount())]


def symbols(page: Watchlist) -> list[str]:
    """The symbols that show, from the top."""
    model = page.table.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


@pytest.fixture
def page(live: Screen, qtbot: QtBot) -> Watchlist:
    """The watchlist of three stored symbols, one of them quoted."""
    stored = [symbol_status(name) for name in ("EURUSD", "AUDUSD", "USDJPY")]
    live.tick(StatusRead(status(*stored)))
    page = live.open_panel(qtbot, "watch")
    assert isinstance(page, Watchlist)
    live.tick(QuoteArrived("EURUSD", 5, NOON, 108_000, 108_003))
    return page


def test_every_stored_symbol_is_listed_and_a_quote_shows_with_its_frame(page: Watchlist) -> None:
    assert symbols(page) == ["AUDUSD", "EURUSD", "USDJPY"]
    assert cells(page.table, 1)[:4] == ["EURUSD", "1.08000", "1.08003", "3"]
    assert cells(page.table, 0)[6] == "no quote"


def test_quotes_of_the_symbols_that_show_are_followed_while_it_is_seen(
    live: Screen, page: Watchlist, qtbot: QtBot
) -> None:
    assert [each.quoted for each in live.bridge.beside] == [("AUDUSD", "EURUSD", "USDJPY")]
    page.search.setText("JPY")
    live.tick()
    assert live.bridge.beside[1].quoted == ("USDJPY",)
    live.tick(QuoteArrived("USDJPY", 3, NOON, 150_000, 150_009))
    assert cells(page.table, 0)[:3] == ["USDJPY", "150.000", "150.009"]
    quote = live.desk.replay.quote
    assert quote is not None
    assert quote.symbol == "EURUSD"
    QTest.keySequence(live.window, "F2")
    assert live.bridge.beside[2].quoted == ()


def test_of_many_quotes_in_a_frame_the_newest_shows(live: Screen, page: Watchlist) -> None:
    live.tick(*(QuoteArrived("USDJPY", 3, NOON + each, 150_000 + each, 150_009) for each in range(5)))
    assert cells(page.table, 2)[1] == "150.004"


def test_a_symbol_that_is_quoted_and_not_stored_is_listed(live: Screen, page: Watchlist) -> None:
    live.tick(QuoteArrived("GBPUSD", 5, NOON, 125_000, 125_004))
    assert symbols(page) == ["AUDUSD", "EURUSD", "GBPUSD", "USDJPY"]


def test_of_very_many_symbols_all_are_followed(live: Screen, page: Watchlist) -> None:
    names = [f"SYM{number:03}" for number in range(500)]
    live.tick(StatusRead(status(*map(symbol_status, names))))
    live.tick()
    assert set(names) <= set(live.bridge.beside[-1].quoted)
    told = {name: QuoteArrived(name, 5, NOON, 108_000 + row, 108_003) for row, name in enumerate(names)}
    live.tick(QuotesArrived(told))
    rows = {page.table.model().index(row, 0).data(): row for row in range(page.table.model().rowCount())}
    assert [cells(page.table, rows[name])[1] for name in names[:3]] == ["1.08000", "1.08001", "1.08002"]
    assert not any(cells(page.table, rows[name])[6] == "no quote" for name in names)


def test_what_has_no_quote_where_the_replay_jumped_to_shows_none(live: Screen, page: Watchlist) -> None:
    live.tick(QuotesArrived({"USDJPY": QuoteArrived("USDJPY", 3, NOON, 150_000, 150_009)}))
    assert cells(page.table, 2)[1] == "150.000"
    live.tick(QuotesArrived({"USDJPY": None}))
    assert cells(page.table, 2)[1:7] == ["", "", "", "", "", "no quote"]


def test_ages_are_by_the_replays_clock(live: Screen, page: Watchlist) -> None:
    live.tick(QuoteArrived("USDJPY", 3, NOON - 90 * SECOND, 150_000, 150_009))
    for _ in range(AGE_FRAMES):
        live.tick(ReplayMoved(replay_state(position_us=NOON + 5 * SECOND)))
    assert cells(page.table, 1)[6] == "5.0 s"
    assert cells(page.table, 2)[6] == "1 min"
    assert "stale" in page.table.model().index(2, 6).data(Qt.ItemDataRole.ToolTipRole)


def test_the_change_is_from_the_open_of_the_d1_chart(live: Screen, page: Watchlist) -> None:
    series = live.desk.charts["D1"].series
    day_open = int(series.ohlc(slice(len(series) - 1, len(series)))[0][0])
    live.tick(QuoteArrived("EURUSD", 5, NOON + 1, day_open + 25, day_open + 28))
    live.tick()
    assert cells(page.table, 1)[4] == "+0.00025"


def test_the_change_of_another_symbol_is_from_the_open_of_its_day_and_asked_for_once(
    live: Screen, page: Watchlist
) -> None:
    live.tick(QuoteArrived("USDJPY", 3, NOON, 150_100, 150_109))
    live.tick()
    asked = [body for body in live.bridge.asked if isinstance(body, GetBars) and body.symbol == "USDJPY"]
    assert [(body.timeframe, body.to_us) for body in asked] == [("D1", NOON + 1)]
    day = bars_of([NOON - 14 * HOUR], [[150_000]] * 4, [1], span_us=24 * HOUR)
    part = BarsPart(symbol="USDJPY", timeframe="D1", digits=3, count=1, packed=day.pack())
    live.bridge.answer(GetBars, part)
    live.tick()
    live.tick()
    assert cells(page.table, 2)[4:6] == ["+0.100", "+0.07 %"]
    live.tick(ReplayMoved(replay_state(position_us=NOON + MINUTE)))
    assert len([body for body in live.bridge.asked if isinstance(body, GetBars)]) == len(asked)
    live.tick(ReplayMoved(replay_state(position_us=NOON + 11 * HOUR)))  # The next day may have opened.
    newest = live.bridge.asked[-1]
    assert isinstance(newest, GetBars)
    assert newest.to_us == NOON + 11 * HOUR + 1


def test_searching_narrows_the_list_and_enter_replays_the_first(live: Screen, page: Watchlist) -> None:
    QTest.keySequence(page.table, "Ctrl+F")
    QTest.keyClicks(page.search, "usd")
    assert symbols(page) == ["AUDUSD", "EURUSD", "USDJPY"]
    QTest.keyClicks(page.search, "j")
    assert symbols(page) == ["USDJPY"]
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    asked = live.bridge.sent[-1]
    assert isinstance(asked, ReplayStart)
    assert asked.symbol == "USDJPY"
    QTest.keyClicks(page.search, "zz")
    assert page.table.nothing() == "No symbol has USDJZZ in its name"


def test_the_keyboard_goes_from_the_search_to_the_list_and_replays(live: Screen, page: Watchlist) -> None:
    page.search.setFocus()
    QTest.keyClick(page.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    asked = live.bridge.sent[-1]
    assert isinstance(asked, ReplayStart)
    assert asked.symbol == "AUDUSD"


def test_a_chosen_symbol_stays_chosen_when_others_come(live: Screen, page: Watchlist) -> None:
    page.table.selectRow(1)
    live.tick(QuoteArrived("AAAUSD", 5, NOON, 1, 2))
    assert page.table.current().symbol == "EURUSD"


def test_without_an_engine_quotes_are_dim_and_nothing_is_replayed(live: Screen, page: Watchlist) -> None:
    live.tick(PhaseChanged(Phase.LOST))
    assert page.table.is_shown_as_old()
    sent = len(live.bridge.sent)
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert len(live.bridge.sent) == sent


@pytest.fixture
def tape(live: Screen, qtbot: QtBot) -> Tape:
    """The tape with two ticks."""
    tape = live.open_panel(qtbot, "tape")
    assert isinstance(tape, Tape)
    live.tick(TicksArrived("EURUSD", 5, 1, ticks((108_000, 108_003), (108_001, 108_003))))
    return tape


def test_the_tape_has_the_newest_tick_above(live: Screen, tape: Tape) -> None:
    assert cells(tape.table, 0) == [
        "00:00:01.000",
        "1.08001",
        "1.08003",
        "2",
        "1,000,000",
        "1,000,000",
    ]
    live.tick(TicksArrived("EURUSD", 5, 1, ticks((108_009, 108_010), after_us=9 * SECOND)))
    assert [cells(tape.table, row)[1] for row in range(3)] == ["1.08009", "1.08001", "1.08000"]


@pytest.mark.parametrize(("symbol", "epoch", "rows"), [("EURUSD", 1, 2), ("GBPUSD", 1, 0), ("EURUSD", 0, 0)])
def test_a_tape_opened_while_the_replay_stands_begins_with_its_last_ticks(
    live: Screen, qtbot: QtBot, symbol: str, epoch: int, rows: int
) -> None:
    live.tick(TicksArrived(symbol, 5, epoch, ticks((108_000, 108_003), (108_001, 108_003))))
    tape = live.open_panel(qtbot, "tape")
    assert isinstance(tape, Tape)
    live.tick()
    assert tape.table.model().rowCount() == rows


def test_the_tape_keeps_a_thousand_ticks(live: Screen, tape: Tape) -> None:
    for start in range(3):
        many = ticks(*((1000 * start + each, 0) for each in range(600)), after_us=start * HOUR)
        live.tick(TicksArrived("EURUSD", 5, 1, many))
    assert tape.table.model().rowCount() == 1000
    assert cells(tape.table, 0)[1] == "0.02599"
    assert cells(tape.table, 999)[1] == "0.01200"


def test_a_jump_begins_the_tape_anew(live: Screen, tape: Tape) -> None:
    live.tick(TicksArrived("EURUSD", 5, 2, ticks((107_000, 107_003))))
    assert tape.table.model().rowCount() == 1


def test_a_tick_that_a_snapshot_repeats_is_told_once(live: Screen, tape: Tape) -> None:
    live.tick(TicksArrived("EURUSD", 5, 1, ticks((108_001, 108_003), after_us=SECOND)))
    assert tape.table.model().rowCount() == 2


def test_a_held_tape_stands_still(live: Screen, tape: Tape, qtbot: QtBot) -> None:
    QTest.mouseClick(tape.hold, Qt.MouseButton.LeftButton)
    live.tick(TicksArrived("EURUSD", 5, 1, ticks((108_009, 108_010), after_us=9 * SECOND)))
    assert tape.table.model().rowCount() == 2
    QTest.mouseClick(tape.hold, Qt.MouseButton.LeftButton)
    live.tick(TicksArrived("EURUSD", 5, 1, ticks((108_011, 108_012), after_us=19 * SECOND)))
    assert cells(tape.table, 0)[1] == "1.08011"


def test_without_a_replay_the_tape_says_so(live: Screen, tape: Tape) -> None:
    live.tick(ReplayMoved(ReplayState()))
    assert tape.table.model().rowCount() == 0
    assert tape.table.nothing() == "No replay runs"


def test_a_tick_that_a_snapshot_repeats_within_one_frame_is_told_once(live: Screen, tape: Tape) -> None:
    """As when the tape is opened while the symbol begins to be followed."""
    again = TicksArrived("EURUSD", 5, 1, ticks((108_009, 108_010), after_us=9 * SECOND))
    live.tick(again, again)
    assert tape.table.model().rowCount() == 3


def test_a_tape_that_nobody_sees_keeps_no_more_than_it_shows(live: Screen, tape: Tape) -> None:
    """Behind another tab it stood still and took in all ticks: 700 MB an hour at 5,000 a second."""
    tape.hide()
    for start in range(5):
        many = ticks(*((1000 * start + each, 0) for each in range(600)), after_us=start * HOUR)
        live.tick(TicksArrived("EURUSD", 5, 1, many))
    assert len(tape.model.waiting) == 1000
    tape.show()
    live.tick()
    assert [cells(tape.table, row)[1] for row in (0, 999)] == ["0.04599", "0.03200"]
