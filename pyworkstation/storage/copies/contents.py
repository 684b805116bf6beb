"""What a database holds, counted and hashed: two databases with the same contents say the same."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

_BY_DAY = frozenset({"plain_ticks", "odd_ticks", "tick_store"})
"""They are hashed by symbol and day instead; `tick_store` is a table in older schemas, and has all ticks in every one."""

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_MS = 86_400_000
_TICKS_AT_ONCE = 4_000_000


class Part(NamedTuple):
    """A table, or the ticks of a symbol and UTC day (days since 1970)."""

    table: str
    symbol: str
    day: int
    rows: int
    hash: str

    @property
    def key(self) -> tuple[str, str, int]:
        """Which part of a database it is."""
        return self.table, self.symbol, self.day


class DayOfTicks(NamedTuple):
    """The ticks of a symbol and UTC day. `ticks_hash` is of the ticks alone, whichever imports they came from."""

    part: Part
    ticks_hash: int


class Stretch(NamedTuple):
    """[from, to) of days since 1970, and how many ticks they hold."""

    from_day: int
    to_day: int
    ticks: int


def contents(cursor: DuckDBPyConnection) -> Iterator[Part]:
    """Every part of the database that the cursor uses. All that it holds is read."""
    for table in small_tables(cursor):
        yield read_table(cursor, table)
    for stretch in stretches(cursor):
        yield from (day.part for day in read_stretch(cursor, stretch))


def small_tables(cursor: DuckDBPyConnection) -> list[str]:
    """Those that do not hold ticks."""
    rows = cursor.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'main' ORDER BY 1"
    ).fetchall()
    return [name for (name,) in rows if name not in _BY_DAY]


def read_table(cursor: DuckDBPyConnection, table: str) -> Part:
    """A whole table."""
    [(rows, hashes)] = cursor.execute(
        f'SELECT count(*), sum(CAST(hash(t) AS HUGEINT)) FROM "{table}" AS t'
    ).fetchall()
    return Part(table, "", 0, rows, str(hashes or 0))


def read_stretch(cursor: DuckDBPyConnection, stretch: Stretch) -> list[DayOfTicks]:
    """The ticks of some days."""
    bounds = {"from_ms": stretch.from_day * _DAY_MS, "to_ms": stretch.to_day * _DAY_MS}
    rows = cursor.execute(statement("contents_by_day"), bounds).fetchall()
    return [
        DayOfTicks(Part("ticks", symbol or "?", day, count, str(hashes)), ticks_hash)
        for symbol, day, count, hashes, ticks_hash in rows
    ]


def differences(expected: Sequence[Part], found: Sequence[Part]) -> list[str]:
    """What the second lacks, has too much of, or has other, in words."""
    before = {part.key: part for part in expected}
    after = {part.key: part for part in found}
    return [
        f"{_name(key)}: {_said(before.get(key))} expected, {_said(after.get(key))} found"
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]


def ticks_total(cursor: DuckDBPyConnection) -> int:
    """How many ticks there are."""
    [(count,)] = cursor.execute("SELECT count(*) FROM tick_store").fetchall()
    return int(count)


def stretches(cursor: DuckDBPyConnection) -> Iterator[Stretch]:
    """Days that together hold all ticks, some millions each; by the ticks, not by what is counted of them."""
    days = cursor.execute(
        "SELECT CAST(floor(ts_ms / 86400000) AS BIGINT) AS day, count(*) FROM tick_store GROUP BY day ORDER BY day"
    ).fetchall()
    begun = itertools.accumulate((count for _, count in days), initial=0)
    batches = itertools.groupby(zip(days, begun, strict=False), key=lambda item: item[1] // _TICKS_AT_ONCE)
    for _, batch in batches:
        in_it = [day for day, _ in batch]
        yield Stretch(in_it[0][0], in_it[-1][0] + 1, sum(count for _, count in in_it))


def _name(key: tuple[str, str, int]) -> str:
    table, symbol, day = key
    return f"{table} of {symbol} on {date.fromordinal(_EPOCH + day)}" if symbol else f"table {table}"


def _said(part: Part | None) -> str:
    return "nothing" if part is None else f"{part.rows:,} rows of hash {part.hash}"
