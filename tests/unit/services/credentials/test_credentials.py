from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from pyworkstation.domain.errors import EnvironmentFailure, InputError, WorkstationError
from pyworkstation.protocol.messages import NoteAccess
from pyworkstation.services.credentials.credentials import Credentials
from pyworkstation.services.credentials.proof import NO_CHECK, Proof, fred_takes, prove
from tests.memory_vault import MemoryVault

KEY = "0123456789abcdefghijklmnopqrstuv"
OTHER = "zyxwvutsrqponmlkjihgfedcba987654"
DAY_US = 86_400_000_000
PEM = "-----BEGIN PRIVATE KEY-----\n" + "QUJD\n" * 600 + "-----END PRIVATE KEY-----\n"


@dataclass
class Desk:
    vault: MemoryVault = field(default_factory=MemoryVault)
    given: dict[str, str] = field(default_factory=dict)
    notes: list[NoteAccess] = field(default_factory=list)
    now_us: int = 0
    log_is_full: bool = False

    def note(self, access: NoteAccess) -> None:
        if self.log_is_full:
            raise EnvironmentFailure("no room in the audit log")
        self.notes.append(access)

    @property
    def credentials(self) -> Credentials:
        return Credentials(
            lambda: self.vault,
            given=self.given,
            who="anna, test",
            note=self.note,
            clock_us=lambda: self.now_us,
        )

    def noted(self) -> list[tuple[str, str, str]]:
        return [(access.who, access.action, access.outcome) for access in self.notes]


def works(_name: str, _value: str) -> Proof:
    return Proof("works", "it works")


def refuses(_name: str, _value: str) -> Proof:
    return Proof("refused", "it does not know it")


def is_away(_name: str, _value: str) -> Proof:
    return Proof("unknown", "it cannot be reached")


@pytest.mark.parametrize(("name", "value"), [("fred-api-key", KEY), ("interactive-brokers-signing-key", PEM)])
def test_what_was_set_is_read_by_those_who_may(name: str, value: str) -> None:
    desk = Desk()
    desk.credentials.set(name, value)
    reader = {"fred-api-key": "macro-data"}.get(name, "interactive-brokers")
    assert desk.credentials.value(name, reader=reader) == value
    assert desk.credentials.shown(name) == value
    assert desk.noted() == [
        ("anna, test", "set", "done"),
        (reader, "read", "done"),
        ("anna, test", "get", "done"),
    ]


def test_a_service_that_may_not_read_it_is_refused_and_noted() -> None:
    desk = Desk()
    desk.credentials.set("fred-api-key", KEY)
    with pytest.raises(InputError, match="expected macro-data, found strategy"):
        desk.credentials.value("fred-api-key", reader="strategy")
    assert desk.noted()[-1] == ("strategy", "read", "refused")


def test_what_is_not_set_is_none_and_noted_as_missing() -> None:
    desk = Desk()
    assert desk.credentials.shown("fred-api-key") is None
    assert desk.credentials.state("fred-api-key").condition == "missing"
    assert desk.noted() == [("anna, test", "get", "missing"), ("anna, test", "list", "missing")]


MALFORMED = ["", "short", KEY.upper(), KEY + "\n", KEY[:-1] + "\N{PILE OF POO}", "x" * 20_000]


@pytest.mark.parametrize("value", MALFORMED)
def test_a_value_of_another_form_is_refused_without_being_shown(value: str) -> None:
    desk = Desk()
    desk.credentials.set("fred-api-key", KEY)
    for change in (desk.credentials.set, desk.credentials.rotate):
        with pytest.raises(InputError, match="expected 32 lower-case letters and digits") as told:
            change("fred-api-key", value)
        assert not value or value not in str(told.value)
    assert desk.credentials.shown("fred-api-key") == KEY


def test_a_name_that_is_not_declared_is_refused_without_being_shown() -> None:
    with pytest.raises(InputError, match="another name of 7 characters") as told:
        Desk().credentials.set("hunter2", KEY)
    assert "hunter2" not in str(told.value)


def test_nothing_is_handed_out_or_stored_that_cannot_be_noted() -> None:
    desk = Desk()
    desk.credentials.set("fred-api-key", KEY)
    desk.log_is_full = True
    for ask in (
        lambda: desk.credentials.shown("fred-api-key"),
        lambda: desk.credentials.value("fred-api-key", reader="macro-data"),
        lambda: desk.credentials.set("fred-api-key", OTHER),
        lambda: desk.credentials.delete("fred-api-key"),
    ):
        with pytest.raises(EnvironmentFailure, match="audit log"):
            ask()
    desk.log_is_full = False
    assert desk.credentials.shown("fred-api-key") == KEY


def test_a_vault_that_is_locked_is_told_and_noted() -> None:
    desk = Desk(vault=MemoryVault(is_locked=True))
    with pytest.raises(EnvironmentFailure, match="locked"):
        desk.credentials.set("fred-api-key", KEY)
    with pytest.raises(EnvironmentFailure, match="locked"):
        desk.credentials.shown("fred-api-key")
    assert [outcome for _, _, outcome in desk.noted()] == ["done", "failed", "failed"]


