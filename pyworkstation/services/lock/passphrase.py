"""A passphrase and its argon2id hash. Neither is ever part of an error's text."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from pyworkstation.domain.errors import EnvironmentFailure, InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 8


def usual_hasher() -> PasswordHasher:
    """64 MiB, 3 passes, 4 lanes: the second choice of RFC 9106, for machines that do other things besides."""
    from argon2 import PasswordHasher, profiles  # noqa: PLC0415 - 20 ms for whoever has no lock

    return PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)


def expect_long(passphrase: str) -> None:
    """Raises InputError for one that is too short."""
    length = sum(not letter.isspace() for letter in _normal(passphrase))
    if length < SHORTEST:
        raise InputError(
            expected=f"at least {SHORTEST} characters besides spaces",
            found=str(length),
            where="passphrase",
            mend="several words are better than one",
        )


def hash_of(passphrase: str, hasher: PasswordHasher) -> str:
    """With a new salt."""
    return hasher.hash(_normal(passphrase))


def is_right(passphrase: str, kept_hash: str, hasher: PasswordHasher) -> bool:
    """Takes as long for a wrong one. Raises EnvironmentFailure when the hash is none."""
    from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError  # noqa: PLC0415

    try:
        return hasher.verify(kept_hash, _normal(passphrase))
    except VerifyMismatchError:
        return False
    except (InvalidHashError, VerificationError):
        raise EnvironmentFailure(
            "the hash of the passphrase cannot be used; put back the lock.json that you had, "
            "or delete it with the engine stopped"
        ) from None


def _normal(passphrase: str) -> str:
    """Keyboards of different systems write one letter in different ways."""
    return unicodedata.normalize("NFKC", passphrase)
