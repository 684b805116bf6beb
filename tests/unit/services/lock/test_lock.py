"""The lock: what passes while it is shut, what opens it, and what shuts it again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from pyworkstation.domain.asker import Asker
from pyworkstation.domain.errors import EnvironmentFailure, InputError, LockedError
from pyworkstation.domain.redaction import redact
from pyworkstation.protocol import messages as m
from pyworkstation.protocol.locking import ACCOUNT_TOPICS, PASSES, passes
from pyworkstation.services.trading.account_streams import TOPICS
from tests.unit.services.lock.built_lock import (
    IDLE_MINUTES,
    KEY,
    ORDER,
    OTHER_KEY,
    RIGHT,
    WRONG,
    BuiltLock,
)

NOBODY = Asker(key=KEY)


@pytest.fixture
def built(tmp_path: Path) -> Iterator[BuiltLock]:
    made = BuiltLock(tmp_path)
    yield made
    made.audit.close()


@pytest.fixture
def shut(built: BuiltLock) -> BuiltLock:
    """A passphrase is set, and no session open."""
    built.lock.set_passphrase(RIGHT, None, NOBODY)
    built.restart()
    return built


# --- what passes ------------------------------------------------------------------------------------------------------


def test_without_a_passphrase_everything_passes(built: BuiltLock) -> None:
    assert built.is_let_through(NOBODY)
    assert built.lock.state(NOBODY) == m.LockState(is_set=False, is_open=True, idle_s=600)
    assert not built.lock.withholds()


@pytest.mark.parametrize(
    "request_type",
    [
        m.PlaceOrder, m.ModifyOrder, m.CancelOrder, m.CancelAllOrders, m.Flatten, m.Halt, m.SetTradingState, m.ReloadRisk,
        m.OpenAccount, m.Deposit, m.GetAccount, m.GetRisk, m.ListOrders, m.ListPositions, m.ListFills, m.ListRoundTrips,
        m.GetStatistics, m.NotePosition, m.ReplayStart, m.ReplaySeek, m.ReplayStep, m.ReplayPause, m.ReplaySpeed,
        m.ReplayStop, m.UndoImport, m.Invite, m.ReloadSettings, m.ListSessions, m.RevokeSession, m.ArmLive, m.DisarmLive,
    ],
)  # fmt: skip
def test_nothing_of_the_account_and_nothing_that_trades_passes(request_type: type[m.Request]) -> None:
    assert request_type not in PASSES


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        (["heartbeat", "ticks.EURUSD"], True),
        (["orders"], False),
        (["heartbeat", "account"], False),
        (["positions", "fills"], False),
    ],
)
def test_topics_of_the_account_are_shut_and_those_of_the_market_are_not(
    topics: list[str], expected: bool
) -> None:
    assert passes(m.Subscribe(topics=topics)) is expected
    assert passes(m.Follow(topics=topics)) is expected


def test_topics_of_the_account_are_those_of_the_desk() -> None:
    assert frozenset(TOPICS) == ACCOUNT_TOPICS


def test_whatever_is_of_the_account_or_trades_is_among_what_does_not_pass() -> None:
    """The list of what passes is the code's; this one is of what must not, and whoever adds a message looks at both."""
    assert {str(each.__struct_config__.tag) for each in set(get_args(m.Request)) - PASSES} >= {
        "open_account", "deposit", "get_account", "place_order", "modify_order", "cancel_order", "cancel_all_orders",
        "flatten", "list_orders", "list_positions", "list_fills", "note_position", "list_round_trips", "get_statistics",
        "get_risk", "reload_risk", "set_trading_state", "halt", "size_position", "undo_import", "set_alert", "delete_alert",
        "invite", "run_query", "reload_settings", "set_settings", "import_settings", "list_sessions", "revoke_session",
    }  # fmt: skip


