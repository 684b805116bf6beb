"""Writes a stretch of stored ticks as a Parquet file that other programs read unaided, and reads it back."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import duckdb

from pyworkstation.domain.errors import BugError, EnvironmentFailure, InputError
from pyworkstation.storage.closed_duckdb import connect_in_memory
from pyworkstation.storage.failures import first_line
from pyworkstation.storage.parquet.join_parquet import join_columns
from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from pyworkstation.domain.instrument import Instrument
    from pyworkstation.storage.database import Store
    from pyworkstation.storage.instruments import StoredInstrument
    from pyworkstation.storage.ticks.ticks import ArrowStream

_DAY_US = 86_400_000_000
_MOST_TICKS = 50_000_000
"""Of one day: several times what the busiest markets have."""

_KEYS = ("pyworkstation_symbol", "pyworkstation_digits", "pyworkstation_volume_digits")
_OUR_KEYS = frozenset(_KEYS)

_QUOTES = "ts, bid, ask"
_VOLUMES = "bid_volume, ask_volume"
_MOST_VOLUMES = 50_000
"""Different volumes of a day for which a dictionary is smaller than the volumes."""

T = TypeVar("T")


class Stretch(NamedTuple):
    """[from_us, to_us), within one UTC day."""

    day: int
    from_us: int
    to_us: int


class ArchiveFacts(NamedTuple):
    """What a file says of itself."""

    symbol: str
    digits: int
    volume_digits: int


def days_stored(store: Store, instrument_id: int, *, from_us: int, to_us: int) -> list[Stretch]:
    """The days of [from, to) that hold ticks, each cut to that range."""
    wanted = {"instrument_id": instrument_id, "from_us": from_us, "to_us": to_us}
    with store.cursor() as cursor:
        days = cursor.execute(statement("plan_days"), wanted).fetchall()
    return [Stretch(day, max(from_us, day * _DAY_US), min(to_us, (day + 1) * _DAY_US)) for (day,) in days]


def write_day(store: Store, stored: StoredInstrument, stretch: Stretch, path: Path) -> int:
    """Write the ticks of a stretch to `path`, whole or not at all, and read it back; how many they are.

    Raises:
        EnvironmentFailure: when the disk fails.
        BugError: when the file does not say what the store does.
    """
    fresh, quotes, volumes = (path.with_name(f"{path.name}.{end}") for end in ("new", "quotes", "volumes"))
    try:
        with store.cursor() as cursor:
            wanted = {"instrument_id": stored.id, "from_us": stretch.from_us, "to_us": stretch.to_us}
            ticks = _select(cursor, stored.instrument, wanted)
            for half, columns, dictionary in ((quotes, _QUOTES, 1), (volumes, _VOLUMES, _MOST_VOLUMES)):
                options = _options(stored.instrument, dictionary)
                cursor.execute(
                    f"COPY (SELECT {columns} FROM ({ticks})) TO {_quoted(half)} ({options})", wanted
                )
            join_columns(quotes, volumes, fresh)
            told = _told(cursor, ticks, wanted)
            written = _told(cursor, f"SELECT * FROM read_parquet({_quoted(fresh)})", {})
        if told != written:
            raise BugError(f"{path}: the archive has {written}, the store {told} (ticks, sum of hashes)")
        _make_durable(fresh)
        fresh.replace(path)
    except OSError as error:
        raise EnvironmentFailure(f"{path}: cannot be written: {error}") from error
    finally:
        for left in (fresh, quotes, volumes):
            left.unlink(missing_ok=True)
    return told[0]


def archive_facts(path: Path) -> ArchiveFacts:
    """Whose ticks a file holds. Raises InputError when it is no archive of ours."""
    with reading_parquet(path) as connection:
        rows = connection.execute(
            "SELECT decode(key), decode(value) FROM parquet_kv_metadata($path)", {"path": str(path)}
        ).fetchall()
    facts = dict(rows)
    if not facts.keys() >= _OUR_KEYS:
        raise InputError(
            expected="a Parquet file that `pyworkstation archive` or `ticks` wrote",
            found="another one",
            where=str(path),
        )
    symbol, digits, volume_digits = (facts[key] for key in _KEYS)
    return ArchiveFacts(symbol, int(digits), int(volume_digits))


def read_archive(path: Path, *, digits: int, take: Callable[[ArrowStream], T]) -> T:
    """The ticks of an archive in its order, as what `take` makes of a table with int64 columns as in `read_ticks`.

    Raises:
        InputError: when it is damaged.
    """
    with reading_parquet(path) as connection:
        [(ticks,)] = connection.execute(
            "SELECT num_rows FROM parquet_file_metadata($path)", {"path": str(path)}
        ).fetchall()
        if ticks > _MOST_TICKS:
            raise InputError(
                expected=f"at most {_MOST_TICKS:,} ticks of one day", found=f"{ticks:,}", where=str(path)
            )
        query = connection.sql(statement("archived_ticks"), params={"path": str(path), "scale": 10**digits})
        return take(query)


@contextlib.contextmanager
def reading_parquet(path: Path) -> Iterator[DuckDBPyConnection]:
    """A connection whose failures are those of the file: InputError."""
    with connect_in_memory({}) as connection:
        try:
            yield connection
        except (duckdb.Error, UnicodeDecodeError) as error:
            raise InputError(
                expected="a whole Parquet file of ticks", found=first_line(error), where=str(path)
            ) from None


def _select(cursor: DuckDBPyConnection, instrument: Instrument, wanted: dict[str, int]) -> str:
    """The statement that gives the ticks; times are in milliseconds where that is enough."""
    [(finer,)] = cursor.execute(
        statement("has_finer_times"), {"instrument_id": wanted["instrument_id"]}
    ).fetchall()
    return statement("day_of_ticks").format(
        digits=instrument.digits, ts_type="TIMESTAMP" if finer else "TIMESTAMP_MS"
    )


def _told(cursor: DuckDBPyConnection, ticks: str, wanted: dict[str, int]) -> tuple[int, int]:
    [(count, hashes)] = cursor.execute(
        f"SELECT count(*), sum(CAST(hash(CAST(ts AS TIMESTAMP), bid, ask, bid_volume, ask_volume) AS HUGEINT)) FROM ({ticks})",
        wanted,
    ).fetchall()
    return count, hashes


def _options(instrument: Instrument, dictionary: int) -> str:
    metadata = archive_metadata(ArchiveFacts(instrument.symbol, instrument.digits, instrument.volume_digits))
    return (
        "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 19, ROW_GROUP_SIZE 1048576, "
        f"WRITE_BLOOM_FILTER false, DICTIONARY_SIZE_LIMIT {dictionary}, KV_METADATA {metadata}"
    )


def archive_metadata(facts: ArchiveFacts) -> str:
    """As COPY wants it."""
    pairs = zip(_KEYS, facts, strict=True)
    return "{" + ", ".join(f"{key}: '{value}'" for key, value in pairs) + "}"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _make_durable(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
