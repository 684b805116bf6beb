"""Reads all that a database holds, and holds it against itself: order, doubles, counts by hour, journal, manifest."""

from __future__ import annotations

import contextlib
import functools
import itertools
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from pyworkstation.domain.asker import AskerGoneError
from pyworkstation.domain.errors import InputError
from pyworkstation.storage.copies.contents import (
    DayOfTicks,
    Part,
    Stretch,
    differences,
    read_stretch,
    read_table,
    small_tables,
    stretches,
)
from pyworkstation.storage.copies.manifest import read_manifest, without_hashes
from pyworkstation.storage.copies.upkeep import Step
from pyworkstation.storage.failures import first_line
from pyworkstation.storage.migrate import MIGRATIONS, migrations, schema_version
from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pyworkstation.storage.copies.manifest import Manifest

_TICKS_AT_ONCE = 1_000_000
"""To look for doubles takes some forty bytes of memory for each."""

_AT_MOST = 20
"""Of each kind of fault: where there is one, there may be millions."""


class Fault(NamedTuple):
    """What is wrong, in a line."""

    words: str


class Verified(NamedTuple):
    """What could be read. A database of an older schema is only read, not held against itself."""

    schema: int
    is_of_this_schema: bool
    faults: int
    symbols: list[Held]


class Held(NamedTuple):
    """Of a symbol, what could be read. `hash` is the same wherever the same ticks lie, and whichever imports they came from."""

    symbol: str
    ticks: int
    days: int
    hash: str


def verify(cursor: DuckDBPyConnection, *, where: Path) -> Generator[Step | Fault, None, Verified]:
    """Check the database at `where`, which the cursor uses; its faults as they are found, and what it holds.

    Raises:
        InputError: when it is none of ours, or of a newer pyworkstation.
        AskerGoneError: when somebody interrupted the cursor.
    """
    schema = _schema(cursor, where)
    is_of_this_schema = schema == migrations(MIGRATIONS)[-1].number
    parts: list[Part] = []
    days: list[DayOfTicks] = []
    faults = 0
    checks = _held_against_itself(cursor) if is_of_this_schema else ()
    for event in itertools.chain(_read_all(cursor, parts, days), checks):
        faults += isinstance(event, Fault)
        yield event
    for fault in () if faults else _held_against_manifest(cursor, [*parts, *(day.part for day in days)]):
        faults += 1
        yield fault
    return Verified(schema, is_of_this_schema, faults, _held(days))


def _read_all(
    cursor: DuckDBPyConnection, parts: list[Part], days: list[DayOfTicks]
) -> Iterator[Step | Fault]:
    for table in small_tables(cursor):
        yield from _readable(cursor, f"table {table}", functools.partial(_take_table, cursor, table, parts))
    planned: list[Stretch] = []
    yield from _readable(cursor, "the times of ticks", lambda: planned.extend(stretches(cursor)))
    total, done = sum(stretch.ticks for stretch in planned), 0
    for stretch in planned:
        yield Step("reading", done, total)
        yield from _readable(cursor, "ticks", functools.partial(_take_stretch, cursor, stretch, days))
        done += stretch.ticks
    yield Step("reading", done, total)


def _take_table(cursor: DuckDBPyConnection, table: str, parts: list[Part]) -> None:
    parts.append(read_table(cursor, table))


def _take_stretch(cursor: DuckDBPyConnection, stretch: Stretch, days: list[DayOfTicks]) -> None:
    days.extend(read_stretch(cursor, stretch))


def _held_against_itself(cursor: DuckDBPyConnection) -> Iterator[Step | Fault]:
    yield from _checked(
        cursor, "wrong_journal", {}, "import {0} ({1}): {2:,} ticks there, {3:,} in the journal"
    )
    hours: list[tuple[int, int]] = []
    yield from _readable(
        cursor,
        "the times of ticks",
        lambda: hours.extend(cursor.execute(statement("hours_planned")).fetchall()),
    )
    total, done = sum(ticks for _, ticks in hours), 0
    for from_hour, to_hour, ticks in _stretches_of(hours):
        yield Step("checking", done, total)
        bounds = {"from_hour": from_hour, "to_hour": to_hour}
        yield from _checked(cursor, "doubled_ticks", bounds, "{0}: {2} ticks in one place, at {1}")
        yield from _checked(
            cursor, "wrong_hours", bounds, "{0}, hour of {1}: {2:,} ticks there, {3:,} counted, or other ends"
        )
        done += ticks
    yield Step("checking", done, total)


def _schema(cursor: DuckDBPyConnection, where: Path) -> int:
    try:
        schema = schema_version(cursor, where)
    except duckdb.Error as error:
        raise InputError(
            expected="a whole database of pyworkstation", found=first_line(error), where=str(where)
        ) from None
    if not schema:
        raise InputError(
            expected="a database of pyworkstation", found="one with nothing in it", where=str(where)
        )
    return schema


def _held_against_manifest(cursor: DuckDBPyConnection, parts: list[Part]) -> Iterator[Fault]:
    read: list[Manifest | None] = []
    yield from _readable(cursor, "the manifest", lambda: read.append(read_manifest(cursor)))
    for manifest in filter(None, read):
        expected, found = (
            (manifest.parts, parts) if manifest.has_hashes else map(without_hashes, (manifest.parts, parts))
        )
        yield from map(Fault, differences(expected, found)[:_AT_MOST])


def _checked(cursor: DuckDBPyConnection, name: str, bounds: dict[str, int], words: str) -> Iterator[Fault]:
    """Every row that the statement finds is a fault."""
    rows: list[tuple[object, ...]] = []
    yield from _readable(
        cursor,
        name.replace("_", " "),
        lambda: rows.extend(cursor.execute(statement(name), bounds | {"at_most": _AT_MOST}).fetchall()),
    )
    yield from (Fault(words.format(*row)) for row in rows)


def _readable(cursor: DuckDBPyConnection, what: str, read: Callable[[], None]) -> Iterator[Fault]:
    try:
        read()
    except duckdb.InterruptException:
        raise AskerGoneError from None
    except (duckdb.ProgrammingError, duckdb.DataError):  # Ours, not the disk's.
        raise
    except duckdb.Error as error:
        _begin_again(cursor)
        yield Fault(f"{what}: cannot be read: {first_line(error)}")


def _begin_again(cursor: DuckDBPyConnection) -> None:
    """What failed has ended its transaction for all that comes after it; a copy is read without one."""
    with contextlib.suppress(duckdb.TransactionException):
        cursor.execute("ROLLBACK")
        cursor.execute("BEGIN TRANSACTION READ ONLY")


def _stretches_of(hours: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """[from, to) of hours, some million ticks each, and how many."""
    begun = itertools.accumulate((ticks for _, ticks in hours), initial=0)
    for _, batch in itertools.groupby(
        zip(hours, begun, strict=False), key=lambda item: item[1] // _TICKS_AT_ONCE
    ):
        in_it = [hour for hour, _ in batch]
        yield in_it[0][0], in_it[-1][0] + 1, sum(ticks for _, ticks in in_it)


def _held(days: list[DayOfTicks]) -> list[Held]:
    by_symbol = itertools.groupby(sorted(days, key=_symbol), key=_symbol)
    return [_held_of(symbol, list(group)) for symbol, group in by_symbol]


def _held_of(symbol: str, days: list[DayOfTicks]) -> Held:
    return Held(
        symbol,
        ticks=sum(day.part.rows for day in days),
        days=len(days),
        hash=str(sum(day.ticks_hash for day in days)),
    )


def _symbol(day: DayOfTicks) -> str:
    return day.part.symbol
