"""A quality report in short: its figures, its faults and its longest gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.client.quality_words import share, span
from pyworkstation_ui.state.records import Column, Tone
from pyworkstation_ui.state.stored import format_second

if TYPE_CHECKING:
    from pyworkstation.protocol.messages import Gap, Quality

_GOOD, _FAIR = 95, 80
_SECOND_US = 1_000_000
_GAPS_SHOWN = 100


class Figure(NamedTuple):
    """A number over its name."""

    name: str
    value: str
    tone: Tone = Tone.PLAIN


class Fault(NamedTuple):
    """A kind of fault: how many ticks have it, their share, and what it costs of 100 points."""

    kind: str
    ticks: int
    share: float
    points: float


def figures(quality: Quality) -> list[Figure]:
    """What stands at the top of the report."""
    return [
        Figure("score of 100", f"{quality.score:.1f}", score_tone(quality.score)),
        Figure("coverage", share(quality.coverage)),
        Figure("ticks", f"{quality.ticks:,}"),
        Figure("market open", span(quality.open_s)),
        Figure(f"gaps of {quality.gap_minutes} min", f"{quality.gaps_total:,}"),
        Figure("missing", span(quality.missing_s)),
        Figure("median spread", f"{quality.spread.median:,} pt"),
        Figure("ticks a minute", f"{quality.rate.median:,}"),
    ]


def score_tone(score: float) -> Tone:
    """Good from 95 on, fair from 80 on."""
    return Tone.GOOD if score >= _GOOD else Tone.WARN if score >= _FAIR else Tone.BAD


def faults(quality: Quality) -> list[Fault]:
    """Kinds of faults that there are, the dearest first."""
    costs = {cost.kind: cost.points for cost in quality.deductions}
    rejected = sum(found.count for found in quality.rejected)
    rows = [
        Fault(found.kind, found.count, found.count / max(quality.ticks, 1), costs.get(found.kind, 0.0))
        for found in quality.findings
    ]
    if rejected:
        total = quality.ticks + rejected
        rows.append(Fault("left out on import", rejected, rejected / total, costs.get("rejected", 0.0)))
    return sorted(rows, key=lambda row: (-row.points, -row.ticks))


def longest_gaps(quality: Quality) -> list[Gap]:
    """The longest, the longest first."""
    return sorted(quality.gaps, key=lambda gap: -gap.market_us)[:_GAPS_SHOWN]


FAULT_COLUMNS: tuple[Column[Fault], ...] = (
    Column("Fault", lambda row: row.kind, "left out on import"),
    Column("Ticks", lambda row: f"{row.ticks:,}", "10,000,000", is_number=True, order=lambda row: row.ticks),
    Column("Share", lambda row: share(row.share), "< 0.001 %", is_number=True, order=lambda row: row.share),
    Column(
        "Costs",
        lambda row: f"{row.points:.2f} points" if row.points else "nothing",
        "25.00 points",
        is_number=True,
        says="Of the 100 points of a score",
        tone=lambda row: Tone.WARN if row.points else Tone.DIM,
        order=lambda row: row.points,
    ),
)
GAP_COLUMNS: tuple[Column[Gap], ...] = (
    Column("Last tick before, UTC", lambda gap: format_second(gap.from_us), "2025-03-10 00:00:00"),
    Column("First tick after, UTC", lambda gap: format_second(gap.to_us), "2025-03-10 00:00:00"),
    Column(
        "Market time without a tick",
        lambda gap: span(gap.market_us // _SECOND_US),
        "11d 04h",
        is_number=True,
        order=lambda gap: gap.market_us,
    ),
)
