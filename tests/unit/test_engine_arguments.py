"""Arguments that do not fit are refused as InputError, by name."""

from __future__ import annotations

import copy
import pickle  # noqa: TID251 - what quants send to workers of their own
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

import numpy as np
import pytest

from pyworkstation import engine
from pyworkstation.custom_indicator import register_indicator
from pyworkstation.domain.errors import InputError

untyped = cast("Any", engine)
ONE = untyped.MtfEngine(["M1"])
TICKS = untyped.TickColumns.from_numpy(*np.zeros((5, 3), dtype=np.int64))
BUILDER = untyped.BarBuilder("M1")

WHOLE = "a whole number of 64 bits"
INDEX = "an index of 0 or more"
ROW = "a row of 0 or more"
ID = "the id of an attached indicator"
NAME = "the name of a timeframe, such as 'M5'"
LIST = "a list of timeframes"


INTERVAL = "a list of pairs such as ('Sun 17:00', 'Fri 17:00')"
CLOSES = "times by date: {'2025-11-28': '12:15'}"


def calendar(**changes: object) -> Any:
    words = {"zone": "America/Chicago", "open": [("Sun 17:00", "Fri 16:00")], "day_close": "17:00"}
    return untyped.SessionCalendar(**{**words, **changes})


def make(*timeframes: object, **options: object) -> Any:
    return untyped.MtfEngine(*timeframes or (["M1"],), **options)


