"""`pyworkstation imports`: what was imported, and how it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.text_table import text_table
from pyworkstation.domain.instrument import check_symbol
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.text_table import Cell
    from pyworkstation.protocol.messages import ImportRun

_COLUMNS = ("id", "when", "symbol", "files", "read", "held", "first", "last", "read as", "state", "from")


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("imports", help="what was imported, and how; `undo` takes one out again")
    parser.add_argument("--symbol", help="of this one only")
    parser.add_argument("--json", action="store_true", help="one import a line, as it crosses the bus")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the imports, oldest first."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import ImportsPart, ListImports  # noqa: PLC0415

    symbol = None if args.symbol is None else check_symbol(args.symbol, where="--symbol")
    imports: list[ImportRun] = []
    with open_ask(home_of(args)) as ask:
        for reply in ask(ListImports(symbol=symbol)):
            assert isinstance(reply, ImportsPart)
            imports += reply.imports
    if args.json:
        print("\n".join(msgspec.json.encode(item).decode() for item in imports))
    else:
        print("\n".join(_lines(imports)))
    return 0


def _lines(imports: list[ImportRun]) -> Iterator[str]:
    if not imports:
        yield "nothing imported; import some: pyworkstation import PATH --symbol EURUSD"
        return
    yield from text_table(_COLUMNS, [_row(item) for item in imports])


def _row(item: ImportRun) -> list[Cell]:
    return [
        item.id,
        format_time(item.imported_us // 1_000_000 * 1_000_000),
        item.symbol,
        f"{item.files:,}",
        f"{item.ticks_read:,}",
        f"{item.ticks_held:,}",
        None if item.first_us is None else format_time(item.first_us),
        None if item.last_us is None else format_time(item.last_us),
        _read_as(item),
        _state(item),
        item.path,
    ]


def _read_as(item: ImportRun) -> str:
    """`default, millions, UTC`, and what else was said."""
    parts = (item.dialects, item.volume_units, item.time_zones, item.options)
    return ", ".join("/".join(part) for part in parts if part)


def _state(item: ImportRun) -> str:
    if item.undone_us is not None:
        return f"undone {format_time(item.undone_us // 1_000_000 * 1_000_000)}"
    states = {
        "unfinished": item.unfinished,
        "with --replace": item.replaces,
        "may lack ticks: import it again": item.incomplete,
    }
    return ", ".join(state for state, holds in states.items() if holds)
