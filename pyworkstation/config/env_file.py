"""Reading `.env` files: lines of `NAME=value`, blank lines and `#` comments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Given:
    """A value somebody gave. `where` is the file and line, or `environment variable`. The text may be a secret."""

    variable: str
    text: str = field(repr=False)
    where: str


def read_env_file(path: Path, faults: list[str], *, title: str) -> list[Given]:
    """The values of a file; what is no assignment, or assigns a second time, is added to `faults`. Messages call it by its title."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{title}: expected a readable UTF-8 file, found {error}")
        return []
    return read_env_text(text, faults, title=title)


def read_env_text(text: str, faults: list[str], *, title: str) -> list[Given]:
    """The same of its text."""
    given: dict[str, Given] = {}
    for line in _assignments(title, text, faults):
        first = given.setdefault(line.variable, line)
        if first is not line:
            faults.append(f"{line.where}: expected {line.variable} once, found it set before ({first.where})")
    return list(given.values())


def _assignments(name: str, text: str, faults: list[str]) -> Iterator[Given]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        variable, equals, value = line.partition("=")
        where = f"{name} line {number}"
        if equals:
            yield Given(variable.strip(), value.strip(), where)
        else:
            # Not the line: it may be what is left of a secret that was pasted in parts.
            faults.append(f"{where}: expected NAME=value, found {len(line.strip()):,} characters without '='")
