"""SQL on the store."""

from __future__ import annotations

from pyworkstation.protocol.messages.fields import Message, Sql, Text


class RunQuery(Message, frozen=True, tag="run_query"):
    """A reading SQL statement on the store. Answered in parts."""

    sql: Sql


class QueryPart(Message, frozen=True, tag="query_part"):
    """Rows of a query. Times (ISO 8601 with Z), dates and decimals come as text; `types` are DuckDB's."""

    columns: list[Text]
    types: list[Text]
    rows: list[list[str | int | float | bool | None]]
