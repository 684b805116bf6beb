"""Writes price tables as CSV, JSON or Parquet, to stdout or to a file that appears whole or not at all."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pyworkstation.cli.arguments import STDOUT, TABLE_FORMATS, format_of
from pyworkstation.cli.fresh_file import fresh_file
from pyworkstation.cli.interrupts_wait import interrupts_wait
from pyworkstation.cli.text_rows import Piece, integers, lines, literal, prices, times, values
from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.text_rows import Column
    from pyworkstation.domain.price_table import Kind, PriceTable

_ROWS_AT_ONCE = 10_000
"""Few enough for the processor's cache: larger steps are slower."""


def write_tables(tables: Iterator[PriceTable], args: argparse.Namespace) -> None:
    """Write them all as `--format` and `-o` say (see `format_of`). There is at least one table, which may have no rows.

    Raises:
        InputError: Parquet for a terminal, or a name that is no file's.
        EnvironmentFailure: when the disk fails.
    """
    kind = format_of(args, TABLE_FORMATS)
    parquet = kind == "parquet"
    if parquet and (args.output is None or (args.output == STDOUT and sys.stdout.isatty())):
        raise InputError(
            expected="-o FILE with --format parquet",
            found="none" if args.output is None else "a terminal",
            where="--format",
            mend="parquet is no text; -o - writes it to a pipe",
        )
    if args.output not in (None, STDOUT):
        with fresh_file(args.output) as path:
            _write_file(tables, kind, path)
    elif parquet:
        _write_piped_parquet(tables)
    else:
        _write_text(tables, kind, sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _write_file(tables: Iterator[PriceTable], kind: str, path: Path) -> None:
    if kind == "parquet":
        with interrupts_wait():
            from pyworkstation.cli.write_parquet import write_parquet  # noqa: PLC0415  (needs DuckDB)

        write_parquet(tables, path)
    else:
        with path.open("wb") as file:
            _write_text(tables, kind, file)


def _write_piped_parquet(tables: Iterator[PriceTable]) -> None:
    """By way of a file: Parquet is not written from its beginning to its end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        _write_file(tables, "parquet", path)
        with path.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _write_text(tables: Iterator[PriceTable], kind: str, file: BinaryIO) -> None:
    for text in _csv(tables) if kind == "csv" else _json(tables):
        file.write(text)


def _csv(tables: Iterator[PriceTable]) -> Iterator[bytes]:
    for number, table in enumerate(tables):
        if number == 0:
            yield (",".join([*table.columns, *table.values]) + "\n").encode("ascii")
        yield from csv_rows(table)


def csv_rows(table: PriceTable) -> Iterator[bytes]:
    """Lines of a table, without a header."""
    separators = ["", *[","] * (len(table.columns) + len(table.values) - 1), "\n"]
    return _rows(table, separators, missing="")


def _json(tables: Iterator[PriceTable]) -> Iterator[bytes]:
    """An array with one object on each line."""
    before = b"["
    for table in tables:
        names = [*table.columns, *table.values]
        # A time needs quotes, which go with what stands before and after it.
        separators = [f',\n{{"{names[0]}":"', f'","{names[1]}":', *(f',"{name}":' for name in names[2:]), "}"]
        for text in _rows(table, separators, missing="null"):
            yield before + text[1:] if before else text
            before = b""
    yield b"[]\n" if before else b"\n]\n"


def _rows(table: PriceTable, separators: list[str], *, missing: str) -> Iterator[bytes]:
    for start in range(0, len(table), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        rows = min(_ROWS_AT_ONCE, len(table) - start)
        cells = [_piece(kind, column[part], table) for kind, column in table.columns.values()]
        cells += [values(column[part], missing=missing) for column in table.values.values()]
        pieces = [literal(separators[0], rows)]
        for piece, separator in zip(cells, separators[1:], strict=True):
            pieces += [piece, literal(separator, rows)]
        yield lines(pieces)


def _piece(kind: Kind, column: Column, table: PriceTable) -> Piece:
    match kind:
        case "time":
            return times(column)
        case "price":
            return prices(column, table.digits)
        case "volume":
            return prices(column, table.volume_digits)
        case "count":
            return integers(column)
