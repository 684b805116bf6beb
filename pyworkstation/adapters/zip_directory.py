"""What a zip archive says that it holds, before anything of it is unpacked. Archives made to do harm are refused whole."""

from __future__ import annotations

import itertools
import re
import struct
import zipfile
from typing import TYPE_CHECKING, NoReturn

from pyworkstation.adapters.place import ZipMember
from pyworkstation.adapters.unpack_limits import MAX_RATIO, MAX_UNPACKED_BYTES, UNSUSPICIOUS_BYTES
from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from io import BufferedReader
    from pathlib import Path

_MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
"""Some 200,000 members, more than the hours of twenty years; Python takes ten times the memory for them."""

_LONGEST_NAME = 4096
"""With the archive's own: more is no path that a message can carry."""

_LOCAL_HEADER_BYTES = 30
_ENCRYPTED = 0x41
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def zip_members(file: BufferedReader, path: Path) -> list[ZipMember]:
    """The files of the archive, folders left out.

    Raises:
        InputError: for what is no whole zip archive, and for one with a member that is encrypted, packed in a way that
            few programs read, named to land elsewhere, or larger than ticks can be.
    """
    size = file.seek(0, 2)
    try:
        with zipfile.ZipFile(_Bounded(file)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except InputError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, IndexError, struct.error) as error:
        _refuse(path, f"{error} (it ends at byte {size})", expected="an intact zip archive")
    for info in infos:
        for expected, found in _FAULTS:
            if fault := found(info):
                _refuse(path, f"{fault} of {info.orig_filename!r}", expected=expected)
        if len(f"{path}!{info.filename}") > _LONGEST_NAME:
            _refuse(path, f"one of {len(info.filename):,} characters", expected="names of a usual length")
    members = [_member(info) for info in infos]
    _check_together(members, path)
    return members


class _Bounded:
    """The file, of which no more than a directory's worth is read at once."""

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        limit = _MAX_DIRECTORY_BYTES + 1
        data = self._file.read(limit if size < 0 else min(size, limit))
        if len(data) == limit:
            raise zipfile.BadZipFile(f"a directory of more than {_MAX_DIRECTORY_BYTES >> 20} MB")
        return data


def _member(info: zipfile.ZipInfo) -> ZipMember:
    return ZipMember(
        name=info.filename,
        offset=info.header_offset,
        packed_bytes=info.compress_size,
        unpacked_bytes=info.file_size,
        crc=info.CRC,
        is_deflated=info.compress_type == zipfile.ZIP_DEFLATED,
    )


def _check_together(members: Sequence[ZipMember], path: Path) -> None:
    """Members that lie in each other's place are how a small archive unpacks to endless ones."""
    if len({member.name for member in members}) < len(members):
        _refuse(path, "two of one name", expected="members with names of their own")
    by_offset = sorted(members, key=lambda member: member.offset)
    for member, after in itertools.pairwise(by_offset):
        if member.offset + _LOCAL_HEADER_BYTES + member.packed_bytes > after.offset:
            _refuse(path, f"{member.name!r} within {after.name!r}", expected="members beside each other")


def _encryption(info: zipfile.ZipInfo) -> str:
    return "the encryption" if info.flag_bits & _ENCRYPTED else ""


def _foreign_method(info: zipfile.ZipInfo) -> str:
    return "" if info.compress_type in _METHODS else f"method {info.compress_type}"


def _way_out(info: zipfile.ZipInfo) -> str:
    """Names that a careless program would write outside the folder it unpacks into."""
    name = info.orig_filename
    is_rooted = re.match(r"[/\\]|[A-Za-z]:", name)
    leads_out = is_rooted or ".." in re.split(r"[/\\]", name) or "\0" in name
    return "the name" if leads_out else ""


def _misplaced(info: zipfile.ZipInfo) -> str:
    """A directory that is not where the archive's end says shifts every place that it names."""
    return "the place" if info.header_offset < 0 else ""


def _excess(info: zipfile.ZipInfo) -> str:
    size = info.file_size
    is_bomb = size > UNSUSPICIOUS_BYTES and size > MAX_RATIO * info.compress_size
    return f"{size} bytes out of {info.compress_size}" if is_bomb or size > MAX_UNPACKED_BYTES else ""


_FAULTS: tuple[tuple[str, Callable[[zipfile.ZipInfo], str]], ...] = (
    ("members without a password", _encryption),
    ("members that are stored or deflated", _foreign_method),
    ("members named to stay in the archive's folder", _way_out),
    ("members within the archive", _misplaced),
    (f"text, which unpacks to at most {MAX_RATIO} times its size", _excess),
)


def _refuse(path: Path, found: str, *, expected: str) -> NoReturn:
    raise InputError(expected=expected, found=found, where=str(path)) from None
