"""What a trader does in a session, and the most that there may be of everything: the table of `test_gui_acts.py`.

An act goes through the window's own actions, widgets and models; what the engine would answer is posted as its answers are.
"""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from msgspec import structs
from PySide6.QtCore import QPointF, QSize
from PySide6.QtWidgets import QWidget

from pyworkstation.domain.columns import Ticks
from pyworkstation.protocol.messages import (
    Alert,
    AlertFired,
    Alerts,
    AlertTerms,
    DryRun,
    EquityBar,
    EquityPart,
    FillsUpdate,
    GetEquity,
    GetQuality,
    GetSnapshot,
    GetStatistics,
    GetTraffic,
    ImportDone,
    ImportedFile,
    ImportProgress,
    ImportsPart,
    ImportTicks,
    ListImports,
    OrdersUpdate,
    PositionsUpdate,
    QualityDays,
    QueryPart,
    RefusedFile,
    RequestTimes,
    RunQuery,
    Statistics,
    StatisticsRow,
    TopicTraffic,
    Traffic,
)
from pyworkstation_ui.fault_reports import FaultReports
from pyworkstation_ui.models.import_model import Step
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.drawing import TOOLS, Anchor, Drawing
from pyworkstation_ui.state.events import (
    AlertsTold,
    BarsArrived,
    EngineFound,
    EngineHeard,
    HealthTold,
    PhaseChanged,
    QuoteArrived,
    ReplayMoved,
    StatusRead,
    TicksArrived,
    TradingTold,
)
from pyworkstation_ui.state.mailbox import Mailbox
from pyworkstation_ui.state.older_bars import OlderArrived, older_wanted
from pyworkstation_ui.state.panels import PANEL_TIMEFRAMES
from pyworkstation_ui.views.data_manager import DataManager
from pyworkstation_ui.views.import_wizard import ImportWizard
from pyworkstation_ui.views.system_panel import SystemPanel
from pyworkstation_ui.views.watchlist import Watchlist
from tests.ui.test_system_panel import healthy
from tests.unit.ui_state.market import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    bars,
    replay_state,
    snapshot,
    status,
    symbol_status,
)
from tests.unit.ui_state.stored_data import import_run, quality, quality_day
from tests.unit.ui_state.test_mtf import snapshot_part
from tests.unit.ui_state.trading_messages import account, fill, order, position

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benches.chart_ours import OurCharts
    from pyworkstation_ui.state.events import Event

SYMBOLS = tuple(f"SYM{number:04}" for number in range(4_999))
IMPORTS = 10_000
FILES = 10_000
YEARS = 20
DRAWINGS = 500
LOG_LINES = 400_000
_RING = 5_000
"""Completed bars that the engine keeps at hand, of each timeframe."""


@dataclass(frozen=True, slots=True)
class Act:
    """`begin` is one call on the GUI's thread; what it leaves to frames and events is watched, too."""

    name: str
    begin: Callable[[Session], object]


class Session:
    """The desktop and the engine that it believes in."""

    def __init__(self, charts: OurCharts, folder: Path) -> None:
        self.screen = charts.screen
        self.bridge = self.screen.bridge
        self.desk = self.screen.desk
        self.window = self.screen.window
        self.folder = folder
        self.reports = FaultReports(folder / "faults")

    def do(self, *actions: str) -> None:
        """Some of the table's."""
        for action in actions:
            self.window.actions_by_id.by_id[action].trigger()

    def page(self, name: str) -> QWidget:
        """A panel that was opened."""
        page = self.window.slots[name].page
        assert page is not None
        return page

    def post(self, *events: Event) -> None:
        """The next frame takes them in."""
        self.bridge.post(*events)


def open_panel(name: str) -> Callable[[Session], object]:
    """In the place of those that are open."""

    return lambda session: session.window.sides.enter_alone(name)


def act(*names: str) -> Callable[[Session], object]:
    """Trigger these."""
    return lambda session: session.do(*names)


# --- what an engine with very much in it says ----------------------------------------------------------------------------