@pytest.mark.parametrize(
    ("proof", "in_force", "waits"), [(works, OTHER, False), (refuses, KEY, False), (is_away, KEY, True)]
)
def test_the_old_value_is_in_force_until_the_new_one_is_known_to_work(
    proof: object, in_force: str, waits: bool
) -> None:
    desk = Desk()
    desk.credentials.set("fred-api-key", KEY)
    assert callable(proof)
    desk.credentials.rotate("fred-api-key", OTHER, proof=proof)
    assert desk.credentials.shown("fred-api-key") == in_force
    assert desk.credentials.state("fred-api-key").has_successor is waits


@pytest.mark.parametrize(("choice", "in_force"), [("accept", OTHER), ("discard", KEY)])
def test_a_new_value_that_waits_is_accepted_or_discarded(choice: str, in_force: str) -> None:
    desk = Desk()
    desk.credentials.set("fred-api-key", KEY)
    desk.credentials.rotate("fred-api-key", OTHER, proof=is_away)
    getattr(desk.credentials, choice)("fred-api-key")
    assert desk.credentials.shown("fred-api-key") == in_force
    with pytest.raises(InputError, match="credentials rotate fred-api-key"):
        getattr(desk.credentials, choice)("fred-api-key")


def test_there_is_nothing_to_rotate_before_the_first_value() -> None:
    with pytest.raises(InputError, match="credentials set fred-api-key"):
        Desk().credentials.rotate("fred-api-key", KEY, proof=works)


@pytest.mark.parametrize("steps", range(8))
def test_a_rotation_that_is_stopped_half_way_leaves_a_value_that_was_in_force(steps: int) -> None:
    desk = Desk()
    desk.credentials.set("interactive-brokers-signing-key", PEM)
    desk.vault.fails_after = steps
    new = PEM.replace("QUJD", "REVG")
    with suppress(WorkstationError):
        desk.credentials.rotate("interactive-brokers-signing-key", new, proof=works)
    desk.vault.fails_after = None
    assert desk.credentials.shown("interactive-brokers-signing-key") in (PEM, new)


AGES = [(0, "good"), (365 * DAY_US - 1, "good"), (365 * DAY_US, "expired"), (400 * DAY_US, "expired")]


@pytest.mark.parametrize(("age_us", "condition"), AGES)
def test_a_value_grows_old(age_us: int, condition: str) -> None:
    desk = Desk(now_us=1_000)
    desk.credentials.set("fred-api-key", KEY)
    desk.now_us += age_us
    state = desk.credentials.state("fred-api-key")
    assert (state.condition, state.set_us, state.due_us) == (condition, 1_000, 1_000 + 365 * DAY_US)


def test_a_value_that_the_vault_has_in_another_form_is_malformed() -> None:
    desk = Desk()
    desk.vault.entries["fred-api-key"] = '{"set_us":0,"value":"hunter2"}'
    state = desk.credentials.state("fred-api-key")
    assert state.condition == "malformed"
    assert "hunter2" not in state.words


def test_what_the_environment_gives_wins_and_cannot_be_changed_in_the_vault() -> None:
    desk = Desk(given={"fred-api-key": OTHER})
    assert desk.credentials.shown("fred-api-key") == OTHER
    assert desk.credentials.state("fred-api-key").kept_in == "PYWORKSTATION_SECRET_FRED_API_KEY"
    for change in (
        lambda: desk.credentials.set("fred-api-key", KEY),
        lambda: desk.credentials.delete("fred-api-key"),
        lambda: desk.credentials.rotate("fred-api-key", KEY, proof=works),
    ):
        with pytest.raises(InputError, match="PYWORKSTATION_SECRET_FRED_API_KEY"):
            change()
    assert desk.vault.entries == {}


def test_deleting_takes_the_successor_along() -> None:
    desk = Desk()
    desk.credentials.set("fred-api-key", KEY)
    desk.credentials.rotate("fred-api-key", OTHER, proof=is_away)
    assert desk.credentials.delete("fred-api-key")
    assert desk.vault.entries == {}


@contextmanager
def fred(status: int, body: bytes = b"{}") -> Iterator[str]:
    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/fred/releases"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, json.dumps({"releases": []}).encode(), "works"),
        (200, b"<html>a hotel's page</html>", "unknown"),
        (400, b'{"error_code":400}', "refused"),
        (500, b"", "unknown"),
    ],
)
def test_fred_is_asked_whether_it_takes_a_key(status: int, body: bytes, outcome: str) -> None:
    with fred(status, body) as address:
        proof = fred_takes(KEY, address=address)
    assert proof.outcome == outcome
    assert KEY not in proof.words


def test_no_answer_is_no_refusal() -> None:
    with fred(200) as address:
        pass
    assert fred_takes(KEY, address=address).outcome == "unknown"


def test_what_nothing_can_try_out_is_unknown() -> None:
    assert prove("interactive-brokers-user", "anna") == NO_CHECK
