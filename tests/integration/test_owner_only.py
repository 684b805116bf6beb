"""Under a umask that forbids nothing: what has keys, or says what was done with secrets, is its owner's alone from its first byte."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pyworkstation.bus.connection_file import read_connection_file
from pyworkstation.bus.curve import KeyPair
from pyworkstation.client.client import Client
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.domain.home import Home
from pyworkstation.domain.whole_file import write_whole
from pyworkstation.protocol import messages as m
from pyworkstation.storage.audit.audit_log import AuditLog
from tests.engine_process import wait_for_engine

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has access lists: test_windows_owner.py")

WATCHED = """
import builtins, io, json, os, stat, sys
os.umask(0)
journal = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def watch(opens):
    def opened(path, *more, **named):
        fresh = isinstance(path, (str, os.PathLike)) and not os.path.exists(path)
        file = opens(path, *more, **named)
        if fresh:
            status = os.fstat(file if isinstance(file, int) else file.fileno())
            line = [os.fspath(path), stat.S_IMODE(status.st_mode), status.st_size]
            os.write(journal, (json.dumps(line) + "\\n").encode())
        return file
    return opened
os.open, builtins.open, io.open = watch(os.open), watch(builtins.open), watch(io.open)
from pyworkstation.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
"""Writes down with which mode each file came to be, before anything is in it."""

SECRET_KEEPERS = ("run/connection", "audit/audit.log", "lock.json", "alerts.json", ".env.")


def test_every_file_with_keys_is_the_owners_from_its_first_byte(tmp_path: Path) -> None:
    home, journal = Home(tmp_path / "home"), tmp_path / "journal"
    command = [sys.executable, "-c", WATCHED, str(journal), "--home", str(home.path), "engine"]
    environ = os.environ | {"PYWORKSTATION_ENV": "production"}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            connection = wait_for_engine(home.path, process)
            with Client(connection) as client:
                client.call(m.SetAlert(terms=m.AlertTerms(symbol="EURUSD", kind="price", level=1.0)))
                change = m.SettingText(name="PYWORKSTATION_QUERY_LIMIT_S", text="9")
                client.call(m.SetSettings(values=[change]))
                client.call(m.NoteAccess(who="anna", action="get", name="fred-api-key", outcome="done"))
                client.call(m.SetPassphrase(new="correct horse"))
            process.terminate()
            assert process.wait(30) == 0
        finally:
            process.kill()
    made = [json.loads(line) for line in journal.read_text().splitlines()]
    inside = {
        str(Path(path).relative_to(home.path)): (mode, size)
        for path, mode, size in made
        if Path(path).is_relative_to(home.path)
    }
    kept = {path: told for path, told in inside.items() if path.startswith(SECRET_KEEPERS)}
    for keeper in (
        "run/connection.json",
        "run/connection-read.json",
        "audit/audit.log",
        "alerts.json",
        ".env.",
    ):
        assert [path for path in kept if path.startswith(keeper)], keeper
    assert {path: told for path, told in kept.items() if told != (0o600, 0)} == {}
    # What has no keys is behind a door that is shut.
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700


def audit(path: Path) -> None:
    AuditLog(path).close()


def connection(path: Path) -> None:
    read_connection_file(path / "connection.json")


def whole(path: Path) -> None:
    write_whole(path / "kept.json", b"mine")


LINKS: list[tuple[str, Callable[[Path], None], bool]] = [
    ("audit.log", audit, True),
    ("connection.json", connection, True),
    ("kept.json.new", whole, False),
]


@pytest.mark.parametrize(("name", "touch", "is_refused"), LINKS, ids=[row[0] for row in LINKS])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_is_never_followed(
    tmp_path: Path, name: str, touch: Callable[[Path], None], is_refused: bool, is_there: bool
) -> None:
    victim, folder = tmp_path / "victim", tmp_path / "folder"
    folder.mkdir()
    if is_there:
        victim.write_bytes(b"another's")
    (folder / name).symlink_to(victim)
    if is_refused:
        with pytest.raises(EnvironmentFailure, match=name):
            touch(folder)
    else:
        touch(folder)
    assert victim.exists() is is_there
    assert not is_there or victim.read_bytes() == b"another's"


@pytest.mark.parametrize(("name", "touch"), [(name, touch) for name, touch, refused in LINKS if refused])
def test_another_users_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, touch: Callable[[Path], None]
) -> None:
    (tmp_path / name).write_bytes(b"")
    owner = (tmp_path / name).stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    with pytest.raises(EnvironmentFailure, match=f"expected your own file, found one of user id {owner}"):
        touch(tmp_path)
    assert (tmp_path / name).read_bytes() == b""


def test_keys_do_not_show_when_they_are_looked_at() -> None:
    pair = KeyPair.generate()
    assert pair.secret.decode() not in repr(pair)
