"""`pyworkstation query "SQL"`: a reading statement on the store."""

from __future__ import annotations

import csv
import io
import itertools
import json
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.text_table import text_table

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.text_table import Cell
    from pyworkstation.protocol.messages import Reply


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "query",
        help="run SQL that reads",
        description="Runs one reading statement (DuckDB's SQL) on the store: tables ticks, instruments, imports, rejects "
        "(the others that SHOW TABLES lists are the store's own, and may change). It may read files of yours beside: "
        "FROM read_parquet('mine.parquet').",
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
        answer = _answer(ask(RunQuery(sql=args.sql)))
        for line in _FORMATS[args.format](answer):
            print(line)
    return 0


class _Answer(NamedTuple):
    columns: list[str]
    types: list[str]
    rows: Iterator[list[Cell]]


def _answer(replies: Iterator[Reply]) -> _Answer:
    """There is always a first part, with the columns."""
    from pyworkstation.protocol.messages import QueryPart  # noqa: PLC0415

    first = next(replies)
    assert isinstance(first, QueryPart)

    def rows() -> Iterator[list[Cell]]:
        yield from first.rows
        for part in replies:
            assert isinstance(part, QueryPart)
            yield from part.rows

    return _Answer(first.columns, first.types, rows())


def _table(answer: _Answer) -> Iterator[str]:
    return text_table(answer.columns, answer.rows)


def _csv_lines(answer: _Answer) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="")
    header: list[list[Cell]] = [[*answer.columns]]
    for row in itertools.chain(header, answer.rows):
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _json_lines(answer: _Answer) -> Iterator[str]:
    names = [json.dumps(name, ensure_ascii=False) for name in answer.columns]
    numbers = [kind.startswith(_NUMBERS_AS_TEXT) for kind in answer.types]
    before = "["
    for row in answer.rows:
        cells = (
            f"{name}: {_json_cell(cell, is_number=is_number)}"
            for name, cell, is_number in zip(names, row, numbers, strict=True)
        )
        yield f"{before}{{{', '.join(cells)}}}"
        before = ","
    yield "[]" if before == "[" else "]"


def _json_cell(cell: Cell, *, is_number: bool) -> str:
    return cell if is_number and isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


_NUMBERS_AS_TEXT = ("DECIMAL(", "HUGEINT", "UHUGEINT", "UBIGINT")
"""Exact as text, where a float or an integer of 64 bits would not be."""

_FORMATS: dict[str, Callable[[_Answer], Iterator[str]]] = {
    "table": _table,
    "csv": _csv_lines,
    "json": _json_lines,
}
