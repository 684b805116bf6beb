"""Orders as lines for people or programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.priced import average_price
from pyworkstation.cli.text_table import text_table
from pyworkstation.cli.traded_units import allowed_text, shown_quantity
from pyworkstation.domain.units import format_price, format_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyworkstation.cli.text_table import Cell
    from pyworkstation.cli.traded_units import Traded
    from pyworkstation.protocol.messages import Order, OrdersAnswer

_COLUMNS = (
    "order",
    "symbol",
    "side",
    "quantity",
    "filled",
    "average",
    "kind",
    "trigger",
    "price",
    "good",
    "state",
    "since",
)


def order_lines(orders: Sequence[Order], rows: Traded) -> Iterator[str]:
    """A table."""
    if not orders:
        yield "no orders"
        return
    yield from text_table(_COLUMNS, [_row(order, rows) for order in orders])


def print_answer(answer: OrdersAnswer, rows: Traded, *, as_json: bool) -> int:
    """What became of a command; exit code 1 when something of it was refused."""
    import msgspec  # noqa: PLC0415

    if as_json:
        print(msgspec.json.encode(answer).decode())
    else:
        print("\n".join(order_lines(answer.orders, rows)))
        for refusal in answer.refusals:
            print(f"refused: {refusal.client_order_id or 'the command'}: {refusal.reason}")
        for symbol in {order.symbol: None for order in answer.orders if order.reason == "quantity"}:
            if symbol in rows:
                print(allowed_text(rows[symbol]))
    is_refused = bool(answer.refusals) or any(
        order.status in ("denied", "rejected") for order in answer.orders
    )
    return int(is_refused)


def _row(order: Order, rows: Traded) -> list[Cell]:
    return [
        order.client_order_id,
        order.symbol,
        order.side,
        shown_quantity(order.quantity, order.symbol, rows),
        shown_quantity(order.filled, order.symbol, rows),
        average_price(order.average_millipoints, order.digits),
        order.kind,
        _price(order.trigger, order.digits),
        _price(order.price, order.digits),
        order.time_in_force if order.expires_us is None else format_time(order.expires_us),
        order.status if order.reason is None else f"{order.status}: {order.reason}",
        format_time(order.changed_us),
    ]


def _price(points: int | None, digits: int) -> str | None:
    return None if points is None else format_price(points, digits)
