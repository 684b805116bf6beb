"""The kinds of settings: how the text of each becomes a value, and what is said when it does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ENVIRONMENTS = ("development", "ci", "production")

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Setting:
    """One declared setting. `parse` returns None for text that is not `expected`. Only `service` is given its value.

    One that `is_live` is taken over by a running engine when it is told to read its settings again. A whole number of `unit` has a
    `low` and a `high`, any other setting its `choices`.
    """

    doc: str
    expected: str
    parse: Callable[[str], Any]
    service: str
    environments: tuple[str, ...] = ENVIRONMENTS
    is_live: bool = False
    unit: str = ""
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()


def whole_number(
    doc: str,
    *,
    service: str,
    unit: str,
    low: int,
    high: int,
    environments: tuple[str, ...] = ENVIRONMENTS,
    is_live: bool = False,
) -> Setting:
    """A count of `unit` in [low, high], written as bare digits: the unit is in the setting's name."""

    def parse(text: str) -> int | None:
        if not _WHOLE_NUMBER.fullmatch(text):
            return None
        return int(text) if low <= int(text) <= high else None

    expected = f"a whole number of {unit} from {low} to {high}, without a unit"
    return Setting(doc, expected, parse, service, environments, is_live, unit=unit, low=low, high=high)


def choice(
    doc: str, *names: str, service: str, environments: tuple[str, ...] = ENVIRONMENTS, is_live: bool = False
) -> Setting:
    """One of `names`, in any case."""

    def parse(text: str) -> str | None:
        return text.lower() if text.lower() in names else None

    return Setting(
        doc, f"one of {', '.join(names)}", parse, service, environments, is_live, choices=tuple(names)
    )
