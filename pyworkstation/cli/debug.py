"""`pyworkstation debug`: the state of the engine's timeframes, for people who look for what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask, running_engine
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("debug", help="the state of the engine's timeframes and indicators, as text")
    parser.add_argument(
        "symbol", metavar="SYMBOL", nargs="?", help="EURUSD; default: the one that is replayed"
    )
    parser.add_argument("--json", action="store_true", help="the engine's health instead, as JSON")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the dump. Raises InputError when no engine runs."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import DebugDump, GetDebugDump, GetHealth  # noqa: PLC0415

    symbol = None if args.symbol is None else check_symbol(args.symbol, where="SYMBOL")
    home = home_of(args)
    if running_engine(home) is None:
        raise InputError(
            expected="a running engine, whose state there is to see",
            found="none",
            where=str(home.path),
            mend="start one with: pyworkstation engine",
        )
    with open_ask(home) as ask:
        for reply in ask(GetHealth() if args.json else GetDebugDump(symbol=symbol)):
            print(reply.text if isinstance(reply, DebugDump) else msgspec.json.encode(reply).decode())
    return 0
