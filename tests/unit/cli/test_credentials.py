"""The command line of secrets, on a vault in memory; nothing that is typed, piped or mistyped comes back."""

from __future__ import annotations

import getpass
import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyworkstation.adapters.vault import system_vault
from pyworkstation.config.credentials import CREDENTIALS
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.services.credentials import credentials as service
from pyworkstation.services.credentials.proof import Proof
from pyworkstation.storage.audit.read_log import read_log
from tests.command import Finished, output_of, pyworkstation, refusal_of
from tests.memory_vault import MemoryVault

KEY = "0123456789abcdefghijklmnopqrstuv"
OTHER = "zyxwvutsrqponmlkjihgfedcba987654"


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> MemoryVault:
    kept = MemoryVault()
    monkeypatch.setattr(system_vault, "open_system_vault", lambda: kept)
    return kept


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def run_with(monkeypatch: pytest.MonkeyPatch, text: str, *arguments: str, home: Path) -> Finished:
    piped(monkeypatch, text)
    return pyworkstation("credentials", *arguments, home=home)


def log_of(home: Path) -> list[dict[str, str]]:
    return [json.loads(bytes(read.record.body)) for read in read_log(home / "audit/audit.log")]


def test_a_secret_is_set_shown_listed_and_deleted(
    tmp_path: Path, vault: MemoryVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run_with(monkeypatch, f"{KEY}\n", "set", "fred-api-key", home=tmp_path)
    assert (done.code, done.output, done.errors) == (0, "fred-api-key is in the Vault of the tests\n", "")
    assert output_of("credentials", "get", "fred-api-key", home=tmp_path) == "********\n"
    assert output_of("credentials", "get", "fred-api-key", "--show", home=tmp_path) == f"{KEY}\n"
    [listed] = [
        row for row in json.loads(output_of("credentials", "list", "--json", home=tmp_path)) if row["set_us"]
    ]
    assert (listed["name"], listed["condition"], listed["kept_in"]) == ("fred-api-key", "good", vault.title)
    assert output_of("credentials", "delete", "fred-api-key", home=tmp_path) == "fred-api-key is deleted\n"
    assert "credentials set fred-api-key" in refusal_of("credentials", "get", "fred-api-key", home=tmp_path)
    assert vault.entries == {}


def test_every_access_is_in_the_audit_log_and_no_value_is(
    tmp_path: Path, vault: MemoryVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_with(monkeypatch, KEY, "set", "fred-api-key", home=tmp_path)
    output_of("credentials", "get", "fred-api-key", "--show", home=tmp_path)
    run_with(monkeypatch, "hunter2", "set", "fred-api-key", home=tmp_path)
    who = f"{getpass.getuser()}, command line"
    assert log_of(tmp_path) == [
        {"who": who, "action": action, "name": "fred-api-key", "outcome": outcome}
        for action, outcome in (("set", "done"), ("get", "done"), ("set", "refused"))
    ]
    text = (tmp_path / "audit/audit.log").read_text(encoding="utf-8")
    assert KEY not in text
    assert "hunter2" not in text
    assert output_of("audit", "verify", home=tmp_path).startswith("whole: 3 records")


def test_rotating_says_what_is_in_force(
    tmp_path: Path, vault: MemoryVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_with(monkeypatch, "anna", "set", "interactive-brokers-user", home=tmp_path)
    waiting = run_with(monkeypatch, "bert", "rotate", "interactive-brokers-user", home=tmp_path)
    assert "the new value waits, the old one is in force" in waiting.output
    assert output_of("credentials", "get", "interactive-brokers-user", "--show", home=tmp_path) == "anna\n"
    output_of("credentials", "rotate", "interactive-brokers-user", "--accept", home=tmp_path)
    assert output_of("credentials", "get", "interactive-brokers-user", "--show", home=tmp_path) == "bert\n"


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        (Proof("works", "FRED takes it"), 0),
        (Proof("refused", "FRED does not know this key"), 1),
        (Proof("unknown", "FRED cannot be reached"), 0),
    ],
)
def test_check_asks_the_service(
    tmp_path: Path, vault: MemoryVault, monkeypatch: pytest.MonkeyPatch, proof: Proof, code: int
) -> None:
    run_with(monkeypatch, KEY, "set", "fred-api-key", home=tmp_path)
    monkeypatch.setattr(service.Credentials.proof_of, "__kwdefaults__", {"proof": lambda *_: proof})
    checked = pyworkstation("credentials", "check", home=tmp_path)
    assert (checked.code, checked.errors) == (code, "")
    assert f"fred-api-key: as it should be; {proof.words}\n" in checked.output
    assert checked.output.count("not set") == len(CREDENTIALS) - 1


def test_at_the_keyboard_it_is_asked_for_twice_and_not_shown(
    tmp_path: Path, vault: MemoryVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([KEY, KEY, KEY, OTHER])
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda _: True})())
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))
    output_of("credentials", "set", "fred-api-key", home=tmp_path)
    assert "expected the same value twice" in refusal_of("credentials", "set", "fred-api-key", home=tmp_path)


