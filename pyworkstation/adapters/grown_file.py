"""A file that something is appended to: how much of it is content that was read before, and the rest of its bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.adapters.file_bytes import CHUNK_BYTES, Chunk, reading
from pyworkstation.adapters.unpack import packing_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import BufferedReader
    from pathlib import Path

_BLOCK = 1 << 20
_MAGIC_BYTES = 16


class KnownPart(NamedTuple):
    """Bytes that stood in a file, by their hash."""

    sha256: str
    size: int


class Grown(NamedTuple):
    """The first `parts` known ones are still there, one after the other; behind them, from byte `at`, are others."""

    parts: int
    at: int
    rest_sha256: str


def growth(path: Path, parts: Sequence[KnownPart]) -> Grown:
    """How many of these parts, in their order, the file begins with: none of a packed one. Each must end with its line."""
    at = count = 0
    with reading(path) as file:
        if packing_of(file.read(_MAGIC_BYTES)) is not None:
            return Grown(0, 0, "")
        size = file.seek(0, 2)
        for part in parts:
            if at + part.size > size or not _is_there(file, at, part):
                break
            at += part.size
            count += 1
        return Grown(count, at, _digest(file, at, size - at))


def read_from(path: Path, at: int) -> Iterator[Chunk]:
    """The bytes from `at` on. Raises InputError when the file cannot be read."""
    with reading(path) as file:
        file.seek(at)
        while content := file.read(CHUNK_BYTES):
            yield Chunk(content, file.tell())


def first_line(path: Path) -> bytes:
    """With its end."""
    with reading(path) as file:
        return file.readline(_BLOCK)


def _is_there(file: BufferedReader, at: int, part: KnownPart) -> bool:
    if not part.size or _digest(file, at, part.size) != part.sha256:
        return False
    file.seek(at + part.size - 1)
    return file.read(1) == b"\n"


def _digest(file: BufferedReader, at: int, size: int) -> str:
    digest = hashlib.sha256()
    file.seek(at)
    while size > 0 and (block := file.read(min(_BLOCK, size))):
        digest.update(block)
        size -= len(block)
    return digest.hexdigest()
