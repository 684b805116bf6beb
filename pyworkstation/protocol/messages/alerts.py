"""Alerts: what the engine watches for, with no window open too, and what it has seen."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import (
    Count,
    IndicatorName,
    IndicatorParam,
    Message,
    Number,
    PriceSide,
    ShortText,
    Symbol,
    Text,
    TimeframeName,
    TimeUs,
)

MOST_ALERTS = 1000
MOST_COOLDOWN_S = 31_622_400
"""A year."""


class AlertTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to watch for. `level` is in points for a price and a spread, in the indicator's unit, in seconds for `stale`.

    A price and a spread are looked at with every tick, an indicator with every completed bar of its timeframe. `above` is
    a crossing upwards, `below` one downwards, `touch` either. `stale`: no tick for so long while ticks should come;
    `disconnect`: ticks come no longer. With `again` it fires more than once: `cooldown_s` of the market later at the earliest,
    and with `per_bar` at most once in a bar of the timeframe. From `expires_us` of the market on it is not watched for.
    """

    symbol: Symbol
    kind: Literal["price", "spread", "indicator", "stale", "disconnect"]
    when: Literal["above", "below", "touch"] = "touch"
    level: Number = 0.0
    side: PriceSide = "bid"
    timeframe: TimeframeName = "M1"
    indicator: IndicatorName | None = None
    params: dict[IndicatorParam, Number | ShortText] = {}
    output: ShortText = ""
    again: bool = False
    note: ShortText = ""
    cooldown_s: Annotated[int, Meta(ge=0, le=MOST_COOLDOWN_S)] = 60
    per_bar: bool = False
    expires_us: TimeUs | None = None


class Alert(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An alert. One that is not `armed` has fired. `fault` says why it cannot be watched for at the moment, `fired_us`
    when it fired last, by the market's clock.
    """

    id: Count
    terms: AlertTerms
    armed: bool
    fired: Count
    set_us: TimeUs
    fault: ShortText = ""
    fired_us: TimeUs | None = None


class AlertFired(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An alert fired, at `at_us` of the market, that is at the very tick, or at the close of the bar; told at `told_us`.

    `number` rises by one with each, over restarts. `value` is in the unit of the alert's level.
    """

    number: Count
    id: Count
    at_us: TimeUs | None
    told_us: TimeUs
    value: Number
    terms: AlertTerms
    text: Text


class SetAlert(Message, frozen=True, tag="set_alert"):
    """Watch for this from now on; with `id` in the place of that alert, armed again. Answered by an `AlertSet`."""

    terms: AlertTerms
    id: Count | None = None


class AlertSet(Message, frozen=True, tag="alert_set"):
    """Reply to `set_alert`."""

    id: Count


class DeleteAlert(Message, frozen=True, tag="delete_alert"):
    """Watch for it no longer. Answered by `Done`."""

    id: Count


class ListAlerts(Message, frozen=True, tag="list_alerts"):
    """All alerts, and what fired after number `after`. Answered by an `Alerts`."""

    after: Count = 0


class Alerts(Message, frozen=True, tag="alerts"):
    """Reply to `list_alerts`, and topic `alerts` whenever one fires, is set or deleted.

    On the topic `fired` has what fired just now. A listener that misses a number asks for what came after the last that
    it knows: the newest 1,000 are kept. `last` is the newest number of all.
    """

    alerts: Annotated[list[Alert], Meta(max_length=MOST_ALERTS)]
    fired: Annotated[list[AlertFired], Meta(max_length=MOST_ALERTS)]
    last: Count
