"""A small file that is the old one or the new one, whatever happens meanwhile, and its owner's alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pyworkstation.domain.owner_only_file import open_fresh

if TYPE_CHECKING:
    from pathlib import Path


def write_safely(path: Path, data: bytes) -> None:
    """Beside it first, then in its place. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with open_fresh(new) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
