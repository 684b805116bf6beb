"""Tries at the passphrase: each is on the disk as a wrong one before it is looked at, so that no kill wins it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.protocol.messages import UnlockRefused
from pyworkstation.services.lock.back_off import wait_us
from pyworkstation.services.lock.passphrase import hash_of, is_right
from pyworkstation.storage.passphrase_file import KeptLock, forget_lock, read_lock, write_lock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from argon2 import PasswordHasher


class Tries:
    """The kept passphrase. Its methods are for one thread at a time; `is_set` and `wait_ms` for any."""

    def __init__(
        self, path: Path, hasher: Callable[[], PasswordHasher], *, clock_us: Callable[[], int]
    ) -> None:
        """Where the file cannot be believed, a passphrase is set that nothing matches: `fault` says why."""
        self._path = path
        self._hasher = hasher
        self._clock_us = clock_us
        self._kept: KeptLock | None = None
        self.fault = ""
        try:
            self._kept = read_lock(path)
        except EnvironmentFailure as error:
            self.fault = str(error)

    @property
    def is_set(self) -> bool:
        """Is there a passphrase?"""
        return self._kept is not None or bool(self.fault)

    @property
    def wrong(self) -> int:
        """Wrong tries in a row."""
        return 0 if self._kept is None else self._kept.wrong

    @property
    def wait_ms(self) -> int:
        """How long no try is looked at; rounded up."""
        kept = self._kept
        if kept is None:
            return 0
        return -(-wait_us(kept.wrong, tried_us=kept.tried_us, now_us=self._clock_us()) // 1000)

    def attempt(self, passphrase: str) -> UnlockRefused | None:
        """None when it is right.

        Raises:
            EnvironmentFailure: when the disk fails, or the kept file cannot be believed.
        """
        if self.fault:
            raise EnvironmentFailure(self.fault)
        assert self._kept is not None  # The caller asked `is_set`.
        now_us = self._clock_us()
        if (
            now_us < self._kept.tried_us
        ):  # The clock was set back: it is not waited for to come to where it was.
            self._keep(structs.replace(self._kept, tried_us=now_us))
        if wait_ms := self.wait_ms:
            return UnlockRefused(reason="too_soon", wait_ms=wait_ms)
        before = self._kept
        self._keep(structs.replace(before, wrong=before.wrong + 1, tried_us=now_us))
        if not is_right(passphrase, before.hash, self._hasher()):
            # From the answer on: looking at it took time.
            self._kept = structs.replace(self._kept, tried_us=self._clock_us())
            return UnlockRefused(reason="wrong", wait_ms=self.wait_ms)
        self._keep(structs.replace(before, wrong=0, tried_us=0))
        return None

    def set(self, passphrase: str) -> None:
        """From now on this one. Raises EnvironmentFailure when the disk fails."""
        self._keep(KeptLock(hash=hash_of(passphrase, self._hasher())))

    def remove(self) -> None:
        """None any more. Raises EnvironmentFailure when the disk fails."""
        forget_lock(self._path)
        self._kept = None

    def _keep(self, kept: KeptLock) -> None:
        write_lock(self._path, kept)
        self._kept = kept
