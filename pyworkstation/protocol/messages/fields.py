"""Of what the messages are made: bounded numbers and texts, and the base of every body."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

PROTOCOL_VERSION = 1
Int64 = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]
TimeUs = Annotated[int, Meta(ge=-(2**62), le=2**62)]
Symbol = Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9._-]{0,31}$")]
TimeframeName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,20}$")]
Topic = Annotated[str, Meta(pattern=r"^[a-z]+(\.[A-Za-z0-9._-]+)?$", max_length=80)]
ShortText = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(max_length=10_000)]
Path = Annotated[str, Meta(min_length=1, max_length=4096)]
Sql = Annotated[str, Meta(min_length=1, max_length=100_000)]
PolicyText = Annotated[str, Meta(pattern=r"^[a-z-]{1,30}=(keep|drop|stop)$")]
Packed = Annotated[bytes, Meta(max_length=4_000_000)]
Speed = Annotated[float, Meta(gt=0, le=1_000_000)]
Digits = Annotated[int, Meta(ge=0, le=10)]
GapMinutes = Annotated[int, Meta(ge=1, le=100_000)]
Share = Annotated[float, Meta(ge=0, le=1)]
Points = Annotated[float, Meta(ge=0, le=100)]
OfHours = Annotated[list[Count], Meta(min_length=24, max_length=24)]
IndicatorName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_]{1,40}$")]
Number = Annotated[float, Meta(ge=-1e15, le=1e15)]
IndicatorParam = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,40}$")]
PriceSide = Literal["bid", "ask", "mid"]
ServiceName = Annotated[str, Meta(pattern=r"^[a-z-]{1,40}$")]
RoleName = Literal["trade", "read"]
Endpoint = Annotated[str, Meta(pattern=r"^tcp://127\.0\.0\.1:[0-9]{1,5}$")]
CurveKey = Annotated[str, Meta(min_length=40, max_length=40)]
SessionToken = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""256 random bits."""
ClientOrderId = Annotated[str, Meta(pattern=r'^["-~][!-~]{0,63}$')]
"""Printable ASCII; those with a `!` in front are the exchange's own."""
Quantity = Annotated[int, Meta(ge=1, le=10**13)]
AccountName = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,40}$")]
CurrencyCode = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
DumpText = Annotated[str, Meta(max_length=1_000_000)]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="op", kw_only=True):
    """Base of all bodies."""
