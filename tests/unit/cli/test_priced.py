"""Distances as people write them."""

from __future__ import annotations

import pytest

from pyworkstation.cli.priced import distance_of
from pyworkstation.domain.errors import InputError


@pytest.mark.parametrize(
    ("text", "distance"),
    [(None, (None, None)), ("50", (50, None)), ("0.2%", (None, 2_000)), ("0.0001%", (None, 1))],
)
def test_a_distance_is_points_or_a_part_of_the_price(
    text: str | None, distance: tuple[int | None, int | None]
) -> None:
    assert distance_of(text, where="--trail") == distance


@pytest.mark.parametrize("text", ["0", "-5", "1.5", "0%", "0.00001%", "100%", "far", "%", "nan"])
def test_what_is_no_distance_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--trail: expected "):
        distance_of(text, where="--trail")
