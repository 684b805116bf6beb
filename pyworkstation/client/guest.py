"""Programs that are started with keys of their own, handed over by a pipe: no file has them, and no list of processes."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from pyworkstation.bus.connection_file import Connection
from pyworkstation.client.client import Client as RunClient
from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import Invitation

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE_BYTES = 4096


def start_guest(command: Sequence[str], invitation: Invitation) -> subprocess.Popen[bytes]:
    """Start a program, and give it the invitation as the one line of its standard input. Raises OSError."""
    guest = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert guest.stdin is not None
    with guest.stdin as pipe:
        pipe.write(msgspec.json.encode(invitation) + b"\n")
    return guest


def invited(pipe: BinaryIO | None = None) -> RunClient:
    """The client of a program that `Client.start_guest` started: to that run of the engine, with the keys of the role given.

    Raises:
        InputError: nobody invited this program.
    """
    line = (pipe or sys.stdin.buffer).readline(_LINE_BYTES)
    try:
        invitation = msgspec.json.decode(line, type=Invitation)
    except msgspec.DecodeError:
        # What came instead is told to nobody: it may be half a key.
        raise InputError(
            expected="an invitation, as one line of JSON",
            found=f"{len(line)} bytes of something else",
            where="standard input",
            mend="start this program with Client.start_guest",
        ) from None
    return RunClient(connection_of(invitation))


def connection_of(invitation: Invitation) -> Connection:
    """The same without its tag."""
    return msgspec.convert(
        {name: getattr(invitation, name) for name in invitation.__struct_fields__}, type=Connection
    )
