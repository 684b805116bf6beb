"""Without an engine: every panel that there is says so, its rows are old, and no button is left that would need it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import PhaseChanged
from pyworkstation_ui.state.side_panels import SIDE_PANELS
from pyworkstation_ui.views.record_view import RecordView
from tests.ui.fake_bridge import Screen

NEEDS_NO_ENGINE = {
    "Again",  # what an alert will be like
    "Centre",  # of the rows that show
    "Hold",  # of the rows that show
}
NEVER_NEW = {"Log"}
"""What was written stays so, whoever wrote it."""


@pytest.mark.parametrize("phase", [Phase.ABSENT, Phase.LOST, Phase.HUNG])
@pytest.mark.parametrize("name", SIDE_PANELS)
def test_a_panel_says_that_the_engine_is_gone_and_offers_nothing_that_needs_it(
    live: Screen, qtbot: QtBot, name: str, phase: Phase
) -> None:
    page = live.open_panel(qtbot, name)
    assert not page.away.isVisible()
    live.tick(PhaseChanged(phase))
    assert page.away.isVisible()
    assert "What shows here is from" in page.away.text()
    new = {view.accessibleName() for view in page.findChildren(RecordView) if not view.is_shown_as_old()}
    assert new <= NEVER_NEW
    offered = {
        each.text() for each in page.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()
    }
    assert {text for text in offered if text} <= NEEDS_NO_ENGINE
    live.tick(PhaseChanged(Phase.CONNECTED))
    assert not page.away.isVisible()
