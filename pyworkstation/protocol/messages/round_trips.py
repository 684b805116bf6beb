"""The trader's journal: what became of each position that was closed, with notes, and statistics of them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    Count,
    Digits,
    Int64,
    Message,
    Quantity,
    ShortText,
    Symbol,
    Text,
    TimeUs,
)
from pyworkstation.protocol.messages.orders import OrderSide

Tags = Annotated[list[ShortText], Meta(max_length=20)]
StatisticsBy = Literal["all", "symbol", "day", "weekday", "hour", "session", "tag"]


class NotePosition(Message, frozen=True, tag="note_position"):
    """Write a note and tags on a position, open or closed, in place of those it had. Answered by `Done`."""

    position: Count
    note: Text = ""
    tags: Tags = []


class ListRoundTrips(Message, frozen=True, tag="list_round_trips"):
    """Closed positions, in the order they were closed. Answered by `RoundTripsPart`s, at least one."""

    symbol: Symbol | None = None


class RoundTrip(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A position from its opening to its end. `quantity` is what was opened in all; averages are in thousandths of a point.

    `pnl`, `commission`, `swap` and their sum `net` are minor units of the account's currency. `adverse_points` and
    `favourable_points` tell how far the price at which it could have been closed went against it and for it (MAE, MFE).
    """

    position: Count
    symbol: Symbol
    digits: Digits
    side: OrderSide
    quantity: Quantity
    opened_us: TimeUs
    closed_us: TimeUs
    entry_millipoints: Int64
    exit_millipoints: Int64
    pnl: Int64
    commission: Int64
    swap: Int64
    net: Int64
    adverse_points: Int64 | None
    favourable_points: Int64 | None
    client_order_id: ShortText
    note: Text = ""
    tags: Tags = []


class RoundTripsPart(Message, frozen=True, tag="round_trips_part"):
    """Some closed positions."""

    round_trips: list[RoundTrip]


class GetStatistics(Message, frozen=True, tag="get_statistics"):
    """Figures of the closed positions in groups. Days, weekdays, hours (all UTC) and sessions are those of the opening.

    Answered by a `Statistics`.
    """

    by: StatisticsBy = "all"
    symbol: Symbol | None = None


class StatisticsRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One group. Money is in minor units of the account's currency, what was won and lost with all costs.

    `drawdown` is the furthest that the sum of the nets fell below a peak before, `longest_losing` the longest row of losses.
    `expectancy_millis` is the average net of a position in thousandths of a minor unit; `profit_factor_ppm` what was won for each
    unit lost, in millionths, None when nothing was lost.
    """

    key: ShortText
    round_trips: Count
    winners: Count
    net: Int64
    won: Int64
    lost: Int64
    best: Int64
    worst: Int64
    drawdown: Count
    longest_losing: Count
    held_us: Count
    expectancy_millis: Int64 = 0
    profit_factor_ppm: Count | None = None


class Statistics(Message, frozen=True, tag="statistics"):
    """Reply to `get_statistics`: a row for each group, in order."""

    by: StatisticsBy
    rows: list[StatisticsRow]
