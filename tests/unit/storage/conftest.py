from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkstation.storage.database import Store
from tests.stores import open_at


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_at(tmp_path / "home") as store:
        yield store
