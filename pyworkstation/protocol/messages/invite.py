"""Keys for a program that a client starts."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from pyworkstation.protocol.messages.fields import Count, CurveKey, Endpoint, Message, RoleName, TimeUs


class Invite(Message, frozen=True, tag="invite"):
    """Keys for a program that the asker starts. They lapse unless they are used within `valid_s`. Answered by an `Invitation`.

    It is for a pipe that the program inherits, never for a command line, a variable or a file.
    """

    role: RoleName = "read"
    valid_s: Annotated[int, Meta(ge=1, le=300)] = 30


class Invitation(Message, frozen=True, tag="invitation"):
    """Reply to `invite`: where this run of the engine listens, and keys made for one guest. They last as long as the run."""

    role: RoleName
    pid: Count
    started_us: TimeUs
    request_endpoint: Endpoint
    stream_endpoint: Endpoint
    server_public_key: CurveKey
    client_public_key: CurveKey
    client_secret_key: CurveKey

    def __repr__(self) -> str:
        return f"Invitation(role={self.role!r}, request_endpoint={self.request_endpoint!r})"
