"""Where in a TOML file something stands, which `tomllib` does not tell."""

from __future__ import annotations

import re


def line_of(text: str, table: str, key: str) -> int:
    """The number of the first line with `key` from where `table` begins; that of the table where it is not found."""
    lines = text.splitlines()
    begins = re.compile(rf"""\s*\[?\s*["']?{re.escape(table)}["']?\s*[\]=.]""")
    start = next((place for place, line in enumerate(lines) if begins.match(line)), 0)
    assigned = re.compile(rf"""(?<![\w-])["']?{re.escape(key)}["']?\s*=""")
    found = (place for place, line in enumerate(lines[start:], start) if assigned.search(line))
    return 1 + next(found, start)