ROWS: list[tuple[Callable[[], object], str]] = [
    (lambda: make(depth=-1), "depth: expected a depth of 1 to 10000000 bars, found -1"),
    (lambda: make(depth=2**70), f"depth: expected a depth of 1 to 10000000 bars, found {2**70}"),
    (lambda: make(depth="5"), "depth: expected a depth of 1 to 10000000 bars, found '5'"),
    (lambda: make(depth=True), "depth: expected a depth of 1 to 10000000 bars, found True"),
    (lambda: make(digits=-1), "digits: expected 0 to 18 decimals, found -1"),
    (lambda: make(digits=300), "digits: expected 0 to 18 decimals, found 300"),
    (lambda: make(late_tolerance_us=-1), "late_tolerance_us: expected 0 or more microseconds, found -1"),
    (lambda: make(late_tolerance_us=0.5), "late_tolerance_us: expected 0 or more microseconds, found 0.5"),
    (lambda: make("M1"), f"timeframes: expected {LIST}, found 'M1'; write ['M1']"),
    (lambda: make(5), f"timeframes: expected {LIST}, found 5"),
    (lambda: make([5]), f"timeframes: expected {LIST}, found [5]"),
    (lambda: make(boundary=5), "boundary: expected left or right, found 5"),
    (lambda: make(day_close=None), "day_close: expected new-york or utc, found None"),
    (lambda: make(empty=1), "empty: expected skip or flat, found 1"),
    (lambda: ONE.completed("M1", -1), f"since: expected {INDEX}, found -1"),
    (lambda: ONE.completed(5), f"timeframe: expected {NAME}, found 5"),
    (lambda: ONE.forming(None), f"timeframe: expected {NAME}, found None"),
    (lambda: ONE.completed_count(b"M1"), f"timeframe: expected {NAME}, found b'M1'"),
    (lambda: ONE.indicator_forming(-1), f"id: expected {ID}, found -1"),
    (lambda: ONE.indicator_values("EMA"), f"id: expected {ID}, found 'EMA'"),
    (lambda: ONE.remove_indicator(2**64), f"id: expected {ID}, found {2**64}"),
    (lambda: ONE.snapshot().indicator_values(-1), f"id: expected {ID}, found -1"),
    (lambda: ONE.snapshot().last(7), f"timeframe: expected {NAME}, found 7"),
    (lambda: ONE.subscribe().take().indicator_values(-1), f"id: expected {ID}, found -1"),
    (lambda: ONE.on_tick(2**63, 1, 1), f"ts_us: expected {WHOLE}, found {2**63}"),
    (lambda: ONE.on_tick(0, 1.5, 1), f"bid: expected {WHOLE}, found 1.5"),
    (lambda: ONE.on_tick(0, 1, "2"), f"ask: expected {WHOLE}, found '2'"),
    (lambda: ONE.on_tick(0, 1, 2, None), f"bid_volume: expected {WHOLE}, found None"),
    (lambda: ONE.on_tick(0, 1, 2, 3, False), f"ask_volume: expected {WHOLE}, found False"),
    (lambda: ONE.on_tick(0, 1, 2, -1), "bid_volume: expected a volume of 0 or more, found -1"),
    (lambda: ONE.on_tick(0, 1, 2, 0, -7), "ask_volume: expected a volume of 0 or more, found -7"),
    (lambda: ONE.add_indicator("M1", 5), "name: expected text, found 5"),
    (lambda: ONE.add_indicator("M1", "EMA", side=1), "side: expected bid or ask or mid, found 1"),
    (lambda: ONE.add_indicator("M1", "EMA", period=True), "period: expected a number or a word, found True"),
    (lambda: ONE.add_indicator("M1", "EMA", period=None), "period: expected a number or a word, found None"),
    (
        lambda: ONE.add_indicator("M1", "EMA", period=list(range(99))),
        "period: expected a number or a word, found an object of type list",
    ),
    (lambda: ONE.save("x"), "extra: expected bytes, found 'x'"),
    (lambda: untyped.MtfEngine.restore("x"), "saved: expected bytes, found 'x'"),
    (lambda: TICKS.slice(-1, 2), f"start: expected {ROW}, found -1"),
    (lambda: TICKS.slice(0, 2.5), f"stop: expected {ROW}, found 2.5"),
    (lambda: TICKS.searchsorted("now"), f"ts_us: expected {WHOLE}, found 'now'"),
    (lambda: untyped.BarBuilder(5), f"timeframe: expected {NAME}, found 5"),
    (lambda: calendar(zone=5), "zone: expected an IANA time zone such as America/Chicago, found 5"),
    (lambda: calendar(open=5), f"open: expected {INTERVAL}, found 5"),
    (lambda: calendar(open=["Sun 17:00"]), f"open: expected {INTERVAL}, found ['Sun 17:00']"),
    (lambda: calendar(open=[("Sun 17:00",)]), f"open: expected {INTERVAL}, found [('Sun 17:00',)]"),
    (lambda: calendar(day_close=17), "day_close: expected a time such as 17:00, found 17"),
    (lambda: calendar(holidays="2025-12-25"), "holidays: expected a list of dates, found '2025-12-25'"),
    (lambda: calendar(holidays=5), "holidays: expected a list of dates, found 5"),
    (lambda: calendar(holidays=[5]), "holidays: expected a date such as 2025-12-25, found 5"),
    (
        lambda: calendar(holidays=[datetime(2025, 12, 25)]),
        "holidays: expected a date such as 2025-12-25, found datetime.datetime(2025, 12, 25, 0, 0)",
    ),
    (lambda: calendar(early_closes=["12:15"]), f"early_closes: expected {CLOSES}, found ['12:15']"),
    (
        lambda: calendar(early_closes={"2025-11-28": 12}),
        "early_closes: expected a time such as 17:00, found 12",
    ),
    (
        lambda: calendar(early_closes={5: "12:15"}),
        "early_closes: expected a date such as 2025-12-25, found 5",
    ),
    (lambda: BUILDER.finish().label_us(5), "label: expected text, found 5"),
    (lambda: untyped.parse_timeframe(60), f"timeframe: expected {NAME}, found 60"),
    (lambda: untyped.bar_span("M1", 2**63), f"ts_us: expected {WHOLE}, found {2**63}"),
    (lambda: untyped.Indicator(5), "name: expected text, found 5"),
    (lambda: untyped.Indicator("EMA").restore(5), "state: expected bytes, found 5"),
    (lambda: untyped.indicators()[0].warm_up(period=True), "period: expected a number or a word, found True"),
    (lambda: untyped.unregister_indicator(5), "name: expected text, found 5"),
    (
        lambda: untyped.register_indicator(5),
        "register_indicator: expected a class with the attribute name, found 5",
    ),
    (lambda: register_indicator(cast("Any", 5)), "register_indicator: expected a class, found 5"),
]


