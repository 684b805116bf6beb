"""Asks a process of its own where no engine runs: it opens the store, answers one request and ends.

Invariant: the one who asks never has the store open. It stays free for an engine, and a notebook's own DuckDB, which must
not open a file that another DuckDB of its process has open, comes near it never.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from pyworkstation.client.errors import RequestFailedError
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.protocol.envelope import (
    BadMessageError,
    ReplyEnvelope,
    RequestEnvelope,
    decode_reply,
    encode,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pyworkstation.protocol.messages import Reply, Request

_NEVER_US = 2**62
_WINDOWS_NO_CONSOLE = 0x08000000
"""A notebook has none, and one would flash up for each call."""


def call_process(home: Path, body: Request) -> Reply:
    """Ask what has an answer of one part.

    Raises:
        RequestFailedError: it was refused or failed, for instance because another process has the home.
        EnvironmentFailure: the process died.
    """
    request = RequestEnvelope(id=time.time_ns(), deadline_us=_NEVER_US, body=body)
    done = subprocess.run(
        [sys.executable, "-m", "pyworkstation.cli.answer", str(home)],
        input=encode(request),
        capture_output=True,
        check=False,
        creationflags=_WINDOWS_NO_CONSOLE if os.name == "nt" else 0,
    )
    reply = _decoded(done)
    if reply.error is not None:
        raise RequestFailedError(reply.error.code, reply.error.message, reply.error.details)
    assert reply.body is not None  # decode_reply saw to it
    return reply.body


def _decoded(done: subprocess.CompletedProcess[bytes]) -> ReplyEnvelope:
    try:
        return decode_reply(done.stdout)
    except BadMessageError:
        words = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise EnvironmentFailure(
            f"the process that was to read the store ended with code {done.returncode}: {words[-1] if words else ''}"
        ) from None
