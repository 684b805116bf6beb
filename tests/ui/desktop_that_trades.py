"""A desktop in a process of its own that presses Buy again and again, until somebody kills it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pyworkstation_ui.app import build_for_home, make_application
from pyworkstation_ui.state.replay import Wish
from pyworkstation_ui.views.trading_panel import TradingPanel

STOP = "1.10000"
QUANTITY = "1000"
_PRESS_EVERY_MS = 20


def main() -> None:
    """Arms the ticket as a person does and presses its button."""
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_application()
    desktop = build_for_home(Path(sys.argv[1]), Wish(), name="trades")
    desktop.window.show()
    desktop.bridge.start()
    desktop.frames.start()
    trading, actions = desktop.desk.trading, desktop.window.actions_by_id.by_id

    def press() -> None:
        if desktop.desk.replay.quote is None or trading.account is None:
            return
        if not trading.is_armed:
            actions["arm_trading"].trigger()
            page = desktop.window.slots["trading"].page
            assert isinstance(page, TradingPanel)
            page.ticket.quantity.setText(QUANTITY)
            page.ticket.stop_loss.setText(STOP)
        actions["buy"].trigger()

    timer = QTimer()
    timer.timeout.connect(press)
    timer.start(_PRESS_EVERY_MS)
    QApplication.exec()


if __name__ == "__main__":
    main()
