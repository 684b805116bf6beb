"""Answers `invite`: keys for one more client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.bus.curve import InvitedTooManyError, KeyPair
from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import Invitation
from pyworkstation.protocol.roles import Role

if TYPE_CHECKING:
    from pyworkstation.bus.connection_file import Connection
    from pyworkstation.bus.curve import AllowList
    from pyworkstation.protocol.messages import Invite


def invite(request: Invite, allowed: AllowList, own: Connection) -> Invitation:
    """Where `own` is, with other keys. Raises InputError when there are a thousand already."""
    keys = KeyPair.generate()
    try:
        allowed.invite(keys.public, Role(request.role), valid_s=request.valid_s)
    except InvitedTooManyError:
        raise InputError(
            expected="fewer than 1,000 keys of one run of the engine",
            found="as many",
            where="invite",
            mend="start the engine again",
        ) from None
    return Invitation(
        role=request.role,
        pid=own.pid,
        started_us=own.started_us,
        request_endpoint=own.request_endpoint,
        stream_endpoint=own.stream_endpoint,
        server_public_key=own.server_public_key,
        client_public_key=keys.public.decode("ascii"),
        client_secret_key=keys.secret.decode("ascii"),
    )
