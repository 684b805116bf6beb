"""`pyworkstation flatten`: end all orders and close all positions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.order_rows import print_answer
from pyworkstation.cli.traded_units import traded_if_told
from pyworkstation.domain.instrument import check_symbol

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "flatten", help="end all orders and close all positions of the paper account"
    )
    parser.add_argument("symbol", metavar="SYMBOL", nargs="?", help="of this one only")
    parser.add_argument("--json", action="store_true", help="as it crosses the bus")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Do it, and tell what became of it."""
    from pyworkstation.protocol.messages import Flatten, OrdersAnswer  # noqa: PLC0415

    symbol = None if args.symbol is None else check_symbol(args.symbol, where="SYMBOL")
    with open_ask(home_of(args)) as ask:
        [answer] = ask(Flatten(client_order_id=f"flat-{uuid.uuid4().hex[:12]}", symbol=symbol))
        assert isinstance(answer, OrdersAnswer)
        code = print_answer(answer, traded_if_told(ask), as_json=args.json)
    reasons = {*(order.reason for order in answer.orders), *(refusal.reason for refusal in answer.refusals)}
    if "halted" in reasons and not args.json:
        print("nothing is sent while trading is halted; to close all: pyworkstation risk halt --flatten")
    return code
