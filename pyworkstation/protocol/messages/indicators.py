"""Indicators: which there are, and those attached to the replay."""

from __future__ import annotations

from typing import Literal

import msgspec

from pyworkstation.protocol.messages.fields import (
    Count,
    IndicatorName,
    IndicatorParam,
    Message,
    Number,
    Packed,
    PriceSide,
    ShortText,
    Symbol,
    Text,
    TimeframeName,
    TimeUs,
    Topic,
)


class ListIndicators(Message, frozen=True, tag="list_indicators"):
    """Every indicator that there is. Answered by an `Indicators`."""


class AttachIndicator(Message, frozen=True, tag="attach_indicator"):
    """Have an indicator computed on a timeframe of the replay's symbol. Answered by an `AttachedIndicator`.

    Its values come on topic `values.SYMBOL.TIMEFRAME.ID`. It stays over jumps of the replay and restarts of the engine, as
    long as a `holder` has it, a name that a client chooses for itself; asked for again, it is the same.
    """

    symbol: Symbol
    timeframe: TimeframeName
    name: IndicatorName
    side: PriceSide = "bid"
    params: dict[IndicatorParam, Number | ShortText] = {}
    holder: ShortText = ""


class DetachIndicator(Message, frozen=True, tag="detach_indicator"):
    """This `holder` needs an indicator no longer. It is gone when nobody holds it. Answered by `Done`."""

    symbol: Symbol
    id: Count
    holder: ShortText = ""


class GetValues(Message, frozen=True, tag="get_values"):
    """What an indicator makes of the stored bars whose open lies in [from_us, to_us), having seen all bars before them.

    Answered by `ValuesPart`s, oldest first, with a row for each bar that `get_bars` has of the same range.
    """

    symbol: Symbol
    timeframe: TimeframeName
    name: IndicatorName
    side: PriceSide = "bid"
    params: dict[IndicatorParam, Number | ShortText] = {}
    from_us: TimeUs | None = None
    to_us: TimeUs | None = None


class ValuesPart(Message, frozen=True, tag="values_part"):
    """Reply part to `get_values`: columns of float64 by output, of `count` bars; NaN is no value yet."""

    outputs: list[ShortText]
    count: Count
    packed: Packed


class IndicatorValues(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An attached indicator. Values are columns of float64 by output: one row a completed bar, one row for the forming one.

    NaN is no value yet; `forming` is empty without a forming bar.
    """

    id: Count
    name: IndicatorName
    side: PriceSide
    params: dict[IndicatorParam, Number | ShortText]
    outputs: list[ShortText]
    completed: Packed
    forming: Packed


class ParamSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A parameter of an indicator. A count is a whole number; a choice is one of `words`, and has no bounds."""

    name: IndicatorParam
    title: ShortText
    kind: Literal["count", "real", "choice"]
    default: Number | ShortText
    minimum: Number | None = None
    maximum: Number | None = None
    words: list[ShortText] = []


class OutputSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An output of an indicator: over the prices or in a pane of its own, and as what it is drawn.

    `ahead` and `back` name the parameter that says how many bars later or earlier.
    """

    name: ShortText
    pane: Literal["overlay", "own"]
    style: Literal["line", "band", "histogram", "dots", "steps", "hidden"]
    ahead: ShortText | None = None
    back: ShortText | None = None


class IndicatorSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An indicator: what there is to set, to read and to draw. `warm_up` is with its defaults, in bars."""

    name: IndicatorName
    title: ShortText
    group: ShortText
    params: list[ParamSpec]
    inputs: list[ShortText]
    outputs: list[OutputSpec]
    warm_up: Count
    formula: Text


class Indicators(Message, frozen=True, tag="indicators"):
    """Reply to `list_indicators`, group after group."""

    indicators: list[IndicatorSpec]


class AttachedIndicator(Message, frozen=True, tag="attached_indicator"):
    """Reply to `attach_indicator`, every parameter with its value. After `warm_up` bars all outputs have values."""

    symbol: Symbol
    timeframe: TimeframeName
    id: Count
    name: IndicatorName
    side: PriceSide
    params: dict[IndicatorParam, Number | ShortText]
    outputs: list[ShortText]
    warm_up: Count
    topic: Topic


class ValuesUpdate(Message, frozen=True, tag="values_update"):
    """Topic `values.SYMBOL.TIMEFRAME.ID`, after the `BarsUpdate` of the same bars: what an indicator makes of them.

    Columns of float64 by output, in the order that `attach_indicator` was answered with; NaN is no value yet. Row
    numbers are as in `BarsUpdate`. A snapshot of the topic carries the values of all bars that the engine keeps.
    """

    symbol: Symbol
    timeframe: TimeframeName
    id: Count
    epoch: Count
    first_index: Count
    completed: Packed
    forming: Packed
