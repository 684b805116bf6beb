"""What makes each panel of `state/side_panels.py`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pyworkstation_ui.models.data_model import DataModel
from pyworkstation_ui.models.ladder_model import LadderModel
from pyworkstation_ui.models.log_model import LogModel
from pyworkstation_ui.models.mtf_model import MtfModel
from pyworkstation_ui.models.performance_model import PerformanceModel
from pyworkstation_ui.models.risk_model import RiskModel
from pyworkstation_ui.models.system_model import SystemModel
from pyworkstation_ui.models.tape_model import TapeModel
from pyworkstation_ui.models.watch_model import WatchModel
from pyworkstation_ui.views.alerts_panel import AlertsPanel
from pyworkstation_ui.views.data_manager import DataManager
from pyworkstation_ui.views.ladder_panel import LadderPanel
from pyworkstation_ui.views.mtf_inspector import MtfInspector
from pyworkstation_ui.views.performance_panel import PerformancePanel
from pyworkstation_ui.views.risk_panel import RiskPanel
from pyworkstation_ui.views.system_panel import SystemPanel
from pyworkstation_ui.views.tape import Tape
from pyworkstation_ui.views.trading_panel import TradingPanel
from pyworkstation_ui.views.watchlist import Watchlist

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.views.action_set import ActionSet
    from pyworkstation_ui.views.panel_page import PanelPage


def makers(
    desk: Desk, actions: ActionSet, log: Path, choose: Callable[[str, str], None]
) -> dict[str, Callable[[], PanelPage]]:
    """By the names of the panels. `choose(panel, symbol)` shows a symbol in its group, `log` is the engine's."""
    return {
        "watch": lambda: Watchlist(desk, WatchModel(), partial(choose, "watch")),
        "tape": lambda: Tape(desk, TapeModel()),
        "data": lambda: DataManager(
            desk, DataModel(desk.questions, desk.connection), partial(choose, "data")
        ),
        "mtf": lambda: MtfInspector(desk.connection, MtfModel(desk.questions, desk.replay)),
        "alerts": lambda: AlertsPanel(desk),
        "trading": lambda: TradingPanel(desk, actions),
        "ladder": lambda: LadderPanel(desk, LadderModel(desk), actions),
        "risk": lambda: RiskPanel(desk, RiskModel(desk.questions, desk.gauges, desk.trading), actions),
        "performance": lambda: PerformancePanel(
            desk, PerformanceModel(desk.questions, desk.gauges, desk.trading)
        ),
        "system": lambda: SystemPanel(desk, SystemModel(desk.questions, desk.gauges), LogModel(log)),
    }