@pytest.mark.parametrize(("call", "message"), ROWS, ids=[message for _, message in ROWS])
def test_an_argument_that_does_not_fit_is_named(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError) as refused:
        call()
    assert str(refused.value) == message
    # Nothing was taken in or attached by the way.
    assert (ONE.ticks, ONE.indicators) == (0, [])


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    one = engine.MtfEngine(["M1"], depth=cast("int", np.int32(5)))
    assert one.on_tick(*(cast("int", cell) for cell in np.array([0, 100, 102]))) == 0


def test_dates_are_dates_or_text() -> None:
    days = {"holidays": [date(2025, 12, 25), "2026-01-01"], "early_closes": {date(2025, 11, 28): "12:15"}}
    one = calendar(**days)
    told = (one.zone, one.open, one.day_close, one.holidays, one.early_closes)
    assert told == (
        "America/Chicago",
        [("Sun 17:00", "Fri 16:00")],
        "17:00",
        ["2025-12-25", "2026-01-01"],
        {"2025-11-28": "12:15"},
    )
    assert one == calendar(holidays=["2025-12-25", "2026-01-01"], early_closes={"2025-11-28": "12:15"})
    assert one != calendar()
    assert one != "America/Chicago"


def walked(**options: object) -> Any:
    one = make(["M1", "T3"], **options)
    one.add_indicator("M1", "EMA", period=3)
    one.on_ticks(ts_us=[row * 20_000_000 for row in range(50)], bid=[*range(50)], ask=[*range(50)])
    return one


@pytest.mark.parametrize("again", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])  # noqa: S301 - ours
def test_what_goes_to_another_process_is_there_as_it_was(again: Callable[[Any], Any]) -> None:
    hours = calendar(holidays=["2025-12-25"], early_closes={"2025-11-28": "12:15"})
    assert again(hours) == hours
    assert hash(again(hours)) == hash(hours)
    one = walked(depth=7, digits=5, day_close=hours)
    assert again(one).save() == one.save()
    bars = engine.to_bars(one.bars("M1"))
    assert len(bars) == 7
    assert again(bars).pack() == bars.pack()


REPRS: list[tuple[Callable[[], object], str]] = [
    (lambda: make(["H1", "M1"]), "<MtfEngine of M1 H1: 0 ticks, 0 late>"),
    (lambda: make().snapshot(), "<Snapshot of M1: 0 ticks, 0 late>"),
    (lambda: make().subscribe(), "<Subscription to <MtfEngine of M1: 0 ticks, 0 late>: 0 missed>"),
    (lambda: make().subscribe().take(), "<BarEvents: 0 bars of M1>"),
    (lambda: TICKS, "<TickColumns: 3 ticks from 1970-01-01T00:00:00Z to 1970-01-01T00:00:00Z>"),
    (lambda: TICKS.slice(0, 0), "<TickColumns: 0 ticks>"),
    (lambda: make().forming("M1"), "<BarColumns: 0 bars>"),
    (lambda: untyped.BarBuilder("5min"), "<BarBuilder M5>"),
    (lambda: untyped.Indicator("EMA", period=9), "<Indicator EMA(period=9, source='close')>"),
    (lambda: untyped.indicators()[0], "<IndicatorSpec SMA(period, source): Simple moving average>"),
]


@pytest.mark.parametrize(("show", "text"), REPRS, ids=[text for _, text in REPRS])
def test_what_people_print_says_what_it_is(show: Callable[[], object], text: str) -> None:
    assert repr(show()) == text


def test_an_engine_shows_its_last_tick_and_its_indicators() -> None:
    one = engine.MtfEngine(["M1"])
    one.on_tick(1_549_274_400_000_000, 114_372, 114_375)
    one.on_tick(0, 114_372, 114_375)
    one.add_indicator("M1", "EMA", side="mid")
    assert repr(one) == "<MtfEngine of M1: 1 ticks to 2019-02-04T10:00:00Z, 1 late>"
    assert repr(one.snapshot()) == "<Snapshot of M1: 1 ticks to 2019-02-04T10:00:00Z, 1 late>"
    assert repr(one.indicators) == "[<AttachedIndicator 0: EMA(period=20, source='close') of M1 mid>]"
    assert repr(one.forming("M1")).startswith("<BarColumns: 1 bars from 2019-02-04T10:00:00Z")
