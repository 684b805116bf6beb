"""What `status` says of a running engine's bus, in lines for people."""

from __future__ import annotations

from typing import Any

import pytest

from pyworkstation.cli.engine_report import report_lines
from pyworkstation.protocol import messages as m

NOTHING: dict[str, Any] = {"clients": 1, "listeners": 0, "requests": [], "refused": {}, "topics": []}


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, ["bus: 1 client, 0 subscriptions"]),
        (
            {"clients": 2, "listeners": 1, "refused": {"busy": 3, "unknown_key": 1_200}},
            ["bus: 2 clients, 1 subscription; refused: 3 busy, 1,200 unknown_key"],
        ),
        (
            {
                "topics": [
                    m.TopicTraffic(topic="log", messages=5_000, bytes=1, overflows=1_000),
                    m.TopicTraffic(topic="health", messages=9, bytes=1, overflows=0),
                ]
            },
            ["bus: 1 client, 0 subscriptions; a listener was too slow: log 1,000 times"],
        ),
        (
            {
                "followers": [
                    m.FollowerTraffic(id=1, topics=1, waiting=0, passed_over=12_000, lost=0),
                    m.FollowerTraffic(id=7, topics=3, waiting=43, passed_over=0, lost=6_098),
                ]
            },
            [
                "bus: 1 client, 0 subscriptions",
                "follower 1: 1 topic, 0 messages waiting, 12,000 passed over",
                "follower 7: 3 topics, 43 messages waiting, 0 passed over, 6,098 lost",
            ],
        ),
    ],
)
def test_what_went_over_the_bus(changes: dict[str, Any], lines: list[str]) -> None:
    told = list(report_lines([], m.Traffic(**(NOTHING | changes))))
    assert [line for line in told if line.startswith(("bus", "follower"))] == lines
