"""Unpacks gzip, Zstandard and members of zip archives, piece by piece: no more than a piece is ever in memory."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, NamedTuple

import zstandard

from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedReader
    from pathlib import Path

    from pyworkstation.adapters.place import ZipMember

_PIECE_BYTES = 1024 * 1024
_ZSTD_INPUT_BYTES = 1024
"""Four bytes of Zstandard can unpack to 128 kB, and there is no asking for less: so much makes 32 MB at the worst."""

_ZSTD_WINDOW_BYTES = 128 * 1024 * 1024
"""What its own command takes without being told to."""

_LOCAL_MAGIC = b"PK\x03\x04"
_LOCAL_HEADER_BYTES = 30


class Packing(NamedTuple):
    """A way to pack one file: how the packed bytes begin, and their pieces unpacked."""

    name: str
    magic: bytes
    unpack: Callable[[BufferedReader, Path], Iterator[bytes]]


def packing_of(head: bytes) -> Packing | None:
    """How a file that begins with these bytes is packed; None for one that is not."""
    return next((packing for packing in PACKINGS if head.startswith(packing.magic)), None)


def unpack_member(file: BufferedReader, member: ZipMember, shown: Path) -> Iterator[bytes]:
    """The pieces of one member of a zip archive. Raises InputError, naming the byte, where it is damaged."""
    crc, total = 0, 0
    for piece in (_inflated if member.is_deflated else packed_pieces)(file, member, shown):
        crc = zlib.crc32(piece, crc)
        total += len(piece)
        if total > member.unpacked_bytes:
            break
        yield piece
    if (total, crc) != (member.unpacked_bytes, member.crc):
        raise _damaged(
            "zip member", "another size or checksum than the archive's directory says", shown, file
        )


def packed_pieces(file: BufferedReader, member: ZipMember, shown: Path) -> Iterator[bytes]:
    """The member as it lies in the archive. Raises InputError where the archive ends before it does."""
    left = _seek_content(file, member, shown)
    while left:
        piece = file.read(min(left, _PIECE_BYTES))
        if not piece:
            raise _damaged("zip member", "the end of the archive within it", shown, file)
        left -= len(piece)
        yield piece


def _gunzipped(file: BufferedReader, shown: Path) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=file) as stream:
        while True:
            try:
                piece = stream.read(_PIECE_BYTES)
            except (gzip.BadGzipFile, EOFError, zlib.error) as error:
                raise _damaged("gzip file", str(error), shown, file) from None
            if not piece:
                return
            yield piece


def _unzstd(file: BufferedReader, shown: Path) -> Iterator[bytes]:
    """Frame after frame, to the end of the file."""
    rest = b""
    while data := rest or file.read(_ZSTD_INPUT_BYTES):
        frame = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES).decompressobj()
        while not frame.eof:
            try:
                piece = frame.decompress(data)
            except zstandard.ZstdError as error:
                raise _damaged("zstd file", str(error), shown, file) from None
            if piece:
                yield piece
            if not frame.eof and not (data := file.read(_ZSTD_INPUT_BYTES)):
                raise _damaged("zstd file", "its end within a frame", shown, file)
        rest = frame.unused_data


def _inflated(file: BufferedReader, member: ZipMember, shown: Path) -> Iterator[bytes]:
    stream = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    for data in packed_pieces(file, member, shown):
        waiting = data
        while waiting and not stream.eof:
            try:
                piece = stream.decompress(waiting, _PIECE_BYTES)
            except zlib.error as error:
                raise _damaged("zip member", str(error), shown, file) from None
            waiting = stream.unconsumed_tail
            yield piece
    yield stream.flush()


def _seek_content(file: BufferedReader, member: ZipMember, shown: Path) -> int:
    """Go to the member's packed content; how long that is."""
    file.seek(member.offset)
    header = file.read(_LOCAL_HEADER_BYTES)
    if len(header) < _LOCAL_HEADER_BYTES or not header.startswith(_LOCAL_MAGIC):
        raise _damaged("zip member", "no header of one", shown, file)
    name_bytes, extra_bytes = header[26] | header[27] << 8, header[28] | header[29] << 8
    file.seek(name_bytes + extra_bytes, 1)
    return member.packed_bytes


def _damaged(what: str, found: str, shown: Path, file: BufferedReader) -> InputError:
    return InputError(expected=f"an intact {what}", found=found, where=f"{shown} near byte {file.tell()}")


PACKINGS = (
    Packing("gzip", b"\x1f\x8b", _gunzipped),
    Packing("zstd", b"\x28\xb5\x2f\xfd", _unzstd),
)
