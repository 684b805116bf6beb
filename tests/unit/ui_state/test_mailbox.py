"""The mailbox: newest wins where only the newest counts; completed bars are never dropped."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.protocol.messages import (
    FillsUpdate,
    ImportProgress,
    OrdersUpdate,
    PositionsUpdate,
    RefusedFile,
)
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import (
    BarsArrived,
    BugFound,
    EngineHeard,
    Event,
    PhaseChanged,
    PingMeasured,
    QuoteArrived,
    QuotesArrived,
    ReplayMoved,
    ReplyArrived,
    TradingTold,
)
from pyworkstation_ui.state.mailbox import Mailbox
from pyworkstation_ui.state.series import Change, Series
from tests.unit.ui_state.market import bars, replay_state, snapshot, update, with_close
from tests.unit.ui_state.trading_messages import account, fill, order

TOPIC = "bars.EURUSD.M1"


def test_only_the_newest_replay_state_and_heartbeat_remain() -> None:
    mailbox = Mailbox()
    for n in range(5):
        mailbox.post(ReplayMoved(replay_state(ticks_done=n)))
        mailbox.post(EngineHeard(n))
    assert mailbox.drain() == [ReplayMoved(replay_state(ticks_done=4)), EngineHeard(4)]
    assert mailbox.drain() == []


def test_notices_and_pings_all_remain() -> None:
    mailbox = Mailbox()
    events: list[Event] = [BugFound("a"), PingMeasured(0.1), BugFound("a"), PingMeasured(0.2)]
    for event in events:
        mailbox.post(event)
    assert mailbox.drain() == events


def test_of_how_far_an_import_is_the_newest_remains_for_each_and_every_file_of_it() -> None:
    mailbox = Mailbox()
    for n in (1, 2):
        for asked in (7, 8):
            mailbox.post(ReplyArrived(asked, _progress(n)))
            mailbox.post(ReplyArrived(asked, RefusedFile(path=f"/{n}", reason="no ticks")))
    first, second = (RefusedFile(path=f"/{n}", reason="no ticks") for n in (1, 2))
    assert mailbox.drain() == [
        ReplyArrived(7, _progress(2)),
        ReplyArrived(7, first),
        ReplyArrived(8, _progress(2)),
        ReplyArrived(8, first),
        ReplyArrived(7, second),
        ReplyArrived(8, second),
    ]


def _progress(files_done: int) -> ImportProgress:
    return ImportProgress(
        symbol="EURUSD",
        path="/ticks.csv",
        files_done=files_done,
        files_total=9,
        bytes_done=1,
        bytes_total=9,
        ticks_done=1,
        ticks_per_second=1,
        seconds_left=None,
    )


def test_of_trading_the_newest_account_remains_and_every_order_and_fill() -> None:
    mailbox = Mailbox()
    for n in (1, 2):
        mailbox.post(TradingTold(account(balance=n)))
        mailbox.post(TradingTold(PositionsUpdate(history=1, sequence=n, positions=[])))
        mailbox.post(TradingTold(OrdersUpdate(history=1, sequence=n, orders=[order(n)])))
        mailbox.post(TradingTold(FillsUpdate(history=1, fills=[fill(n)])))
    assert mailbox.drain() == [
        TradingTold(account(balance=2)),
        TradingTold(PositionsUpdate(history=1, sequence=2, positions=[])),
        TradingTold(OrdersUpdate(history=1, sequence=1, orders=[order(1)])),
        TradingTold(FillsUpdate(history=1, fills=[fill(1)])),
        TradingTold(OrdersUpdate(history=1, sequence=2, orders=[order(2)])),
        TradingTold(FillsUpdate(history=1, fills=[fill(2)])),
    ]


def test_of_each_symbol_the_newest_quote_remains() -> None:
    def quote(symbol: str, bid: int) -> QuoteArrived:
        return QuoteArrived(symbol, 5, bid, bid, bid + 1)

    mailbox = Mailbox()
    mailbox.post(QuotesArrived({"EURUSD": quote("EURUSD", 1), "GBPUSD": quote("GBPUSD", 2), "X": None}))
    mailbox.post(QuotesArrived({"GBPUSD": quote("GBPUSD", 3), "X": quote("X", 4)}))
    assert mailbox.drain() == [
        QuotesArrived({"EURUSD": quote("EURUSD", 1), "GBPUSD": quote("GBPUSD", 3), "X": quote("X", 4)})
    ]


def test_the_last_phase_counts() -> None:
    mailbox = Mailbox()
    mailbox.post(PhaseChanged(Phase.LOST))
    mailbox.post(PhaseChanged(Phase.CONNECTED))
    assert mailbox.drain() == [PhaseChanged(Phase.CONNECTED)]


@given(
    steps=st.lists(st.sampled_from(["move", "complete", "complete two", "snapshot", "drain"]), max_size=40)
)
def test_a_series_fed_through_the_mailbox_misses_nothing(steps: list[str]) -> None:
    all_bars = bars(200)
    mailbox, through, direct = Mailbox(), Series("M1"), Series("M1")
    done = 3

    def feed(event: BarsArrived) -> None:
        if event.snapshot is not None:
            through.apply_snapshot(event.snapshot)
        assert all(through.apply_update(each) is not Change.GAP for each in event.updates)

    def both(message: object, *, is_snapshot: bool) -> None:
        if is_snapshot:
            direct.apply_snapshot(message)  # type: ignore[arg-type]
            mailbox.post(BarsArrived(TOPIC, message))  # type: ignore[arg-type]
        else:
            direct.apply_update(message)  # type: ignore[arg-type]
            mailbox.post(BarsArrived(TOPIC, None, (message,)))  # type: ignore[arg-type]

    both(snapshot(all_bars[: done + 1]), is_snapshot=True)
    for place, step in enumerate(steps):
        grown = {"complete": 1, "complete two": 2}.get(step, 0)
        forming = with_close(all_bars[done + grown : done + grown + 1], 108_000 + place)
        if step == "drain":
            for event in mailbox.drain():
                feed(event)  # type: ignore[arg-type]
        elif step == "snapshot":
            both(update(all_bars[:done], forming), is_snapshot=True)
        else:
            both(update(all_bars[done : done + grown], forming, first_index=done), is_snapshot=False)
            done += grown
    for event in mailbox.drain():
        feed(event)  # type: ignore[arg-type]
    assert len(through) == len(direct)
    np.testing.assert_array_equal(through.open_us, direct.open_us)
    np.testing.assert_array_equal(through.ohlc(slice(None))[3], direct.ohlc(slice(None))[3])


def test_moves_of_a_forming_bar_do_not_pile_up() -> None:
    all_bars = bars(3)
    mailbox = Mailbox()
    for n in range(1000):
        moved = update(all_bars[:0], with_close(all_bars[2:], 108_000 + n), first_index=2)
        mailbox.post(BarsArrived(TOPIC, None, (moved,)))
    (event,) = mailbox.drain()
    assert isinstance(event, BarsArrived)
    assert len(event.updates) == 1


def _post_pings(mailbox: Mailbox, count: int) -> None:
    for n in range(count):
        mailbox.post(PingMeasured(n))


def test_posts_from_another_thread_arrive() -> None:
    mailbox = Mailbox()
    thread = threading.Thread(target=lambda: _post_pings(mailbox, 1000))
    thread.start()
    seen = []
    while thread.is_alive():
        seen += mailbox.drain()
    thread.join()
    seen += mailbox.drain()
    assert seen == [PingMeasured(n) for n in range(1000)]
