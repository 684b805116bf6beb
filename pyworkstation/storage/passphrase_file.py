"""What is kept of the lock: the hash of the passphrase, and how many wrong tries there were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.owner_only_file import read_owner_only, write_owner_only
from pyworkstation.storage.durable import sync_folder

if TYPE_CHECKING:
    from pathlib import Path

_MEND = "put back the one you had, or delete it with the engine stopped: then there is no passphrase"


class KeptLock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`hash` is argon2's own text, parameters and salt included. `wrong` tries in a row, the last one at `tried_us`."""

    version: Annotated[int, Meta(ge=1, le=1)] = 1
    hash: Annotated[str, Meta(pattern=r"^\$argon2id\$[ -~]{20,400}$")]
    wrong: Annotated[int, Meta(ge=0, le=2**53)] = 0
    tried_us: Annotated[int, Meta(ge=0, le=2**62)] = 0

    def __repr__(self) -> str:
        return f"KeptLock(wrong={self.wrong}, tried_us={self.tried_us})"


def read_lock(path: Path) -> KeptLock | None:
    """None when no passphrase is set.

    Raises:
        EnvironmentFailure: when the file is a link, someone else's, open to others, or not what we write.
    """
    data = read_owner_only(path, what="file of the lock", mend=_MEND)
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=KeptLock)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        # What the parser found may be of the hash: it is not repeated.
        raise EnvironmentFailure(
            f"{path}: expected the lock as we write it, found another text; {_MEND}"
        ) from None


def write_lock(path: Path, kept: KeptLock) -> None:
    """On the disk when this returns. Raises EnvironmentFailure when that fails."""
    write_owner_only(path, msgspec.json.encode(kept))
    sync_folder(path.parent)


def forget_lock(path: Path) -> None:
    """No passphrase any more. Raises EnvironmentFailure when the disk fails."""
    try:
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise EnvironmentFailure(f"{path}: cannot be deleted: {error.strerror or error}") from None