def test_locked_what_is_listed_passes_and_nothing_else(shut: BuiltLock) -> None:
    assert not shut.lock.refusal(m.Ping(nonce=1), NOBODY)
    assert not shut.lock.refusal(m.Subscribe(topics=["replay"]), NOBODY)
    assert "get_account needs an open session" in shut.lock.refusal(m.GetAccount(), NOBODY)
    assert "subscribe needs an open session" in shut.lock.refusal(m.Subscribe(topics=["account"]), NOBODY)


# --- what opens, and what shuts ---------------------------------------------------------------------------------------


def test_the_right_passphrase_opens_for_the_asker_alone(shut: BuiltLock) -> None:
    asker = shut.open()
    assert shut.is_let_through(asker)
    assert not shut.is_let_through(NOBODY)
    assert not shut.is_let_through(Asker(key=OTHER_KEY, token=asker.token))
    assert not shut.is_let_through(Asker(key=KEY, token=asker.token[:-1] + "x"))
    assert not shut.is_let_through(Asker(key=KEY, token=""))


def test_who_sets_a_passphrase_is_let_in_and_nobody_else(built: BuiltLock) -> None:
    opened = built.lock.set_passphrase(RIGHT, None, NOBODY)
    assert isinstance(opened, m.SessionOpened)
    assert built.is_let_through(Asker(key=KEY, token=opened.token))
    assert not built.is_let_through(NOBODY)
    assert built.lock.withholds()


@pytest.mark.parametrize(("seconds", "is_open"), [(0, True), (599, True), (600, False), (86_400, False)])
@pytest.mark.parametrize("asleep", [False, True])
def test_a_session_ends_by_idleness_awake_or_asleep(
    shut: BuiltLock, seconds: float, is_open: bool, asleep: bool
) -> None:
    asker = shut.open()
    (shut.clock.sleep if asleep else shut.clock.go_on)(seconds)
    assert shut.is_let_through(asker) is is_open


def test_refreshing_keeps_it_open_for_twelve_hours_and_no_longer(shut: BuiltLock) -> None:
    asker = shut.open()
    for _ in range(12 * 12 - 1):
        shut.clock.go_on(300)
        shut.lock.refresh(asker)
    assert shut.is_let_through(asker)
    shut.clock.go_on(300)
    with pytest.raises(LockedError):
        shut.lock.refresh(asker)
    assert not shut.is_let_through(asker)


def test_a_session_that_ended_cannot_be_refreshed(shut: BuiltLock) -> None:
    asker = shut.open()
    shut.clock.go_on(600)
    with pytest.raises(LockedError):
        shut.lock.refresh(asker)


def test_a_clock_that_is_set_back_prolongs_nothing(shut: BuiltLock) -> None:
    asker = shut.open()
    shut.clock.wall_s -= 86_400
    shut.clock.go_on(600)
    assert not shut.is_let_through(asker)


@pytest.mark.parametrize("everyone", [False, True])
def test_locking_ends_ones_own_session_or_all(shut: BuiltLock, everyone: bool) -> None:
    own, other = shut.open(), shut.open(key=OTHER_KEY)
    shut.lock.lock(own, everyone=everyone)
    assert not shut.is_let_through(own)
    assert shut.is_let_through(other) is not everyone


def test_who_has_no_session_can_lock_everybody_out(shut: BuiltLock) -> None:
    asker = shut.open()
    shut.lock.lock(NOBODY, everyone=True)
    assert not shut.is_let_through(asker)


def test_a_session_can_be_revoked_by_another(shut: BuiltLock) -> None:
    own, other = shut.open(), shut.open(key=OTHER_KEY)
    [_, row] = shut.lock.open_sessions(own).sessions
    assert not row.is_own
    shut.lock.revoke(row.id)
    shut.lock.revoke(row.id)
    assert shut.is_let_through(own)
    assert not shut.is_let_through(other)


def test_no_session_outlives_the_engine(shut: BuiltLock) -> None:
    asker = shut.open()
    shut.restart()
    assert not shut.is_let_through(asker)


