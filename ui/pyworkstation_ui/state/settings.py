"""What the user set for every workspace alike: the dress of the window, and keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from pyworkstation.domain.errors import InputError

ThemeName = Literal["dark", "light"]
CandleColours = Literal["green and red", "blue and orange"]
TextPercent = Literal[90, 100, 115, 130]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`shortcuts` has the keys of those actions whose keys were changed, as the table of actions writes them."""

    theme: ThemeName = "dark"
    candles: CandleColours = "green and red"
    text_percent: TextPercent = 100
    has_seen_tour: bool = False
    shortcuts: dict[str, str] = field(default_factory=dict)


def pack(settings: Settings) -> bytes:
    """As JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(settings), indent=1)


def unpack(data: bytes, *, where: str) -> Settings:
    """Raises InputError when it is none."""
    try:
        return msgspec.json.decode(data, type=Settings)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(expected="settings of the desktop", found=str(error), where=where) from None
