"""A program that a client starts with keys of its own."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkstation.client import Client, invited
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.domain.errors import InputError
from pyworkstation.protocol.messages import RoleName
from tests.engine_process import engine_process

GUEST = """
import sys
from pathlib import Path
from pyworkstation.client import invited
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.protocol import messages as m
with invited() as client:
    told = [type(client.call(m.GetHealth())).__name__]
    try:
        told.append(type(client.call(m.ReplayStop())).__name__)
    except RequestFailedError as error:
        told.append(error.code)
told += ["nothing more" if not sys.stdin.buffer.read() else "more"]
Path(sys.argv[1]).write_text(" ".join(told))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("guest") / "home"
    with engine_process(home):
        yield home


@pytest.mark.parametrize(("role", "told"), [("read", "not_allowed"), ("trade", "ReplayState")])
def test_guest_may_do_what_it_was_invited_for(home: Path, tmp_path: Path, role: RoleName, told: str) -> None:
    with Client(home) as ws:
        guest = ws.start_guest([sys.executable, "-c", GUEST, str(tmp_path / "told")], role=role)
        assert guest.wait(30) == 0
    assert (tmp_path / "told").read_text() == f"Health {told} nothing more"


def test_who_only_reads_invites_nobody(home: Path) -> None:
    with Client(home, role="read") as ws, pytest.raises(RequestFailedError) as refused:
        ws.start_guest([sys.executable, "-c", "pass"])
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize("line", [b"", b"{}\n", b"\xff\n", b"x" * 10_000])
def test_who_was_not_invited_is_told(line: bytes) -> None:
    with pytest.raises(InputError, match="standard input: expected an invitation"):
        invited(io.BytesIO(line))
