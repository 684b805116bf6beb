"""What makes each panel of `state/side_panels.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation_ui.models.data_model import DataModel
from pyworkstation_ui.models.mtf_model import MtfModel
from pyworkstation_ui.views.data_manager import DataManager
from pyworkstation_ui.views.mtf_inspector import MtfInspector

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyworkstation_ui.models.desk import Desk
    from pyworkstation_ui.views.panel_page import PanelPage


def makers(desk: Desk) -> dict[str, Callable[[], PanelPage]]:
    """By the names of the panels."""
    return {
        "data": lambda: DataManager(desk, DataModel(desk.questions, desk.connection)),
        "mtf": lambda: MtfInspector(desk.connection, MtfModel(desk.questions, desk.replay)),
    }