def test_another_passphrase_ends_every_session_but_the_new_one(shut: BuiltLock) -> None:
    before = shut.open()
    opened = shut.lock.set_passphrase("quite another one", RIGHT, NOBODY)
    assert isinstance(opened, m.SessionOpened)
    assert not shut.is_let_through(before)
    shut.restart()
    assert shut.lock.unlock(RIGHT, "paper", NOBODY) == m.UnlockRefused(reason="wrong", wait_ms=1000)


def test_without_the_old_one_nobody_changes_or_removes_it(shut: BuiltLock) -> None:
    asker = shut.open()
    with pytest.raises(InputError, match="old passphrase"):
        shut.lock.set_passphrase("quite another one", None, asker)
    assert isinstance(shut.lock.set_passphrase("quite another one", WRONG, asker), m.UnlockRefused)
    shut.clock.go_on(1)
    assert isinstance(shut.lock.remove_passphrase(WRONG), m.UnlockRefused)
    shut.clock.go_on(2)
    assert shut.is_let_through(shut.open())


def test_once_removed_everything_passes_again(shut: BuiltLock) -> None:
    assert shut.lock.remove_passphrase(RIGHT) is None
    assert shut.is_let_through(NOBODY)
    shut.restart()
    assert shut.is_let_through(NOBODY)
    assert not shut.file.exists()


@pytest.mark.parametrize("short", ["seven77", " seven 77 ", " " * 12])
def test_one_that_is_too_short_is_refused_and_not_shown(built: BuiltLock, short: str) -> None:
    with pytest.raises(InputError) as caught:
        built.lock.set_passphrase(short, None, NOBODY)
    assert short not in str(caught.value)
    assert not built.lock.is_set


def test_letters_that_keyboards_write_in_two_ways_are_one(built: BuiltLock) -> None:
    built.lock.set_passphrase("Ölweide im Garten", None, NOBODY)
    assert isinstance(built.lock.unlock("O\u0308lweide im Garten", "paper", NOBODY), m.SessionOpened)


# --- wrong tries ------------------------------------------------------------------------------------------------------


