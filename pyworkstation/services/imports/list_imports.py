"""Answers `list_imports`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.protocol.messages import ImportRun, ImportsPart, ListImports
from pyworkstation.storage.imports.import_runs import import_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.storage.database import Store

PART_ROWS = 200


def list_imports(request: ListImports, store: Store) -> Iterator[ImportsPart]:
    """Every import, oldest first, in parts of at most 200; one empty part when there are none."""
    runs = [ImportRun(**run._asdict()) for run in import_runs(store, request.symbol)]
    for start in range(0, max(1, len(runs)), PART_ROWS):
        yield ImportsPart(imports=runs[start : start + PART_ROWS])
