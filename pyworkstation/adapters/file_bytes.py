"""The bytes of a tick file, unpacked where it is packed: its first bytes decide that, not its name."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.adapters.unpack import packed_pieces, packing_of, unpack_member
from pyworkstation.adapters.unpack_limits import within_limits
from pyworkstation.domain.errors import EnvironmentFailure, InputError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from concurrent.futures import Future
    from io import BufferedReader
    from pathlib import Path

    from pyworkstation.adapters.place import Place

CHUNK_BYTES = 2 * 1024 * 1024
"""Some 40,000 rows: their ticks stay in the processor's cache, and larger buffers are got from the system anew each time."""

MAX_WHOLE_BYTES = 64 * 1024 * 1024
_PIECE_BYTES = 256 * 1024
_MAGIC_BYTES = 8
_ZIP_MAGIC = b"PK\x03\x04"


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


def read_whole(place: Place) -> bytes:
    """All of a small file, as it is; of a member of an archive, its content. Raises InputError for more than 64 MB."""
    with reading(place.path) as file:
        pieces = _as_it_lies(file) if place.member is None else _unpacked(file, place)
        content = bytearray()
        for piece in pieces:
            content += piece
            if len(content) > MAX_WHOLE_BYTES:
                raise InputError(
                    expected="at most 64 MB of ticks of one hour", found="more", where=str(place.shown)
                )
    return bytes(content)


def _as_it_lies(file: BufferedReader) -> Iterator[bytes]:
    # What could be read is made room for before it is read.
    return iter(lambda: file.read(_PIECE_BYTES), b"")


def sha256_of(path: Path) -> str:
    """Hash of the file as it lies there."""
    with reading(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_sha256(place: Place) -> str:
    """What tells the same file again: its hash as it lies there, as packed as it is."""
    if place.member is None:
        return sha256_of(place.path)
    digest = hashlib.sha256()
    with reading(place.path) as file:
        for piece in packed_pieces(file, place.member, place.shown):
            digest.update(piece)
    return digest.hexdigest()


def is_packed(place: Place) -> bool:
    """Whether its content is not what lies there."""
    if place.member is not None:
        return True
    with reading(place.path) as file:
        return packing_of(file.read(_MAGIC_BYTES)) is not None


def hashed(chunks: Iterator[Chunk], sha256: Future[str]) -> Generator[Chunk]:
    """The same chunks; with the last of them, `sha256` is that of their content, which another thread works out."""
    digest = hashlib.sha256()
    with ThreadPoolExecutor(1, "hash") as thread:
        for chunk in chunks:
            thread.submit(digest.update, chunk.content)
            yield chunk
    sha256.set_result(digest.hexdigest())


def read_chunks(place: Place, *, chunk_bytes: int = CHUNK_BYTES) -> Generator[Chunk]:
    """The unpacked content in pieces of `chunk_bytes`.

    Raises:
        InputError: for a damaged packed file, naming the byte, and for one that unpacks to more than ticks can.
    """
    start = 0 if place.member is None else place.member.offset
    with reading(place.path) as file:
        for content in _regrouped(_unpacked(file, place), chunk_bytes):
            yield Chunk(content, file.tell() - start)


def sample_pieces(place: Place, *, piece_bytes: int) -> list[bytes]:
    """The first bytes, and some from the middle and the end of a file that is not packed and long enough.

    Raises:
        InputError: as `read_chunks` does.
    """
    with reading(place.path) as file:
        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(piece_bytes)
        if place.member is None and packing_of(head) is None:
            places = (size // 2, size - piece_bytes) if size > 4 * piece_bytes else ()
            return [head, *(_piece_at(file, at, piece_bytes) for at in places)]
    with closing(read_chunks(place, chunk_bytes=piece_bytes)) as chunks:
        return [next((chunk.content for chunk in chunks), b"")]


def _piece_at(file: BufferedReader, at: int, size: int) -> bytes:
    file.seek(at)
    return file.read(size)


def _unpacked(file: BufferedReader, place: Place) -> Iterator[bytes]:
    """The content in pieces of any size."""
    if place.member is not None:
        start = place.member.offset
        pieces = _not_packed_again(unpack_member(file, place.member, place.shown), place.shown)
        return within_limits(pieces, lambda: file.tell() - start, place.shown)
    packing = packing_of(file.read(_MAGIC_BYTES))
    file.seek(0)
    if packing is None:
        return iter(lambda: file.read(CHUNK_BYTES), b"")
    return within_limits(packing.unpack(file, place.path), file.tell, place.path)


def _not_packed_again(pieces: Iterator[bytes], shown: Path) -> Iterator[bytes]:
    """A file in an archive is no archive: such nests are how a small file unpacks to endless ones."""
    for number, piece in enumerate(pieces):
        if number == 0 and (packing_of(piece) or piece.startswith(_ZIP_MAGIC)):
            raise InputError(
                expected="a member that is not packed a second time",
                found="an archive within the archive",
                where=str(shown),
                mend="unpack it first",
            )
        yield piece


def _regrouped(pieces: Iterable[bytes], chunk_bytes: int) -> Iterator[bytes]:
    """The same bytes in chunks of one size, the last one shorter."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= chunk_bytes:
            joined = waiting[0] if len(waiting) == 1 else b"".join(waiting)
            whole = size - size % chunk_bytes
            yield from (joined[start : start + chunk_bytes] for start in range(0, whole, chunk_bytes))
            waiting = [joined[whole:]] if whole < size else []
            size -= whole
    if size:
        yield b"".join(waiting)
