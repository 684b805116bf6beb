"""The JSON that `pyworkstation ticks` writes, an object on each line, as the CSV that it writes of the same ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyworkstation.adapters.file_bytes import Chunk

HEADER = b"timestamp,bid,ask,bid_volume_units,ask_volume_units"

_BEGINS = (b'[\n{"timestamp":', b"[]")
_TOKENS = (
    (b'{"timestamp":"', b""),
    (b'","bid":', b","),
    (b',"ask":', b","),
    (b',"bid_volume_units":', b","),
    (b',"ask_volume_units":', b","),
    (b"},\n", b"\n"),
    (b"}\n", b"\n"),
)
_FIRST, _LAST, _NONE = b"[\n", b"]\n", b"[]\n"


def is_exported(head: bytes) -> bool:
    """Whether a file that begins so is one of ours."""
    return head.replace(b"\r\n", b"\n").startswith(_BEGINS)


def as_csv(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Line for line, so that a fault has the number of its line. What is none of ours stays as it is, for the reader."""
    rest = b""
    is_first = True
    for chunk in chunks:
        whole, newline, rest = (rest + chunk.content.replace(b"\r\n", b"\n")).rpartition(b"\n")
        if newline:
            yield chunk._replace(content=_lines(whole + newline, is_first=is_first))
            is_first = False
        read_to = chunk.read_to
    if rest:
        yield chunk._replace(content=_lines(rest + b"\n", is_first=is_first), read_to=read_to)


def _lines(text: bytes, *, is_first: bool) -> bytes:
    if is_first:
        begin = _NONE if text.startswith(_NONE) else _FIRST
        text = HEADER + b"\n" + text.removeprefix(begin)
    text = text.removesuffix(_LAST)
    for token, instead in _TOKENS:
        text = text.replace(token, instead)
    return text
