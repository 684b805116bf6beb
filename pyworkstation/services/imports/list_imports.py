"""Answers `list_imports`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import ImportRun, ImportsPart, ListImports
from pyworkstation.services.imports.reading_words import has_volumes, zone_words
from pyworkstation.storage.imports.import_runs import import_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.storage.database import Store
    from pyworkstation.storage.imports.import_runs import StoredRun

PART_ROWS = 200


def list_imports(request: ListImports, store: Store) -> Iterator[ImportsPart]:
    """Every import, oldest first, in parts of at most 200; one empty part when there are none."""
    runs = [_told(run) for run in import_runs(store, request.symbol)]
    for start in range(0, max(1, len(runs)), PART_ROWS):
        yield ImportsPart(imports=runs[start : start + PART_ROWS])


def _told(run: StoredRun) -> ImportRun:
    options = "; ".join(run.options)
    units = run.volume_units if any(has_volumes(dialect, options) for dialect in run.dialects) else []
    zones = [zone_words(zone) for zone in run.time_zones]
    return ImportRun(**run._replace(volume_units=units, time_zones=zones)._asdict())
