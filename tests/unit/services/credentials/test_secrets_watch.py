from __future__ import annotations

import threading

import msgspec
import pytest

from pyworkstation.adapters.vault.whole_entry import Kept, write_entry
from pyworkstation.client.secret_faults import secret_faults
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.protocol.messages import Health, NoteAccess, SecretHealth
from pyworkstation.services.credentials import secrets_watch
from pyworkstation.services.credentials.secrets_watch import SecretsSeen, SecretsWatch, look
from tests.memory_vault import MemoryVault

DAY_US = 86_400_000_000
NOW_US = 1_900_000_000_000_000
FRED = "fred-api-key"


def seen(
    vault: MemoryVault, *running: str, notes: list[NoteAccess] | None = None
) -> tuple[dict[str, SecretHealth], SecretsSeen]:
    noted = [] if notes is None else notes
    told = look(lambda: vault, given={}, note=noted.append, is_running=running, clock_us=lambda: NOW_US)
    return {secret.name: secret for secret in told.secrets}, told


ROWS = [
    (None, (), "missing", []),
    (None, ("macro-data",), "missing", [f"secret {FRED}: not set: pyworkstation credentials set {FRED}"]),
    (("a" * 32, NOW_US - DAY_US), ("macro-data",), "good", []),
    (
        ("a" * 32, NOW_US - 368 * DAY_US),
        (),
        "expired",
        [f"secret {FRED}: due for a new one for 3 days: pyworkstation credentials rotate {FRED}"],
    ),
    (
        ("A" * 31, NOW_US),
        (),
        "malformed",
        [
            f"secret {FRED}: expected 32 lower-case letters and digits, as FRED gives them, "
            f"found 31 characters of another form: pyworkstation credentials set {FRED}"
        ],
    ),
]


@pytest.mark.parametrize(("kept", "running", "state", "lines"), ROWS)
def test_each_state_is_told_with_what_to_do_and_without_the_value(
    kept: tuple[str, int] | None, running: tuple[str, ...], state: str, lines: list[str]
) -> None:
    vault, notes = MemoryVault(), list[NoteAccess]()
    if kept is not None:
        write_entry(vault, FRED, Kept(*kept))
    by_name, told = seen(vault, *running, notes=notes)
    assert by_name[FRED].state == state
    assert by_name[FRED].needed is bool(running)
    health = Health(pid=1, now_us=0, started_us=0, symbols=[], secrets=list(told.secrets))
    assert list(secret_faults(health)) == lines
    assert {note.who for note in notes} == {"engine, health"}
    if kept is not None:
        assert kept[0] not in msgspec.json.encode(health).decode()


def test_a_locked_vault_is_told_and_nobody_is_asked_to_unlock_it() -> None:
    notes = list[NoteAccess]()
    _, told = seen(MemoryVault(is_locked=True), notes=notes)
    assert told == SecretsSeen(
        vault_fault="Vault of the tests: it is locked; unlock it to have the secrets looked at"
    )
    assert notes == []


def test_no_vault_is_told() -> None:
    def none() -> MemoryVault:
        raise EnvironmentFailure("this system has no vault for secrets, password=hunter2")

    told = look(none, given={}, note=lambda _: None, is_running=(), clock_us=lambda: NOW_US)
    assert told.vault_fault == "this system has no vault for secrets, password=[redacted]"


def test_it_looks_after_a_change_and_ends_when_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets_watch, "_AFTER_CHANGE_S", 0.0)
    looks = threading.Semaphore(0)

    def look_now() -> SecretsSeen:
        looks.release()
        return SecretsSeen(vault_fault="looked")

    watch = SecretsWatch(look_now)
    assert watch.seen == SecretsSeen()
    watch.look_soon()
    assert looks.acquire(timeout=10)
    watch.look_soon()
    assert looks.acquire(timeout=10)
    assert watch.seen.vault_fault == "looked"
    assert watch.death == ""
    watch.close()
    assert watch.death == "its thread has ended"
