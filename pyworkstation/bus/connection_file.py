"""The file that tells clients of this user where the engine listens and with which keys; for the owner's eyes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.owner_only_file import read_owner_only, write_owner_only
from pyworkstation.protocol.messages import PROTOCOL_VERSION, Count, CurveKey, Endpoint, RoleName, TimeUs

if TYPE_CHECKING:
    from pathlib import Path

Version = Annotated[int, Meta(ge=0, le=65535)]


class Connection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where one run of the engine listens. Keys are Z85 text, made for that run and for a role."""

    protocol: Version = PROTOCOL_VERSION
    role: RoleName = "trade"
    pid: Count
    started_us: TimeUs
    request_endpoint: Endpoint
    stream_endpoint: Endpoint
    server_public_key: CurveKey
    client_public_key: CurveKey
    client_secret_key: CurveKey

    def __repr__(self) -> str:
        return f"Connection(pid={self.pid}, request_endpoint={self.request_endpoint!r})"


def write_connection_file(path: Path, connection: Connection) -> None:
    """Replace `path` by a file that is owner-only from its first byte.

    Raises:
        EnvironmentFailure: when the disk fails.
    """
    write_owner_only(path, msgspec.json.format(msgspec.json.encode(connection)))


def read_connection_file(path: Path) -> Connection | None:
    """The connection of the last run; None when there is no file.

    Raises:
        EnvironmentFailure: when the file is a link, someone else's, open to others, or not what we write.
    """
    data = read_owner_only(path, what="connection file", mend="stop the engine, and start it again")
    if data is None:
        return None
    try:
        _refuse_other_version(path, msgspec.json.decode(data, type=_Head).protocol)
        return msgspec.json.decode(data, type=Connection)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise EnvironmentFailure(
            f"{path}: expected a connection file as an engine writes it, found {error}; "
            "delete it, and start the engine again if one runs"
        ) from None


class _Head(msgspec.Struct):
    """What a connection file of every version has."""

    protocol: Version


def _refuse_other_version(path: Path, version: int) -> None:
    if version != PROTOCOL_VERSION:
        raise EnvironmentFailure(
            f"{path}: expected an engine that speaks version {PROTOCOL_VERSION} of the protocol, found {version}; "
            "stop the engine with the pyworkstation that started it, and start it with this one"
        )