def test_waits_double_from_a_second_up_to_fifteen_minutes(shut: BuiltLock) -> None:
    waits = []
    for _ in range(13):
        refused = shut.lock.unlock(WRONG, "paper", NOBODY)
        assert isinstance(refused, m.UnlockRefused)
        assert refused.reason == "wrong"
        waits.append(refused.wait_ms // 1000)
        shut.clock.go_on(refused.wait_ms / 1000)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert shut.is_let_through(shut.open())
    assert shut.lock.unlock(WRONG, "paper", NOBODY) == m.UnlockRefused(reason="wrong", wait_ms=1000)


def test_within_the_wait_not_even_the_right_one_is_looked_at(shut: BuiltLock) -> None:
    shut.lock.unlock(WRONG, "paper", NOBODY)
    shut.clock.go_on(0.75)
    assert shut.lock.unlock(RIGHT, "paper", NOBODY) == m.UnlockRefused(reason="too_soon", wait_ms=250)
    shut.clock.go_on(0.25)
    assert isinstance(shut.lock.unlock(RIGHT, "paper", NOBODY), m.SessionOpened)


def test_a_restart_wins_no_try_back(shut: BuiltLock) -> None:
    for wait_s in (1, 2, 4):
        shut.lock.unlock(WRONG, "paper", NOBODY)
        shut.clock.go_on(wait_s)
        shut.restart()
    assert shut.lock.unlock(WRONG, "paper", NOBODY) == m.UnlockRefused(reason="wrong", wait_ms=8000)
    shut.restart()
    assert shut.lock.state(NOBODY).wait_ms == 8000


def test_a_kill_while_a_try_is_looked_at_counts_as_a_wrong_one(
    shut: BuiltLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object) -> bool:
        raise Killed

    monkeypatch.setattr("pyworkstation.services.lock.tries.is_right", killed)
    with pytest.raises(Killed):
        shut.lock.unlock(RIGHT, "paper", NOBODY)
    shut.restart()
    assert shut.lock.state(NOBODY).wait_ms == 1000


@pytest.mark.parametrize("back_s", [1.0, 86_400.0])
def test_a_clock_that_is_set_back_neither_shortens_the_wait_nor_makes_it_endless(
    shut: BuiltLock, back_s: float
) -> None:
    shut.lock.unlock(WRONG, "paper", NOBODY)
    shut.clock.wall_s -= back_s
    assert shut.lock.state(NOBODY).wait_ms == 1000
    assert shut.lock.unlock(RIGHT, "paper", NOBODY) == m.UnlockRefused(reason="too_soon", wait_ms=1000)
    shut.clock.go_on(1)
    assert isinstance(shut.lock.unlock(RIGHT, "paper", NOBODY), m.SessionOpened)


# --- paper and live ---------------------------------------------------------------------------------------------------


def test_without_a_live_venue_there_is_no_live_session(shut: BuiltLock) -> None:
    with pytest.raises(InputError, match="live venue"):
        shut.lock.unlock(RIGHT, "live", NOBODY)


def test_live_trades_only_while_armed_and_never_on_paper(tmp_path: Path) -> None:
    built = BuiltLock(tmp_path, has_live_venue=True)
    built.lock.set_passphrase(RIGHT, None, NOBODY)
    live, paper = built.open("live"), built.open("paper")
    assert not built.lock.may_trade(live, "live")
    assert not built.is_let_through(live)
    assert built.lock.arm(WRONG, live) == m.UnlockRefused(reason="wrong", wait_ms=1000)
    built.clock.go_on(1)
    armed = built.lock.arm(RIGHT, live)
    assert isinstance(armed, m.LockState)
    assert armed.armed_left_s == 900
    assert built.lock.may_trade(live, "live")
    assert not built.lock.may_trade(paper, "live")
    for _ in range(3):
        built.clock.go_on(299)
        built.lock.refresh(live)
    assert built.lock.may_trade(live, "live")
    built.clock.go_on(3)
    assert not built.lock.may_trade(live, "live")
    built.lock.arm(RIGHT, live)
    built.lock.disarm(live)
    assert not built.lock.may_trade(live, "live")
    built.audit.close()


def test_a_paper_session_cannot_be_armed(shut: BuiltLock) -> None:
    with pytest.raises(InputError, match="live session"):
        shut.lock.arm(RIGHT, shut.open())


def test_without_a_passphrase_nothing_is_live(built: BuiltLock) -> None:
    assert not built.lock.may_trade(NOBODY, "live")


# --- what is kept, noted and told -------------------------------------------------------------------------------------


def test_everything_that_happens_is_in_the_audit_log_without_a_secret(shut: BuiltLock) -> None:
    shut.lock.unlock(WRONG, "paper", NOBODY)
    shut.clock.go_on(1)
    first, second, third = (shut.open() for _ in range(3))
    shut.lock.lock(first, everyone=False)
    shut.lock.revoke(5)  # The third of this run: the one of setting it has number 1 of the run before.
    shut.lock.revoke(3)
    shut.clock.go_on(600)
    shut.lock.refusal(ORDER, second)
    shut.lock.remove_passphrase(RIGHT)
    told = [(note["what"], note.get("outcome", "done")) for note in shut.notes()]
    assert told == [
        ("set", "done"), ("unlock", "done"), ("unlock", "wrong"), ("unlock", "done"), ("unlock", "done"),
        ("unlock", "done"), ("lock", "done"), ("revoke", "done"), ("expire", "done"), ("remove", "done"),
    ]  # fmt: skip
    text = str(shut.notes())
    for secret in (RIGHT, WRONG, first.token, second.token, third.token, "argon2"):
        assert secret not in text


def test_nobody_is_let_in_unnoted_and_everybody_is_locked_out_unnoted(
    shut: BuiltLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = shut.open()

    def full(_: object) -> int:
        raise EnvironmentFailure("no space left")

    monkeypatch.setattr(shut.audit, "append", full)
    with pytest.raises(EnvironmentFailure):
        shut.lock.unlock(RIGHT, "paper", NOBODY)
    assert [each.id for each in shut.lock.open_sessions(asker).sessions] == [1]
    shut.lock.lock(NOBODY, everyone=True)
    assert not shut.is_let_through(asker)


def test_the_file_is_the_owners_alone_and_has_the_hash_with_its_parameters(shut: BuiltLock) -> None:
    text = shut.file.read_text(encoding="ascii")
    assert "$argon2id$v=19$m=8,t=1,p=1$" in text
    assert RIGHT not in text
    if os.name == "posix":
        assert shut.file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"null",
        b'{"version":1,"hash":"","wrong":0,"tried_us":0}',
        b'{"version":1,"hash":"$argon2i$',
    ],
)
def test_a_file_that_cannot_be_believed_keeps_everything_shut(shut: BuiltLock, content: bytes) -> None:
    shut.file.write_bytes(content)
    shut.restart()
    assert not shut.is_let_through(NOBODY)
    with pytest.raises(EnvironmentFailure, match="lock"):
        shut.lock.unlock(RIGHT, "paper", NOBODY)


