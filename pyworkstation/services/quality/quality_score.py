"""What a quality report's score is made of. The formula stands in the README; a test works it by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.protocol.messages import Deduction

if TYPE_CHECKING:
    from collections.abc import Mapping

REJECTED = "rejected"


class _Weight(NamedTuple):
    """A kind of fault costs `points`, in full when `share` of the ticks have it, and in proportion when fewer do."""

    points: float
    share: float


_WEIGHTS: dict[str, _Weight] = {
    REJECTED: _Weight(25, 0.01),
    "not-positive": _Weight(20, 0.0001),
    "crossed": _Weight(15, 0.001),
    "spike": _Weight(15, 0.0001),
    "out-of-hours": _Weight(10, 0.01),
    # Some feeds quote twice in a millisecond, and files with times in seconds have it all the time.
    "conflict": _Weight(5, 0.1),
    "duplicate": _Weight(5, 0.01),
    "zero-spread": _Weight(5, 0.05),
}


def deductions(*, ticks: int, findings: Mapping[str, int], rejected: int) -> list[Deduction]:
    """What the faults cost, dearest first. Rejected rows are a share of all rows, the others of the ticks."""
    counts = {**findings, REJECTED: rejected}
    shares = {
        kind: counts.get(kind, 0) / max(1, ticks + (rejected if kind == REJECTED else 0)) for kind in _WEIGHTS
    }
    costs = [
        Deduction(kind=kind, share=shares[kind], points=weight.points * min(1.0, shares[kind] / weight.share))
        for kind, weight in _WEIGHTS.items()
        if shares[kind]
    ]
    return sorted(costs, key=lambda cost: -cost.points)


def score(*, coverage: float, costs: list[Deduction]) -> float:
    """0 to 100: the share of the market's time that is there, times how sound it is."""
    return coverage * (100 - sum(cost.points for cost in costs))
