"""The page that Prometheus reads, by its own parser; and who is told nothing."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.protocol import messages as m
from pyworkstation.services.metrics.endpoint import MetricsEndpoint
from pyworkstation.services.metrics.families import FAMILIES, Told

MONITORING = Path(__file__).parents[4] / "data" / "monitoring"
TOLD = Told(
    "0.1.0",
    m.Health(
        pid=7,
        now_us=1_761_000_001_000_000,
        started_us=1_761_000_000_500_000,
        symbols=[
            m.SymbolHealth(
                symbol="EURUSD",
                epoch=1,
                ticks=266_219,
                ticks_per_second=310,
                late_refused=2,
                late_reopened=0,
                jumps=0,
                last_us=None,
                age_us=None,
                state_bytes=7_606_000,
                depth=5000,
                saved_us=None,
                timeframes=[],
            )
        ],
        services=[m.ServiceHealth(name="replay", state="degraded", reason="x", restarts=3)],
        secrets=[m.SecretHealth(name="fred-api-key", state="expired", needed=False, reason="x")],
        vault_fault="locked",
    ),
    m.Traffic(
        clients=2,
        listeners=5,
        requests=[m.RequestTimes(op="ping", count=100, failed=1, p50_us=60, p99_us=200, max_us=1500)],
        refused={"bad_message": 4},
        topics=[m.TopicTraffic(topic="bars.EURUSD.M1", messages=50, bytes=20_000, overflows=1)],
    ),
)


@pytest.fixture
def endpoint() -> Iterator[MetricsEndpoint]:
    endpoint = MetricsEndpoint(lambda: TOLD, port=0)
    yield endpoint
    endpoint.close()


def _get(endpoint: MetricsEndpoint, path: str = "/metrics", host: str | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=10)
    connection.request("GET", path, headers={} if host is None else {"Host": host})
    response = connection.getresponse()
    text = response.read().decode("utf-8")
    connection.close()
    return response.status, text


@pytest.mark.parametrize(
    ("sample", "labels", "value"),
    [
        ("up", {"version": "0.1.0"}, 1),
        ("start_time_seconds", {}, 1_761_000_000.5),
        ("service_state", {"service": "replay", "state": "degraded"}, 1),
        ("service_state", {"service": "replay", "state": "healthy"}, 0),
        ("service_restarts_total", {"service": "replay"}, 3),
        ("secret_state", {"secret": "fred-api-key", "state": "expired"}, 1),
        ("secret_state", {"secret": "fred-api-key", "state": "good"}, 0),
        ("vault_fault", {}, 1),
        ("requests_total", {"request": "ping"}, 100),
        ("requests_failed_total", {"request": "ping"}, 1),
        ("request_seconds", {"request": "ping", "percentile": "99"}, 0.0002),
        ("request_seconds", {"request": "ping", "percentile": "100"}, 0.0015),
        ("refused_total", {"reason": "bad_message"}, 4),
        ("clients", {}, 2),
        ("subscriptions", {}, 5),
        ("stream_messages_total", {"topic": "bars.EURUSD.M1"}, 50),
        ("stream_bytes_total", {"topic": "bars.EURUSD.M1"}, 20_000),
        ("stream_overflows_total", {"topic": "bars.EURUSD.M1"}, 1),
        ("replay_ticks", {"symbol": "EURUSD"}, 266_219),
        ("replay_ticks_per_second", {"symbol": "EURUSD"}, 310),
        ("replay_late_refused", {"symbol": "EURUSD"}, 2),
        ("replay_state_bytes", {"symbol": "EURUSD"}, 7_606_000),
    ],
)
def test_every_metric_is_told(
    endpoint: MetricsEndpoint, sample: str, labels: dict[str, str], value: float
) -> None:
    status, text = _get(endpoint)
    found = {
        (each.name, tuple(sorted(each.labels.items()))): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
    }
    assert status == 200
    assert found[f"pyworkstation_{sample}", tuple(sorted(labels.items()))] == pytest.approx(value)


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/", None, 404),
        ("/metrics/../..", None, 404),
        ("/metrics", "evil.example", 421),
        ("/metrics", "127.0.0.1.evil.example:9", 421),
        ("/metrics", "", 421),
        ("/metrics", "localhost:1", 200),
    ],
)
def test_only_who_asks_this_machine_by_name_for_the_page_has_it(
    endpoint: MetricsEndpoint, path: str, host: str | None, status: int
) -> None:
    answered, text = _get(endpoint, path, host)
    assert answered == status
    assert ("pyworkstation_" in text) == (status == 200)


def test_nothing_can_be_sent_to_it(endpoint: MetricsEndpoint) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", endpoint.port, timeout=10)
    connection.request("POST", "/metrics", b"x")
    assert connection.getresponse().status == 501
    connection.close()


def test_port_that_is_taken_is_told(endpoint: MetricsEndpoint) -> None:
    with pytest.raises(EnvironmentFailure, match=rf"port {endpoint.port} .*PYWORKSTATION_METRICS_PORT"):
        MetricsEndpoint(lambda: TOLD, port=endpoint.port)


def test_port_is_free_again_and_death_is_told(endpoint: MetricsEndpoint) -> None:
    other = MetricsEndpoint(lambda: TOLD, port=0)
    assert other.death == ""
    other.close()
    assert other.death == "its thread has ended"


@pytest.mark.parametrize("file", ["alerts.yml", "grafana-dashboard.json"])
def test_what_is_shipped_names_only_metrics_that_there_are(file: str) -> None:
    text = (MONITORING / file).read_text(encoding="utf-8")
    named = set(re.findall(r"\bpyworkstation_[a-z_]+", text))
    told = {f"pyworkstation_{family.name}" for family in FAMILIES}
    assert {name.removesuffix("_total") for name in named} <= told
    assert named


def test_dashboard_is_json_and_every_panel_asks_for_something() -> None:
    dashboard = json.loads((MONITORING / "grafana-dashboard.json").read_text(encoding="utf-8"))
    assert dashboard["panels"]
    for panel in dashboard["panels"]:
        assert [target["expr"] for target in panel["targets"]]


needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="Debian's package prometheus has promtool"
)


@needs_promtool
@pytest.mark.parametrize(
    "command",
    [
        ["check", "config", "prometheus.yml"],
        ["check", "rules", "alerts.yml"],
        ["test", "rules", "alerts_test.yml"],
    ],
)
def test_promtool_finds_no_fault(command: list[str]) -> None:
    _promtool(*command)


@needs_promtool
def test_promtool_finds_no_fault_with_the_page(endpoint: MetricsEndpoint) -> None:
    _promtool("check", "metrics", page=_get(endpoint)[1])


def _promtool(*command: str, page: str = "") -> None:
    done = subprocess.run(
        ["promtool", *command],  # noqa: S607 - wherever it is
        cwd=MONITORING,
        input=page,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
