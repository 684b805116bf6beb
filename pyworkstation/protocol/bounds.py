"""Holds a message against the bounds of its struct before it is sent: who receives it says only that it is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec import inspect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.protocol.messages import Message

_SHOWN = 80


class BrokenBound(NamedTuple):
    """A field with a value that no receiver takes."""

    field: str
    expected: str
    found: str


def broken_bound(message: Message) -> BrokenBound | None:
    """The first field whose value is out of its bounds; None when all are within. Types are left to mypy."""
    return next(_broken(message, "", inspect.type_info(type(message))), None)


def _broken(value: object, field: str, kind: inspect.Type) -> Iterator[BrokenBound]:
    match kind, value:
        case inspect.Metadata(type=inner), _:
            yield from _broken(value, field, inner)
        case inspect.StructType(fields=fields), _:
            for each in fields:
                yield from _broken(getattr(value, each.name), each.name, each.type)
        case inspect.UnionType(types=types), _:
            for one_of in types:
                yield from _broken(value, field, one_of)
        case inspect.ListType(item_type=item), list():
            yield from _out_of(len(value), field, kind.min_length, kind.max_length)
            for one in value:
                yield from _broken(one, field, item)
        case inspect.StrType(), str():
            yield from _broken_text(value, field, kind)
        case ((inspect.IntType() | inspect.FloatType()), (int() | float())):
            yield from _out_of(value, field, kind.ge, kind.le)


def _broken_text(text: str, field: str, kind: inspect.StrType) -> Iterator[BrokenBound]:
    readable = text.encode(errors="backslashreplace").decode()
    if readable != text:
        yield BrokenBound(field, "text in Unicode", _shortened(readable))
    least, most = kind.min_length or 0, kind.max_length
    if len(text) < least:
        yield BrokenBound(field, "one character" if most == 1 else "some text", "nothing")
    if most is not None and len(text) > most:
        yield BrokenBound(field, f"at most {most:,} character{'s' * (most != 1)}", f"{len(text):,}")
    if kind.pattern is not None and not re.search(kind.pattern, text):
        yield BrokenBound(field, f"text of the form {kind.pattern}", _shortened(text))


def _out_of(value: float, field: str, least: float | None, most: float | None) -> Iterator[BrokenBound]:
    if least is not None and value < least:
        yield BrokenBound(field, f"{least:,} or more", f"{value:,}")
    if most is not None and value > most:
        yield BrokenBound(field, f"{most:,} or less", f"{value:,}")


def _shortened(text: str) -> str:
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}... ({len(text):,} characters)"
