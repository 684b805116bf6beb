"""Whoever changes the count of an hour says that its ticks have changed: the cache of bars goes by that."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyworkstation.storage.statement import _FOLDER

UPDATING = [
    path for path in sorted(_FOLDER.rglob("*.sql")) if "tick_hours AS counted" in path.read_text("utf-8")
]


@pytest.mark.parametrize("path", UPDATING, ids=lambda path: path.stem)
def test_updates_of_hours_mark_them_as_changed(path: Path) -> None:
    assert "changed = DEFAULT" in path.read_text("utf-8"), f"add `changed = DEFAULT` to the update in {path}"


def test_there_are_such_statements() -> None:
    assert {path.stem for path in UPDATING} >= {"append_hours"}