def many_symbols() -> StatusRead:
    """5,000 of them."""
    return StatusRead(status(symbol_status(), *map(symbol_status, SYMBOLS), replay=replay_state()))


def quotes(session: Session) -> None:
    """One of each symbol."""
    noon = MONDAY + 12 * HOUR
    session.post(*(QuoteArrived(symbol, 5, noon, 108_000, 108_003) for symbol in SYMBOLS))


def imports_listed(session: Session) -> None:
    """10,000 imports."""
    session.bridge.answer(
        ListImports,
        *(
            ImportsPart(imports=[import_run(first + each) for each in range(500)])
            for first in range(1, IMPORTS, 500)
        ),
    )


def quality_told(session: Session) -> None:
    """Of twenty years."""
    days = [
        quality_day(-number, 80_000 + number % 70_000, missing_s=number % 3_000)
        for number in range(YEARS * 365, 0, -1)
        if number % 7 < 6
    ]
    parts = [
        QualityDays(symbol="EURUSD", days=days[first : first + 1000]) for first in range(0, len(days), 1000)
    ]
    session.bridge.answer(GetQuality, *parts, quality())


def left_out_told(session: Session) -> None:
    """A thousand rows."""
    rows = [
        ["/ticks/EURUSD.csv", number, "unparsable", "expected a time", "2019-02-04,x,y"]
        for number in range(1000)
    ]
    session.bridge.answer(
        RunQuery,
        QueryPart(
            columns=["path", "line", "kind", "reason", "raw"],
            types=["VARCHAR", "BIGINT", "VARCHAR", "VARCHAR", "VARCHAR"],
            rows=rows,
        ),
    )


def data_tab(place: int) -> Callable[[Session], object]:
    """A page of the data manager."""

    def begin(session: Session) -> None:
        page = session.page("data")
        assert isinstance(page, DataManager)
        page.tabs.setCurrentIndex(place)

    return begin


def wizard(session: Session) -> ImportWizard:
    """The wizard."""
    page = session.page("data")
    assert isinstance(page, DataManager)
    return page.open_wizard()


def choose_files(session: Session) -> None:
    """Ten thousand at once."""
    dialog = wizard(session)
    dialog.form.symbol.setCurrentText("EURUSD")
    dialog.form.add_paths([f"/ticks/2005/EURUSD/{number:05}h_ticks.bi5" for number in range(FILES)])
    dialog.look_now()


