"""`pyworkstation orders`: those that work, changed or ended by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.order_rows import order_lines, print_answer
from pyworkstation.cli.priced import points_of
from pyworkstation.cli.traded_units import quantity_of, traded, traded_if_told
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.ask import Ask
    from pyworkstation.cli.traded_units import Traded
    from pyworkstation.protocol.messages import ModifyOrder, Order, Request


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("orders", help="orders of the paper account; change or end them by name")
    parser.add_argument("--symbol", help="of this one only")
    parser.add_argument("--all", action="store_true", help="those that have ended, too")
    parser.add_argument("--json", action="store_true", help="one order a line, as it crosses the bus")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--cancel", metavar="NAME", help="end an order")
    what.add_argument("--cancel-all", action="store_true", help="end all orders, or those of --symbol")
    what.add_argument("--modify", metavar="NAME", help="change an order: --price, --trigger, --quantity")
    parser.add_argument("--price", metavar="PRICE", help="its new limit")
    parser.add_argument("--trigger", metavar="PRICE", help="its new trigger")
    parser.add_argument("--quantity", metavar="QUANTITY", help="its new quantity, what is filled counted")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the orders, or what became of the change."""
    from pyworkstation.protocol.messages import OrdersAnswer  # noqa: PLC0415

    symbol = None if args.symbol is None else check_symbol(args.symbol, where="--symbol")
    with open_ask(home_of(args)) as ask:
        request = _change(args, symbol, ask)
        if request is None:
            _print(_listed(ask, symbol, open_only=not args.all), traded_if_told(ask), as_json=args.json)
            return 0
        [answer] = ask(request)
        assert isinstance(answer, OrdersAnswer)
        return print_answer(answer, traded_if_told(ask), as_json=args.json)


def _change(args: argparse.Namespace, symbol: str | None, ask: Ask) -> Request | None:
    from pyworkstation.protocol.messages import CancelAllOrders, CancelOrder  # noqa: PLC0415

    if args.cancel is not None:
        return CancelOrder(client_order_id=args.cancel)
    if args.cancel_all:
        return CancelAllOrders(symbol=symbol)
    return None if args.modify is None else _modification(args, ask)


def _modification(args: argparse.Namespace, ask: Ask) -> ModifyOrder:
    from pyworkstation.protocol.messages import ModifyOrder  # noqa: PLC0415

    known = {order.client_order_id: order for order in _listed(ask, None, open_only=False)}
    if args.modify not in known:
        raise InputError(expected="the name of an order", found=args.modify, where="--modify")
    order = known[args.modify]
    return ModifyOrder(
        client_order_id=args.modify,
        quantity=None
        if args.quantity is None
        else quantity_of(args.quantity, traded(ask, order.symbol)[order.symbol], where="--quantity"),
        price=points_of(args.price, order.digits, where="--price"),
        trigger=points_of(args.trigger, order.digits, where="--trigger"),
    )


def _listed(ask: Ask, symbol: str | None, *, open_only: bool) -> list[Order]:
    from pyworkstation.protocol.messages import ListOrders, OrdersPart  # noqa: PLC0415

    orders: list[Order] = []
    for part in ask(ListOrders(symbol=symbol, open_only=open_only)):
        assert isinstance(part, OrdersPart)
        orders += part.orders
    return orders


def _print(orders: list[Order], rows: Traded, *, as_json: bool) -> None:
    import msgspec  # noqa: PLC0415

    lines = (
        (msgspec.json.encode(order).decode() for order in orders) if as_json else order_lines(orders, rows)
    )
    for line in lines:
        print(line)
