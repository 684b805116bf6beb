"""What a scan found, as the messages that tell of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.protocol.messages import Distribution, Finding, Gap, Quality, QualityDay, QualityDays
from pyworkstation.services.quality.quality_score import deductions, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from pyworkstation.engine import TickQuality

_GAPS_TOLD = 1000
_DAYS_IN_PART = 500
_HOURS = 24
_SECOND_US = 1_000_000
_DAY_US = 86_400 * _SECOND_US


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Which ticks were looked at, in [from_us, to_us), and how many rows were left out on their way, by kind."""

    symbol: str
    digits: int
    of: str
    gap_minutes: int
    from_us: int
    to_us: int
    rejected: Mapping[str, int] = field(default_factory=dict)


def report(found: TickQuality, examined: Examined) -> Iterator[QualityDays | Quality]:
    """The days, in parts, and the report. There is at least one tick."""
    hour, ticks, open_us, missing_us = found.hours
    for days in _days(hour, [ticks, open_us // _SECOND_US, missing_us // _SECOND_US]):
        yield QualityDays(symbol=examined.symbol, days=days)
    yield _quality(found, examined, open_us=int(open_us.sum()), missing_us=int(missing_us.sum()))


def in_short(paths: Sequence[str], *, files: int | None = None) -> str:
    """The first of them, and how many more there are."""
    more = (len(paths) if files is None else files) - 1
    return f"{paths[0]} and {more:,} more" if more else paths[0]


def _quality(found: TickQuality, examined: Examined, *, open_us: int, missing_us: int) -> Quality:
    assert found.ends_us is not None, "there are ticks"
    assert found.busiest is not None, "they are of some minute"
    coverage = 1 - missing_us / open_us if open_us else 1.0
    costs = deductions(ticks=found.ticks, findings=found.counts, rejected=sum(examined.rejected.values()))
    gaps = found.gaps
    return Quality(
        symbol=examined.symbol,
        digits=examined.digits,
        of=examined.of,
        from_us=examined.from_us,
        to_us=examined.to_us,
        first_us=found.ends_us[0],
        last_us=found.ends_us[1],
        ticks=found.ticks,
        open_s=open_us // _SECOND_US,
        missing_s=missing_us // _SECOND_US,
        coverage=coverage,
        gap_minutes=examined.gap_minutes,
        gaps_total=len(gaps),
        gaps=_longest(gaps),
        findings=_findings(found.counts),
        rejected=_findings(examined.rejected),
        spread=_distribution(*found.spreads),
        rate=_distribution(*found.rates),
        minutes=int(found.rates[1].sum()),
        busiest_us=found.busiest[0],
        deductions=costs,
        score=score(coverage=coverage, costs=costs),
    )


def _days(hour: NDArray[np.int64], columns: Sequence[NDArray[np.int64]]) -> Iterator[list[QualityDay]]:
    days, place = np.unique(hour // _HOURS, return_inverse=True)
    tables = np.zeros((len(columns), len(days), _HOURS), dtype=np.int64)
    for table, column in zip(tables, columns, strict=True):
        table[place, hour % _HOURS] = column
    for start in range(0, len(days), _DAYS_IN_PART):
        part = slice(start, start + _DAYS_IN_PART)
        rows = zip(days[part].tolist(), *(table[part].tolist() for table in tables), strict=True)
        yield [
            QualityDay(day_us=day * _DAY_US, ticks=ticks, open_s=open_s, missing_s=missing_s)
            for day, ticks, open_s, missing_s in rows
        ]


def _longest(gaps: Sequence[tuple[int, int, int]]) -> list[Gap]:
    told = sorted(gaps, key=lambda gap: -gap[2])[:_GAPS_TOLD]
    return [Gap(from_us=start, to_us=end, market_us=market) for start, end, market in sorted(told)]


def _findings(counts: Mapping[str, int]) -> list[Finding]:
    return [Finding(kind=kind, count=count) for kind, count in sorted(counts.items())]


def _distribution(values: NDArray[np.int64], counts: NDArray[np.int64]) -> Distribution:
    """Percentiles by nearest rank: the least value that is not below so many percent of them."""
    upto = counts.cumsum()
    total = int(upto[-1])

    def percentile(percent: int) -> int:
        rank = -(-percent * total // 100)
        return int(values[np.searchsorted(upto, rank)])

    return Distribution(
        least=int(values[0]),
        p5=percentile(5),
        p25=percentile(25),
        median=percentile(50),
        p75=percentile(75),
        p95=percentile(95),
        p99=percentile(99),
        most=int(values[-1]),
        mean=float(np.average(values, weights=counts)),
    )
