"""How a file is read, and what came of it: what the journal of imports says about a file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.storage.statement import statement

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future
    from datetime import datetime

    from pyworkstation.storage.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file's content, and everything that decides what is read from it: the same reading gives the same ticks.

    `hour_us` is the hour that the path names where the content does not (bi5); `options` is what else the user said.
    """

    sha256: str
    dialect: str
    volume_unit: str
    time_zone: str
    hour_us: int | None = None
    options: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file to be stored. Where `sha256` is given, `found` lacks the hash, which is being worked out meanwhile.

    `unpacked_sha256` is that of a packed file's content; it is there once all of it has been read.
    """

    path: str
    size: int
    found: Reading
    sha256: Future[str] | None = None
    unpacked_sha256: Future[str] | None = None

    @property
    def content_sha256(self) -> str:
        """What tells the same content again, however it is packed."""
        return self.reading.sha256 if self.unpacked_sha256 is None else self.unpacked_sha256.result()

    @property
    def reading(self) -> Reading:
        """What the journal knows it by; waits for the hash."""
        return self.found if self.sha256 is None else replace(self.found, sha256=self.sha256.result())

    @property
    def reading_so_far(self) -> Reading:
        """The same, perhaps without the hash."""
        return self.reading if self.sha256 is None or self.sha256.done() else self.found


@dataclass(frozen=True, slots=True)
class Stored:
    """How many ticks a file holds, and how many of them were not in the store before.

    `rejected` rows were left out; `findings` counts the ticks of each kind of fault, left out or not. `replaced` ticks of
    other imports were put aside for them.
    """

    ticks_read: int
    ticks_new: int
    rejected: int = 0
    findings: Mapping[str, int] = field(default_factory=dict)
    replaced: int = 0


class Reject(NamedTuple):
    """A row that was left out. `line` is its record, from 1, in a binary file."""

    line: int
    kind: str
    raw: str
    reason: str


class KnownFile(NamedTuple):
    """A file that is in: the number of its import, the ticks read from it, when that was, the time they are of, the file, and
    the hash of its content, unpacked.
    """

    import_id: int
    ticks_read: int
    imported_at: datetime
    first_us: int | None
    last_us: int | None
    path: str
    size: int
    content_sha256: str

    @property
    def span(self) -> tuple[int, int] | None:
        """The times of its first and its last tick; None where it has none, and for imports of the oldest versions."""
        return None if self.first_us is None or self.last_us is None else (self.first_us, self.last_us)


def known_sizes(store: Store, instrument_id: int) -> set[int]:
    """The sizes of all files in the journal: a file of another size is none of them."""
    with store.cursor() as cursor:
        return {
            size
            for (size,) in cursor.execute(
                statement("known_sizes"), {"instrument_id": instrument_id}
            ).fetchall()
        }


def known_readings(store: Store, instrument_id: int) -> dict[Reading, KnownFile]:
    """Every reading of a file that is in."""
    with store.cursor() as cursor:
        rows = cursor.execute(statement("known_readings"), {"instrument_id": instrument_id}).fetchall()
    return {
        Reading(
            sha256=sha256, dialect=dialect, volume_unit=unit, time_zone=zone, hour_us=hour_us, options=options
        ): KnownFile(*known)
        for sha256, dialect, unit, zone, hour_us, options, *known in rows
    }
