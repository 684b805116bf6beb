"""A line of the audit log and how it hangs on the one before it.

A line is its hash, a blank and a JSON object. The hash is SHA-256 of the hash before it, a blank and the object, so that a
change of any byte shows in its own line, and a line that is missing in the one after it.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import msgspec

GENESIS = "0" * 64
"""What stands in the place of a hash before the first line."""

_HASH_BYTES = 64


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Number `seq`, counted from 1, written at `at_us` by the wall clock; what `body` holds depends on its `kind`."""

    seq: int
    at_us: int
    kind: str
    body: msgspec.Raw


class Link(NamedTuple):
    """A line that was read: its record, and its hash as it stands there."""

    record: Record
    hash: str


class BrokenLineError(Exception):
    """A line that is not as it was written; the text says how."""


def chained_line(record: Record, *, previous: str) -> tuple[bytes, str]:
    """The line of a record that follows the one of that hash, and its own hash."""
    text = msgspec.json.encode(record)
    own = _hash(previous, text)
    return b"%s %s\n" % (own.encode("ascii"), text), own


def read_line(line: bytes, *, previous: str, seq: int) -> Link:
    """The record of a line. Raises BrokenLineError when it is not number `seq`, or does not follow that hash."""
    stated, record = split_line(line, seq=seq)
    if record.seq != seq:
        raise BrokenLineError(f"record {seq} is missing: record {record.seq} stands in its place")
    if stated != _hash(previous, line[_HASH_BYTES + 1 : -1]):
        raise BrokenLineError(f"record {seq} is not as it was written")
    return Link(record, stated)


def split_line(line: bytes, *, seq: int) -> tuple[str, Record]:
    """The hash that a line states, and its record. Raises BrokenLineError when it is no line of the log; `seq` is for its words."""
    head, text = line[:_HASH_BYTES], line[_HASH_BYTES + 1 : -1]
    try:
        return head.decode("ascii"), msgspec.json.decode(text, type=Record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BrokenLineError(f"record {seq} cannot be read") from None


def _hash(previous: str, text: bytes) -> str:
    return hashlib.sha256(previous.encode("ascii") + b" " + text).hexdigest()