def test_a_hash_that_argon2_cannot_read_lets_nobody_in(shut: BuiltLock) -> None:
    text = shut.file.read_text(encoding="ascii")
    shut.file.write_text(text.replace("m=8,", "m=x,"), encoding="ascii")
    shut.restart()
    with pytest.raises(EnvironmentFailure, match="hash"):
        shut.lock.unlock(RIGHT, "paper", NOBODY)


@pytest.mark.skipif(os.name != "posix", reason="POSIX links")
def test_a_link_in_its_place_keeps_everything_shut(shut: BuiltLock, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    shut.file.rename(elsewhere)
    shut.file.symlink_to(elsewhere)
    shut.restart()
    assert not shut.is_let_through(NOBODY)


def test_a_folder_in_its_place_keeps_everything_shut_and_is_named(shut: BuiltLock) -> None:
    shut.file.unlink()
    shut.file.mkdir()
    shut.restart()
    assert not shut.is_let_through(NOBODY)
    with pytest.raises(EnvironmentFailure, match=r"lock\.json: expected a plain"):
        shut.lock.unlock(RIGHT, "paper", NOBODY)


def test_whoever_asks_is_told_of_no_session_whose_time_is_up(shut: BuiltLock) -> None:
    shut.open()
    shut.clock.go_on(IDLE_MINUTES * 60)
    assert shut.lock.state(NOBODY).sessions == 0


def test_every_change_is_told(built: BuiltLock) -> None:
    built.lock.set_passphrase(RIGHT, None, NOBODY)
    built.lock.lock(NOBODY, everyone=True)
    built.lock.remove_passphrase(RIGHT)
    assert built.told == [
        m.LockTold(is_set=True, sessions=1),
        m.LockTold(is_set=True, sessions=0),
        m.LockTold(is_set=False, sessions=0),
    ]


def test_what_was_typed_right_is_redacted_everywhere(shut: BuiltLock) -> None:
    shut.open()
    assert RIGHT not in redact(f"the passphrase is {RIGHT}, she said")


@pytest.mark.parametrize(
    "message",
    [
        m.Unlock(passphrase=RIGHT),
        m.SetPassphrase(new=RIGHT, old=RIGHT),
        m.RemovePassphrase(passphrase=RIGHT),
        m.ArmLive(passphrase=RIGHT),
        m.SessionOpened(id=1, token=RIGHT, kind="paper", left_s=1, idle_s=1),
    ],
)
def test_no_message_shows_a_secret(message: object) -> None:
    assert RIGHT not in repr(message)
