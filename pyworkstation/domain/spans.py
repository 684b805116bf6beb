"""Sets of whole numbers as spans [from, to): sorted, none empty, none touching another."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Span(NamedTuple):
    """[start, stop)."""

    start: int
    stop: int


def united(spans: Iterable[Span]) -> list[Span]:
    """What lies in any of them, which may overlap."""
    result: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.stop):
        if result and span.start <= result[-1].stop:
            result[-1] = Span(result[-1].start, max(result[-1].stop, span.stop))
        else:
            result.append(span)
    return result


def without(spans: Iterable[Span], removed: Sequence[Span]) -> list[Span]:
    """What lies in `spans` and in none of `removed`."""
    return [left for span in spans for left in _cut(span, removed)]


def within(spans: Iterable[Span], limits: Span) -> list[Span]:
    """What lies in `spans` and in `limits`."""
    cut = (Span(max(span.start, limits.start), min(span.stop, limits.stop)) for span in spans)
    return [span for span in cut if span.start < span.stop]


def _cut(span: Span, removed: Iterable[Span]) -> Iterator[Span]:
    start = span.start
    for gap in removed:
        if gap.stop <= start or gap.start >= span.stop:
            continue
        if start < gap.start:
            yield Span(start, gap.start)
        start = gap.stop
    if start < span.stop:
        yield Span(start, span.stop)
