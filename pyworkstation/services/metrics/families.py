"""The engine's health and traffic as metric families. One row of a table each: name, meaning, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyworkstation.protocol.messages import Health, Traffic

    Rows = Iterable[tuple[tuple[str, ...], float]]

STATES = ("starting", "healthy", "degraded", "failed")
SECRET_STATES = ("good", "missing", "malformed", "expired")
_US = 1e-6


class Told(NamedTuple):
    """What there is at one instant."""

    version: str
    health: Health
    traffic: Traffic


class Family(NamedTuple):
    """A metric: `rows` are the values of its labels, and a number."""

    kind: type[CounterMetricFamily | GaugeMetricFamily]
    name: str
    doc: str
    labels: tuple[str, ...]
    rows: Callable[[Told], Rows]


FAMILIES = (
    Family(
        GaugeMetricFamily,
        "up",
        "1 while the engine runs.",
        ("version",),
        lambda told: [((told.version,), 1)],
    ),
    Family(
        GaugeMetricFamily,
        "start_time_seconds",
        "When the engine started, in seconds since 1970.",
        (),
        lambda told: [((), told.health.started_us * _US)],
    ),
    Family(
        GaugeMetricFamily,
        "service_state",
        "1 for the state that a service is in, 0 for the others.",
        ("service", "state"),
        lambda told: [
            ((row.name, state), float(row.state == state)) for row in told.health.services for state in STATES
        ],
    ),
    Family(
        CounterMetricFamily,
        "service_restarts",
        "How often a service died and was started again.",
        ("service",),
        lambda told: [((row.name,), row.restarts) for row in told.health.services],
    ),
    Family(
        GaugeMetricFamily,
        "secret_state",
        "1 for the state that a declared secret is in, 0 for the others.",
        ("secret", "state"),
        lambda told: [
            ((row.name, state), float(row.state == state))
            for row in told.health.secrets
            for state in SECRET_STATES
        ],
    ),
    Family(
        GaugeMetricFamily,
        "vault_fault",
        "1 while the system's vault is missing or locked, so that no secret can be looked at.",
        (),
        lambda told: [((), float(bool(told.health.vault_fault)))],
    ),
    Family(
        CounterMetricFamily,
        "requests",
        "Requests that were answered.",
        ("request",),
        lambda told: [((row.op,), row.count) for row in told.traffic.requests],
    ),
    Family(
        CounterMetricFamily,
        "requests_failed",
        "Requests that were answered with an error.",
        ("request",),
        lambda told: [((row.op,), row.failed) for row in told.traffic.requests],
    ),
    Family(
        GaugeMetricFamily,
        "request_seconds",
        "Time from a request's arrival to the last part of its answer, since the engine started.",
        ("request", "percentile"),
        lambda told: [
            ((row.op, percentile), us * _US)
            for row in told.traffic.requests
            for percentile, us in (("50", row.p50_us), ("99", row.p99_us), ("100", row.max_us))
        ],
    ),
    Family(
        CounterMetricFamily,
        "refused",
        "Messages and connections that no service saw.",
        ("reason",),
        lambda told: [((reason,), count) for reason, count in told.traffic.refused.items()],
    ),
    Family(
        GaugeMetricFamily,
        "clients",
        "Connections that have sent a request.",
        (),
        lambda told: [((), told.traffic.clients)],
    ),
    Family(
        GaugeMetricFamily,
        "subscriptions",
        "Topics that are listened to, once for each listener.",
        (),
        lambda told: [((), told.traffic.listeners)],
    ),
    Family(
        CounterMetricFamily,
        "stream_messages",
        "Messages published.",
        ("topic",),
        lambda told: [((row.topic,), row.messages) for row in told.traffic.topics],
    ),
    Family(
        CounterMetricFamily,
        "stream_bytes",
        "Bytes published, once however many listen.",
        ("topic",),
        lambda told: [((row.topic,), row.bytes) for row in told.traffic.topics],
    ),
    Family(
        CounterMetricFamily,
        "stream_overflows",
        "How often a listener's queue was full, which then missed messages.",
        ("topic",),
        lambda told: [((row.topic,), row.overflows) for row in told.traffic.topics],
    ),
    Family(
        GaugeMetricFamily,
        "replay_ticks",
        "Ticks that the state of a symbol has seen.",
        ("symbol",),
        lambda told: [((row.symbol,), row.ticks) for row in told.health.symbols],
    ),
    Family(
        GaugeMetricFamily,
        "replay_ticks_per_second",
        "Ticks that came in within the last second.",
        ("symbol",),
        lambda told: [((row.symbol,), row.ticks_per_second) for row in told.health.symbols],
    ),
    Family(
        GaugeMetricFamily,
        "replay_late_refused",
        "Ticks that came too late, since the replay began.",
        ("symbol",),
        lambda told: [((row.symbol,), row.late_refused) for row in told.health.symbols],
    ),
    Family(
        GaugeMetricFamily,
        "replay_state_bytes",
        "Memory of the bars and indicators of a symbol.",
        ("symbol",),
        lambda told: [((row.symbol,), row.state_bytes) for row in told.health.symbols],
    ),
)


class EngineCollector:
    """What a Prometheus registry asks at each scrape."""

    def __init__(self, tell: Callable[[], Told]) -> None:
        self._tell = tell

    def collect(self) -> Iterator[Metric]:
        """Every family, of one instant."""
        told = self._tell()
        for family in FAMILIES:
            metric = family.kind(f"pyworkstation_{family.name}", family.doc, labels=family.labels)
            for labels, value in family.rows(told):
                metric.add_metric(labels, value)
            yield metric
