"""What the desktop asks of the replay, and when its actions are possible."""

from __future__ import annotations

import pytest
from msgspec import structs

from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import ReplayStart, ReplayState
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.replay import (
    NO_REPLAY,
    Wish,
    faster,
    format_speed,
    is_synthetic,
    opening_request,
    progress,
    seek_target,
    slower,
    time_left,
    typed_target,
    widened,
)
from pyworkstation_ui.state.situation import (
    Situation,
    can_kill_engine,
    can_play,
    can_start_engine,
    can_start_replay,
    has_speed,
    is_connected,
    is_replaying,
)
from tests.unit.ui_state.market import DAY, HOUR, MONDAY, replay_state, status, symbol_status


def test_an_idle_engine_is_asked_for_the_first_symbol_with_history_before_it() -> None:
    request = opening_request(status(symbol_status("EURUSD"), symbol_status("GBPUSD")), Wish(), NO_REPLAY)
    assert request == ReplayStart(symbol="EURUSD", from_us=MONDAY + DAY * 3 // 4, speed=50.0)


def test_the_command_line_decides() -> None:
    wish = Wish(symbol="GBPUSD", from_us=MONDAY + HOUR, speed=7.0)
    request = opening_request(status(symbol_status("EURUSD"), symbol_status("GBPUSD")), wish, NO_REPLAY)
    assert request == ReplayStart(symbol="GBPUSD", from_us=MONDAY + HOUR, speed=7.0)


def test_a_running_replay_is_left_alone_unless_another_symbol_was_asked_for() -> None:
    running = status(symbol_status("EURUSD"), symbol_status("GBPUSD"), replay=replay_state())
    assert opening_request(running, Wish(), NO_REPLAY) is None
    assert opening_request(running, Wish(symbol="EURUSD"), NO_REPLAY) is None
    other = opening_request(running, Wish(symbol="GBPUSD"), NO_REPLAY)
    assert other is not None
    assert other.symbol == "GBPUSD"


def test_a_start_time_or_a_finished_replay_begins_anew() -> None:
    running = status(symbol_status(), replay=replay_state())
    from_time = opening_request(running, Wish(symbol="EURUSD", from_us=MONDAY + HOUR), NO_REPLAY)
    assert from_time == ReplayStart(symbol="EURUSD", from_us=MONDAY + HOUR, speed=50.0)
    ended = status(symbol_status(), replay=replay_state(finished=True))
    assert opening_request(ended, Wish(symbol="EURUSD"), NO_REPLAY) is not None
    assert opening_request(ended, Wish(), NO_REPLAY) is None


def test_with_nothing_stored_there_is_nothing_to_ask() -> None:
    assert opening_request(status(), Wish(), NO_REPLAY) is None


def test_an_unknown_symbol_is_left_to_the_engine_to_refuse() -> None:
    request = opening_request(status(symbol_status()), Wish(symbol="XXXYYY"), NO_REPLAY)
    assert request == ReplayStart(symbol="XXXYYY", from_us=None, speed=50.0)


def test_an_engine_that_came_back_empty_handed_goes_on_where_the_replay_stood() -> None:
    last = replay_state(speed=100.0, paused=True)
    request = opening_request(status(symbol_status()), Wish(symbol="EURUSD", from_us=MONDAY), last)
    assert request == ReplayStart(symbol="EURUSD", from_us=MONDAY + 12 * HOUR, speed=100.0, paused=True)


@pytest.mark.parametrize(
    ("speed", "up", "down"),
    [(50, 100, 20), (60, 100, 50), (5000, 1e6, 2000), (1e6, 1e6, 5000), (0.25, 0.5, 0.25)],
)
def test_speed_steps(speed: float, up: float, down: float) -> None:
    assert (faster(speed), slower(speed)) == (up, down)


@pytest.mark.parametrize(
    ("by_us", "target_us"),
    [
        (HOUR, MONDAY + 13 * HOUR),
        (-HOUR, MONDAY + 11 * HOUR),
        (30 * HOUR, MONDAY + DAY),
        (-30 * HOUR, MONDAY),
    ],
)
def test_jumps_stay_within_the_data(by_us: int, target_us: int) -> None:
    state = replay_state()
    assert seek_target(state, state.position_us, by_us) == target_us


def test_without_a_replay_there_is_no_jump_and_no_progress() -> None:
    assert seek_target(NO_REPLAY, None, HOUR) is None
    assert progress(NO_REPLAY) == 0
    assert progress(replay_state()) == 0.5


def test_what_was_imported_since_the_replay_began_is_within_reach() -> None:
    state = replay_state(last_us=MONDAY + DAY // 2, ticks_total=400)
    wide = widened(state, status(symbol_status()))
    assert (wide.first_us, wide.last_us, wide.ticks_total) == (MONDAY, MONDAY + DAY, 1000)
    assert widened(state, status(symbol_status("GBPUSD"))) == state
    assert widened(ReplayState(), status(symbol_status())) == ReplayState()
    assert widened(state, None) == state


def test_synthetic_sources_are_told_by_their_name() -> None:
    assert is_synthetic(status(symbol_status(source="data/EURUSD_Synthetic_2025.csv.gz")), "EURUSD")
    assert not is_synthetic(status(symbol_status(source="EURUSD.csv")), "EURUSD")
    assert not is_synthetic(None, "EURUSD")


def test_speeds_are_written_short() -> None:
    assert [format_speed(speed) for speed in (0.25, 1.0, 500.0, 1e6)] == [
        "0.25x",
        "1x",
        "500x",
        "Max",
    ]


@pytest.mark.parametrize(
    ("done", "rate", "words"),
    [
        (500, 42, "12 s left"),
        (999, 42, "1 s left"),
        (0, 8, "2 min left"),
        (0, 0, ""),
        (-7_199_000, 1000, "2 h left"),
        (-863_999_000, 1000, "10 d left"),
    ],
)
def test_the_time_left_is_that_of_the_ticks_left(done: int, rate: int, words: str) -> None:
    state = replay_state(ticks_done=max(done, 0), ticks_total=1000 - min(done, 0), ticks_per_second=rate)
    assert time_left(state) == words
    assert time_left(structs.replace(state, finished=True)) == ""


REPLAYING = Situation(Phase.CONNECTED, replay_state())
FINISHED = Situation(Phase.CONNECTED, replay_state(finished=True))
IDLE = Situation(Phase.CONNECTED, ReplayState())
ABSENT = Situation(Phase.ABSENT, replay_state())
HUNG = Situation(Phase.HUNG, replay_state())


@pytest.mark.parametrize(
    ("predicate", "holds_in"),
    [
        (can_start_engine, [ABSENT]),
        (can_kill_engine, [HUNG]),
        (is_connected, [REPLAYING, FINISHED, IDLE]),
        (is_replaying, [REPLAYING, FINISHED]),
        (can_play, [REPLAYING]),
        (has_speed(50.0), [REPLAYING, FINISHED]),
        (has_speed(10.0), []),
    ],
)
def test_when_actions_are_possible(predicate: object, holds_in: list[Situation]) -> None:
    assert callable(predicate)
    assert [each for each in (REPLAYING, FINISHED, IDLE, ABSENT, HUNG) if predicate(each)] == holds_in


def test_a_replay_is_started_only_where_none_stands() -> None:
    assert can_start_replay(Situation(Phase.CONNECTED, NO_REPLAY))
    assert not can_start_replay(Situation(Phase.CONNECTED, replay_state(finished=True)))
    assert not can_start_replay(Situation(Phase.ABSENT, NO_REPLAY))


@pytest.mark.parametrize(
    ("text", "target_us"),
    [
        ("2025-03-10T14:30", MONDAY + 14 * HOUR + HOUR // 2),
        (" 2025-03-10 14:30:00 ", MONDAY + 14 * HOUR + HOUR // 2),
        ("2025-03-10T14:30+02:00", MONDAY + 12 * HOUR + HOUR // 2),
        ("2025-03-11", MONDAY + DAY),
    ],
)
def test_typed_times_are_read_in_utc(text: str, target_us: int) -> None:
    assert typed_target(text, replay_state()) == target_us


def test_the_date_of_the_first_tick_means_the_first_tick() -> None:
    late = structs.replace(replay_state(), first_us=MONDAY + 9 * HOUR)
    assert typed_target("2025-03-10", late) == MONDAY + 9 * HOUR
    with pytest.raises(InputError):
        typed_target("2025-03-10T00:00", late)


@pytest.mark.parametrize("text", ["", "soon", "2025-03-09", "2025-03-11T00:00:01", "2025-13-40"])
def test_what_is_no_time_within_the_data_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        typed_target(text, replay_state())
