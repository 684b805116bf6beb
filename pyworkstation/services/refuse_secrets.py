"""A request with a secret in it goes no further: what it says would be stored, published and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.redaction import PROCESS_REDACTOR
from pyworkstation.protocol.messages import ArmLive, RemovePassphrase, SetPassphrase, Unlock

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Request


_TAKE_A_PASSPHRASE = (SetPassphrase, RemovePassphrase, Unlock, ArmLive)
"""They keep none of it. Whose passphrase is the password of a broker as well must not be shut out."""


def refuse_secrets(request: Request) -> None:
    """Raises InputError where one of those that this process has had stands in any of its texts."""
    if isinstance(request, _TAKE_A_PASSPHRASE):
        return
    if PROCESS_REDACTOR.knows_any and PROCESS_REDACTOR.has_secret(msgspec.msgpack.encode(request)):
        raise InputError(
            expected="no secret in a request",
            found="one that is kept in the vault",
            where=str(request.__struct_config__.tag),
            mend="nothing was done; leave it out, and set another one, since this one was written where it does not belong",
        )
