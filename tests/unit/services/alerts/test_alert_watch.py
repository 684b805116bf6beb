"""Alerts on a replay whose every tick is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import MtfEngine
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.envelope import StreamEnvelope
from pyworkstation.services.alerts.alert_book import AlertBook
from pyworkstation.services.alerts.alert_watch import AlertWatch
from pyworkstation.services.replay.service import Replay
from tests.unit.services.replay.desk import SECOND, Desk, reached
from tests.unit.services.replay.memory_source import Market, ticks_at

COUNT = 1200
TIMES = [row * SECOND for row in range(COUNT)]
BIDS = (108_000 + 50 * np.sin(np.arange(COUNT) / 37)).astype(int).tolist()
TICKS = ticks_at(TIMES, BIDS)


class Watched:
    """A replay of `TICKS`, and alerts on it."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder / "run", TICKS)
        self._path = folder / "alerts.json"
        self.replay: Replay | None = self.desk.replay
        self.watch = self.open()

    def open(self) -> AlertWatch:
        return AlertWatch(
            AlertBook(self._path), self.desk.streams, lambda: self.replay, clock=self.desk.clock
        )

    def set(self, **terms: object) -> int:
        filled = {"symbol": "EURUSD", "kind": "price", **terms}
        return self.watch.set(m.SetAlert(terms=m.AlertTerms(**filled))).id  # type: ignore[arg-type]

    def play(self, *, from_s: int = 0, to_s: int = COUNT - 1) -> None:
        """In one go."""
        self.desk.replay.start(
            m.ReplayStart(symbol="EURUSD", from_us=from_s * SECOND, speed=1.0, paused=False)
        )
        self.go_to(to_s)

    def go_to(self, to_s: int) -> None:
        """The clock goes on by as much as the market has to."""
        state = self.desk.replay.state()
        assert state.position_us is not None
        self.desk.clock.now_s += to_s - state.position_us / SECOND
        self.desk.listener.wait_for(reached(to_s * SECOND))

    def fired(self) -> list[m.AlertFired]:
        return self.watch.listing(0).fired

    def told(self) -> list[m.AlertFired]:
        """What came over the stream."""
        bodies = (message.body for message in self.desk.listener.of("alerts"))
        return [fired for body in bodies if isinstance(body, m.Alerts) for fired in body.fired]


