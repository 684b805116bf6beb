"""`pyworkstation ticks`: stored ticks, to stdout or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import add_output, add_range, home_of, range_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.unfinished import warn_of_unfinished
from pyworkstation.domain.instrument import check_symbol

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.domain.price_table import PriceTable
    from pyworkstation.protocol.messages import Reply


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("ticks", help="stored ticks, in a form that `import` reads")
    parser.add_argument("symbol", metavar="SYMBOL")
    add_range(parser)
    add_output(parser)
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Write the ticks."""
    from pyworkstation.cli.write_tables import write_tables  # noqa: PLC0415  (NumPy)
    from pyworkstation.protocol.messages import GetTicks  # noqa: PLC0415

    from_us, to_us = range_of(args)
    request = GetTicks(symbol=check_symbol(args.symbol, where="SYMBOL"), from_us=from_us, to_us=to_us)
    with open_ask(home_of(args)) as ask:
        warn_of_unfinished(ask, request.symbol)
        write_tables(_tables(ask(request)), args)
    return 0


def _tables(replies: Iterable[Reply]) -> Iterator[PriceTable]:
    from pyworkstation.domain.columns import Ticks  # noqa: PLC0415
    from pyworkstation.domain.price_table import tick_table  # noqa: PLC0415
    from pyworkstation.protocol.messages import TicksPart  # noqa: PLC0415

    for reply in replies:
        assert isinstance(reply, TicksPart)
        yield tick_table(
            Ticks.unpack(reply.packed),
            digits=reply.digits,
            volume_digits=reply.volume_digits,
            symbol=reply.symbol,
        )
