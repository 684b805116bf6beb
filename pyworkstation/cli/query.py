"""`pyworkstation query "SQL"`: a reading statement on the store."""

from __future__ import annotations

import csv
import io
import itertools
import json
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.text_table import text_table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.text_table import Cell
    from pyworkstation.protocol.messages import Reply


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "query",
        help="run SQL that reads",
        description="Runs one reading statement (DuckDB's SQL) on the store: tables ticks, instruments, imports.",
    )
    parser.add_argument(
        "sql", metavar="SQL", help='such as "SELECT symbol, count(*) FROM ticks GROUP BY symbol"'
    )
    parser.add_argument("--format", choices=tuple(_FORMATS), default="table", help="default: table")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the rows."""
    from pyworkstation.protocol.messages import RunQuery  # noqa: PLC0415

    with open_ask(home_of(args)) as ask:
        columns, rows = _columns_and_rows(ask(RunQuery(sql=args.sql)))
        for line in _FORMATS[args.format](columns, rows):
            print(line)
    return 0


def _columns_and_rows(replies: Iterator[Reply]) -> tuple[list[str], Iterator[list[Cell]]]:
    """There is always a first part, with the columns."""
    from pyworkstation.protocol.messages import QueryPart  # noqa: PLC0415

    first = next(replies)
    assert isinstance(first, QueryPart)

    def rows() -> Iterator[list[Cell]]:
        yield from first.rows
        for part in replies:
            assert isinstance(part, QueryPart)
            yield from part.rows

    return first.columns, rows()


def _csv_lines(columns: list[str], rows: Iterable[list[Cell]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="")
    header: list[list[Cell]] = [[*columns]]
    for row in itertools.chain(header, rows):
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _json_lines(columns: list[str], rows: Iterable[list[Cell]]) -> Iterator[str]:
    before = "["
    for row in rows:
        yield before + json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False)
        before = ","
    yield "[]" if before == "[" else "]"


_FORMATS: dict[str, Callable[[list[str], Iterable[list[Cell]]], Iterator[str]]] = {
    "table": text_table,
    "csv": _csv_lines,
    "json": _json_lines,
}
