"""`pyworkstation positions`: what is open on the paper account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.priced import average_price
from pyworkstation.cli.text_table import text_table
from pyworkstation.cli.traded_units import shown_quantity, traded_if_told
from pyworkstation.domain.currency import format_money
from pyworkstation.domain.instrument import check_symbol
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.text_table import Cell
    from pyworkstation.cli.traded_units import Traded
    from pyworkstation.protocol.messages import Account, Position

_COLUMNS = ("id", "symbol", "side", "quantity", "average", "unrealised", "realised", "costs", "since")


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("positions", help="open positions of the paper account")
    parser.add_argument("--symbol", help="of this one only")
    parser.add_argument("--json", action="store_true", help="one position a line, as it crosses the bus")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print them, oldest first."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import Account, GetAccount, ListPositions, PositionsPart  # noqa: PLC0415

    symbol = None if args.symbol is None else check_symbol(args.symbol, where="--symbol")
    positions: list[Position] = []
    with open_ask(home_of(args)) as ask:
        [account] = ask(GetAccount())
        for part in ask(ListPositions(symbol=symbol)):
            assert isinstance(part, PositionsPart)
            positions += part.positions
        rows = traded_if_told(ask)
    assert isinstance(account, Account)
    as_json = (msgspec.json.encode(each).decode() for each in positions)
    for line in as_json if args.json else _lines(positions, account, rows):
        print(line)
    return 0


def _lines(positions: list[Position], account: Account, rows: Traded) -> Iterator[str]:
    if not positions:
        yield "no positions"
        return
    yield from text_table(_COLUMNS, [_row(each, rows, account.currency_digits) for each in positions])


def _row(each: Position, rows: Traded, digits: int) -> list[Cell]:
    return [
        each.id,
        each.symbol,
        "long" if each.side == "buy" else "short",
        shown_quantity(each.quantity, each.symbol, rows),
        average_price(each.average_millipoints, each.digits),
        None if each.unrealised is None else format_money(each.unrealised, digits),
        format_money(each.realised, digits),
        format_money(each.commission + each.swap, digits),
        format_time(each.opened_us),
    ]
