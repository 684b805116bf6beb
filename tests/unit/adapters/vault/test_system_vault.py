from __future__ import annotations

from collections.abc import Callable

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from pyworkstation.adapters.vault.system_vault import SAFE, SystemVault, open_system_vault
from pyworkstation.domain.errors import EnvironmentFailure


def _nothing(*_: object) -> None:
    pass


def backend(name: str, **methods: object) -> KeyringBackend:
    """One of that full name, which does what is given."""
    module, _, own = name.rpartition(".")
    silent = {"get_password": _nothing, "set_password": _nothing}
    made = type(own, (KeyringBackend,), {"__module__": module, "priority": -1, **silent, **methods})
    KeyringBackend._classes.discard(made)
    built: KeyringBackend = made()
    return built


def chained(*backends: KeyringBackend) -> KeyringBackend:
    return backend("keyring.backends.chainer.ChainerBackend", backends=list(backends))


PLAIN = backend("keyrings.alt.file.PlaintextKeyring")
OWN = backend("somebody.Keyring")
SECRET_SERVICE = backend("keyring.backends.SecretService.Keyring")

REFUSED = [
    (backend("keyring.backends.fail.Keyring"), "has no vault for secrets"),
    (backend("keyring.backends.null.Keyring"), "keyring.backends.null.Keyring would not keep a secret safe"),
    (PLAIN, "keyrings.alt.file.PlaintextKeyring would not keep a secret safe"),
    (OWN, "somebody.Keyring would not keep a secret safe"),
    (chained(PLAIN, OWN), "keyrings.alt.file.PlaintextKeyring and somebody.Keyring would not"),
]


@pytest.mark.parametrize(("configured", "words"), REFUSED)
def test_what_would_not_keep_a_secret_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, configured: KeyringBackend, words: str
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: configured)
    with pytest.raises(EnvironmentFailure, match=words):
        open_system_vault()


@pytest.mark.parametrize("name", SAFE)
def test_what_keeps_secrets_is_taken(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend(name))
    assert open_system_vault().title == SAFE[name]


def test_of_a_chain_the_safe_one_is_asked_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: chained(PLAIN, SECRET_SERVICE))
    assert open_system_vault()._backend is SECRET_SERVICE


def test_a_keyring_that_cannot_be_loaded_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> KeyringBackend:
        raise ImportError("hunter2")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    with pytest.raises(EnvironmentFailure, match="PYTHON_KEYRING_BACKEND") as told:
        open_system_vault()
    assert "hunter2" not in str(told.value)


def raising(error: Exception) -> Callable[..., object]:
    def method(*_: object) -> object:
        raise error

    return method


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyringLocked("hunter2"), "it is locked; unlock it"),
        (OSError("hunter2"), r"did not answer \(OSError\)"),
        (RuntimeError("hunter2"), r"did not answer \(RuntimeError\)"),
    ],
)
def test_a_vault_that_fails_says_so_and_not_what_it_was_given(error: Exception, words: str) -> None:
    failing = raising(error)
    vault = SystemVault(
        backend("a.B", get_password=failing, set_password=failing, delete_password=failing), "Vault"
    )
    calls: list[Callable[[], object]] = [
        lambda: vault.read("name"),
        lambda: vault.write("name", "hunter2"),
        lambda: vault.delete("name"),
    ]
    for call in calls:
        with pytest.raises(EnvironmentFailure, match=words) as told:
            call()
        assert "hunter2" not in str(told.value)
        assert told.value.__suppress_context__


def test_deleting_what_is_not_there_is_no_failure() -> None:
    vault = SystemVault(backend("a.B", delete_password=raising(PasswordDeleteError("none"))), "Vault")
    vault.delete("name")


def test_each_entry_has_a_service_name_of_its_own() -> None:
    seen: list[tuple[str, str]] = []
    vault = SystemVault(backend("a.B", set_password=lambda _, *given: seen.append(given[:2])), "Vault")
    vault.write("one", "x")
    vault.write("two", "x")
    assert seen == [("pyworkstation:one", "one"), ("pyworkstation:two", "two")]
