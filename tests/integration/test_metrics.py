"""An engine with a metrics port and a log for programs."""

from __future__ import annotations

import json
import socket
import urllib.request
from pathlib import Path

import pytest

from pyworkstation.client.client import Client
from pyworkstation.client.launch import log_path
from tests.engine_process import engine_process, wait_for_engine


def test_a_scrape_tells_of_the_requests_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("PYWORKSTATION_METRICS_PORT", str(port))
    monkeypatch.setenv("PYWORKSTATION_LOG_FORMAT", "json")
    home = tmp_path / "home"
    with engine_process(home) as process:
        with Client(wait_for_engine(home, process)) as client:
            for _ in range(30):
                client.ping()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as page:
            lines = page.read().decode("utf-8").splitlines()
    pings = next(line for line in lines if line.startswith('pyworkstation_requests_total{request="ping"}'))
    assert float(pings.split()[1]) >= 30
    assert 'pyworkstation_service_state{service="metrics",state="healthy"} 1.0' in lines
    logged = [json.loads(line) for line in log_path(home).read_text(encoding="utf-8").splitlines()]
    assert {"at", "level", "source", "thread", "text"} <= logged[0].keys()
    assert any("ready" in line["text"] for line in logged)
