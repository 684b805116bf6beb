"""A DuckDB that keeps to itself: no extension from the network, no Python variables in SQL, times in UTC."""

from __future__ import annotations

import duckdb

Config = dict[str, str | bool | int | float | list[str]]


def connect_in_memory(config: Config) -> duckdb.DuckDBPyConnection:
    """An in-memory database with these settings over the closed ones."""
    closed: Config = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "python_enable_replacements": False,
    }
    connection = duckdb.connect(config=closed | config)
    # Not among the settings above: they are set before DuckDB has its time zones.
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection
