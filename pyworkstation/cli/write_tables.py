"""Writes price tables as CSV, JSON or Parquet, to stdout or to a file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pyworkstation.cli.text_rows import Piece, integers, lines, literal, prices, times
from pyworkstation.domain.errors import EnvironmentFailure, InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.price_table import PriceTable
    from pyworkstation.cli.text_rows import Column

_ROWS_AT_ONCE = 10_000
"""Few enough for the processor's cache: larger steps are slower."""


def write_tables(tables: Iterator[PriceTable], args: argparse.Namespace) -> None:
    """Write them all as `--format` and `-o` say. There is at least one table, which may have no rows.

    Raises:
        InputError: Parquet without `-o`, or a folder that is not there.
        EnvironmentFailure: when the disk fails.
    """
    if args.format == "parquet" and args.output is None:
        raise InputError(
            expected="-o FILE with --format parquet",
            found="none",
            where="--format",
            mend="parquet is no text for stdout",
        )
    if args.output is None:
        _write_text(tables, args.format, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    with _fresh_file(Path(args.output)) as path:
        if args.format == "parquet":
            from pyworkstation.cli.write_parquet import write_parquet  # noqa: PLC0415  (needs DuckDB)

            write_parquet(tables, path)
        else:
            with path.open("wb") as file:
                _write_text(tables, args.format, file)


def _write_text(tables: Iterator[PriceTable], kind: str, file: BinaryIO) -> None:
    for text in _csv(tables) if kind == "csv" else _json(tables):
        file.write(text)


def _csv(tables: Iterator[PriceTable]) -> Iterator[bytes]:
    for number, table in enumerate(tables):
        if number == 0:
            yield (",".join(table.columns) + "\n").encode("ascii")
        yield from csv_rows(table)


def csv_rows(table: PriceTable) -> Iterator[bytes]:
    """Lines of a table, without a header."""
    separators = ["", *[","] * (len(table.columns) - 1), "\n"]
    return _rows(table, separators)


def _json(tables: Iterator[PriceTable]) -> Iterator[bytes]:
    """An array with one object on each line."""
    before = b"["
    for table in tables:
        names = list(table.columns)
        # A time needs quotes, which go with what stands before and after it.
        separators = [f',\n{{"{names[0]}":"', f'","{names[1]}":', *(f',"{name}":' for name in names[2:]), "}"]
        for text in _rows(table, separators):
            yield before + text[1:] if before else text
            before = b""
    yield b"[]\n" if before else b"\n]\n"


def _rows(table: PriceTable, separators: list[str]) -> Iterator[bytes]:
    for start in range(0, len(table), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        rows = min(_ROWS_AT_ONCE, len(table) - start)
        pieces = [literal(separators[0], rows)]
        for (kind, column), separator in zip(table.columns.values(), separators[1:], strict=True):
            pieces += [_piece(kind, column[part], table.digits), literal(separator, rows)]
        yield lines(pieces)


def _piece(kind: str, column: Column, digits: int) -> Piece:
    if kind == "time":
        return times(column)
    return prices(column, digits) if kind == "price" else integers(column)


@contextlib.contextmanager
def _fresh_file(path: Path) -> Iterator[Path]:
    """A new file beside `path` to write to, which takes its name when the block ends well and is gone otherwise."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise InputError(
            expected="a plain file, or none yet, to write to",
            found="a folder, link or device",
            where=str(path),
            mend="leave -o away to write to the standard output",
        )
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    if not path.parent.is_dir():
        raise InputError(expected="a folder to write to", found="none", where=str(path.parent))
    try:
        yield fresh
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise EnvironmentFailure(f"{path}: cannot be written: {error}") from error
    finally:
        fresh.unlink(missing_ok=True)
