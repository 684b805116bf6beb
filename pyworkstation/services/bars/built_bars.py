"""Bars from ticks, by the Rust builder: the only place where stored ones come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.domain.columns import Bars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyworkstation.engine import BarBuilder, TickColumns

_STEP_TICKS = 50_000


def built(builder: BarBuilder, chunks: Iterable[TickColumns]) -> Iterator[Bars]:
    """The bars of all ticks, in pieces, the forming one last."""
    for ticks in chunks:
        for start in range(0, len(ticks), _STEP_TICKS):
            columns = builder.push(ticks.slice(start, min(start + _STEP_TICKS, len(ticks))))
            yield Bars.unpack(columns.pack())
    yield Bars.unpack(builder.finish().pack())
