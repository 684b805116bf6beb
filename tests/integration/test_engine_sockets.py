"""What a running engine has open: ports on loopback alone, and no more after many clients than before."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pyworkstation.client.client import Client
from pyworkstation.client.connection import Connection, find_engine
from pyworkstation.client.stream import Stream
from pyworkstation.protocol import messages as m
from tests.engine_process import await_true, engine_process, wait_for_engine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells it, on Linux alone")

_LISTENS = "0A"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sockets") / "home"


@pytest.fixture(scope="module")
def connection(home: Path) -> Iterator[Connection]:
    with engine_process(home) as process:
        yield wait_for_engine(home, process)


def test_no_port_is_open_on_anything_but_loopback(connection: Connection) -> None:
    listening = _listening(connection.pid)
    assert {address for address, _ in listening} == {ipaddress.ip_address("127.0.0.1")}
    endpoints = (connection.request_endpoint, connection.stream_endpoint)
    assert sorted(port for _, port in listening) == sorted(
        urlsplit(endpoint).port or 0 for endpoint in endpoints
    )


def test_looking_for_the_engine_knocks_at_no_door_in_vain(connection: Connection, home: Path) -> None:
    for _ in range(5):
        assert find_engine(home) == connection
    with Client(connection) as client:
        traffic = client.call(m.GetTraffic())
    assert isinstance(traffic, m.Traffic)
    assert traffic.refused == {}


def test_reconnecting_leaks_neither_files_nor_memory(connection: Connection) -> None:
    """`RECONNECTS` (1,000 for the claim) clients and listeners come and go."""
    count = int(os.environ.get("RECONNECTS", "60"))
    with Client(connection) as watches:
        await_true(lambda: _has_seen_secrets(watches), within_s=30, what="the secrets are not looked at")
        for _ in range(20):
            _come_and_go(connection)
        _await_alone(watches)
        files, memory_kb = _open_files(connection.pid), _resident_kb(connection.pid)
        for _ in range(count):
            _come_and_go(connection)
        _await_alone(watches)
        await_true(
            lambda: _open_files(connection.pid) <= files,
            within_s=10,
            what="files of those who left stay open",
        )
    assert _resident_kb(connection.pid) - memory_kb < 8_000 + count * 2


def _has_seen_secrets(client: Client) -> bool:
    """It does so once, ten seconds after its start, and what it loads for that stays in memory."""
    health = client.call(m.GetHealth())
    assert isinstance(health, m.Health)
    return bool(health.secrets or health.vault_fault)


def _come_and_go(connection: Connection) -> None:
    with Client(connection) as client:
        stream = Stream(connection, ["heartbeat"])
        await_true(lambda: _there(client)[1] == 1, within_s=10, what="the listener is not counted")
        stream.close()
        await_true(lambda: _there(client)[1] == 0, within_s=10, what="the listener left and is still counted")


def _await_alone(client: Client) -> None:
    await_true(lambda: _there(client) == (1, 0), within_s=10, what="those who left are still counted")


def _there(client: Client) -> tuple[int, int]:
    traffic = client.call(m.GetTraffic())
    assert isinstance(traffic, m.Traffic)
    return traffic.clients, traffic.listeners


def _listening(pid: int) -> list[tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]]:
    ours = _sockets(pid)
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[9] in ours and (fields[3] == _LISTENS or table.startswith("udp")):
                found.append(_address(fields[1]))
    return found


def _address(text: str) -> tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int]:
    """The kernel writes each word of an address the wrong way round."""
    address, _, port = text.partition(":")
    data = bytes.fromhex(address)
    words = b"".join(data[i : i + 4][::-1] for i in range(0, len(data), 4))
    return ipaddress.ip_address(words), int(port, 16)


def _sockets(pid: int) -> set[str]:
    """The inodes of its sockets."""
    names = [_target(path) for path in Path(f"/proc/{pid}/fd").iterdir()]
    return {name[len("socket:[") : -1] for name in names if name.startswith("socket:[")}


def _target(path: Path) -> str:
    try:
        return str(path.readlink())
    except FileNotFoundError:  # Closed since.
        return ""


def _open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _resident_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
