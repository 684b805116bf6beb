"""Runs a user's SQL, reading only: DuckDB itself refuses to write, for the transaction is a read-only one."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

from pyworkstation.domain.asker import AskerGoneError
from pyworkstation.domain.errors import InputError
from pyworkstation.storage.cell_text import cell_sql
from pyworkstation.storage.failures import first_line
from pyworkstation.storage.interrupted import interrupted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from pyworkstation.domain.asker import Asker
    from pyworkstation.storage.database import Store

Cell = str | int | float | bool | None

_ROWS_AT_ONCE = 1000
_BYTES_AT_ONCE = 1_000_000
_TYPE_LENGTH = 10_000
"""An enumeration's type names all its values; nobody reads that many."""

_INT64 = (-(2**63), 2**63 - 1)
_EXPLAIN = re.compile(r"\s*EXPLAIN\s+(ANALYZE\b\s*)?(\([^)]*\)\s*)?", re.IGNORECASE)

_USER_FAULTS = (
    duckdb.ProgrammingError,
    duckdb.DataError,
    duckdb.NotSupportedError,
    duckdb.InvalidInputException,
    duckdb.TransactionException,
)


class Rows(NamedTuple):
    """Some rows of an answer, and the names and DuckDB types of its columns."""

    columns: list[str]
    types: list[str]
    rows: list[list[Cell]]


def read_rows(store: Store, sql: str, asker: Asker) -> Iterator[Rows]:
    """The answer of one statement, in pieces of about a megabyte; at least one piece.

    Times (ISO 8601 with Z), dates, decimals (without zeros at their end), lists and integers beyond 64 bits come as text,
    as do numbers that are none (nan, inf).

    Raises:
        InputError: when it is not one reading statement, or DuckDB refuses it.
        AskerGoneError: when the asker left.
    """
    with store.cursor() as cursor, interrupted(cursor, asker, limit_s=store.query_limit_s):
        cursor.execute("BEGIN TRANSACTION READ ONLY")
        try:
            columns, types = _start(cursor, sql)
            rows = _fetch(cursor)
            yield Rows(columns, types, rows)
            while rows := _fetch(cursor):
                yield Rows(columns, types, rows)
        except duckdb.InterruptException:
            if asker.gone:
                raise AskerGoneError from None
            raise InputError(
                expected=f"a query that ends within {store.query_limit_s} s",
                found="one that had not ended",
                where="query",
                mend="ask for less, or raise PYWORKSTATION_QUERY_LIMIT_S",
            ) from None
        except _USER_FAULTS as error:
            raise InputError(expected="SQL that DuckDB can run", found=_what(error), where="query") from None


def _start(cursor: DuckDBPyConnection, sql: str) -> tuple[list[str], list[str]]:
    """Begin the statement; its columns' names and types."""
    statement = _one_reading_statement(cursor, sql)
    if statement.type == duckdb.StatementType.EXPLAIN:
        columns = [column[0] for column in cursor.execute(statement).description or []]
        return columns, ["VARCHAR"] * len(columns)
    text = _without_end(statement.query)
    described = cursor.execute(f"DESCRIBE (\n{text}\n)").fetchall()
    cells = ", ".join(cell_sql(place, kind) for place, (_, kind, *_) in enumerate(described, start=1))
    cursor.execute(f"SELECT {cells} FROM (\n{text}\n)")
    return [name for name, *_ in described], [kind[:_TYPE_LENGTH] for _, kind, *_ in described]


def _one_reading_statement(cursor: DuckDBPyConnection, sql: str) -> duckdb.Statement:
    statements = cursor.extract_statements(sql)
    if len(statements) != 1:
        raise InputError(expected="one SQL statement", found=str(len(statements)), where="query")
    [statement] = statements
    explained = _EXPLAIN.match(statement.query) if statement.type == duckdb.StatementType.EXPLAIN else None
    if explained:
        # EXPLAIN ANALYZE runs what it explains.
        _one_reading_statement(cursor, statement.query[explained.end() :])
    elif statement.type != duckdb.StatementType.SELECT:
        raise InputError(
            expected="a statement that only reads: SELECT, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN",
            found=statement.type.name,
            where="query",
        )
    return statement


def _without_end(sql: str) -> str:
    """The statement up to its semicolon: DuckDB tells which one is not part of a text or comment."""
    encoded = sql.encode()
    for offset, kind in duckdb.tokenize(sql):
        if kind == duckdb.token_type.operator and encoded[offset : offset + 1] == b";":
            return encoded[:offset].decode()
    return sql


def _fetch(cursor: DuckDBPyConnection) -> list[list[Cell]]:
    """Rows of about a megabyte, a thousand at a time: building more Python objects at once would hold up the engine."""
    rows: list[list[Cell]] = []
    size = 0
    while size < _BYTES_AT_ONCE and (some := cursor.fetchmany(_ROWS_AT_ONCE)):
        rows += [[_cell(value) for value in row] for row in some]
        size += sum(len(str(value)) for row in some for value in row)
    return rows


def _cell(value: Any) -> Cell:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if type(value) is int and not _INT64[0] <= value <= _INT64[1]:
        return str(value)
    return value  # type: ignore[no-any-return]  # a type of _AS_THEY_ARE


def _what(error: duckdb.Error) -> str:
    """DuckDB's words, on one line."""
    message, _, rest = str(error).strip().partition("\n")
    place = next((line for line in rest.split("\n") if line.startswith("LINE ")), "")
    return f"{message} ({place.strip()})" if place else message or first_line(error)
