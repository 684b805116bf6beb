"""The watchlist's quotes and the tape's ticks, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pyworkstation.domain.columns import Ticks
from pyworkstation_ui.state.events import QuoteArrived, TicksArrived
from pyworkstation_ui.state.mailbox import Mailbox
from pyworkstation_ui.state.records import Tone
from pyworkstation_ui.state.tape import TapeRow, is_same_tick, tape_rows
from pyworkstation_ui.state.watch import (
    SPARK,
    STALE_US,
    WATCH_COLUMNS,
    Watched,
    format_age,
    quoted,
)
from tests.unit.ui_state.market import MONDAY, SECOND

COLUMNS = {column.title: column for column in WATCH_COLUMNS}


def quote(bid: int, *, after_us: int = 0, ask: int | None = None) -> QuoteArrived:
    """A quote of EUR/USD, three points wide."""
    return QuoteArrived("EURUSD", 5, MONDAY + after_us, bid, bid + 3 if ask is None else ask)


def watched(*bids: int, every_us: int = SECOND) -> Watched:
    """After these, one a second."""
    row = Watched("EURUSD")
    for place, bid in enumerate(bids):
        row = quoted(row, quote(bid, after_us=place * every_us))
    return row


def said(row: Watched) -> dict[str, str]:
    """What the row says, by column."""
    return {title: column.text(row) for title, column in COLUMNS.items()}


def test_a_quote_in_one_line() -> None:
    row = replace(watched(108_000, 108_013), age_us=400_000)
    assert said(row) == {
        "Symbol": "EURUSD",
        "Bid": "1.08013",
        "Ask": "1.08016",
        "Spread": "3",
        "Age": "0.4 s",
        "Change": "+0.00013",
        "%": "+0.01 %",
        "Last minute": "",
    }


def test_a_symbol_without_a_quote_says_so_and_no_number() -> None:
    assert said(Watched("XAUUSD")) == {
        "Symbol": "XAUUSD",
        "Bid": "",
        "Ask": "",
        "Spread": "",
        "Age": "no quote",
        "Change": "",
        "%": "",
        "Last minute": "",
    }
    assert COLUMNS["Symbol"].tone(Watched("XAUUSD")) is Tone.DIM


@pytest.mark.parametrize(
    ("bids", "moved", "tone"),
    [
        ((108_000,), 0, Tone.PLAIN),
        ((108_000, 108_001), 1, Tone.UP),
        ((108_000, 107_999), -1, Tone.DOWN),
        ((108_000, 108_001, 108_001), 1, Tone.UP),
    ],
)
def test_the_bid_has_the_colour_of_its_last_move(bids: tuple[int, ...], moved: int, tone: Tone) -> None:
    row = watched(*bids)
    assert row.moved == moved
    assert COLUMNS["Bid"].tone(row) is tone


@pytest.mark.parametrize(("age_us", "is_stale"), [(0, False), (STALE_US - 1, False), (STALE_US, True)])
def test_a_stale_quote_looks_stale(age_us: int, is_stale: bool) -> None:
    row = replace(watched(108_000, 108_001), age_us=age_us)
    assert row.is_stale is is_stale
    assert (COLUMNS["Bid"].tone(row) is Tone.DIM) is is_stale
    assert (COLUMNS["Age"].tone(row) is Tone.WARN) is is_stale


def test_the_change_is_from_the_days_open_where_that_is_known() -> None:
    row = replace(watched(108_000, 108_010), reference=107_000)
    assert said(quoted(row, quote(107_500, after_us=9 * SECOND)))["Change"] == "+0.00500"


def test_the_line_has_a_point_a_second_and_ends_with_the_newest_bid() -> None:
    assert watched(1, 2, 3).spark == (1, 2, 3)
    assert watched(1, 2, 3, 4, 5, every_us=SECOND // 2).spark == (2, 4, 5)
    assert watched(*range(100)).spark == tuple(range(100 - SPARK, 100))


def test_after_a_jump_back_line_and_change_begin_anew() -> None:
    row = quoted(watched(108_000, 108_010, 108_020), quote(107_000))
    assert (row.spark, row.change, row.moved) == ((107_000,), 0, 1)


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (-5, "0.0 s"),
        (450_000, "0.5 s"),
        (12 * SECOND, "12 s"),
        (200 * SECOND, "3 min"),
        (7200 * SECOND, "2 h"),
        (180_000 * SECOND, "2 d"),
    ],
)
def test_ages_are_short(us: int, text: str) -> None:
    assert format_age(us) == text


def ticks(*rows: tuple[int, int], after_us: int = 0) -> Ticks:
    """Bid and ask, one a second."""
    count = len(rows)
    bid, ask = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    volume = np.full(count, 1_000_000, dtype=np.int64)
    times = MONDAY + after_us + np.arange(count, dtype=np.int64) * SECOND
    return Ticks(ts_us=times, bid=bid, ask=ask, bid_volume=volume, ask_volume=volume)


def test_ticks_come_newest_first_with_the_sign_of_their_move() -> None:
    rows = tape_rows(ticks((10, 13), (11, 13), (11, 12), (11, 12)), 5, after=None)
    assert [(row.number, row.bid, row.moved) for row in rows] == [
        (4, 11, 0),
        (3, 11, -1),
        (2, 11, 1),
        (1, 10, 0),
    ]


def test_ticks_follow_on_those_before() -> None:
    last = TapeRow(7, MONDAY, 5, 20, 23, 1, 1)
    assert [(row.number, row.moved) for row in tape_rows(ticks((10, 13)), 5, after=last)] == [(8, -1)]


def test_the_tick_of_a_snapshot_may_have_been_told_before() -> None:
    (row,) = tape_rows(ticks((10, 13)), 5, after=None)
    assert is_same_tick(row._replace(number=9, moved=1), row)
    assert not is_same_tick(row._replace(bid=11), row)


def test_the_mailbox_keeps_the_newest_quote_of_each_symbol_and_the_last_thousand_ticks() -> None:
    box = Mailbox()
    for bid in range(5):
        box.post(quote(bid))
        box.post(QuoteArrived("USDJPY", 3, MONDAY, bid, bid))
    for start in range(3):
        box.post(TicksArrived("EURUSD", 5, 1, ticks(*((600 * start + each, 0) for each in range(600)))))
    first, second, third = box.drain()
    assert isinstance(first, QuoteArrived)
    assert isinstance(second, QuoteArrived)
    assert isinstance(third, TicksArrived)
    assert [(each.symbol, each.bid) for each in (first, second)] == [("EURUSD", 4), ("USDJPY", 4)]
    assert third.ticks.bid.tolist() == list(range(800, 1800))


def test_ticks_of_another_epoch_do_not_follow_on() -> None:
    box = Mailbox()
    box.post(TicksArrived("EURUSD", 5, 1, ticks((10, 13))))
    box.post(TicksArrived("EURUSD", 5, 2, ticks((20, 23))))
    (event,) = box.drain()
    assert isinstance(event, TicksArrived)
    assert (event.epoch, event.ticks.bid.tolist()) == (2, [20])


def test_a_tick_that_a_snapshot_repeats_is_in_the_mailbox_once() -> None:
    box = Mailbox()
    for each in (ticks((1, 2), (3, 4)), ticks((3, 4), after_us=SECOND), ticks((5, 6), after_us=SECOND)):
        box.post(TicksArrived("EURUSD", 5, 1, each))
    (event,) = box.drain()
    assert isinstance(event, TicksArrived)
    assert event.ticks.bid.tolist() == [1, 3, 5]
