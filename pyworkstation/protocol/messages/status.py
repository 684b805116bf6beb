"""What runs, and what is stored."""

from __future__ import annotations

import msgspec

from pyworkstation.protocol.messages.fields import Count, Digits, Message, Path, ShortText, Symbol, TimeUs
from pyworkstation.protocol.messages.imports import UnfinishedImport
from pyworkstation.protocol.messages.replay import ReplayState


class GetStatus(Message, frozen=True, tag="get_status"):
    """What runs, and what is stored."""


class SymbolStatus(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is stored of one symbol."""

    symbol: Symbol
    digits: Digits
    volume_digits: Digits
    ticks: Count
    first_us: TimeUs | None
    last_us: TimeUs | None
    sources: list[ShortText]


class Status(Message, frozen=True, tag="status"):
    """Reply to `get_status`."""

    version: ShortText
    environment: ShortText
    home: Path
    pid: Count | None
    started_us: TimeUs | None
    symbols: list[SymbolStatus]
    replay: ReplayState
    unfinished: list[UnfinishedImport] = []
