"""An engine with a passphrase: the command line, the client and the streams, and nothing secret left anywhere."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkstation.client import Client
from pyworkstation.client.client import Client as RunClient
from pyworkstation.client.connection import find_engine
from pyworkstation.client.errors import RequestFailedError, UnlockRefusedError
from pyworkstation.client.own_session import OwnSession
from pyworkstation.client.stream import Stream
from pyworkstation.domain.home import Home
from pyworkstation.protocol import messages as m
from tests.command import Finished, output_of, pyworkstation
from tests.engine_process import await_true, engine_process, messages, write_ticks

PASSPHRASE, WRONG = "Fünf grüne Papageien", "Sechs grüne Papageien"
BUY = ("buy", "EURUSD", "1000")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("locked") / "home"


@pytest.fixture(scope="module")
def engine(home: Path) -> Iterator[None]:
    """One run for all: its replay is held at its first tick, and a passphrase is set."""
    write_ticks(home.parent / "ticks.csv", seconds=60)
    with engine_process(home):
        with Client(home) as client:
            paths = [str(home.parent / "ticks.csv")]
            list(client.request(m.ImportTicks(paths=paths, symbol="EURUSD"), timeout_s=None))
            client.replay_start("EURUSD", paused=True)
            client.open_account(m.OpenAccount(profile="perfect"))
            client.call(m.SetPassphrase(new=PASSPHRASE))
        yield


@pytest.fixture
def client(home: Path, engine: None) -> Iterator[Client]:
    with Client(home) as made:
        yield made


def typed(monkeypatch: pytest.MonkeyPatch, text: str, *arguments: str, home: Path) -> Finished:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    return pyworkstation(*arguments, home=home)


def refused_code(client: Client, request: m.Request) -> str:
    with pytest.raises(RequestFailedError) as caught:
        client.call(request)
    assert caught.value.outcome == "not_done"
    return caught.value.code


@pytest.mark.parametrize(
    "request_",
    [
        m.GetAccount(),
        m.ListOrders(),
        m.Flatten(client_order_id="x"),
        m.Halt(),
        m.ReplayStop(),
        m.Subscribe(topics=["account"]),
        m.Follow(topics=["orders"]),
        m.ListSessions(),
        m.RevokeSession(id=1),
        m.Invite(),
        m.RunQuery(sql="SELECT content FROM read_text('audit/audit.log')"),
    ],
)
def test_locked_the_account_is_shut(client: Client, request_: m.Request) -> None:
    assert refused_code(client, request_) == "locked"


def test_locked_the_market_goes_on(client: Client) -> None:
    assert client.status().symbols[0].symbol == "EURUSD"
    assert isinstance(client.call(m.Subscribe(topics=["replay"])), m.TopicSnapshot)


@pytest.mark.parametrize("name", ["audit/audit.log", "equity.jsonl", "run/connection.json", "lock.json"])
def test_what_keeps_the_account_is_read_as_no_ticks(client: Client, home: Path, name: str) -> None:
    paths = [str(home / name)]
    for request_ in (
        m.DryRun(paths=paths, symbol="EURUSD"),
        m.ImportTicks(paths=paths, symbol="EURUSD", accept_prices=True),
        m.CheckFiles(files=m.ImportTicks(paths=paths, symbol="EURUSD")),
    ):
        with pytest.raises(RequestFailedError, match="a file of the engine's own"):
            list(client.request(request_))


def test_the_same_account_is_there_for_who_unlocks(client: Client, home: Path) -> None:
    client.unlock(PASSPHRASE)
    assert client.account().name == "paper"
    with Client(home) as other:
        assert refused_code(other, m.GetAccount()) == "locked"
    with Client(home, role="read") as reader:
        reader.unlock(PASSPHRASE)
        assert reader.account().name == "paper"
    client.lock()
    assert refused_code(client, m.GetAccount()) == "locked"


def test_a_token_is_worth_nothing_with_another_key_and_another_token_nothing_with_this(
    client: Client, home: Path
) -> None:
    token = client.unlock(PASSPHRASE).token
    for role, worn, is_open in (
        ("trade", token, True),
        ("read", token, False),
        ("trade", token[:-1] + ("A" if token[-1] != "A" else "B"), False),
    ):
        session = OwnSession()
        session.token = worn
        connection = find_engine(home, role=role)  # type: ignore[arg-type]
        assert connection is not None
        with RunClient(connection, session=session) as run:
            state = run.call(m.GetLock())
            assert isinstance(state, m.LockState)
            assert state.is_open is is_open


def test_there_is_no_live_session_without_a_live_venue(client: Client) -> None:
    with pytest.raises(RequestFailedError, match="live venue"):
        client.unlock(PASSPHRASE, kind="live")


def test_a_command_asks_for_the_passphrase_and_leaves_no_session(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought = typed(monkeypatch, PASSPHRASE + "\n", *BUY, home=home)
    assert (bought.code, bought.errors) == (0, "")
    assert "filled" in bought.output
    nothing = typed(monkeypatch, "", *BUY, home=home)
    assert (nothing.code, nothing.output) == (1, "")
    assert "expected a passphrase" in nothing.errors
    state = client.lock_state()
    client.lock(everyone=True)
    before = state.sessions
    typed(monkeypatch, PASSPHRASE, "orders", home=home)
    assert client.lock_state().sessions == 0 <= before


def test_listening_tells_that_something_happened_and_following_what(client: Client, home: Path) -> None:
    client.unlock(PASSPHRASE)
    connection = find_engine(home)
    assert connection is not None
    stream = Stream(connection, ["fills"])
    with client.follow("fills") as followed, client.stream("fills") as listened:
        followed.take(5.0)
        listened.take(5.0)
        client.place_order(m.NewOrder(client_order_id="seen", symbol="EURUSD", side="buy", quantity=5))
        [news] = followed.take(5.0)
        assert isinstance(news.body, m.FillsUpdate)
        assert [fill.quantity for fill in news.body.fills] == [5]
        [told] = listened.take(5.0)
        assert isinstance(told.body, m.FillsUpdate)
        assert (told.is_snapshot, told.body.fills[-1].quantity) == (True, 5)
        assert next(messages(stream)).body == m.Withheld()
        stream.close()
        client.lock()
        with Client(home) as other:
            other.unlock(PASSPHRASE)
            other.place_order(m.NewOrder(client_order_id="unseen", symbol="EURUSD", side="buy", quantity=7))
        for told_of in (followed, listened):
            with pytest.raises(RequestFailedError) as refused:
                told_of.take(5.0)
            assert refused.value.code == "locked"


def test_lock_commands(home: Path, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "a passphrase is set" in output_of("lock", home=home)
    second = typed(monkeypatch, PASSPHRASE, "lock", "set", home=home)
    assert (second.code, "lock change" in second.errors) == (1, True)
    wrong = typed(monkeypatch, f"{WRONG}\nanother long one\n", "lock", "change", home=home)
    assert (wrong.code, wrong.output) == (1, "")
    assert "wait 1 s" in wrong.errors
    assert WRONG not in wrong.errors
    assert "no passphrase is looked at for 1 s" in output_of("lock", home=home)
    await_true(lambda: not client.lock_state().wait_ms, within_s=10.0, what="the wait to end")


def test_another_run_of_the_engine_is_locked_and_has_forgotten_no_wrong_try(
    home: Path, tmp_path: Path
) -> None:
    own = tmp_path / "home"
    with engine_process(own) as first, Client(own) as client:
        client.call(m.SetPassphrase(new=PASSPHRASE))
        with pytest.raises(UnlockRefusedError) as wrong:
            client.unlock(WRONG)
        assert wrong.value.reason == "wrong"
        assert wrong.value.wait_ms == pytest.approx(1000, abs=100)
        with pytest.raises(UnlockRefusedError):
            client.unlock(WRONG)
        first.kill()
        first.wait()
    with engine_process(own), Client(own) as client:
        assert refused_code(client, m.GetAccount()) == "locked"
    kept = Home(own).lock.read_text(encoding="ascii")
    assert '"wrong":1' in kept


def test_no_secret_is_in_any_file_or_argument(client: Client, home: Path) -> None:
    token = client.unlock(PASSPHRASE).token
    arguments = b"".join(
        path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if _is_readable(path)
    )
    files = [path for path in home.rglob("*") if path.is_file() and _is_readable(path)]
    assert Home(home).lock in files
    for secret in (PASSPHRASE, WRONG, token):
        assert secret.encode() not in arguments
        assert [path for path in files if secret.encode() in path.read_bytes()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_the_engine_writes_no_core_file(client: Client) -> None:
    limits = Path(f"/proc/{client.status().pid}/limits").read_text(encoding="ascii").splitlines()
    [core] = [line.split()[4:6] for line in limits if line.startswith("Max core file size")]
    assert core == ["0", "0"]


def _is_readable(path: Path) -> bool:
    try:
        path.read_bytes()
    except OSError:
        return False
    return True