def test_the_key_that_ends_a_text_is_no_bug(
    tmp_path: Path, vault: MemoryVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(_: str) -> str:
        raise EOFError

    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda _: True})())
    monkeypatch.setattr(getpass, "getpass", end)
    for arguments in (("credentials", "set", "fred-api-key"), ("lock", "set")):
        done = pyworkstation(*arguments, home=tmp_path)
        assert (done.code, done.output) == (1, "")
        assert done.errors.strip().startswith("error: ")
        assert "Traceback" not in done.errors


def test_a_passphrase_that_no_message_carries_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("x" * 1025 + "\n"))
    assert "expected at most 1,024 characters" in refusal_of("lock", "set", home=tmp_path)


USAGE = [
    ["set", "fred-api-key", "hunter2"],
    ["set", "fred-api-key", "--value=hunter2"],
    ["set", "fred-api-key", "--value", "hunter2"],
    ["set", "hunter2"],
    ["hunter2"],
    ["hunter2", "fred-api-key"],
    ["get", "hunter2"],
    ["list", "hunter2"],
    ["rotate", "fred-api-key", "hunter2"],
    ["rotate", "fred-api-key", "--accept=hunter2"],
    ["rotate", "fred-api-key", "--=hunter2"],
]


@pytest.mark.parametrize("arguments", USAGE)
def test_a_secret_in_the_wrong_place_is_not_repeated(
    tmp_path: Path, vault: MemoryVault, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    refused = run_with(monkeypatch, KEY, *arguments, home=tmp_path)
    assert refused.code in (1, 2)
    assert refused.errors.startswith("error: ")
    assert "hunter2" not in refused.output + refused.errors
    assert vault.entries == {}


def test_without_a_vault_it_is_said_and_nothing_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> MemoryVault:
        raise EnvironmentFailure("this system has no vault for secrets")

    monkeypatch.setattr(system_vault, "open_system_vault", none)
    done = run_with(monkeypatch, KEY, "set", "fred-api-key", home=tmp_path)
    assert (done.code, done.output, done.errors) == (3, "", "error: this system has no vault for secrets\n")
    planted_in(tmp_path, KEY)


SECRETS = (
    st.text("abcdefghijklmnopqrstuvwxyzABC0123456789!#%&*+", min_size=12, max_size=100)
    .filter(lambda text: len(set(text)) > 4)
    .map(lambda text: f"{text}#7q")
)
"""Ending as no word does that the command line says by itself: hypothesis also draws words of our own sources."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secret=SECRETS)
def test_a_planted_secret_is_in_no_output_and_no_file(
    tmp_path_factory: pytest.TempPathFactory, secret: str
) -> None:
    """Wherever a user can put one: at each secret's prompt, as its name, as a word too many, as a setting, in a query, as a symbol."""
    home, kept = tmp_path_factory.mktemp("home"), MemoryVault()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(system_vault, "open_system_vault", lambda: kept)
        outputs = [run_with(patch, secret, "set", name, home=home) for name in CREDENTIALS]
        outputs += [run_with(patch, secret, "rotate", name, home=home) for name in CREDENTIALS]
        outputs += [run_with(patch, "", "set", name, secret, home=home) for name in CREDENTIALS]
        outputs += [
            run_with(patch, "", *words, home=home) for words in (["list"], ["get", f"x{secret}"], ["check"])
        ]
        outputs += [pyworkstation("query", f"SELECT '{secret}' FRM x", home=home)]
        patch.setenv("PYWORKSTATION_SECRET_FRED_API_KEY", secret)
        patch.setenv("PYWORKSTATION_LOG_LEVEL", secret)
        outputs += [pyworkstation("config", "check", home=home), pyworkstation("status", home=home)]
    for output in outputs:
        assert secret not in output.output + output.errors
    planted_in(home, secret)


def planted_in(home: Path, secret: str) -> None:
    """No file of the home may have it."""
    files = [path for path in home.rglob("*") if path.is_file()]
    assert not [path for path in files if secret.encode() in path.read_bytes()]
