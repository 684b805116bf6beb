"""`pyworkstation fills`: what the paper account has traded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.text_table import text_table
from pyworkstation.cli.traded_units import shown_quantity, traded_if_told
from pyworkstation.domain.currency import format_money
from pyworkstation.domain.instrument import check_symbol
from pyworkstation.domain.units import format_price, format_time

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.text_table import Cell
    from pyworkstation.cli.traded_units import Traded
    from pyworkstation.protocol.messages import Account, Fill

_COLUMNS = (
    "id",
    "when",
    "order",
    "symbol",
    "side",
    "quantity",
    "price",
    "slippage",
    "position",
    "it",
    "profit",
    "commission",
)


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("fills", help="what the paper account has traded")
    parser.add_argument("--symbol", help="of this one only")
    parser.add_argument("--json", action="store_true", help="one fill a line, as it crosses the bus")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print them, oldest first."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import Account, FillsPart, GetAccount, ListFills  # noqa: PLC0415

    symbol = None if args.symbol is None else check_symbol(args.symbol, where="--symbol")
    fills: list[Fill] = []
    with open_ask(home_of(args)) as ask:
        [account] = ask(GetAccount())
        for part in ask(ListFills(symbol=symbol)):
            assert isinstance(part, FillsPart)
            fills += part.fills
        rows = traded_if_told(ask)
    assert isinstance(account, Account)
    as_json = (msgspec.json.encode(each).decode() for each in fills)
    for line in as_json if args.json else _lines(fills, account, rows):
        print(line)
    return 0


def _lines(fills: list[Fill], account: Account, rows: Traded) -> Iterator[str]:
    if not fills:
        yield "no fills"
        return
    yield from text_table(_COLUMNS, [_row(each, rows, account.currency_digits) for each in fills])


def _row(each: Fill, rows: Traded, digits: int) -> list[Cell]:
    return [
        each.id,
        format_time(each.at_us),
        each.client_order_id,
        each.symbol,
        each.side,
        shown_quantity(each.quantity, each.symbol, rows),
        format_price(each.price, each.digits),
        each.slippage_points,
        each.position,
        each.effect,
        format_money(each.pnl, digits),
        format_money(each.commission, digits),
    ]
