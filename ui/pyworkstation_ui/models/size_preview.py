"""How many units a part of the equity would be, while the ticket is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pyworkstation.domain.currency import format_money
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.quantity import quantity_text
from pyworkstation.protocol.messages import PositionSize, SizePosition
from pyworkstation_ui.models.answer import Answer, Stage
from pyworkstation_ui.state.ticket import read_price, share_of, size_question

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import OrderSide
    from pyworkstation_ui.models.questions import Questions
    from pyworkstation_ui.state.events import QuoteArrived
    from pyworkstation_ui.state.ticket import Ticket


class SizePreview(QObject):
    """`text` is empty where the ticket is of units, or where it does not say enough yet."""

    changed = Signal()

    def __init__(self, questions: Questions) -> None:
        super().__init__()
        self._question: SizePosition | None = None
        self._answer = Answer(questions)
        self._answer.changed.connect(self._take)
        self.text = ""

    def follow(self, ticket: Ticket, quote: QuoteArrived | None) -> None:
        """Ask when the ticket asks for something else."""
        question = None if quote is None else _question(ticket, quote)
        if question == self._question:
            return
        self._question = question
        if question is None:
            self._answer.clear()
        else:
            self._answer.ask(question)

    def _take(self) -> None:
        if self._answer.stage is Stage.ASKED:
            return  # What is known stays until there is something newer.
        size = next((part for part in self._answer.parts if isinstance(part, PositionSize)), None)
        self.text = self._answer.fault or ("" if size is None else _words(size))
        self.changed.emit()


def _question(ticket: Ticket, quote: QuoteArrived) -> SizePosition | None:
    """Of the side that the stop-loss is one for."""
    try:
        share_ppm = share_of(ticket.quantity)
        if share_ppm is None:
            return None
        stop = read_price(ticket.stop_loss, quote.digits, where="stop-loss")
        side: OrderSide = "buy" if stop < quote.bid else "sell"
        return size_question(ticket, share_ppm=share_ppm, symbol=quote.symbol, side=side, digits=quote.digits)
    except InputError:
        return None


def _words(size: PositionSize) -> str:
    if not size.quantity:
        return "Even the smallest order would risk more"
    quantity = quantity_text(size.quantity, size.volume_digits)
    risk = format_money(size.risk or 0, size.currency_digits)
    margin = "" if size.is_affordable else ", for which too little margin is free"
    return f"{size.side.capitalize()} about {quantity}: {risk} {size.currency} at risk{margin}"
