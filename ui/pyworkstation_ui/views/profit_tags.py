"""The running profit of each position on its line: labels over the chart, so that a tick repaints them and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from pyworkstation.domain.currency import format_money
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress
from pyworkstation_ui.views.trade_lines import LABEL_HEIGHT_PX, label_right

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pyworkstation.protocol.messages import Position
    from pyworkstation_ui.models.trading_model import TradingModel
    from pyworkstation_ui.state.trading import TradeLine
    from pyworkstation_ui.views.frame import ChartFrame

_GAP_PX = 3
_PADDING_PX = 6


class ProfitTags:
    """One for each line of a position in view, beside its label. They do not take the mouse."""

    def __init__(self, canvas: QWidget, trading: TradingModel) -> None:
        self._canvas = canvas
        self._trading = trading
        self.tags: dict[int, QLabel] = {}

    def place(self, frame: ChartFrame) -> None:
        """Where the lines of this frame are."""
        seen = {
            line.position: line
            for line in frame.trades
            if line.kind in ("long", "short") and frame.scale.low <= line.points <= frame.scale.high
        }
        for gone in self.tags.keys() - seen.keys():
            self.tags.pop(gone).deleteLater()
        for number, line in seen.items():
            if number is not None:
                self._place_one(number, line, frame)
        self.tell()

    def clear(self) -> None:
        """There are no lines."""
        for tag in self.tags.values():
            tag.deleteLater()
        self.tags.clear()

    def tell(self) -> None:
        """What each position is worth now."""
        if not self.tags:
            return
        held = {each.id: each for each in self._trading.positions}
        for number, tag in self.tags.items():
            if number in held:
                self._tell_one(tag, held[number])

    def _place_one(self, number: int, line: TradeLine, frame: ChartFrame) -> None:
        tag = self.tags.get(number)
        if tag is None:
            tag = self.tags[number] = _tag(self._canvas)
        tag.move(
            round(label_right(line)) + _GAP_PX, round(frame.scale.y_px(line.points) - LABEL_HEIGHT_PX / 2)
        )

    def _tell_one(self, tag: QLabel, position: Position) -> None:
        account = self._trading.account
        minor = position.unrealised
        if account is None or minor is None:
            tag.hide()
            return
        text = f"{'+' if minor > 0 else ''}{format_money(minor, account.currency_digits)} {account.currency}"
        if text != tag.text():
            tag.setText(text)
            tag.setFixedWidth(theme.text_width(theme.TINY_PX, text, bold=True) + 2 * _PADDING_PX)
            _colour(tag, "$UP" if minor > 0 else "$DOWN" if minor < 0 else "$DIM")
        tag.show()


def _tag(canvas: QWidget) -> QLabel:
    tag = QLabel(canvas)
    tag.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    tag.setAlignment(Qt.AlignmentFlag.AlignCenter)
    tag.setFont(theme.font(theme.TINY_PX, bold=True))
    tag.setFixedHeight(LABEL_HEIGHT_PX)
    tag.hide()
    return tag


def _colour(tag: QLabel, token: str) -> None:
    """A style sheet is laid out anew each time it is set: only when the sign changes."""
    if tag.property("token") != token:
        tag.setProperty("token", token)
        dress(tag, f"background: $PANEL; color: {token}; border: 1px solid {token};")
