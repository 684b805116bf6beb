"""Texts of any length in a vault that takes short ones only, whole or not at all.

An entry is its head: JSON with the value itself when it is short, else with the number of its parts, which lie in entries of
their own under a mark that is used once. The parts are written first, then the head, then the parts of the one before are
deleted: whoever is stopped half-way leaves the old value, or the new one, never half of each.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from typing import TYPE_CHECKING

import msgspec

from pyworkstation.domain.errors import EnvironmentFailure

if TYPE_CHECKING:
    from pyworkstation.adapters.vault.vault import Vault

SHORT = 1_280
"""Characters, UTF-16 units to be exact, that Windows' Credential Manager takes."""

_PART = 1_200
_ROOM = 900
"""Characters of a value that a head has room for, beside its own words and with every one of them escaped."""


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """`value` is there, or else `mark`, `parts` and the SHA-256 of all of them."""

    set_us: int
    value: str | None = None
    mark: str = ""
    parts: int = 0
    sha256: str = ""


class Kept(msgspec.Struct, frozen=True):
    """A value, and when it was stored in microseconds UTC."""

    value: str
    set_us: int

    def __repr__(self) -> str:
        return f"Kept(set_us={self.set_us})"


def read_entry(vault: Vault, entry: str) -> Kept | None:
    """What is stored under a name; None when nothing is.

    Raises:
        EnvironmentFailure: when somebody else has written it, or a part is missing or was changed.
    """
    head = _head(vault, entry)
    if head is None:
        return None
    if head.value is not None:
        return Kept(head.value, head.set_us)
    parts = [vault.read(part) for part in _parts(entry, head)]
    value = "".join(part for part in parts if part is not None)
    if None in parts or _sha256(value) != head.sha256:
        raise EnvironmentFailure(_damaged(vault, entry))
    return Kept(value, head.set_us)


def write_entry(vault: Vault, entry: str, kept: Kept) -> None:
    """Store a value in the place of what was there. Raises EnvironmentFailure as the vault does; then the old value is still there."""
    before = _head_or_none(vault, entry)
    head = _written_head(vault, entry, kept)
    try:
        vault.write(entry, msgspec.json.encode(head).decode())
    except EnvironmentFailure:
        _drop_parts(vault, entry, head)
        raise
    _drop_parts(vault, entry, before)


def delete_entry(vault: Vault, entry: str) -> bool:
    """Take it away; whether it was there. The parts go first: without the head nobody would find them any more."""
    is_there = vault.read(entry) is not None
    for part in _parts(entry, _head_or_none(vault, entry)):
        vault.delete(part)
    vault.delete(entry)
    return is_there


def _written_head(vault: Vault, entry: str, kept: Kept) -> _Head:
    short = _Head(set_us=kept.set_us, value=kept.value)
    if utf16_units(kept.value) <= _ROOM and utf16_units(msgspec.json.encode(short).decode()) <= SHORT:
        return short
    parts = split(kept.value)
    head = _Head(set_us=kept.set_us, mark=secrets.token_hex(8), parts=len(parts), sha256=_sha256(kept.value))
    try:
        for part, text in zip(_parts(entry, head), parts, strict=True):
            vault.write(part, text)
    except EnvironmentFailure:
        _drop_parts(vault, entry, head)
        raise
    return head


def split(value: str) -> list[str]:
    """Pieces of at most 1,200 UTF-16 units, which together are the value. No character is parted."""
    pieces, piece, units = list[str](), list[str](), 0
    for character in value:
        width = utf16_units(character)
        if units + width > _PART:
            pieces.append("".join(piece))
            piece, units = [], 0
        piece.append(character)
        units += width
    return [*pieces, "".join(piece)]


def utf16_units(text: str) -> int:
    """How long Windows thinks it is."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _head(vault: Vault, entry: str) -> _Head | None:
    text = vault.read(entry)
    if text is None:
        return None
    try:
        return msgspec.json.decode(text, type=_Head)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise EnvironmentFailure(_damaged(vault, entry)) from None


def _head_or_none(vault: Vault, entry: str) -> _Head | None:
    """Of an entry that is not ours no parts are known."""
    text = vault.read(entry)
    try:
        return None if text is None else msgspec.json.decode(text, type=_Head)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _drop_parts(vault: Vault, entry: str, head: _Head | None) -> None:
    """A vault that fails now keeps what nobody reads any more; what was asked for is done, or has failed already."""
    with contextlib.suppress(EnvironmentFailure):
        for part in _parts(entry, head):
            vault.delete(part)


def _parts(entry: str, head: _Head | None) -> list[str]:
    """Names of the entries that the parts lie in."""
    return [] if head is None else [f"{entry}/{head.mark}/{number}" for number in range(head.parts)]


def _sha256(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def _damaged(vault: Vault, entry: str) -> str:
    return (
        f"{vault.title}: the entry {entry} is not as pyworkstation wrote it; "
        f"set it anew with: pyworkstation credentials set {entry}"
    )
