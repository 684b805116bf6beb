"""The vault that the system has, and the refusal of all that would not keep a secret.

Invariant: the one importer of `keyring`. What is not known to encrypt for its owner alone is refused by its name.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import EnvironmentFailure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyring.backend import KeyringBackend

SAFE = {
    "keyring.backends.Windows.WinVaultKeyring": "Windows Credential Manager",
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KWallet",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
}
"""Backend -> what people call it."""

_NONE = ("keyring.backends.fail.Keyring", "keyring.backends.chainer.ChainerBackend")
_DEFAULT_COLLECTION = "/org/freedesktop/secrets/aliases/default"
_WAYS_OUT = (
    "On Linux start a Secret Service (gnome-keyring or KWallet) in the session; on a server without one, leave away what needs secrets. "
    "Nothing was stored"
)


class SystemVault:
    """Entries are those of the user's own vault, each under a service name of its own: Windows moves entries that share one."""

    def __init__(self, backend: KeyringBackend, title: str) -> None:
        self._backend = backend
        self._title = title

    @property
    def title(self) -> str:
        """What people call it."""
        return self._title

    def would_ask(self) -> bool:
        """Would the user be asked to unlock it, should anybody read from it now? KWallet does not say, so it may."""
        with self._failures():
            return self._title == "KWallet" or (self._title == "Secret Service" and _is_locked())

    def read(self, entry: str) -> str | None:
        """The text of an entry; None when there is none."""
        with self._failures():
            return self._backend.get_password(_service(entry), entry)

    def write(self, entry: str, text: str) -> None:
        """Put a text in the place of what was there."""
        with self._failures():
            self._backend.set_password(_service(entry), entry, text)

    def delete(self, entry: str) -> None:
        """Take an entry away, if it is there."""
        from keyring.errors import PasswordDeleteError  # noqa: PLC0415 - costs 60 ms that most commands need not pay

        with self._failures(), contextlib.suppress(PasswordDeleteError):
            self._backend.delete_password(_service(entry), entry)

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        from keyring.errors import KeyringLocked, PasswordDeleteError  # noqa: PLC0415

        try:
            yield
        except PasswordDeleteError:
            raise
        except KeyringLocked:
            raise EnvironmentFailure(f"{self._title}: it is locked; unlock it and try again") from None
        # Each system fails in its own way: D-Bus errors, Windows codes, a prompt that was dismissed.
        except Exception as error:  # noqa: BLE001
            # The words of a stranger's error may hold what was to be stored.
            raise EnvironmentFailure(
                f"{self._title}: it did not answer ({type(error).__name__}); see that it runs and is unlocked"
            ) from None


def open_system_vault() -> SystemVault:
    """The vault of this system and user.

    Raises:
        EnvironmentFailure: when there is none, or only what would not keep a secret.
    """
    try:
        import keyring  # noqa: PLC0415 - costs 60 ms that most commands need not pay
    except ModuleNotFoundError:
        raise EnvironmentFailure(
            "keyring is not installed; pip install keyring. Nothing was stored"
        ) from None
    try:
        candidates = _flat(keyring.get_keyring())
    # A keyringrc.cfg or PYTHON_KEYRING_BACKEND may name anything.
    except Exception as error:  # noqa: BLE001
        raise EnvironmentFailure(
            f"the keyring that is configured cannot be loaded ({type(error).__name__}); see PYTHON_KEYRING_BACKEND and keyringrc.cfg"
        ) from None
    for backend in candidates:
        if name_of(backend) in SAFE:
            return SystemVault(backend, SAFE[name_of(backend)])
    raise EnvironmentFailure(_refusal([name_of(backend) for backend in candidates]))


def _is_locked() -> bool:
    """Asked beside `keyring`, which unlocks what it finds locked. Where nothing was stored yet, there is nothing open."""
    import secretstorage  # noqa: PLC0415 - on Linux only
    from secretstorage.exceptions import ItemNotFoundException  # noqa: PLC0415

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        try:
            return bool(secretstorage.Collection(connection, _DEFAULT_COLLECTION).is_locked())
        except ItemNotFoundException:
            return True


def name_of(backend: KeyringBackend) -> str:
    """`keyring.backends.SecretService.Keyring`."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _flat(backend: KeyringBackend) -> list[KeyringBackend]:
    """A chainer asks several in turn: each is judged by itself."""
    chained = getattr(backend, "backends", None)
    return list(chained) if chained else [backend]


def _refusal(names: list[str]) -> str:
    refused = [name for name in names if name not in _NONE]
    if not refused:
        return f"this system has no vault for secrets, or it does not run. {_WAYS_OUT}"
    return (
        f"{' and '.join(refused)} would not keep a secret safe, and is refused; "
        f"expected one of {', '.join(dict.fromkeys(SAFE.values()))}. {_WAYS_OUT}"
    )


def _service(entry: str) -> str:
    return f"pyworkstation:{entry}"
