"""The connection file: owner-only from its first byte, and refused when it is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pyworkstation.bus.connection_file import Connection, read_connection_file, write_connection_file
from pyworkstation.domain.errors import EnvironmentFailure

CONNECTION = Connection(
    pid=1,
    started_us=2,
    request_endpoint="tcp://127.0.0.1:1",
    stream_endpoint="tcp://127.0.0.1:2",
    server_public_key="a" * 40,
    client_public_key="b" * 40,
    client_secret_key="c" * 40,
)
posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX modes and links")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "connection.json"
    write_connection_file(path, CONNECTION)
    return path


def test_what_is_written_is_read(file: Path) -> None:
    assert read_connection_file(file) == CONNECTION


def test_no_file_is_no_engine(tmp_path: Path) -> None:
    assert read_connection_file(tmp_path / "connection.json") is None


def test_secret_key_is_not_in_the_representation() -> None:
    assert "ccc" not in repr(CONNECTION)


@posix_only
def test_file_is_owner_only_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_connection_file(tmp_path / "c.json", CONNECTION)
    finally:
        os.umask(before)
    assert (tmp_path / "c.json").stat().st_mode & 0o777 == 0o600


@posix_only
@pytest.mark.parametrize("mode", [0o644, 0o660, 0o604])
def test_file_open_to_others_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(EnvironmentFailure, match=f"{mode:04o}"):
        read_connection_file(file)


@posix_only
def test_link_is_refused(file: Path, tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(file)
    with pytest.raises(EnvironmentFailure, match="plain connection file"):
        read_connection_file(tmp_path / "link.json")


@posix_only
def test_fifo_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "connection.json", 0o600)
    with pytest.raises(EnvironmentFailure, match="expected a plain file"):
        read_connection_file(tmp_path / "connection.json")


def test_what_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "connection.json").mkdir()
    with pytest.raises(EnvironmentFailure, match=r"connection\.json: cannot be written"):
        write_connection_file(tmp_path / "connection.json", CONNECTION)
    assert [path.name for path in tmp_path.iterdir()] == ["connection.json"]


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"not json", b'{"pid": -1}', b"\xff\xfe", b'{"protocol": 1, "role": "\xe9"}', b"[" * 5000],
)
def test_file_that_is_something_else_is_refused(file: Path, text: bytes) -> None:
    file.write_bytes(text)
    with pytest.raises(EnvironmentFailure, match="expected a connection file"):
        read_connection_file(file)


@pytest.mark.parametrize("endpoint", ["tcp://10.0.0.1:5", "ipc:///x", "tcp://127.0.0.1:x", "tcp://127.0.0.1"])
def test_endpoint_off_this_machine_is_refused(file: Path, endpoint: str) -> None:
    file.write_text(file.read_text().replace("tcp://127.0.0.1:1", endpoint))
    with pytest.raises(EnvironmentFailure):
        read_connection_file(file)


@pytest.mark.parametrize("version", [0, 2])
def test_engine_of_another_version_is_told_of_whatever_else_its_file_says(file: Path, version: int) -> None:
    file.write_text(file.read_text().replace('"protocol": 1', f'"protocol": {version}, "news": true'))
    with pytest.raises(EnvironmentFailure, match=f"speaks version 1 of the protocol, found {version}; stop"):
        read_connection_file(file)
