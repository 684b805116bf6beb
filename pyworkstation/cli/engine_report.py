"""How a running engine's services are and what went over its bus, as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.counted import counted
from pyworkstation.cli.text_table import text_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.protocol.messages import FollowerTraffic, ServiceHealth, Traffic


def report_lines(services: list[ServiceHealth], traffic: Traffic) -> Iterator[str]:
    """Tables of services and of request times, and what was refused or missed in between."""
    yield ""
    yield from text_table(
        ["service", "state", "restarts", "reason"],
        [[row.name, row.state, row.restarts, row.reason] for row in services],
    )
    yield ""
    yield f"bus: {counted(traffic.clients, 'client')}, {counted(traffic.listeners, 'subscription')}{_refused(traffic)}{_overflows(traffic)}"
    yield from map(_follower, traffic.followers)
    if traffic.requests:
        yield ""
        yield from text_table(
            ["request", "count", "failed", "p50 ms", "p99 ms", "max ms"],
            [
                [row.op, row.count, row.failed, *map(_ms, (row.p50_us, row.p99_us, row.max_us))]
                for row in traffic.requests
            ],
        )


def _refused(traffic: Traffic) -> str:
    if not traffic.refused:
        return ""
    return "; refused: " + ", ".join(f"{count:,} {code}" for code, count in traffic.refused.items())


def _overflows(traffic: Traffic) -> str:
    full = [row for row in traffic.topics if row.overflows]
    if not full:
        return ""
    return "; a listener was too slow: " + ", ".join(f"{row.topic} {row.overflows:,} times" for row in full)


def _follower(row: FollowerTraffic) -> str:
    lost = f", {row.lost:,} lost" if row.lost else ""
    return (
        f"follower {row.id}: {counted(row.topics, 'topic')}, {counted(row.waiting, 'message')} waiting, "
        f"{row.passed_over:,} passed over{lost}"
    )


def _ms(us: int) -> str:
    return f"{us / 1000:.2f}"
