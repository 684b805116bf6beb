"""The file that tells clients of this user where the engine listens and with which keys; for the owner's eyes alone."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from pyworkstation.bus.windows_owner import leave_to_owner_alone
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.protocol.messages import PROTOCOL_VERSION, Count, CurveKey, Endpoint, RoleName, TimeUs

_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Without waiting for a writer, should it be a FIFO."""

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
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        fresh.unlink(missing_ok=True)
        _write_owner_only(fresh, msgspec.json.format(msgspec.json.encode(connection)))
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise EnvironmentFailure(f"{path}: cannot be written: {error.strerror or error}") from None


def _write_owner_only(path: Path, data: bytes) -> None:
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        if os.name == "nt":
            leave_to_owner_alone(path)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def read_connection_file(path: Path) -> Connection | None:
    """The connection of the last run; None when there is no file.

    Raises:
        EnvironmentFailure: when the file is a link, someone else's, open to others, or not what we write.
    """
    try:
        descriptor = os.open(path, _READING)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EnvironmentFailure(
            f"{path}: expected a plain connection file that can be read, found {error.strerror}"
        ) from None
    with os.fdopen(descriptor, "rb") as file:
        _refuse_if_others_can_reach(path, os.fstat(file.fileno()))
        data = file.read(65536)
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


def _refuse_if_others_can_reach(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise EnvironmentFailure(f"{path}: expected a plain file; delete it and start the engine again")
    if os.name == "nt":
        return
    if status.st_uid != os.getuid():
        raise EnvironmentFailure(f"{path}: expected your own file, found one of user id {status.st_uid}")
    if status.st_mode & 0o077:
        raise EnvironmentFailure(
            f"{path}: expected mode 0600, found {stat.S_IMODE(status.st_mode):04o}; "
            "others may have read its keys: restart the engine"
        )