class Beside(Watched):
    """Euros are replayed; the ticks that alerts are on are those of pounds."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.desk.replay.close()
        self.desk.source = Market(
            ticks_at(list(range(0, COUNT * SECOND, SECOND // 4))), {"GBPUSD": TICKS}, chunk=100
        )
        self.desk.replay = self.replay = self.desk.open()


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Beside]:
    beside = Beside(tmp_path)
    yield beside
    beside.desk.replay.close()
    beside.watch.close()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    yield watched
    watched.desk.replay.close()
    watched.watch.close()


def _first(fits: Callable[[int, int], bool], *, after: int = 1) -> int:
    return next(row for row in range(after, COUNT) if fits(BIDS[row - 1], BIDS[row]))


def test_it_fires_on_the_very_tick_and_once(watched: Watched) -> None:
    watched.set(level=108_020.0, when="above", note="long")
    watched.play()
    row = _first(lambda before, now: before < 108_020 <= now)
    (fired,) = watched.fired()
    assert (fired.at_us, fired.value) == (TIMES[row], float(BIDS[row]))
    assert fired.text == f"EURUSD bid rose to 1.08020 (now {BIDS[row] / 1e5:.5f}) in the replay: long"
    assert watched.told() == [fired]
    assert [alert.armed for alert in watched.watch.listing(0).alerts] == [False]


@pytest.mark.parametrize(
    ("when", "side", "spread"), [("below", "bid", 0), ("touch", "ask", None), ("below", "mid", None)]
)
def test_each_way_and_each_side(watched: Watched, when: str, side: str, spread: int | None) -> None:
    prices = {
        "bid": TICKS.bid.astype(float),
        "ask": TICKS.ask.astype(float),
        "mid": (TICKS.bid + TICKS.ask) / 2,
    }[side]
    level = 107_990.0
    watched.set(level=level, when=when, side=side)
    watched.play()
    row = next(row for row in range(1, COUNT) if prices[row - 1] > level >= prices[row])
    assert [fired.at_us for fired in watched.fired()] == [TIMES[row]]


def test_again_fires_on_each_crossing_but_for_those_within_a_minute(watched: Watched) -> None:
    watched.set(level=108_000.5, when="touch", again=True)
    watched.play()
    crossed = [row for row in range(1, COUNT) if (BIDS[row - 1] < 108_000.5) != (BIDS[row] < 108_000.5)]
    expected: list[int] = []
    for row in crossed:
        if not expected or TIMES[row] - expected[-1] >= 60 * SECOND:
            expected.append(TIMES[row])
    assert len(expected) > 5
    assert [fired.at_us for fired in watched.fired()] == expected


def _crossed(level: float) -> list[int]:
    return [row for row in range(1, COUNT) if (BIDS[row - 1] < level) != (BIDS[row] < level)]


def test_without_a_cooldown_it_fires_every_time(watched: Watched) -> None:
    watched.set(level=108_000.5, when="touch", again=True, cooldown_s=0)
    watched.play()
    assert [fired.at_us for fired in watched.fired()] == [TIMES[row] for row in _crossed(108_000.5)]


@pytest.mark.parametrize(("timeframe", "minutes"), [("M5", 5), ("H1", 60)])
def test_per_bar_it_fires_with_the_first_crossing_of_each_bar(
    watched: Watched, timeframe: str, minutes: int
) -> None:
    watched.set(level=108_000.5, when="touch", again=True, per_bar=True, cooldown_s=0, timeframe=timeframe)
    watched.play()
    first_of_bar: dict[int, int] = {}
    for row in _crossed(108_000.5):
        first_of_bar.setdefault(TIMES[row] // (minutes * 60 * SECOND), TIMES[row])
    assert [fired.at_us for fired in watched.fired()] == list(first_of_bar.values())


def test_from_its_end_on_it_is_not_watched_for(watched: Watched) -> None:
    crossed = [TIMES[row] for row in _crossed(108_000.5)]
    watched.set(level=108_000.5, when="touch", again=True, cooldown_s=0, expires_us=crossed[3])
    watched.play()
    assert [fired.at_us for fired in watched.fired()] == crossed[:3]


def test_of_a_thousand_each_fires_on_its_very_tick(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyworkstation.services.alerts.alert_book.write_whole", lambda *_: None)
    prices = {"bid": TICKS.bid, "ask": TICKS.ask, "mid": (TICKS.bid + TICKS.ask) / 2}
    expected = []
    for number in range(1000):
        side, level = ("bid", "ask", "mid")[number % 3], 107_940.0 + number % 130
        when = ("above", "below", "touch")[number % 7 % 3]
        watched.set(level=level, side=side, when=when)
        before, now = prices[side][:-1], prices[side][1:]
        up, down = (before < level) & (now >= level), (before > level) & (now <= level)
        crossed = np.flatnonzero({"above": up, "below": down, "touch": up | down}[when])
        expected += [(TIMES[crossed[0] + 1], number + 1)] if len(crossed) else []
    watched.play()
    assert [(fired.at_us, fired.id) for fired in watched.fired()] == sorted(expected)
    assert [fired.number for fired in watched.told()] == list(range(1, len(expected) + 1))


def test_those_that_fire_with_one_message_are_told_in_one(watched: Watched) -> None:
    for level in (108_010.0, 108_011.0, 108_012.0):
        watched.set(level=level, when="above")
    watched.play(to_s=60)
    told = [message.body for message in watched.desk.listener.of("alerts")]
    assert [len(body.fired) for body in told if isinstance(body, m.Alerts) and body.fired] == [3]


def test_a_jump_crosses_nothing_and_after_it_the_same_ticks_count_again(watched: Watched) -> None:
    watched.set(level=108_020.0, when="above", again=True)
    row = _first(lambda before, now: before < 108_020 <= now)
    watched.play(from_s=row - 5, to_s=row - 2)
    watched.desk.replay.seek((row + 5) * SECOND)
    assert watched.fired() == []
    for _ in range(2):
        watched.desk.replay.seek((row - 3) * SECOND)
        watched.desk.listener.messages.clear()
        watched.go_to(row + 3)
    assert [fired.at_us for fired in watched.fired()] == [TIMES[row]] * 2


def test_the_first_tick_after_a_jump_is_compared_with_the_one_before_it(watched: Watched) -> None:
    watched.set(level=108_020.0, when="above")
    row = _first(lambda before, now: before < 108_020 <= now)
    watched.play(from_s=row - 1, to_s=row)
    assert [fired.at_us for fired in watched.fired()] == [TIMES[row]]


@pytest.mark.parametrize("again", [False, True])
def test_after_a_kill_it_fires_on_no_tick_twice_and_passes_none_over(tmp_path: Path, again: bool) -> None:
    row = _first(lambda before, now: before < 108_020 <= now)
    second = _first(lambda before, now: before < 108_020 <= now, after=row + 60)
    killed = Watched(tmp_path)
    killed.set(level=108_020.0, when="above", again=again)
    killed.play(from_s=row - 20, to_s=row - 10)
    state_before = killed.desk.saved.read_bytes()  # noted before it fired
    killed.go_to(row + 10)
    assert len(killed.fired()) == 1
    killed.desk.replay.close()
    killed.watch.close()
    for file in killed.desk.saved.parent.iterdir():
        file.unlink()
    killed.desk.saved.write_bytes(state_before)

    after = Watched(tmp_path)
    after.desk.replay.resume_saved()
    after.go_to(second + 1)
    assert [fired.at_us for fired in after.fired()] == [TIMES[row], TIMES[second]][: 1 + again]
    after.desk.replay.close()
    after.watch.close()


def test_an_indicator_fires_on_the_first_completed_bar_that_crosses(watched: Watched) -> None:
    engine = MtfEngine(["M1"], depth=500, digits=5)
    number = engine.add_indicator("M1", "EMA", period=3.0)
    engine.on_ticks(TICKS)
    _, columns = engine.indicator_values(number, 0)
    _, bars = engine.completed("M1", 0)
    (values,) = (np.asarray(column) for column in columns.values())
    level = float(np.nanmedian(values))
    bar = next(row for row in range(10, len(values)) if values[row - 1] < level <= values[row])
    watched.desk.replay.start(
        m.ReplayStart(symbol="EURUSD", from_us=int(bars.close_us[bar - 2]), speed=1.0, paused=True)
    )
    watched.set(kind="indicator", indicator="EMA", params={"period": 3.0}, level=level, when="above")
    watched.watch._attach_missing()
    watched.desk.replay.pause(paused=False)
    watched.go_to(COUNT - 1)
    (fired,) = watched.fired()
    assert (fired.at_us, fired.value) == (int(bars.close_us[bar]), values[bar])


def test_an_indicator_alert_lets_go_of_its_indicator(watched: Watched) -> None:
    watched.desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=0, speed=1.0, paused=True))
    alert_id = watched.set(kind="indicator", indicator="EMA", level=1.0)
    watched.watch._attach_missing()
    health = watched.desk.replay.health()
    assert health is not None
    assert [row.indicators for row in health.timeframes] == [1, 0, 0]
    watched.watch.delete(alert_id)
    health = watched.desk.replay.health()
    assert health is not None
    assert [row.indicators for row in health.timeframes] == [0, 0, 0]


def test_a_spread_fires_at_its_tick(watched: Watched) -> None:
    spreads = (TICKS.ask - TICKS.bid).astype(float)
    level = float(spreads.max())
    rows = [row for row in range(1, COUNT) if spreads[row - 1] < level <= spreads[row]]
    watched.set(kind="spread", level=level, when="above")
    watched.play()
    assert [fired.at_us for fired in watched.fired()] == [TIMES[row] for row in rows[:1]]


def test_no_tick_for_so_long_is_stale_unless_it_pauses(watched: Watched) -> None:
    watched.set(kind="stale", level=30.0, again=True)
    watched.desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=0, speed=1e-6, paused=True))
    watched.desk.clock.now_s += 60
    watched.watch._look_at_feed()
    assert watched.fired() == []
    watched.desk.replay.pause(paused=False)
    for seconds in (29, 2, 100):
        watched.desk.clock.now_s += seconds
        watched.watch._look_at_feed()
    assert [(fired.at_us, fired.text) for fired in watched.fired()] == [
        (None, "EURUSD: no tick for 31 s in the replay")
    ]


@pytest.mark.parametrize("how", ["stopped", "finished", "dead"])
def test_a_feed_that_ends_is_a_disconnect(watched: Watched, how: str) -> None:
    watched.set(kind="disconnect")
    watched.play(to_s=COUNT - 5)
    assert watched.fired() == []
    if how == "stopped":
        watched.desk.replay.stop()
    elif how == "finished":
        watched.go_to(COUNT - 1)
        watched.desk.listener.wait_for(_is_finished)
    else:
        watched.replay = None
        watched.watch._look_at_feed()
    assert [fired.text for fired in watched.fired()] == ["EURUSD: ticks come no longer in the replay"]


def _is_finished(message: StreamEnvelope) -> bool:
    return isinstance(message.body, m.ReplayState) and message.body.finished


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"kind": "indicator"}, "the name of an indicator"),
        ({"kind": "indicator", "indicator": "NOPE"}, "NOPE"),
        ({"kind": "indicator", "indicator": "RSI", "output": "average"}, "average"),
        ({"kind": "stale"}, "seconds above 0"),
    ],
)
def test_what_cannot_be_watched_for_is_refused(
    watched: Watched, terms: dict[str, object], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        watched.set(**terms)
    assert watched.watch.listing(0).alerts == []


def test_it_fires_on_the_very_tick_of_a_symbol_that_is_not_replayed(beside: Beside) -> None:
    beside.set(symbol="GBPUSD", level=108_020.0, when="above", again=True)
    row = _first(lambda before, now: before < 108_020 <= now)
    beside.desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=(row - 2) * SECOND, paused=True))
    beside.watch._attach_missing()
    assert beside.watch.hears("ticks.GBPUSD")
    for _ in range(2):
        beside.desk.replay.seek((row - 1) * SECOND)
        beside.desk.replay.step(m.ReplayStep(count=8))
    assert [(fired.at_us, fired.value) for fired in beside.fired()] == [(TIMES[row], float(BIDS[row]))] * 2
    assert beside.fired()[0].text.startswith("GBPUSD bid rose to 1.08020")


def test_it_fires_on_the_bar_of_an_indicator_of_a_symbol_that_is_not_replayed(beside: Beside) -> None:
    beside.set(symbol="GBPUSD", kind="indicator", timeframe="M1", indicator="SMA", params={"period": 3.0},
               level=1.0801, when="above")  # fmt: skip
    beside.desk.replay.start(m.ReplayStart(symbol="EURUSD", from_us=100 * SECOND, paused=True))
    beside.watch._attach_missing()
    beside.desk.replay.step(m.ReplayStep(count=4000))
    engine = MtfEngine(["M1"], digits=5)
    sma = engine.add_indicator("M1", "SMA", period=3)
    engine.on_ticks(TICKS)
    values = engine.indicator_values(sma)[1]["average"]
    closes = engine.completed("M1")[1].close_us
    bar = next(bar for bar in range(3, len(values)) if values[bar - 1] < 1.0801 <= values[bar])
    assert [(fired.at_us, fired.value) for fired in beside.fired()] == [(int(closes[bar]), values[bar])]


def test_after_a_kill_no_tick_of_a_symbol_beside_the_replayed_one_is_passed_over(tmp_path: Path) -> None:
    row = _first(lambda before, now: before < 108_020 <= now, after=60)
    killed = Beside(tmp_path)
    killed.set(symbol="GBPUSD", level=108_020.0, when="above")
    killed.play(from_s=row - 20, to_s=row - 10)
    killed.watch._attach_missing()
    killed.go_to(row - 5)
    killed.desk.replay.pause(paused=False)  # What goes along is noted with where the replay stands.
    state_before = killed.desk.saved.read_bytes()
    killed.desk.replay.close()
    killed.watch.close()
    for file in killed.desk.saved.parent.glob("replay*"):
        file.unlink()
    killed.desk.saved.write_bytes(state_before)

    after = Beside(tmp_path)
    after.desk.replay.resume_saved()
    after.go_to(row + 30)  # Before anybody has asked for the pounds.
    assert [fired.at_us for fired in after.fired()] == [TIMES[row]]
    after.desk.replay.close()
    after.watch.close()
