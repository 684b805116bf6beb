"""All models of the window, and the one place where the bridge's events become changes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.client.own_session import OwnSession
from pyworkstation_ui.models.alerts_model import AlertsModel
from pyworkstation_ui.models.beside_charts import BesideCharts
from pyworkstation_ui.models.chart_model import ChartModel
from pyworkstation_ui.models.chart_trading import ChartTrading
from pyworkstation_ui.models.connection_model import ConnectionModel
from pyworkstation_ui.models.crosshair_model import CrosshairModel
from pyworkstation_ui.models.day_marks import DayMarks
from pyworkstation_ui.models.display_model import DisplayModel
from pyworkstation_ui.models.drawings_model import DrawingsModel
from pyworkstation_ui.models.engine_settings_model import EngineSettings
from pyworkstation_ui.models.gauges_model import GaugesModel
from pyworkstation_ui.models.indicators_model import IndicatorsModel, Place
from pyworkstation_ui.models.lock_model import LockModel
from pyworkstation_ui.models.notices_model import NoticesModel, Tone
from pyworkstation_ui.models.older_values import OlderValues
from pyworkstation_ui.models.panel_model import PanelModel
from pyworkstation_ui.models.questions import Questions
from pyworkstation_ui.models.replay_model import ReplayModel
from pyworkstation_ui.models.trading_model import TradingModel
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import (
    AlertsTold,
    BarsArrived,
    BugFound,
    EngineFound,
    EngineHeard,
    HealthTold,
    IndicatorAttached,
    IndicatorsListed,
    LockChanged,
    LockFound,
    PhaseChanged,
    PingMeasured,
    QuoteArrived,
    QuotesArrived,
    ReplayMoved,
    ReplyArrived,
    ReplyEnded,
    RequestFailed,
    SessionEnded,
    StatusRead,
    StreamMeasured,
    TicksArrived,
    TradingTold,
    ValuesArrived,
)
from pyworkstation_ui.state.link import LEADER
from pyworkstation_ui.state.older_bars import OlderArrived, OlderWanted, older_wanted
from pyworkstation_ui.state.panels import CHART_IDS, PANEL_TIMEFRAMES, PanelLook, free_name, number_of
from pyworkstation_ui.state.replay import Wish, opening_request, widened
from pyworkstation_ui.state.series import Change
from pyworkstation_ui.state.side_panels import LINKED_PANELS
from pyworkstation_ui.state.situation import DrawingSituation, Situation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyworkstation.protocol.messages import ReplayState, Status, SymbolStatus
    from pyworkstation_ui.doors import BridgeDoor
    from pyworkstation_ui.models.settings_model import SettingsModel
    from pyworkstation_ui.state.events import Event
    from pyworkstation_ui.state.link import LinkGroup


class Desk(QObject):
    """The models; `situation_changed` when an action may have become possible or impossible."""

    situation_changed = Signal()
    quoted = Signal(object)
    unquoted = Signal(str)
    ticked = Signal(object)
    bars_reset = Signal()
    chart_added = Signal(object)
    chart_removed = Signal(str)
    links_changed = Signal()

    def __init__(
        self,
        door: BridgeDoor,
        wish: Wish,
        settings: SettingsModel,
        *,
        session: OwnSession | None = None,
        is_locked: bool = False,
    ) -> None:
        super().__init__()
        self._door = door
        self._wish = wish
        self._caught_up_from_us: int | None = None
        self.last_ticks: TicksArrived | None = None
        """Of the replayed symbol, for who begins to look while it stands."""
        self._is_returning = False
        self._older_wanted: dict[tuple[str, str], OlderWanted] = {}
        self.connection = ConnectionModel()
        self.replay = ReplayModel()
        self.questions = Questions(door)
        self.lock = LockModel(self.questions, door, session or OwnSession(), is_locked=is_locked)
        self.lock.changed.connect(self.situation_changed)
        self.beside = BesideCharts(door)
        self.side_groups: dict[str, LinkGroup] = dict.fromkeys(LINKED_PANELS, LEADER)
        self.alerts = AlertsModel(self.questions)
        self.trading = TradingModel(self.questions, self.volume_digits_of)
        self.engine_settings = EngineSettings(self.questions)
        self.trading.situation_changed.connect(self.situation_changed)
        self.chart_trading = ChartTrading(self.trading, self.replay, self.questions, self.digits_of)
        self.lock.locked.connect(self.trading.forget)
        self.lock.opened.connect(self._open_again)
        self.charts: dict[str, ChartModel] = {}
        self.panels = {
            name: PanelModel(name, PanelLook(timeframe), self._chart(timeframe))
            for name, timeframe in zip(CHART_IDS, PANEL_TIMEFRAMES, strict=True)
        }
        self.open_panels = frozenset(CHART_IDS)
        self._layout_history = (False, False)
        self.active = next(iter(self.panels))
        self.display = DisplayModel()
        self.display.changed.connect(self.situation_changed)
        self.drawings = DrawingsModel()
        self.drawings.changed.connect(self.situation_changed)
        self.indicators = IndicatorsModel(door, self._place)
        self._older_values = OlderValues(self.questions)
        self.crosshair = CrosshairModel()
        self.gauges = GaugesModel()
        self.notices = NoticesModel()
        self.lock.told.connect(lambda words: self.notices.show(Tone.GOOD, words))
        self.trading.failed.connect(lambda why: self.notices.show(Tone.ERROR, why))
        self.settings = settings
        settings.changed.connect(self.situation_changed)
        settings.failed.connect(
            lambda why: self.notices.show(Tone.ERROR, f"The settings could not be kept: {why}")
        )
        self.day_marks = DayMarks(self.questions, self.display)
        self.display.changed.connect(self._mark_days)

    @property
    def situation(self) -> Situation:
        """What decides which actions are possible."""
        display = self.display
        return Situation(
            self.connection.phase,
            self.replay.state,
            self.panels[self.active].look,
            display.zone,
            display.is_hollow,
            display.has_day_breaks,
            self._drawing(),
            self.open_panels,
            self.settings.now,
            len(self.panels),
            *self._layout_history,
            trading=self.trading.situation,
            has_passphrase=self.lock.is_set,
            is_magnet=display.is_magnet,
        )

    def _drawing(self) -> DrawingSituation:
        drawings = self.drawings
        selected = drawings.get(drawings.selected)
        return DrawingSituation(
            drawings.tool,
            is_selected=selected is not None,
            is_text=selected is not None and selected.tool == "text",
            can_undo=drawings.can_undo,
            can_redo=drawings.can_redo,
        )

    def set_layout_history(self, *, can_undo: bool, can_redo: bool) -> None:
        """Whether there is a layout to go back to, or forward."""
        if (can_undo, can_redo) != self._layout_history:
            self._layout_history = can_undo, can_redo
            self.situation_changed.emit()

    def activate(self, panel_id: str) -> None:
        """The keyboard acts on this panel."""
        self.active = panel_id
        self.situation_changed.emit()

    def set_open_panels(self, panels: frozenset[str]) -> None:
        """These are not hidden."""
        self.open_panels = panels
        self.situation_changed.emit()

    def show(self, panel_id: str, look: PanelLook) -> None:
        """Show a panel this way. Another timeframe is asked for, and one that no panel shows is let go."""
        panel = self.panels[panel_id]
        before = panel.chart
        panel.show(look, self._chart_of(look))
        if panel.chart is not before:
            self._follow_timeframes()
            self.indicators.move(panel_id)
        self.situation_changed.emit()

    def add_chart(self, look: PanelLook, *, name: str | None = None) -> str:
        """One more; its name comes back."""
        name = name or free_name(self.panels)
        panel = self.panels[name] = PanelModel(name, look, self._chart_of(look))
        self.panels = dict(sorted(self.panels.items(), key=lambda item: number_of(item[0])))
        self._follow_timeframes()
        self.chart_added.emit(panel)
        self.situation_changed.emit()
        return name

    def duplicate_chart(self) -> str:
        """The active one once more, with its indicators."""
        copied = self.active
        name = self.add_chart(self.panels[copied].look)
        for choice in self.indicators.choices(copied):
            self.indicators.restore(name, choice)
        return name

    def remove_chart(self, name: str) -> None:
        """It is gone with its indicators; the last one stays."""
        if name not in self.panels or len(self.panels) == 1:
            return
        self.indicators.clear(name)
        place = list(self.panels).index(name)
        del self.panels[name]
        if self.active == name:
            self.active = list(self.panels)[max(place - 1, 0)]
        self._follow_timeframes()
        self.chart_removed.emit(name)
        self.situation_changed.emit()

    def _follow_timeframes(self) -> None:
        shown = tuple(dict.fromkeys(each.look.timeframe for each in self.panels.values()))
        self.charts = {timeframe: self.charts[timeframe] for timeframe in shown}
        self._door.show_timeframes(shown)
        self.beside.keep([panel.chart for panel in self.panels.values()])
        self._mark_days()

    def link(self, panel_id: str, group: LinkGroup) -> None:
        """Into a group, whose symbol it shows; without one it keeps what it shows."""
        look = self.panels[panel_id].look
        if group == LEADER:
            symbol = None
        elif group:
            symbol = self.symbol_of(group, besides=panel_id) or look.symbol
        else:
            symbol = look.symbol or self.replay.state.symbol
        self.show(panel_id, replace(look, group=group, symbol=symbol))

    def link_side(self, name: str, group: LinkGroup) -> None:
        """A panel beside the charts into a group."""
        self.side_groups[name] = group
        self.links_changed.emit()

    def symbol_of(self, group: LinkGroup, *, besides: str = "") -> str | None:
        """What a group shows; None where that is the replayed one."""
        looks = (panel.look for name, panel in self.panels.items() if name != besides)
        return next((look.symbol for look in looks if look.group == group), None)

    def show_symbol(self, group: LinkGroup, symbol: str) -> None:
        """All charts of a group show this one."""
        for name, panel in self.panels.items():
            if panel.look.group == group:
                self.show(name, replace(panel.look, symbol=symbol))
        self.links_changed.emit()

    def _chart_of(self, look: PanelLook) -> ChartModel:
        chart = self._chart(look.timeframe)
        if look.symbol is None or look.symbol == self.replay.state.symbol:
            return chart
        return self.beside.chart(look.symbol, look.timeframe)

    def _place(self, panel_id: str, replayed: str) -> Place:
        """Of what a panel's indicators are computed, while this symbol is replayed."""
        look = self.panels[panel_id].look
        return Place(look.symbol or replayed, look.timeframe)

    def _chart(self, timeframe: str) -> ChartModel:
        if timeframe not in self.charts:
            chart = self.charts[timeframe] = ChartModel(timeframe)
            chart.changed.connect(self._on_bars)
        return self.charts[timeframe]

    def _on_bars(self, change: Change) -> None:
        if change is Change.RESET:
            self.bars_reset.emit()

    @property
    def _finest(self) -> ChartModel:
        """The first panel's bars."""
        return next(iter(self.panels.values())).chart

    def apply(self, events: Iterable[Event]) -> None:
        """Take in what the bridge learned since the last frame."""
        for event in events:
            self._take(event)
        self._want_older_values()

    def _want_older_values(self) -> None:
        for panel in self.panels.values():
            for row in self.indicators.of(panel.id):
                self._older_values.want(row, panel.chart.series)

    def _take(self, event: Event) -> None:
        match event:
            case BarsArrived():
                self._take_bars(event)
            case OlderArrived():
                self._take_older(event)
            case ValuesArrived() | IndicatorAttached() | IndicatorsListed():
                self._take_indicator(event)
            case QuoteArrived() | QuotesArrived() | TicksArrived():
                self._take_quote(event)
            case ReplayMoved(state):
                self._take_replay(state)
            case (
                AlertsTold()
                | TradingTold()
                | PingMeasured()
                | StreamMeasured()
                | HealthTold()
                | EngineHeard()
            ):
                self._measure(event)
            case LockFound() | LockChanged() | SessionEnded():
                self._take_lock(event)
            case PhaseChanged() | EngineFound() | StatusRead():
                self._take_connection(event)
            case ReplyArrived() | ReplyEnded():
                self.questions.take(event)
            case RequestFailed(request_id, message):
                self.indicators.refuse(request_id, message)
                self.notices.show(Tone.ERROR, message)
            case BugFound(message):
                self.notices.show(
                    Tone.BUG,
                    f"Something broke in the desktop: {message}. Help, Fault reports has the details.",
                )

    def _take_indicator(self, event: ValuesArrived | IndicatorAttached | IndicatorsListed) -> None:
        match event:
            case ValuesArrived():
                self.indicators.take_values(event)
            case IndicatorAttached():
                self.indicators.take_attached(event)
            case IndicatorsListed(specs):
                self.indicators.list_all(specs)

    def _measure(
        self, event: AlertsTold | TradingTold | PingMeasured | StreamMeasured | HealthTold | EngineHeard
    ) -> None:
        match event:
            case AlertsTold(told):
                self.alerts.take(told)
            case TradingTold() if not self.lock.is_locked:  # It was on its way when the lock was shut.
                self.trading.take(event)
            case PingMeasured(seconds):
                self.gauges.add_ping(seconds)
            case StreamMeasured(messages_per_s, gaps):
                self.gauges.set_stream(messages_per_s, gaps)
            case HealthTold(health):
                self.gauges.health = health
            case EngineHeard(now_us):
                self.connection.heard_us = now_us

    def _take_connection(self, event: PhaseChanged | EngineFound | StatusRead) -> None:
        match event:
            case PhaseChanged(phase, detail):
                self._take_phase(phase, detail)
            case EngineFound(status, again):
                self._take_engine(status, again=again)
            case StatusRead(status):
                self._take_status(status)

    def _take_lock(self, event: LockFound | LockChanged | SessionEnded) -> None:
        match event:
            case LockFound(state):
                self.lock.take(state)
            case LockChanged():
                self.lock.look_again()
            case SessionEnded():
                self.lock.end_session()

    def _take_quote(self, event: QuoteArrived | QuotesArrived | TicksArrived) -> None:
        match event:
            case QuotesArrived(quotes):
                self._take_quotes(quotes)
            case QuoteArrived():
                if event.symbol == self.replay.state.symbol:
                    self.replay.set_quote(event)
                self.quoted.emit(event)
            case TicksArrived() if event.symbol == self.replay.state.symbol:
                self.last_ticks = event
                self.ticked.emit(event)

    def _take_quotes(self, quotes: Mapping[str, QuoteArrived | None]) -> None:
        for symbol, quote in quotes.items():
            if quote is None:
                self.unquoted.emit(symbol)
            else:
                self.quoted.emit(quote)

    def _take_bars(self, event: BarsArrived) -> None:
        newest = event.snapshot or event.updates[-1]
        if self.beside.take(event) or newest.symbol != self.replay.state.symbol:
            return
        chart = self.charts.get(newest.timeframe)
        if chart is None:
            return
        if chart.take(event) is Change.GAP:
            self._door.resync(event.topic)
        if event.snapshot is not None and chart is self._finest:
            self._say_what_was_caught_up()

    def digits_of(self, symbol: str) -> int | None:
        """Decimals of the prices of a stored symbol."""
        stored = self._stored(symbol)
        return None if stored is None else stored.digits

    def volume_digits_of(self, symbol: str) -> int | None:
        """Decimals of the quantities of a stored symbol."""
        stored = self._stored(symbol)
        return None if stored is None else stored.volume_digits

    def _stored(self, symbol: str) -> SymbolStatus | None:
        status = self.connection.status
        stored = status.symbols if status is not None else []
        return next((each for each in stored if each.symbol == symbol), None)

    def want_older(self, chart: ChartModel) -> None:
        """A chart has been scrolled back to about its oldest bar. Asked for once, whatever scrolls on meanwhile."""
        wanted = older_wanted(chart.series, chart.symbol) if chart.symbol else None
        if wanted is not None and self._older_wanted.get((wanted.symbol, wanted.timeframe)) != wanted:
            self._ask_older(wanted)

    def _ask_older(self, wanted: OlderWanted) -> None:
        self._older_wanted[wanted.symbol, wanted.timeframe] = wanted
        self._door.fetch_older(wanted)

    def _take_older(self, event: OlderArrived) -> None:
        further = None if event.rows.shape[1] else event.wanted.further(self.replay.state)
        if further is not None:
            self._ask_older(further)
            return
        wanted = event.wanted
        self._older_wanted.pop((wanted.symbol, wanted.timeframe), None)
        for chart in {panel.chart for panel in self.panels.values()}:
            if (chart.symbol, chart.timeframe) == (wanted.symbol, wanted.timeframe):
                chart.take_older(event)

    def _take_replay(self, state: ReplayState) -> None:
        is_other = state.symbol != self.replay.state.symbol
        if is_other:
            for chart in self.charts.values():
                chart.clear()
        self.replay.set_state(widened(state, self.connection.status))
        self.display.set_clock(state.position_us)
        if is_other:
            self._show_again()
        self._mark_days()
        self.indicators.follow(state.symbol)
        self.situation_changed.emit()

    def _mark_days(self) -> None:
        symbols = {panel.look.symbol or self.replay.state.symbol for panel in self.panels.values()}
        self.day_marks.follow(filter(None, symbols), self.replay.state)

    def _show_again(self) -> None:
        """A symbol of a chart's own may be the replayed one now, or no longer."""
        for name, panel in self.panels.items():
            if panel.look.symbol is not None:
                self.show(name, panel.look)

    def _take_phase(self, phase: Phase, detail: str) -> None:
        if phase is not Phase.CONNECTED:
            self.gauges.clear_connection()
            self.trading.arm(is_armed=False)
        self.connection.set_phase(phase, detail)
        self.situation_changed.emit()

    def _take_engine(self, status: Status, *, again: bool) -> None:
        if again:
            self._wish = Wish()  # What the command line asked for was for the first engine.
        self._is_returning = again
        self._older_wanted.clear()
        self.beside.forget_engine()
        self._caught_up_from_us = self._last_completed_us()
        self.connection.set_status(status)
        self.indicators.forget_engine()
        self.indicators.follow(status.replay.symbol)
        self._open(status)

    def _take_status(self, status: Status) -> None:
        had_nothing = self.connection.status is None or not self.connection.status.symbols
        self.connection.set_status(status)
        self.replay.set_state(widened(self.replay.state, status))
        if had_nothing:
            self._open(status)

    def _open_again(self) -> None:
        """While it was locked the engine would have refused to start a replay."""
        if self.connection.status is not None:
            self._open(self.connection.status)

    def _open(self, status: Status) -> None:
        if self.lock.is_locked:
            return
        request = opening_request(status, self._wish, self.replay.state)
        if request is not None:
            self._door.send(request)

    def _last_completed_us(self) -> int | None:
        series = self._finest.series
        return int(series.open_us[series.completed - 1]) if series.completed else None

    def _say_what_was_caught_up(self) -> None:
        if not self._is_returning:
            return
        self._is_returning = False
        since_us, series = self._caught_up_from_us, self._finest.series
        self.notices.show(
            Tone.GOOD, _welcome(series.completed_after(since_us) if since_us is not None else 0)
        )


def _welcome(bars: int) -> str:
    """The bars are those of the finest panel: the only ones that a short absence can miss."""
    if not bars:
        return "Reconnected, no bar was missed"
    return f"Reconnected, {bars} {'bar' if bars == 1 else 'bars'} caught up"
