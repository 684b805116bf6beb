"""How the engine is, in figures and in the columns of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation_ui.state.counted import format_bytes
from pyworkstation_ui.state.gauges import format_duration
from pyworkstation_ui.state.quality_rows import Figure
from pyworkstation_ui.state.records import Column, Tone

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import (
        Health,
        RequestTimes,
        ServiceHealth,
        TopicTraffic,
        Traffic,
    )

_SECOND_US = 1_000_000
_STATES = {"healthy": Tone.GOOD, "starting": Tone.WARN, "degraded": Tone.WARN, "failed": Tone.BAD}


def format_up(us: int) -> str:
    """How long something runs: `4 s`, `12 min`, `3 h 05 min`, `2 d 04 h`."""
    seconds = max(us, 0) // _SECOND_US
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours < 24 else f"{hours // 24} d {hours % 24:02} h"


def engine_figures(health: Health | None, traffic: Traffic | None) -> list[Figure]:
    """The engine process; nothing while it is not known."""
    if health is None:
        return []
    state_bytes = sum(symbol.state_bytes for symbol in health.symbols)
    figures = [
        Figure("engine process", str(health.pid)),
        Figure("running for", format_up(health.now_us - health.started_us)),
        Figure("bars and indicators", format_bytes(state_bytes)),
        Figure("ticks/s taken in", f"{sum(symbol.ticks_per_second for symbol in health.symbols):,}"),
    ]
    if health.memory_bytes:
        figures.insert(2, Figure("engine memory", format_bytes(health.memory_bytes)))
    return [*figures, *_of_traffic(traffic)]


def _of_traffic(traffic: Traffic | None) -> list[Figure]:
    if traffic is None:
        return []
    drops = sum(topic.overflows for topic in traffic.topics)
    refused = sum(traffic.refused.values())
    return [
        Figure("clients", f"{traffic.clients:,}"),
        Figure("subscriptions", f"{traffic.listeners:,}"),
        Figure("queue drops", f"{drops:,}", Tone.WARN if drops else Tone.PLAIN),
        Figure("requests refused", f"{refused:,}", Tone.WARN if refused else Tone.PLAIN),
    ]


def desktop_figures(
    *, memory_bytes: int | None, ping_s: float | None, frame_s: float | None, messages_per_s: float, gaps: int
) -> list[Figure]:
    """This window."""
    figures = [
        Figure("round trip", format_duration(ping_s)),
        Figure("frame", format_duration(frame_s)),
        Figure("messages/s", f"{messages_per_s:,.0f}"),
        Figure("gaps mended", f"{gaps:,}", Tone.WARN if gaps else Tone.PLAIN),
    ]
    if memory_bytes is not None:
        figures.insert(0, Figure("desktop memory", format_bytes(memory_bytes)))
    return figures


def refused_words(traffic: Traffic | None) -> str:
    """What was refused, by its code; empty when nothing was."""
    if traffic is None or not traffic.refused:
        return ""
    return "Refused: " + ", ".join(f"{count:,} {code}" for code, count in traffic.refused.items())


def _ms(us: int) -> str:
    return f"{us / 1000:,.2f}"


SERVICE_COLUMNS: tuple[Column[ServiceHealth], ...] = (
    Column("Service", lambda row: row.name, "live-appender"),
    Column("State", lambda row: row.state, "degraded", tone=lambda row: _STATES[row.state]),
    Column(
        "Restarts",
        lambda row: f"{row.restarts:,}",
        "1,000",
        is_number=True,
        says="How often it died and was started again",
        tone=lambda row: Tone.WARN if row.restarts else Tone.DIM,
    ),
    Column("Reason", lambda row: row.reason, "the disk is full", tip=lambda row: row.reason),
)
REQUEST_COLUMNS: tuple[Column[RequestTimes], ...] = (
    Column("Request", lambda row: row.op, "get_import_quality"),
    Column("Count", lambda row: f"{row.count:,}", "1,000,000", is_number=True, order=lambda row: row.count),
    Column(
        "Failed",
        lambda row: f"{row.failed:,}",
        "10,000",
        is_number=True,
        says="Answered with an error by their service",
        tone=lambda row: Tone.WARN if row.failed else Tone.DIM,
        order=lambda row: row.failed,
    ),
    Column(
        "p50 ms",
        lambda row: _ms(row.p50_us),
        "100,000.00",
        is_number=True,
        says="Half of them took no longer, from arrival to the last part of the answer",
        order=lambda row: row.p50_us,
    ),
    Column("p99 ms", lambda row: _ms(row.p99_us), "100,000.00", is_number=True, order=lambda row: row.p99_us),
    Column("Max ms", lambda row: _ms(row.max_us), "100,000.00", is_number=True, order=lambda row: row.max_us),
)
TOPIC_COLUMNS: tuple[Column[TopicTraffic], ...] = (
    Column("Topic", lambda row: row.topic, "values.EURUSD.M15.100"),
    Column(
        "Messages",
        lambda row: f"{row.messages:,}",
        "100,000,000",
        is_number=True,
        order=lambda row: row.messages,
    ),
    Column(
        "Sent", lambda row: format_bytes(row.bytes), "1,000.0 MB", is_number=True, order=lambda row: row.bytes
    ),
    Column(
        "Drops",
        lambda row: f"{row.overflows:,}",
        "10,000",
        is_number=True,
        says="How often a listener's queue was full, which then missed what came until it read",
        tone=lambda row: Tone.WARN if row.overflows else Tone.DIM,
        order=lambda row: row.overflows,
    ),
)
