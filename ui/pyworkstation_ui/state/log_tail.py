"""The end of a growing log file, read piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FIRST_BYTES = 64 * 1024


class LogTail:
    """Lines as they are written; starts with the last 64 kB. A file that shrank was replaced and is read anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset: int | None = None
        self._rest = b""

    def read_new(self) -> list[str]:
        """Whole lines written since the last call; none when there is no file."""
        try:
            size = self.path.stat().st_size
            if self._offset is None or size < self._offset:
                self._begin(size)
            return self._lines_to(size)
        except OSError:
            return []

    def _begin(self, size: int) -> None:
        self._offset = max(size - _FIRST_BYTES, 0)
        self._rest = b""

    def _lines_to(self, size: int) -> list[str]:
        assert self._offset is not None
        with self.path.open("rb") as file:
            file.seek(self._offset)
            data = self._rest + file.read(size - self._offset)
        self._offset = size
        *lines, self._rest = data.split(b"\n")
        return [line.decode("utf-8", errors="replace").rstrip("\r") for line in lines]


def last_line(path: Path) -> str:
    """The last line of a small file that is not blank; empty when there is none."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
