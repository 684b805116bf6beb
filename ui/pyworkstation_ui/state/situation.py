"""What decides whether an action can be taken now: one frozen value, and predicates on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import ReplayState
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.panels import MOST_CHARTS, PanelLook
from pyworkstation_ui.state.replay import NO_REPLAY
from pyworkstation_ui.state.settings import Settings
from pyworkstation_ui.state.trading import TradingSituation

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation.protocol.messages import TradingState
    from pyworkstation_ui.state.drawing import Tool
    from pyworkstation_ui.state.zone import ZoneName


@dataclass(frozen=True, slots=True)
class DrawingSituation:
    """The tool in hand, and what can be done to what was drawn."""

    tool: Tool | None = None
    is_selected: bool = False
    is_text: bool = False
    can_undo: bool = False
    can_redo: bool = False


_NOTHING_DRAWN = DrawingSituation()
_AS_AT_FIRST = Settings()
_NO_LOOK = PanelLook("")
_NO_TRADING = TradingSituation()


@dataclass(frozen=True, slots=True)
class Situation:
    """The connection's phase, where the replay stands, and how the active panel and all of them are shown."""

    phase: Phase = Phase.SEARCHING
    replay: ReplayState = NO_REPLAY
    look: PanelLook = _NO_LOOK
    zone: ZoneName = "UTC"
    is_hollow: bool = False
    has_day_breaks: bool = False
    drawing: DrawingSituation = _NOTHING_DRAWN
    open_panels: frozenset[str] = frozenset()
    settings: Settings = _AS_AT_FIRST
    charts: int = 0
    can_undo_layout: bool = False
    can_redo_layout: bool = False
    trading: TradingSituation = _NO_TRADING
    has_passphrase: bool = False
    is_magnet: bool = False


def always(_: Situation) -> bool:
    """Needs nothing."""
    return True


def can_start_engine(situation: Situation) -> bool:
    """No engine runs, and none is being started or stopped."""
    return situation.phase is Phase.ABSENT


def can_kill_engine(situation: Situation) -> bool:
    """An engine runs and does not answer: no request can stop it."""
    return situation.phase is Phase.HUNG


def is_connected(situation: Situation) -> bool:
    """The engine answers."""
    return situation.phase is Phase.CONNECTED


def is_replaying(situation: Situation) -> bool:
    """The engine answers, and a replay is there to act on."""
    return is_connected(situation) and situation.replay.symbol is not None


def can_start_replay(situation: Situation) -> bool:
    """The engine answers, and no replay stands anywhere that starting one would throw away."""
    return is_connected(situation) and situation.replay.symbol is None


def can_play(situation: Situation) -> bool:
    """There is a replay, and it has not come to its end."""
    return is_replaying(situation) and not situation.replay.finished


def has_speed(speed: float) -> Callable[[Situation], bool]:
    """Whether the replay runs at this speed."""
    return lambda situation: is_replaying(situation) and situation.replay.speed == speed


def can_place(situation: Situation) -> bool:
    """There is a market, one press may place an order, and trading is not halted."""
    trading = situation.trading
    return is_replaying(situation) and trading.is_armed and trading.state != "halted"


def is_armed(situation: Situation) -> bool:
    """Whether one press places an order."""
    return situation.trading.is_armed


def has_trading(field: str) -> Callable[[Situation], bool]:
    """Whether there is something that could be closed or cancelled."""
    return lambda situation: is_connected(situation) and bool(getattr(situation.trading, field))


def is_trading(*states: TradingState) -> Callable[[Situation], bool]:
    """Whether what may be sent now is one of these."""
    return lambda situation: is_connected(situation) and situation.trading.state in states


def has_passphrase(situation: Situation) -> bool:
    """There is a lock to be shut."""
    return situation.has_passphrase


def has_look(field: str, value: str) -> Callable[[Situation], bool]:
    """Whether the active panel is shown so."""
    return lambda situation: bool(getattr(situation.look, field) == value)


def has_zone(zone: str) -> Callable[[Situation], bool]:
    """Whether times are shown in this zone."""
    return lambda situation: situation.zone == zone


def has_tool(tool: str | None) -> Callable[[Situation], bool]:
    """Whether this drawing tool is in hand."""
    return lambda situation: situation.drawing.tool == tool


def is_selected(situation: Situation) -> bool:
    """A drawing has the handles."""
    return situation.drawing.is_selected


def can_undo(situation: Situation) -> bool:
    """Something was drawn, moved or removed."""
    return situation.drawing.can_undo


def can_redo(situation: Situation) -> bool:
    """Something was undone."""
    return situation.drawing.can_redo


def has_panel(name: str) -> Callable[[Situation], bool]:
    """Whether this panel beside the charts is open."""
    return lambda situation: name in situation.open_panels


def can_add_chart(situation: Situation) -> bool:
    """There is room for one more."""
    return situation.charts < MOST_CHARTS


def can_close_chart(situation: Situation) -> bool:
    """One stays."""
    return situation.charts > 1


def has_setting(field: str, value: str | int) -> Callable[[Situation], bool]:
    """Whether this is set."""
    return lambda situation: bool(getattr(situation.settings, field) == value)
