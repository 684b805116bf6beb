"""Zip archives for tests: sound ones by the standard library, harmful ones by changing their bytes."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

Members = Mapping[str, bytes]


def zipped(members: Members, *, method: int = zipfile.ZIP_DEFLATED, **changes: int) -> bytes:
    """An archive of these members; `changes` are fields that its directory states of each, whatever is true."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, content)
    data = bytearray(buffer.getvalue())
    for field, value in changes.items():
        _state(data, field, value)
    return bytes(data)


_PLACES = {
    "flags": (8, "<H"),
    "packed_by": (10, "<H"),
    "crc": (16, "<I"),
    "unpacked": (24, "<I"),
    "offset": (42, "<I"),
}


def _state(data: bytearray, field: str, value: int) -> None:
    place, form = _PLACES[field]
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into(form, data, at + place, value)
        at = data.find(b"PK\x01\x02", at + 4)
