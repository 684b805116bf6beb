"""What may be sent now, as a badge: in the risk panel, the ticket and the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.risk import STATES
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.record_view import TONES

if TYPE_CHECKING:
    from pyworkstation_ui.models.connection_model import ConnectionModel
    from pyworkstation_ui.models.trading_model import TradingModel


class TradingStateLabel(QLabel):
    """Follows the account's stream; dim while no engine is there that would send anything."""

    def __init__(
        self, trading: TradingModel, connection: ConnectionModel, *, size_px: int = theme.TINY_PX
    ) -> None:
        super().__init__()
        self._trading = trading
        self._connection = connection
        self.setFont(theme.font(size_px, bold=True))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        trading.state_changed.connect(self.follow)
        connection.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Show what the engine told last; nothing before it has."""
        account = self._trading.account
        self.setVisible(account is not None)
        if account is None:
            return
        look = STATES[account.trading_state]
        self.setText(look.title)
        is_connected = self._connection.phase is Phase.CONNECTED
        self.setToolTip(look.says if is_connected else "What held when the engine was last heard")
        dress(
            self,
            "color: $colour; border: 1px solid $colour; border-radius: 3px; padding: 1px 7px;",
            colour=TONES[look.tone] if is_connected else theme.DIM,
        )
