"""How long requests took, by their kind: counts, the median, the 99th percentile and the longest."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from pyworkstation.protocol.messages import RequestTimes

_STEPS = 32
"""Buckets for each doubling: what a percentile says is at most 1/32 too much."""


@dataclass(slots=True)
class Histogram:
    """Of whole numbers from 0 on, in buckets that grow with them, so that it stays small however many come."""

    count: int = 0
    failed: int = 0
    largest: int = 0
    buckets: dict[int, int] = field(default_factory=dict)

    def add(self, value: int, *, failed: bool = False) -> None:
        """One more."""
        self.count += 1
        self.failed += failed
        self.largest = max(self.largest, value)
        bucket = bucket_of(value)
        self.buckets[bucket] = self.buckets.get(bucket, 0) + 1

    def percentile(self, percent: float) -> int:
        """The least value that so many percent do not exceed, rounded up to the end of its bucket; 0 of none."""
        wanted, seen = self.count * percent / 100, 0
        for bucket in sorted(self.buckets):
            seen += self.buckets[bucket]
            if seen >= wanted:
                return min(last_of(bucket), self.largest)
        return 0


def bucket_of(value: int) -> int:
    """Below 32 each value has a bucket of its own, then each doubling 32."""
    doublings = max(0, value.bit_length() - _STEPS.bit_length())
    return doublings * _STEPS + (value >> doublings)


def last_of(bucket: int) -> int:
    """The greatest value in a bucket."""
    doublings = max(0, bucket // _STEPS - 1)
    return ((bucket - doublings * _STEPS + 1) << doublings) - 1


class RequestClock:
    """The times of all kinds of requests. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds: dict[str, Histogram] = {}

    def add(self, op: str, took_us: int, *, failed: bool) -> None:
        """A request of this kind was answered, from its arrival to the last part, or refused by its handler."""
        with self._lock:
            kind = self._kinds.get(op)
            if kind is None:
                kind = self._kinds[op] = Histogram()
            kind.add(max(0, took_us), failed=failed)

    def times(self) -> list[RequestTimes]:
        """By kind, in the order of their names."""
        with self._lock:
            return [
                RequestTimes(
                    op=op,
                    count=kind.count,
                    failed=kind.failed,
                    p50_us=kind.percentile(50),
                    p99_us=kind.percentile(99),
                    max_us=kind.largest,
                )
                for op, kind in sorted(self._kinds.items())
            ]
