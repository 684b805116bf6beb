from __future__ import annotations

import pytest

from pyworkstation.services.quality.quality_score import deductions, score


def test_a_score_worked_by_hand() -> None:
    """1,000 ticks of 90 % of the market's hours, with two crossed and ten that have no spread; five rows were left out.

    crossed      2 / 1000 = 0.2 %     full at 0.1 %  15.000
    rejected     5 / 1005 = 0.4975 %  full at 1 %    25 x 0.4975 = 12.438
    zero-spread 10 / 1000 = 1 %       full at 5 %     5 x 1 / 5  =  1.000
    score = 0.9 x (100 - 28.438) = 64.406
    """
    costs = deductions(ticks=1000, findings={"zero-spread": 10, "crossed": 2}, rejected=5)
    assert [(cost.kind, round(cost.points, 3)) for cost in costs] == [
        ("crossed", 15.0),
        ("rejected", 12.438),
        ("zero-spread", 1.0),
    ]
    assert score(coverage=0.9, costs=costs) == pytest.approx(64.406, abs=0.001)


def test_sound_and_whole_ticks_score_100() -> None:
    assert score(coverage=1.0, costs=deductions(ticks=5, findings={}, rejected=0)) == 100


def test_nothing_but_faults_scores_0() -> None:
    kinds = ("not-positive", "crossed", "spike", "out-of-hours", "conflict", "duplicate", "zero-spread")
    costs = deductions(ticks=1, findings=dict.fromkeys(kinds, 1), rejected=99)
    assert sum(cost.points for cost in costs) == 100
    assert score(coverage=1.0, costs=costs) == 0
