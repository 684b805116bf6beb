"""What Windows is told, so that nobody else may open the file with the keys. Asking it who we are needs Windows."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.windows_owner import _sid_of_this_process, owner_alone_command, restrict

SID = "S-1-5-21-1004336348-1177238915-682003330-512"


def test_access_is_granted_by_identifier_whatever_the_user_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USERNAME", "Everyone")
    command = owner_alone_command(Path("connection.json"), sid=SID)
    assert command[1:] == ["connection.json", "/inheritance:r", "/grant:r", f"*{SID}:F"]


@pytest.mark.parametrize(
    ("root", "folder"), [("D:/Win", Path("D:/Win")), (None, Path("C:\\Windows"))], ids=["said", "not said"]
)
def test_icacls_is_that_of_windows(monkeypatch: pytest.MonkeyPatch, root: str | None, folder: Path) -> None:
    monkeypatch.delenv("SYSTEMROOT", raising=False)
    if root is not None:
        monkeypatch.setenv("SYSTEMROOT", root)
    assert Path(owner_alone_command(Path("c"), sid=SID)[0]) == folder / "System32" / "icacls.exe"


def test_a_file_that_cannot_be_restricted_is_refused() -> None:
    ran: list[list[str]] = []

    def fails(command: list[str]) -> int:
        ran.append(command)
        return 5

    with pytest.raises(
        EnvironmentFailure, match=rf"c\.json: could not restrict it to its owner {SID}.*icacls: 5"
    ):
        restrict(Path("c.json"), sid=SID, run=fails)
    assert len(ran) == 1


@pytest.mark.skipif(os.name != "nt", reason="other systems have no security identifiers")
def test_windows_says_whose_process_this_is() -> None:
    assert re.fullmatch(r"S-1-5(-[0-9]+)+", _sid_of_this_process())
