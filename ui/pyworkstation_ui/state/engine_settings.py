"""The engine's settings as the dialog has them: found by words, in groups, with what was typed beside what is."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyworkstation.protocol.messages import SettingRow, SettingsListed

_PREFIX = "PYWORKSTATION_"
_UNITS = ("mb", "ms", "s", "hz")


def title_of(name: str) -> str:
    """`PYWORKSTATION_DATABASE_MEMORY_MB` -> `Database memory`: its unit stands in the field."""
    words = name.removeprefix(_PREFIX).lower().split("_")
    return " ".join(word for word in words if word not in _UNITS).capitalize()


def groups(rows: Iterable[SettingRow]) -> list[tuple[str, list[SettingRow]]]:
    """(service, its settings), in the order declared."""
    return [(service, list(its)) for service, its in groupby(rows, key=lambda row: row.service)]


def is_found(row: SettingRow, typed: str) -> bool:
    """Has it all of the words that were typed?"""
    text = f"{row.name} {title_of(row.name)} {row.service} {row.doc} {row.unit}".lower()
    return all(word in text for word in typed.lower().split())


def changes(rows: Iterable[SettingRow], edits: Mapping[str, str]) -> dict[str, str]:
    """What was typed and is not so already."""
    return {row.name: edits[row.name] for row in rows if edits.get(row.name, row.value) != row.value}


def meaning(row: SettingRow) -> str:
    """What it is, what it may be, when it counts, and who says what it is now."""
    span = f"one of {', '.join(row.choices)}" if row.choices else f"{row.low:,} to {row.high:,}"
    counts = "counts at once" if row.live else "counts from the engine's next start"
    default = row.default if row.choices else f"{int(row.default):,}"
    return f"{row.doc}\n{span}; {default} by default; {counts}. {_source(row)}"


def _source(row: SettingRow) -> str:
    if row.fixed:
        return f"Cannot be set here: {row.fixed}."
    return "" if row.origin == "default" else f"From {row.origin}."


def waiting_words(row: SettingRow) -> str:
    """Of one that was set and does not count yet; empty for all others."""
    if row.value == row.in_force:
        return ""
    return f"{row.value} waits for the engine's next start; {row.in_force} is in force."


def place_words(listed: SettingsListed) -> str:
    """Which environment and profile these are of, and which file they are written to."""
    profile = f", profile {listed.profile}" if listed.profile else ""
    return f"Environment {listed.environment}{profile}. Changes are written to {listed.file}."
