"""Bytes that are saved again and again into two files by turns, so that the save before the last outlives a bad last one."""

from __future__ import annotations

import contextlib
import logging
import struct
import zlib
from typing import TYPE_CHECKING

from pyworkstation.domain.whole_file import write_whole

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

_HEAD = struct.Struct("<8sQI")
_MAGIC = b"PWSLOT1\n"
"""Then the number of the save, and the CRC-32 of what follows."""


class TwoSlots:
    """`stem` and a letter are the files' names. One thread at a time."""

    def __init__(self, folder: Path, stem: str) -> None:
        self._slots = (folder / f"{stem}-a.bin", folder / f"{stem}-b.bin")
        self._number = 0
        self._target = 0

    def load(self) -> list[bytes]:
        """The saves that are whole, the newest first."""
        found = [(read, place) for place, slot in enumerate(self._slots) if (read := _read(slot)) is not None]
        found.sort(reverse=True)
        if found:
            (self._number, _), newest = found[0]
            self._target = 1 - newest
        return [content for (_, content), _ in found]

    def store(self, content: bytes) -> None:
        """Over the older save. Raises OSError, and leaves both as they were."""
        head = _HEAD.pack(_MAGIC, self._number + 1, zlib.crc32(content))
        write_whole(self._slots[self._target], head, content)
        self._number += 1
        self._target = 1 - self._target

    def forget(self) -> None:
        """No save to go on with."""
        for slot in self._slots:
            with contextlib.suppress(FileNotFoundError):
                slot.unlink()


def _read(slot: Path) -> tuple[int, bytes] | None:
    try:
        data = slot.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("%s: cannot be read (%s)", slot, error)
        return None
    if len(data) >= _HEAD.size:
        magic, number, checksum = _HEAD.unpack_from(data)
        content = data[_HEAD.size :]
        if magic == _MAGIC and zlib.crc32(content) == checksum:
            return number, content
    log.warning("%s: damaged, and passed over", slot)
    return None
