"""What to do when a database cannot be used: put its newest backup in its place, if there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation.domain.home import Home


def newest_backup(home: Home) -> Path | None:
    """The newest of those that `backup` wrote into the home, and of those made before a migration."""
    found = [*home.backups.glob("*.duckdb"), *home.path.glob(f"{home.database.name}.schema-*.backup")]
    return max(found, key=lambda path: path.stat().st_mtime_ns, default=None)


def restore_advice(home: Home) -> str:
    """How to get a whole database back."""
    newest = newest_backup(home)
    if newest is None:
        return f"there is no backup in {home.backups}; if you have one: pyworkstation restore FILE"
    return f"the newest backup takes its place with: pyworkstation restore {newest}"
