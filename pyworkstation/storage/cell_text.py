"""Values of a query that cross the bus as text: times and decimals as our tables of ticks and bars have them."""

from __future__ import annotations

_TIMES = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP WITH TIME ZONE")
_AS_THEY_ARE = frozenset(
    {
        "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT",
        "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE", "VARCHAR",
    }
)  # fmt: skip
"""Types whose values cross the bus as such; all others go as DuckDB writes them."""


def cell_sql(place: int, kind: str) -> str:
    """What to select for the column at `place`, from 1, of type `kind`."""
    if kind in _AS_THEY_ARE:
        return f"#{place}"
    if kind in _TIMES:
        return _time(f"#{place}")
    if kind.startswith("DECIMAL(") and not kind.endswith(",0)"):
        return f"rtrim(rtrim(CAST(#{place} AS VARCHAR), '0'), '.')"
    return f"CAST(#{place} AS VARCHAR)"


def _time(value: str) -> str:
    """ISO 8601 with a Z, milliseconds or microseconds only where they are not zero, as `format_time` writes it."""
    text = f"strftime({value}, '%Y-%m-%dT%H:%M:%S.%f')"
    no_zeros = rf"regexp_replace(regexp_replace({text}, '\.000000$', ''), '(\.\d{{3}})000$', '\1')"
    return f"CASE WHEN isfinite({value}) THEN {no_zeros} || 'Z' ELSE CAST({value} AS VARCHAR) END"
