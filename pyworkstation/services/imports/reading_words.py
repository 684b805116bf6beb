"""How a reading is told to people, where the journal's own words, by which it knows files again, say too much."""

from __future__ import annotations

import functools
import re

from pyworkstation.engine import dialects

ZONE_IN_FILE = "the offset in each row"
"""What the engine and the journal call the zone of times that say it themselves; those in epoch milliseconds have no offset."""

_SAID = re.compile(r"\bcolumns=([^;]*)")
"""What the journal notes of `--columns`; of a layout that was found out it notes none."""


def zone_words(zone: str) -> str:
    """The zone of a file's times."""
    return "as each row says" if zone == ZONE_IN_FILE else zone


def has_volumes(dialect: str, options: str) -> bool:
    """Whether files read in this way may have volumes; the journal notes a unit for all."""
    said = _SAID.search(options)
    columns = said[1] if said else _columns().get(dialect, "bid_volume")
    return "_volume" in columns


@functools.cache
def _columns() -> dict[str, str]:
    return {dialect.name: dialect.columns for dialect in dialects()}
