"""The menu of a chart's right button: what is chosen in it is about the price that was clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from pyworkstation_ui.actions import BY_ID
from pyworkstation_ui.state.trade_drag import order_at_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QPoint

    from pyworkstation_ui.state.trade_drag import OrderAt
    from pyworkstation_ui.views.action_set import ActionSet


class ChartMenu(QObject):
    """The menu `Chart`, whose orders say what they would be while it is open there. `pointed` is what was clicked."""

    def __init__(self, actions: ActionSet) -> None:
        super().__init__()
        self._actions = actions
        self.pointed: tuple[str, float] | None = None

    def open(
        self, at: QPoint, *, pointed: tuple[str, float] | None, orders: Mapping[str, OrderAt], quantity: str
    ) -> None:
        """At a place of the screen. `orders` are those that its actions, by their ids, would place."""
        self.pointed = pointed
        for name, order in orders.items():
            self._actions.by_id[name].setText(order_at_text(order, quantity))
        menu = self._actions.menus["Chart"]
        # It is hidden before what was chosen in it is done.
        menu.aboutToHide.connect(
            lambda: QTimer.singleShot(0, self._forget), Qt.ConnectionType.SingleShotConnection
        )
        menu.popup(at)

    def _forget(self) -> None:
        self.pointed = None
        for name in ("buy_here", "sell_here"):
            self._actions.by_id[name].setText(BY_ID[name].title)
