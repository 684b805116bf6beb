"""Ticks, stored ones and those of the replay."""

from __future__ import annotations

from pyworkstation.protocol.messages.fields import Count, Digits, Message, Packed, Symbol, TimeUs


class GetTicks(Message, frozen=True, tag="get_ticks"):
    """Stored ticks of [from_us, to_us). Answered in parts."""

    symbol: Symbol
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None


class TicksPart(Message, frozen=True, tag="ticks_part"):
    """Ticks in order; `packed` holds `count` rows of the ticks layout."""

    symbol: Symbol
    digits: Digits
    count: Count
    packed: Packed
    volume_digits: Digits = 0


class TicksUpdate(Message, frozen=True, tag="ticks_update"):
    """Topic `ticks.SYMBOL`: the ticks since the last message. A snapshot carries the last tick alone."""

    symbol: Symbol
    digits: Digits
    epoch: Count
    packed: Packed
