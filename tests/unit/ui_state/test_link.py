"""The link: follows the replayed symbol, makes gaps good, notices silence."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs

from pyworkstation.client.errors import EngineGoneError
from pyworkstation.domain.columns import Quotes, Ticks
from pyworkstation.protocol.messages import (
    AttachIndicator,
    DetachIndicator,
    FillsUpdate,
    Follow,
    Following,
    GetLock,
    Heartbeat,
    ImportProgress,
    LockState,
    LockTold,
    News,
    OrdersUpdate,
    QuotesUpdate,
    ReplayPause,
    ReplayState,
    StreamBody,
    Subscribe,
    TakeNews,
    TicksUpdate,
    WatchedQuotes,
    WatchedSymbol,
    WatchQuotes,
    Withheld,
)
from pyworkstation_ui.account_news import TRADING
from pyworkstation_ui.link import Link
from pyworkstation_ui.state.beside import Beside
from pyworkstation_ui.state.events import (
    BarsArrived,
    EngineHeard,
    Event,
    HealthTold,
    IndicatorAttached,
    LockChanged,
    LockFound,
    PingMeasured,
    QuoteArrived,
    QuotesArrived,
    ReplayMoved,
    RequestFailed,
    SessionEnded,
    StatusRead,
    StreamMeasured,
    TicksArrived,
    TradingTold,
    ValuesArrived,
)
from pyworkstation_ui.state.panels import PANEL_TIMEFRAMES
from tests.unit.ui_state.fake_engine import FakeClient, FakeEngine
from tests.unit.ui_state.indicators import attached, values_update
from tests.unit.ui_state.market import (
    HEALTH,
    MONDAY,
    bars,
    replay_state,
    snapshot,
    status,
    symbol_status,
    update,
)

M1 = "bars.EURUSD.M1"
EURUSD_TOPICS = {"ticks.EURUSD", *(f"bars.EURUSD.{timeframe}" for timeframe in PANEL_TIMEFRAMES)}


class Bench:
    """A link to a fake engine, with a clock that only moves when told to."""

    def __init__(self, replay: ReplayState | None = None, **bodies: StreamBody) -> None:
        self.engine = FakeEngine(status(symbol_status(), replay=replay))
        self.engine.bodies = {name.replace("_", "."): body for name, body in bodies.items()}
        self.now_s = 100.0
        self.events: list[Event] = []
        self.link = Link(
            FakeClient(self.engine), self.engine.stream, post=self.events.append, now_s=lambda: self.now_s
        )
        self.link.greet()

    def pump(self, *, after_s: float = 0.0) -> list[Event]:
        """What one turn posts."""
        self.events.clear()
        self.now_s += after_s
        self.link.pump(0)
        return list(self.events)


def test_the_replayed_symbol_is_listened_to_before_its_snapshots_are_asked_for() -> None:
    bench = Bench(replay_state(), bars_EURUSD_M1=snapshot(bars(5)))
    assert bench.engine.stream.topics == EURUSD_TOPICS
    posted = bench.pump()
    assert bench.engine.subscriptions() == [
        ["heartbeat", "health", "replay", "imports", "alerts", "lock", *TRADING, *_in_order()]
    ]
    assert BarsArrived(M1, snapshot(bars(5))) in posted


def _in_order() -> list[str]:
    return ["ticks.EURUSD", *(f"bars.EURUSD.{timeframe}" for timeframe in PANEL_TIMEFRAMES)]


def test_another_symbol_takes_the_place_of_the_first() -> None:
    bench = Bench(replay_state())
    bench.pump()
    bench.engine.publish("replay", replay_state(symbol="GBPUSD"))
    bench.pump()
    assert bench.engine.stream.topics == {name.replace("EURUSD", "GBPUSD") for name in EURUSD_TOPICS}
    assert bench.engine.subscriptions()[-1] == [name.replace("EURUSD", "GBPUSD") for name in _in_order()]
    bench.engine.publish("replay", ReplayState())
    bench.pump()
    assert bench.engine.stream.topics == set()


def test_bars_ticks_heartbeats_and_replay_are_posted() -> None:
    bench = Bench(replay_state())
    bench.pump()
    columns = Ticks(*(bars(3).open_us, bars(3).bid_open, bars(3).ask_open, bars(3).ticks, bars(3).ticks))
    moved = update(bars(5)[:0], bars(5)[4:], first_index=4)
    bench.engine.bodies[M1] = snapshot(bars(5))
    bench.link.resync(M1)
    bench.pump()
    bench.engine.publish(M1, moved)
    bench.engine.publish("heartbeat", Heartbeat(pid=1, now_us=77))
    bench.engine.publish("health", HEALTH)
    bench.engine.publish("replay", replay_state(ticks_done=501))
    bench.engine.publish(
        "ticks.EURUSD", TicksUpdate(symbol="EURUSD", digits=5, epoch=1, packed=columns.pack())
    )
    *posted, told = bench.pump()
    assert isinstance(told, TicksArrived)
    assert told.ticks.bid.tolist() == columns.bid.tolist()
    assert posted == [
        BarsArrived(M1, None, (moved,)),
        EngineHeard(77),
        HealthTold(HEALTH),
        ReplayMoved(replay_state(ticks_done=501)),
        QuoteArrived("EURUSD", 5, int(columns.ts_us[-1]), int(columns.bid[-1]), int(columns.ask[-1])),
    ]


def test_a_lost_message_is_made_good_by_a_snapshot_in_the_same_turn() -> None:
    bench = Bench(replay_state(), bars_EURUSD_M1=snapshot(bars(5)))
    bench.pump()
    bench.engine.publish(M1, snapshot(bars(6)), lost=True)
    bench.engine.publish(M1, snapshot(bars(7)))
    assert bench.pump() == [BarsArrived(M1, snapshot(bars(7)))]
    assert bench.engine.subscriptions()[-1] == [M1]
    measured = bench.pump(after_s=1.0)
    assert [event.gaps for event in measured if isinstance(event, StreamMeasured)] == [1]


def test_what_was_missed_while_the_subscription_travelled_is_asked_for_again() -> None:
    bench = Bench(replay_state(), bars_EURUSD_M1=snapshot(bars(5)))
    bench.pump()
    bench.engine.publish(M1, snapshot(bars(6)), lost=True)
    bench.pump(after_s=0.4)
    assert len(bench.engine.subscriptions()) == 1
    bench.pump(after_s=0.2)
    posted = bench.pump()
    assert BarsArrived(M1, snapshot(bars(6))) in posted
    bench.pump(after_s=0.5)
    assert len(bench.engine.subscriptions()) == 2


def test_a_seek_while_paused_brings_the_quote_of_the_new_place() -> None:
    columns = Ticks(*(bars(1).open_us, bars(1).bid_open, bars(1).ask_open, bars(1).ticks, bars(1).ticks))
    bench = Bench(replay_state(paused=True))
    bench.pump()
    bench.engine.bodies["ticks.EURUSD"] = TicksUpdate(
        symbol="EURUSD", digits=5, epoch=2, packed=columns.pack()
    )
    bench.engine.publish("replay", replay_state(paused=True, epoch=2))
    assert QuoteArrived("EURUSD", 5, MONDAY, 108_000, 108_003) in bench.pump()
    assert bench.engine.subscriptions()[-1] == ["ticks.EURUSD"]
    bench.engine.publish("replay", replay_state(paused=True, epoch=2))
    bench.pump()
    assert len(bench.engine.subscriptions()) == 2


def test_silence_is_noticed() -> None:
    bench = Bench()
    bench.pump(after_s=1.2)
    with pytest.raises(EngineGoneError):
        bench.pump(after_s=0.1)


def test_heartbeats_that_waited_during_a_long_request_count() -> None:
    bench = Bench()
    bench.pump()
    bench.now_s += 30
    bench.engine.publish("heartbeat", Heartbeat(pid=1, now_us=MONDAY))
    assert EngineHeard(MONDAY) in bench.pump()


@pytest.mark.parametrize(("beats_s", "then_s", "is_lost"), [([3.9, 3.9, 3.9], 0.2, False), ([], 4.1, True)])
def test_an_engine_that_hangs_in_a_long_request_is_lost_and_one_that_works_is_not(
    beats_s: list[float], then_s: float, is_lost: bool
) -> None:
    bench = Bench(replay_state())
    bench.pump()

    def work() -> None:
        for beat_s in beats_s:
            bench.now_s += beat_s
            bench.engine.publish("heartbeat", Heartbeat(pid=1, now_us=MONDAY))
        bench.now_s += then_s

    bench.engine.work = work
    if is_lost:
        with pytest.raises(EngineGoneError, match="no heartbeat for 4 s"):
            bench.link.ask(1, ReplayPause(paused=True))
    else:
        bench.link.ask(1, ReplayPause(paused=True))
        assert EngineHeard(MONDAY) in bench.events


def test_a_ping_a_second() -> None:
    bench = Bench()
    pings = 0
    for _ in range(10):
        bench.engine.publish("heartbeat", Heartbeat(pid=1, now_us=MONDAY))
        pings += sum(isinstance(event, PingMeasured) for event in bench.pump(after_s=0.5))
    assert pings == 5


def test_a_refusal_is_posted_and_the_link_lives() -> None:
    bench = Bench()
    bench.engine.refuses[ReplayPause] = "replay: expected a running replay, found none"
    bench.pump()
    bench.link.ask(7, ReplayPause(paused=True))
    assert bench.events[-1] == RequestFailed(7, "replay: expected a running replay, found none")
    bench.pump()


def test_a_topic_whose_service_is_down_is_asked_for_again_until_it_runs() -> None:
    bench = Bench()
    bench.engine.bodies["orders"] = told = OrdersUpdate(history=1, sequence=0, orders=[])
    bench.engine.down.add("orders")
    refused = bench.pump()
    assert refused.count(RequestFailed(0, "trading does not run")) == 1
    assert TradingTold(told, is_snapshot=True) not in refused
    bench.engine.asked.clear()
    for _ in range(6):
        bench.engine.publish("heartbeat", Heartbeat(pid=1, now_us=MONDAY))
        assert RequestFailed(0, "trading does not run") not in bench.pump(after_s=0.5)
    assert 1 <= bench.engine.asked.count(Subscribe(topics=["orders"])) <= 6
    bench.engine.down.clear()
    bench.engine.publish("heartbeat", Heartbeat(pid=1, now_us=MONDAY))
    posted = [*bench.pump(after_s=2.0), *bench.pump()]
    assert TradingTold(told, is_snapshot=True) in posted


def test_while_nothing_is_replayed_the_store_is_looked_at_now_and_then() -> None:
    bench = Bench()
    posted: list[Event] = []
    for _ in range(8):
        bench.engine.publish("heartbeat", Heartbeat(pid=1, now_us=MONDAY))
        posted += bench.pump(after_s=0.5)
    assert posted.count(StatusRead(bench.engine.status)) == 1


def _progress(*, running: bool) -> ImportProgress:
    return ImportProgress(
        symbol="XAUUSD",
        path="gold.csv",
        files_done=0,
        files_total=1,
        bytes_done=10,
        bytes_total=10,
        ticks_done=5,
        ticks_per_second=5,
        seconds_left=0,
        running=running,
    )


def test_an_import_that_ends_during_a_replay_has_the_store_looked_at_at_once() -> None:
    bench = Bench(replay_state())
    bench.pump()
    bench.engine.status = status(symbol_status("EURUSD"), symbol_status("XAUUSD"), replay=replay_state())
    bench.engine.publish("imports", _progress(running=True))
    assert not any(isinstance(event, StatusRead) for event in bench.pump())
    bench.engine.publish("imports", _progress(running=False))
    assert StatusRead(bench.engine.status) in bench.pump()
    assert not any(isinstance(event, StatusRead) for event in bench.pump())


def test_during_a_replay_the_store_is_looked_at_less_often() -> None:
    bench = Bench(replay_state())
    posted: list[Event] = []
    for _ in range(45):
        bench.engine.publish("heartbeat", Heartbeat(pid=1, now_us=MONDAY))
        posted += bench.pump(after_s=0.5)
    assert sum(isinstance(event, StatusRead) for event in posted) == 2


def test_closing_lets_both_sockets_go() -> None:
    bench = Bench()
    bench.link.close()
    assert bench.engine.stream.is_closed


EMA_9 = AttachIndicator(
    symbol="EURUSD", timeframe="M1", name="EMA", params={"period": 9.0}, holder="desktop.1"
)
VALUES = "values.EURUSD.M1.5"


def _attach(bench: Bench) -> None:
    bench.engine.replies[AttachIndicator] = attached(EMA_9, 5)
    bench.engine.bodies[VALUES] = values_update([1, 2], [3], attached_id=5)
    bench.link.ask(8, EMA_9)


def test_values_of_an_attached_indicator_are_followed_until_nobody_holds_it() -> None:
    bench = Bench(replay_state())
    bench.pump()
    _attach(bench)
    assert IndicatorAttached(8, attached(EMA_9, 5)) in bench.events
    assert ValuesArrived(VALUES, values_update([1, 2], [3], attached_id=5)) in bench.pump()
    moved = values_update([], [4], first_index=2, attached_id=5)
    bench.engine.publish(VALUES, moved)
    assert bench.pump() == [ValuesArrived(VALUES, None, (moved,))]
    bench.link.ask(9, structs.replace(EMA_9, holder="desktop.2"))
    bench.link.ask(10, DetachIndicator(symbol="EURUSD", id=5, holder="desktop.1"))
    assert VALUES in bench.engine.stream.topics
    bench.link.ask(11, DetachIndicator(symbol="EURUSD", id=5, holder="desktop.2"))
    assert VALUES not in bench.engine.stream.topics


def test_values_that_went_with_their_replay_do_not_cost_the_connection() -> None:
    bench = Bench(replay_state())
    bench.pump()
    _attach(bench)
    bench.engine.refuses[Subscribe] = "expected an attached indicator"
    bench.pump()
    assert VALUES not in bench.engine.stream.topics


def test_another_symbol_has_none_of_the_values() -> None:
    bench = Bench(replay_state())
    bench.pump()
    _attach(bench)
    bench.engine.publish("replay", replay_state(symbol="GBPUSD"))
    bench.pump()
    assert not any(topic.startswith("values") for topic in bench.engine.stream.topics)


def test_panels_of_other_timeframes_listen_to_other_bars() -> None:
    bench = Bench(replay_state(), bars_EURUSD_M7=snapshot(bars(5), timeframe="M7"))
    bench.pump()
    bench.link.show_timeframes(("M7", "D1"))
    assert bench.engine.stream.topics == {"ticks.EURUSD", "bars.EURUSD.M7", "bars.EURUSD.D1"}
    assert BarsArrived("bars.EURUSD.M7", snapshot(bars(5), timeframe="M7")) in bench.pump()


def test_other_symbols_are_listened_to_beside_the_replayed_one_and_asked_for_again_after_a_jump() -> None:
    bars_of_pounds = snapshot(bars(5), timeframe="M7", symbol="GBPUSD")
    bench = Bench(replay_state(), bars_GBPUSD_M7=bars_of_pounds)
    bench.pump()
    bench.link.show_beside(Beside((("GBPUSD", "M7"), ("EURUSD", "M5")), ("AUDUSD", "EURUSD")))
    beside = ["bars.GBPUSD.M7"]
    assert bench.engine.stream.topics == EURUSD_TOPICS | set(beside)
    assert BarsArrived("bars.GBPUSD.M7", bars_of_pounds) in bench.pump()
    assert bench.engine.subscriptions()[-1] == beside
    bench.engine.publish("replay", replay_state(epoch=2))
    bench.pump()
    assert bench.engine.subscriptions()[-1] == ["ticks.EURUSD", *beside]
    bench.engine.publish("replay", replay_state(symbol="GBPUSD", epoch=3))
    bench.pump()
    assert "bars.EURUSD.M5" in bench.engine.stream.topics
    assert "bars.EURUSD.M5" in bench.engine.subscriptions()[-1]
    bench.link.show_beside(Beside())
    assert not any(topic.endswith("EURUSD.M5") for topic in bench.engine.stream.topics)


QUOTES = WatchedQuotes(
    topic="quotes.4",
    symbols=[WatchedSymbol(symbol="AUDUSD", digits=5), WatchedSymbol(symbol="EURUSD", digits=5)],
)


def _quotes(epoch: int, *rows: tuple[int, int, int, int]) -> QuotesUpdate:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    return QuotesUpdate(id=4, epoch=epoch, packed=Quotes(*columns).pack())


def _quotes_posted(events: list[Event]) -> list[dict[str, QuoteArrived | None]]:
    return [dict(event.quotes) for event in events if isinstance(event, QuotesArrived)]


def test_quotes_of_other_symbols_come_in_one_topic_and_anew_after_a_jump_and_when_the_engine_let_them_go() -> (
    None
):
    bench = Bench(replay_state())
    bench.engine.replies[WatchQuotes] = QUOTES
    bench.engine.bodies["quotes.4"] = _quotes(1, (0, 5, 70, 72), (1, 6, 108, 109))
    bench.link.show_beside(Beside(quoted=("AUDUSD", "EURUSD")))
    assert _quotes_posted(bench.pump()) == [{"AUDUSD": QuoteArrived("AUDUSD", 5, 5, 70, 72)}]
    bench.engine.publish("quotes.4", _quotes(1, (0, 8, 71, 73)))
    assert _quotes_posted(bench.pump()) == [{"AUDUSD": QuoteArrived("AUDUSD", 5, 8, 71, 73)}]
    bench.engine.publish("replay", replay_state(epoch=2))
    bench.engine.publish("quotes.4", _quotes(2, (1, 1, 107, 108)))
    assert _quotes_posted(bench.pump()) == [{"AUDUSD": None}]
    assert bench.engine.subscriptions()[-1] == ["ticks.EURUSD", "quotes.4"]
    bench.engine.publish("quotes.4", _quotes(2, (0, 2, 75, 76)), lost=True)
    bench.engine.publish("quotes.4", _quotes(2, (0, 3, 76, 77)))
    assert _quotes_posted(bench.pump()) == [{"AUDUSD": QuoteArrived("AUDUSD", 5, 3, 76, 77)}]
    bench.engine.refuses[Subscribe] = "no such list"
    bench.link.resync("quotes.4")
    bench.pump()
    del bench.engine.refuses[Subscribe]
    assert _quotes_posted(bench.pump()) == [{"AUDUSD": QuoteArrived("AUDUSD", 5, 3, 76, 77)}]
    assert sum(isinstance(body, WatchQuotes) for body in bench.engine.asked) == 2
    bench.link.show_beside(Beside())
    bench.pump()
    assert "quotes.4" not in bench.engine.stream.topics


def test_quotes_that_cannot_be_had_now_are_asked_for_again() -> None:
    bench = Bench(replay_state())
    bench.engine.refuses[WatchQuotes], bench.engine.refused_as = "the replay does not run", "service_down"
    bench.link.show_beside(Beside(quoted=("AUDUSD",)))
    assert RequestFailed(0, "the replay does not run") in bench.pump()
    bench.engine.replies[WatchQuotes] = QUOTES
    bench.engine.refuses.clear()
    bench.engine.publish("heartbeat", Heartbeat(now_us=1, pid=1))
    bench.pump(after_s=1.1)
    bench.pump()
    assert "quotes.4" in bench.engine.stream.topics


# --- the lock ---------------------------------------------------------------------------------------------------------


def test_of_an_engine_that_is_locked_nothing_of_the_account_is_asked() -> None:
    bench = Bench(replay_state())
    bench.engine.replies[GetLock] = LockState(is_set=True, is_open=False)
    bench.engine.asked.clear()
    bench.link.show_account(is_shown=False)  # As a link that has just begun.
    bench.link.greet()
    assert LockFound(LockState(is_set=True, is_open=False)) in bench.events
    bench.pump()
    assert all(TRADING[0] not in topics for topics in bench.engine.subscriptions())
    bench.engine.publish("orders", Withheld())
    bench.pump()
    assert not any(isinstance(each, Follow | TakeNews) for each in bench.engine.asked)


def test_once_unlocked_the_account_is_asked_for_and_its_news_fetched_at_each_ring() -> None:
    bench = Bench(replay_state())
    engine = bench.engine
    engine.replies |= {GetLock: LockState(is_set=True, is_open=True), Follow: Following(id=4)}
    bench.pump()
    bench.link.show_account(is_shown=True)
    bench.pump()
    assert list(TRADING) in engine.subscriptions()
    engine.asked.clear()
    engine.publish("fills", Withheld())
    bench.pump()  # The first ring: from here on the engine keeps what happens, and a snapshot says what was before.
    assert engine.asked[0] == Follow(topics=list(TRADING))
    assert list(TRADING) in engine.subscriptions()
    update = FillsUpdate(fills=[], history=1)
    engine.replies[TakeNews] = News(topic="fills", seq=2, passed_over=0, lost=0, body=update)
    engine.publish("fills", Withheld())
    assert TradingTold(update, is_snapshot=False) in bench.pump()
    assert bench.pump() == []
    engine.replies[TakeNews] = News(topic="fills", seq=9, passed_over=0, lost=5, body=update)
    engine.publish("fills", Withheld())
    bench.pump()
    assert engine.subscriptions()[-1] == ["fills"]


@pytest.mark.parametrize("request_type", [TakeNews, Subscribe])
def test_a_session_that_ended_at_the_engine_is_told_and_nothing_more_is_asked(request_type: type) -> None:
    bench = Bench(replay_state())
    bench.pump()
    bench.engine.replies[Follow] = Following(id=4)
    bench.engine.publish("fills", Withheld())
    bench.pump()
    bench.engine.refuses[request_type], bench.engine.refused_as = "unlock first", "locked"
    bench.engine.publish("fills", Withheld())
    bench.link.resync("account")
    assert SessionEnded() in bench.pump()
    bench.engine.asked.clear()
    bench.engine.publish("fills", Withheld())
    bench.pump()
    assert bench.engine.asked == []


def test_a_change_of_the_lock_is_told() -> None:
    bench = Bench(replay_state())
    bench.pump()
    bench.engine.publish("lock", LockTold(is_set=True, sessions=0))
    assert bench.pump() == [LockChanged()]
