"""What may be wrong with ticks; an import and a quality report both tell it."""

from __future__ import annotations

import msgspec

from pyworkstation.protocol.messages.fields import Count, ShortText, TimeUs


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many ticks of a file have one kind of fault, left out or not."""

    kind: ShortText
    count: Count


class Gap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A stretch of a market's hours without a tick: from the last tick before it to the first after it.

    For `market_us` of that time the market was open.
    """

    from_us: TimeUs
    to_us: TimeUs
    market_us: Count
