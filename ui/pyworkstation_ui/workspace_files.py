"""Workspaces on disk: the one that is open, saved by itself, and those that have a name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import InputError
from pyworkstation_ui.safe_file import write_safely
from pyworkstation_ui.state.workspace import check_name, pack, unpack

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation_ui.state.workspace import Workspace

_ENDING = ".json"


class WorkspaceFiles:
    """In one folder. A file that is no workspace is set aside, and what it says is told."""

    def __init__(self, folder: Path) -> None:
        self._open = folder / f"workspace{_ENDING}"
        self._named = folder / "workspaces"

    def load_open(self) -> Workspace | None:
        """What was open last; None the first time. Raises InputError, once, for a damaged file."""
        if not self._open.exists():
            return None
        try:
            return _read(self._open)
        except Exception:
            self._open.replace(self._open.with_suffix(".damaged"))
            raise

    def save_open(self, workspace: Workspace) -> None:
        """What is open now. Raises OSError."""
        write_safely(self._open, pack(workspace))

    def names(self) -> list[str]:
        """Of all that have one."""
        return sorted((path.stem for path in self._named.glob(f"*{_ENDING}")), key=str.lower)

    def load(self, name: str) -> Workspace:
        """One that has a name. Raises InputError, OSError."""
        return _read(self._path(name))

    def save(self, name: str, workspace: Workspace) -> None:
        """Under a name. Raises InputError for a name that is none, OSError."""
        write_safely(self._path(name), pack(workspace))

    def rename(self, name: str, other: str) -> None:
        """Under another name from now on. Raises InputError where another one has it, OSError."""
        path, taken = self._path(name), [each.lower() for each in self.names() if each != name]
        if other.lower() in taken:  # A file of that name, on Windows.
            raise InputError(
                expected="a name that no workspace has", found=repr(other), where="name of the workspace"
            )
        workspace = replace(self.load(name), name=other)
        path.replace(self._path(other))
        self.save(other, workspace)

    def remove(self, name: str) -> None:
        """Forget one that has a name."""
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._named / f"{check_name(name)}{_ENDING}"


def _read(path: Path) -> Workspace:
    return unpack(path.read_bytes(), where=str(path))
