"""Price tables as a Parquet file, by way of an in-memory DuckDB: times as timestamps in UTC, prices as decimals."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

import duckdb

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.storage.closed_duckdb import connect_in_memory
from pyworkstation.storage.parquet.archive_day import ArchiveFacts, archive_metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyworkstation.domain.price_table import Kind, PriceTable
    from pyworkstation.storage.closed_duckdb import Config


_MEMORY = "256MB"
"""What is more lies in the folder for temporary files until the Parquet file is written: ticks come by the hundred million."""

_AS_PARQUET = "FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false"
"""Into the file that is there, for the sake of its rights: DuckDB would put another in its place."""


def write_parquet(tables: Iterator[PriceTable], path: Path) -> None:
    """Write all rows to `path`. Raises EnvironmentFailure when the disk or memory fail."""
    with tempfile.TemporaryDirectory() as spill:
        config: Config = {"temp_directory": spill, "memory_limit": _MEMORY}
        try:
            with connect_in_memory(config) as connection:
                _write(connection, tables, path)
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise EnvironmentFailure(f"{path}: cannot be written: {error}") from error


def _write(connection: duckdb.DuckDBPyConnection, tables: Iterator[PriceTable], path: Path) -> None:
    for number, table in enumerate(tables):
        columns = {name: column for name, (_, column) in table.columns.items()}
        connection.register("part", columns | table.values)
        verb = "CREATE TABLE rows AS" if number == 0 else "INSERT INTO rows"
        connection.execute(f"{verb} SELECT {_cells(table)} FROM part")
        connection.unregister("part")
        facts = _facts(table)
    quoted = str(path).replace("'", "''")
    connection.execute(f"COPY rows TO '{quoted}' ({_AS_PARQUET}{facts})")


def _facts(table: PriceTable) -> str:
    """What the file says of itself, where it is to be imported again."""
    if table.symbol is None:
        return ""
    return ", KV_METADATA " + archive_metadata(ArchiveFacts(table.symbol, table.digits, table.volume_digits))


def _cells(table: PriceTable) -> str:
    cells = [f"{_cell(name, kind, table)} AS {name}" for name, (kind, _) in table.columns.items()]
    values = [f'CASE WHEN isfinite("{name}") THEN "{name}" END AS "{name}"' for name in table.values]
    return ", ".join(cells + values)


def _cell(name: str, kind: Kind, table: PriceTable) -> str:
    if kind == "time":
        return f"CAST(make_timestamp({name}) AS TIMESTAMP WITH TIME ZONE)"
    if kind == "price":
        return _scaled(name, table.digits)
    if kind == "volume" and table.volume_digits:
        return _scaled(name, table.volume_digits)
    return name


def _scaled(name: str, digits: int) -> str:
    """One point as a decimal: exact, where a division would go through a float."""
    return f"CAST({name} * CAST('1e-{digits}' AS DECIMAL(18, {digits})) AS DECIMAL(18, {digits}))"