def files_looked_at(session: Session) -> None:
    """A dry run in which a tenth could not be read."""
    session.bridge.answer(
        DryRun,
        *(
            RefusedFile(path=f"/ticks/{number}.bi5", reason=f"/ticks/{number}.bi5: line 1 is no tick")
            for number in range(FILES // 10)
        ),
    )


def import_begins(session: Session) -> None:
    """As the button does it, which a dry run without any good file keeps disabled."""
    model = wizard(session).model
    model.step = Step.IMPORTING
    model._questions.ask(model.plan.import_ticks("job"), on_reply=model._take, on_end=model._end)
    model.changed.emit()


def import_goes_on(session: Session) -> None:
    """A thousand files went in since the last frame, each with its progress: the mailbox keeps the newest."""
    mailbox = Mailbox()
    for number in range(1000):
        session.bridge.tell(ImportTicks, _imported(number), _progress(number))
    for event in session.bridge.drain():
        mailbox.post(event)
    session.post(*mailbox.drain())


def import_ends(session: Session) -> None:
    """All of them; a tenth was left out."""
    session.bridge.answer(
        ImportTicks,
        *(_imported(number) for number in range(FILES)),
        *(
            RefusedFile(path=f"/ticks/{number}.bi5", reason=f"/ticks/{number}.bi5: line 1 is no tick")
            for number in range(FILES // 10)
        ),
        ImportDone(
            symbol="EURUSD",
            files=FILES,
            files_skipped=[f"/ticks/{number}.txt: no ticks" for number in range(FILES // 10)],
            ticks_read=10**9,
            ticks_new=10**9,
            seconds=600.0,
            volume_unit="units",
        ),
    )


def _imported(number: int) -> ImportedFile:
    return ImportedFile(
        path=f"/ticks/{number}.bi5",
        dialect="dukascopy",
        ticks_read=5000,
        ticks_new=5000,
        already=False,
        files_done=number + 1,
        files_total=FILES,
    )


def _progress(number: int) -> ImportProgress:
    return ImportProgress(
        symbol="EURUSD",
        path=f"/ticks/{number}.bi5",
        files_done=number,
        files_total=FILES,
        bytes_done=number,
        bytes_total=FILES,
        ticks_done=number * 5000,
        ticks_per_second=10**6,
        seconds_left=60,
    )


def snapshots_told(session: Session) -> None:
    """All timeframes at this tick."""
    many = bars(20)
    parts = [
        snapshot_part(
            timeframe,
            completed=many[:19].pack(),
            forming=many[19:].pack(),
            completed_count=19,
            first_index=0,
            indicators=[],
        )
        for timeframe in ("S1", "S5", "S15", "S30", *PANEL_TIMEFRAMES, "W1", "MN1")
    ]
    session.bridge.answer(GetSnapshot, *parts)


def alerts_told(session: Session) -> None:
    """As many as there may be."""
    terms = AlertTerms(symbol="EURUSD", kind="price", level=108_000.0, note="The high of London")
    alerts = [
        Alert(
            id=number,
            terms=structs.replace(terms, level=107_000.0 + 10 * number),
            armed=True,
            fired=0,
            set_us=MONDAY,
        )
        for number in range(200)
    ]
    fired = [
        AlertFired(
            number=number,
            id=number,
            at_us=MONDAY,
            told_us=MONDAY,
            value=108_000.0,
            terms=terms,
            text="EURUSD bid touches 1.08000",
        )
        for number in range(1, 201)
    ]
    session.post(AlertsTold(Alerts(alerts=alerts, fired=fired, last=200)))


def account_told(session: Session) -> None:
    """An account with 200 orders, 50 positions and 500 fills."""
    orders = [order(number, price=107_000 + 10 * number) for number in range(1, 201)]
    positions = [
        position(number, average_millipoints=108_000_000 + 10_000 * number) for number in range(1, 51)
    ]
    fills = [
        fill(number, at_us=MONDAY + number * MINUTE, effect="closes" if number % 2 else "opens")
        for number in range(1, 501)
    ]
    session.post(
        TradingTold(account()),
        TradingTold(PositionsUpdate(history=1, sequence=1, positions=positions)),
        TradingTold(OrdersUpdate(history=1, sequence=1, orders=orders), is_snapshot=True),
        TradingTold(FillsUpdate(history=1, fills=fills), is_snapshot=True),
    )


def account_moves(session: Session) -> None:
    """Every position is worth something else, as with every tick."""
    positions = [
        position(number, average_millipoints=108_000_000 + 10_000 * number, unrealised=number)
        for number in range(1, 51)
    ]
    session.post(
        TradingTold(account(equity=10_002_000)),
        TradingTold(PositionsUpdate(history=1, sequence=1, positions=positions)),
    )


def one_order(session: Session) -> None:
    """One more."""
    session.post(TradingTold(OrdersUpdate(history=1, sequence=1, orders=[order(3_000, price=107_000)])))


def equity_told(session: Session) -> None:
    """As many bars as the engine keeps, and groups by day of a year."""
    told = [
        EquityBar(
            open_us=MONDAY + number * MINUTE,
            open=10**7,
            high=10**7 + number,
            low=10**7 - number,
            close=10**7 + number * 17 % 9_000,
            balance=10**7,
            peak=10**7 + 9_000,
            drawdown=0,
        )
        for number in range(4096)
    ]
    session.bridge.answer(
        GetEquity,
        *(
            EquityPart(interval_us=MINUTE, currency="USD", currency_digits=2, bars=told[first : first + 1000])
            for first in range(0, 4096, 1000)
        ),
    )
    rows = [
        StatisticsRow(
            key=f"2025-{number:03}",
            round_trips=8,
            winners=5,
            net=12_000,
            won=18_000,
            lost=-6_000,
            best=9_000,
            worst=-4_000,
            drawdown=5_000,
            longest_losing=2,
            held_us=MINUTE,
        )
        for number in range(365)
    ]
    session.bridge.answer(GetStatistics, Statistics(by="day", rows=rows))


def traffic_told(session: Session) -> None:
    """5,000 topics."""
    topics = [
        TopicTraffic(topic=f"ticks.{symbol}", messages=number, bytes=number, overflows=0)
        for number, symbol in enumerate(SYMBOLS)
    ]
    requests = [
        RequestTimes(op=f"op_{number}", count=12, failed=1, p50_us=1500, p99_us=25_000, max_us=31_250)
        for number in range(80)
    ]
    session.bridge.answer(
        GetTraffic, Traffic(clients=3, listeners=2, requests=requests, refused={}, topics=topics)
    )


def write_log(session: Session) -> None:
    """Forty megabytes of the engine's log, before it is opened."""
    line = "2026-11-21T04:03:19.316 INFO  pyworkstation.services.replay.service: bars of EURUSD were built in 12 ms, and all is well\n"
    with session.screen.log.open("w", encoding="utf-8") as file:
        for _ in range(LOG_LINES // 1000):
            file.write(line * 1000)


def log_grows(session: Session) -> None:
    """By twenty thousand lines since it was looked at."""
    with session.screen.log.open("a", encoding="utf-8") as file:
        file.write(
            "2026-11-21T04:03:19.316 WARNING pyworkstation.bus: a listener was too slow and missed what was published\n"
            * 20_000
        )
    page = session.page("system")
    assert isinstance(page, SystemPanel)
    page.log._frames = 1_000


def search_log(session: Session) -> None:
    """A word that all lines have."""
    page = session.page("system")
    assert isinstance(page, SystemPanel)
    page.show_log()
    page.log.search.setText("pyworkstation")


def type_into_chooser(session: Session) -> None:
    """One letter."""
    session.window.dialogs.chooser.field.setText("s")


def choose_symbol(session: Session) -> None:
    """As the engine bar and the action do."""
    session.do("symbol")


def search_watchlist(session: Session) -> None:
    """What all have."""
    page = session.page("watch")
    assert isinstance(page, Watchlist)
    page.search.setText("9")


def drawings(session: Session) -> None:
    """500, of every tool."""
    session.desk.drawings.restore(_drawings(session))


def _drawings(session: Session) -> list[Drawing]:
    series = session.desk.panels["chart3"].chart.series
    times, (_, high, _, _) = series.open_us, series.ohlc(slice(None))
    tools = list(TOOLS)
    found = []
    for number in range(DRAWINGS):
        tool = tools[number % len(tools)]
        rows = [len(series) - 1 - (number * 3 + step * 40) % 2_000 for step in range(TOOLS[tool].anchors)]
        anchors = tuple(Anchor(int(times[row]), int(high[row]) + number % 50) for row in rows)
        found.append(
            Drawing(number + 1, tool, "EURUSD", anchors, number % 8, "a word" if tool == "text" else "")
        )
    return found


def drag_drawing(session: Session) -> None:
    """One step of a hand that drags one of them."""
    drawings = session.desk.drawings
    drawings.show_draft(drawings.all[7].moved(lambda ts_us: ts_us + MINUTE, 5))


def press_among_drawings(session: Session) -> None:
    """Where none is: all are looked at."""
    panel = session.window.panels[2]
    panel.hand.press(QPointF(5.0, 5.0))
    panel.hand.release(QPointF(5.0, 5.0))


def jump(session: Session) -> None:
    """The replay goes elsewhere: another epoch, snapshots of the engine's rings."""
    epoch = session.desk.replay.state.epoch + 1
    session.post(ReplayMoved(replay_state(epoch=epoch)), *_snapshots(epoch))


def _snapshots(epoch: int) -> list[Event]:
    spans = {"M1": MINUTE, "M5": 5 * MINUTE, "M15": 15 * MINUTE, "H1": HOUR, "H4": 4 * HOUR, "D1": DAY}
    return [
        BarsArrived(
            f"bars.EURUSD.{name}",
            snapshot(
                bars(_RING, start_us=MONDAY, span_us=span), timeframe=name, epoch=epoch, first_index=10**6
            ),
        )
        for name, span in spans.items()
    ]


def older(count: int) -> Callable[[Session], object]:
    """A page of older bars for the first chart."""

    def begin(session: Session) -> None:
        chart = session.window.panels[0].panel.chart
        wanted = older_wanted(chart.series, "EURUSD")
        assert wanted is not None
        first_us = int(chart.series.open_us[0])
        session.post(OlderArrived.of(wanted, [bars(count, start_us=first_us - count * MINUTE).pack()]))

    return begin


def lose(session: Session) -> None:
    """The engine is gone."""
    session.post(PhaseChanged(Phase.LOST, "no heartbeat for 2 s"))


def find_again(session: Session) -> None:
    """It is back, with all it has."""
    epoch = session.desk.replay.state.epoch + 1
    state = replay_state(epoch=epoch)
    told = many_symbols().status
    found = status(*told.symbols, replay=state)
    session.post(
        PhaseChanged(Phase.CONNECTED),
        EngineFound(found, again=True),
        EngineHeard(MONDAY + 14 * HOUR),
        ReplayMoved(state),
        *_snapshots(epoch),
    )


def burst(session: Session) -> None:
    """Ticks of a second that the window was away, and the tape shows them."""
    count = 5_000
    column = np.arange(count, dtype=np.int64)
    ticks = Ticks(
        ts_us=MONDAY + column * 1000,
        bid=108_000 + column % 50,
        ask=108_003 + column % 50,
        bid_volume=column + 1,
        ask_volume=column + 1,
    )
    session.post(TicksArrived("EURUSD", 5, session.desk.replay.state.epoch, ticks))


def break_slot(session: Session) -> None:
    """What an exception in a slot costs."""
    try:
        raise ValueError("a bug")
    except ValueError:
        record = logging.getLogger("bench").makeRecord(
            "bench", logging.ERROR, "", 0, "uncaught exception", (), sys.exc_info()
        )
    session.reports.emit(record)


def save_workspace(session: Session) -> None:
    """As a moment after a change."""
    session.desk.display.set_hollow(not session.desk.display.is_hollow)
    session.screen.desktop.workspaces.save_now()


def name_workspace(session: Session) -> None:
    """Under a name."""
    session.screen.desktop.workspaces.save_as("Scalping")


def switch_workspace(session: Session) -> None:
    """To another, with other charts."""
    session.screen.desktop.workspaces.open("Scalping")


def resize(width: int, height: int) -> Callable[[Session], object]:
    """The window takes another size."""
    return lambda session: session.window.resize(QSize(width, height))


ACTS: tuple[Act, ...] = (
    Act("status: 5,000 symbols", lambda session: session.post(many_symbols())),
    Act("status: the same again", lambda session: session.post(many_symbols())),
    Act("panel: watchlist of 5,000", open_panel("watch")),
    Act("watchlist: a quote of each", quotes),
    Act("watchlist: search", search_watchlist),
    Act(
        "watchlist: sort",
        lambda session: session.page("watch").table.sortByColumn(
            1, session.page("watch").table.horizontalHeader().sortIndicatorOrder()
        ),
    ),
    Act("panel: time and sales", open_panel("tape")),
    Act("tape: 5,000 ticks", burst),
    Act("panel: data manager", open_panel("data")),
    Act("data: 10,000 imports", imports_listed),
    Act("data: coverage page", data_tab(1)),
    Act("data: 20 years of days", quality_told),
    Act("data: quality page", data_tab(2)),
    Act("data: page of rows left out", data_tab(3)),
    Act("data: 1,000 rows left out", left_out_told),
    Act("wizard", wizard),
    Act("wizard: 10,000 files", choose_files),
    Act("wizard: they are looked at", files_looked_at),
    Act("wizard: import begins", import_begins),
    Act("wizard: 1,000 files at once", import_goes_on),
    Act("wizard: import ends", import_ends),
    Act("wizard: closed", lambda session: wizard(session).close()),
    Act("panel: timeframes", open_panel("mtf")),
    Act("timeframes: an answer", snapshots_told),
    Act("panel: alerts", open_panel("alerts")),
    Act("alerts: 200 and 200 fired", alerts_told),
    Act("account: known", lambda session: session.post(TradingTold(account()))),
    Act("panel: trading", open_panel("trading")),
    Act("trading: 200 orders, 50 positions", account_told),
    Act("trading: profits move", account_moves),
    Act("trading: one more order", one_order),
    Act("panel: ladder", open_panel("ladder")),
    Act("panel: risk", open_panel("risk")),
    Act("panel: performance", open_panel("performance")),
    Act("performance: 4,096 bars", equity_told),
    Act("log: 40 MB lie there", write_log),
    Act("panel: system", open_panel("system")),
    Act("system: health", lambda session: session.post(HealthTold(healthy(1)))),
    Act("system: 5,000 topics", traffic_told),
    Act("log: 20,000 new lines", log_grows),
    Act("log: search", search_log),
    Act("palette", act("palette")),
    Act("palette: a letter", type_into_chooser),
    Act("symbols: 5,000 offered", choose_symbol),
    Act("symbols: a letter", type_into_chooser),
    Act("chooser: closed", lambda session: session.window.dialogs.chooser.hide()),
    Act("settings", act("show_settings")),
    Act("shortcuts", act("change_shortcuts")),
    Act("keys", act("show_keys")),
    Act("about", act("show_about")),
    Act("indicator dialog", act("add_indicator")),
    Act("timeframe dialog", act("timeframe")),
    Act("go to date", act("go_to_date")),
    Act(
        "dialogs: closed",
        lambda session: [
            each.close()
            for each in (
                session.window.dialogs.settings,
                session.window.dialogs.shortcuts,
                session.window.dialogs.help,
                session.window.dialogs.indicator,
                session.window.dialogs.timeframe,
                session.window.dialogs.go_to,
            )
        ],
    ),
    Act("chart: kind", act("kind_heikin-ashi")),
    Act("chart: line", act("kind_line")),
    Act("chart: mid", act("side_mid")),
    Act("chart: log scale", act("scale_log")),
    Act("chart: time zone", act("zone_2")),
    Act("chart: trading days", act("day_breaks")),
    Act("chart: oldest bar", act("to_oldest")),
    Act("chart: zoomed out", act(*["zoom_out"] * 40)),
    Act("chart: newest bar", act("follow_all")),
    Act("chart: alone", act("maximise")),
    Act("chart: all", act("maximise")),
    Act("chart: new", act("add_chart")),
    Act("chart: duplicate", act("duplicate_chart")),
    Act("chart: closed", act("close_chart")),
    Act("chart: floats", act("float")),
    Act("chart: docked", act("float")),
    Act("chart: picture", act("copy_chart")),
    Act("window: 1600 x 900", resize(1600, 900)),
    Act("window: 1920 x 1080", resize(1920, 1080)),
    Act("drawings: 500", drawings),
    Act("drawings: one dragged", drag_drawing),
    Act("drawings: a press beside them", press_among_drawings),
    Act("drawings: undo", lambda session: (session.desk.drawings.finish(), session.do("undo"))),
    Act("workspace: saved", save_workspace),
    Act("workspace: named", name_workspace),
    Act("workspace: another", lambda session: session.do("reset_layout", "remove_indicators")),
    Act("workspace: switched", switch_workspace),
    Act("layout: undone", act("undo_layout")),
    Act("theme: light", act("theme_light")),
    Act("theme: dark", act("theme_dark")),
    Act("candles: blue and orange", act("candles_1")),
    Act("text: 130 %", act("text_130")),
    Act("text: 100 %", act("text_100")),
    Act("drawings: removed", act("remove_drawings")),
    Act("replay: jump", jump),
    Act("chart: 2,000 older bars", older(2_000)),
    Act("engine: lost", lose),
    Act("engine: back", find_again),
    Act("a slot breaks", break_slot),
)
