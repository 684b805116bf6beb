"""`pyworkstation archive`: stored ticks as Parquet files by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import absolute_path, add_range, home_of, range_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.counted import counted
from pyworkstation.domain.instrument import check_symbol

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import ArchiveDone


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "archive",
        help="stored ticks as Parquet files by day",
        description="Writes DIR/symbol=SYMBOL/day=YYYY-MM-DD/ticks.parquet (UTC days), which pandas, polars and DuckDB "
        "read unaided (polars by DIR/symbol=SYMBOL) and `import` takes back, and DIR/_SYMBOL.sha256, which `sha256sum --check` and `import` check.",
    )
    parser.add_argument("symbol", metavar="SYMBOL")
    parser.add_argument("folder", metavar="DIR")
    add_range(parser)
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Write the files, and say how large they are."""
    from pyworkstation.protocol.messages import ArchiveDone, ArchiveTicks  # noqa: PLC0415

    from_us, to_us = range_of(args)
    request = ArchiveTicks(
        symbol=check_symbol(args.symbol, where="SYMBOL"),
        folder=absolute_path(args.folder, where="DIR"),
        from_us=from_us,
        to_us=to_us,
    )
    with open_ask(home_of(args)) as ask:
        for reply in ask(request):
            if isinstance(reply, ArchiveDone):
                print(_summary(reply))
    return 0


def _summary(done: ArchiveDone) -> str:
    if not done.days:
        return f"{done.symbol}: no ticks in that time; nothing written"
    each = done.size / done.ticks
    return (
        f"{done.symbol}: {counted(done.days, 'day')}, {counted(done.ticks, 'tick')}, "
        f"{done.size:,} bytes ({each:.2f} a tick) in {done.folder}"
    )
