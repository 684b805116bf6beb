"""The bytes of a tick file, unpacked where it is gzip: its first bytes decide that, not its name."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.domain.errors import EnvironmentFailure, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path

CHUNK_BYTES = 8 * 1024 * 1024
"""Some 150,000 rows: DuckDB takes rows fastest in batches of more than 122,880."""

MAX_WHOLE_BYTES = 64 * 1024 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_MAX_RATIO = 200
"""Text of ticks packs 4 to 15 times. Far more than that is a file made to fill the disk."""


class Chunk(NamedTuple):
    """A piece of the unpacked content; `read_to` bytes of the file as it lies there were needed for all up to here."""

    content: bytes
    read_to: int


@contextmanager
def reading(path: Path) -> Iterator[BufferedReader]:
    """The open file, as it is. Raises InputError when it cannot be opened, EnvironmentFailure when the disk fails."""
    try:
        with path.open("rb") as file:
            yield file
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise InputError(
            expected="a readable file", found=error.strerror or str(error), where=str(path)
        ) from None
    except OSError as error:
        raise EnvironmentFailure(f"{path}: cannot be read: {error}") from error


def read_whole(path: Path) -> bytes:
    """All of a small file. Raises InputError for one of more than 64 MB."""
    with reading(path) as file:
        content = file.read(MAX_WHOLE_BYTES + 1)
    if len(content) > MAX_WHOLE_BYTES:
        raise InputError(expected="at most 64 MB of ticks of one hour", found="more", where=str(path))
    return content


def sha256_of(path: Path) -> str:
    """Hash of the file as it lies there."""
    with reading(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_chunks(path: Path, *, chunk_bytes: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """The unpacked content in pieces of `chunk_bytes`.

    Raises:
        InputError: for a broken gzip file, naming the byte, and for one that unpacks to more than 200 times its size.
    """
    with reading(path) as file:
        packed = file.read(2) == _GZIP_MAGIC
        file.seek(0)
        chunks = _unpacked(file, path, chunk_bytes) if packed else iter(lambda: file.read(chunk_bytes), b"")
        for content in chunks:
            yield Chunk(content, file.tell())


def sample_pieces(path: Path, *, piece_bytes: int) -> list[bytes]:
    """The first bytes, and some from the middle and the end of a file that is not packed and long enough.

    Raises:
        InputError: as `read_chunks` does.
    """
    with reading(path) as file:
        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(piece_bytes)
        if not head.startswith(_GZIP_MAGIC):
            places = (size // 2, size - piece_bytes) if size > 4 * piece_bytes else ()
            return [head, *(_piece_at(file, place, piece_bytes) for place in places)]
    return [next((chunk.content for chunk in read_chunks(path, chunk_bytes=piece_bytes)), b"")]


def _piece_at(file: BufferedReader, place: int, size: int) -> bytes:
    file.seek(place)
    return file.read(size)


def _unpacked(file: BufferedReader, path: Path, chunk_bytes: int) -> Iterator[bytes]:
    total = 0
    with gzip.GzipFile(fileobj=file) as stream:
        while chunk := _unpack(stream, file, path, chunk_bytes):
            total += len(chunk)
            if total > CHUNK_BYTES and total > _GZIP_MAX_RATIO * file.tell():
                raise InputError(
                    expected=f"gzip of text, which unpacks to at most {_GZIP_MAX_RATIO} times its size",
                    found=f"{total} bytes out of {file.tell()}",
                    where=str(path),
                )
            yield chunk


def _unpack(stream: gzip.GzipFile, file: BufferedReader, path: Path, chunk_bytes: int) -> bytes:
    try:
        return stream.read(chunk_bytes)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(
            expected="an intact gzip file", found=str(error), where=f"{path} near byte {file.tell()}"
        ) from None
