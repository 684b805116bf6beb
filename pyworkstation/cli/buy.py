"""`pyworkstation buy` and `sell`: place an order on the paper account."""

from __future__ import annotations

import functools
import uuid
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.order_rows import print_answer
from pyworkstation.cli.priced import digits_of, distance_of, points_of
from pyworkstation.cli.traded_units import quantity_of, traded, traded_if_told
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol
from pyworkstation.domain.units import parse_time

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import NewOrder, OrderKind, OrderSide


def add_parser(commands: Commands, *, side: OrderSide = "buy") -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        side,
        help=f"{side} on the paper account, at the market or by a limit, stop or trailing order",
        description="Needs an engine whose replay is the market. With --limit and --stop it is a stop-limit order.",
    )
    parser.add_argument("symbol", metavar="SYMBOL")
    parser.add_argument("quantity", metavar="QUANTITY", help="units of what is traded: 100000, 100k, 0.5")
    parser.add_argument("--limit", metavar="PRICE", help="at this price or better")
    parser.add_argument("--stop", metavar="PRICE", help="once the market is there")
    parser.add_argument("--touched", metavar="PRICE", help="once the market has come back to there")
    parser.add_argument(
        "--trail", metavar="POINTS", help="a stop that follows so far behind: 50, or 0.2%% of the price"
    )
    parser.add_argument("--stop-loss", metavar="PRICE", help="close at a loss there")
    parser.add_argument("--take-profit", metavar="PRICE", help="close at a profit there")
    parser.add_argument("--good", choices=("gtc", "day", "ioc", "fok"), default="gtc", help="default: gtc")
    parser.add_argument("--until", metavar="T", help="good until then, in ISO 8601")
    parser.add_argument("--reduce-only", action="store_true", help="close, never open")
    parser.add_argument("--position", type=int, metavar="N", help="close this one, of hedged positions")
    parser.add_argument(
        "--id", metavar="NAME", help="your name for the order; the same again changes nothing"
    )
    parser.add_argument("--json", action="store_true", help="as it crosses the bus")
    parser.set_defaults(run=functools.partial(run, side=side))
    return parser


def run(args: argparse.Namespace, *, side: OrderSide) -> int:
    """Place it, and tell what became of it."""
    from pyworkstation.protocol.messages import OrdersAnswer, PlaceOrder  # noqa: PLC0415

    symbol = check_symbol(args.symbol, where="SYMBOL")
    with open_ask(home_of(args)) as ask:
        digits = digits_of(ask, symbol)
        quantity = quantity_of(args.quantity, traded(ask, symbol)[symbol], where="QUANTITY")
        [answer] = ask(PlaceOrder(orders=[_order(args, symbol, side, quantity, digits)]))
        assert isinstance(answer, OrdersAnswer)
        return print_answer(answer, traded_if_told(ask), as_json=args.json)


def _order(args: argparse.Namespace, symbol: str, side: OrderSide, quantity: int, digits: int) -> NewOrder:
    from pyworkstation.protocol.messages import NewOrder  # noqa: PLC0415

    kind = _kind(args)
    trigger, where = (args.touched, "--touched") if args.touched is not None else (args.stop, "--stop")
    points, ppm = distance_of(args.trail, where="--trail")
    return NewOrder(
        client_order_id=args.id or f"cli-{uuid.uuid4().hex[:12]}",
        symbol=symbol,
        side=side,
        quantity=quantity,
        kind=kind,
        price=points_of(args.limit, digits, where="--limit"),
        trigger=points_of(trigger, digits, where=where),
        distance_points=points,
        distance_ppm=ppm,
        time_in_force="gtd" if args.until else args.good,
        expires_us=None if args.until is None else parse_time(args.until, where="--until"),
        reduce_only=args.reduce_only,
        position=args.position,
        stop_loss=points_of(args.stop_loss, digits, where="--stop-loss"),
        take_profit=points_of(args.take_profit, digits, where="--take-profit"),
    )


def _kind(args: argparse.Namespace) -> OrderKind:
    names = ("limit", "stop", "touched", "trail")
    given = tuple(name for name in names if getattr(args, name) is not None)
    kinds: dict[tuple[str, ...], OrderKind] = {
        (): "market",
        ("limit",): "limit",
        ("stop",): "stop",
        ("limit", "stop"): "stop_limit",
        ("touched",): "market_if_touched",
        ("trail",): "trailing_stop",
    }
    if given in kinds:
        return kinds[given]
    raise InputError(
        expected="--limit, --stop, both of them, --touched or --trail",
        found=" ".join(f"--{name}" for name in given),
        where="orders",
    )
