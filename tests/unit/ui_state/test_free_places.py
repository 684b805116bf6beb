"""Things one below the other in a strip: each as near as can be to where it belongs, none over another while there is room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation_ui.state.free_places import FreePlaces

ROOM = 100


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([40, 40], [40, 30]),  # Both sides are as near.
        ([40, 42], [40, 50]),
        ([40, 38], [40, 30]),
        ([40, 60, 51], [40, 60, 50]),  # A gap that it just fits.
        (
            [40, 58, 50],
            [40, 58, 68],
        ),  # One that is too small for it: the edge beyond is 18 away, the one before 20.
        ([-5, -5, -5], [0, 10, 20]),
        ([95, 95], [90, 80]),
    ],
)
def test_a_thing_moves_aside_for_those_before_it(wanted: list[float], places: list[float]) -> None:
    strip = FreePlaces(ROOM)
    assert [strip.take(each, 10) for each in wanted] == places


_THINGS = st.lists(st.tuples(st.integers(-20, 120), st.integers(5, 30)), max_size=20)


@given(_THINGS)
def test_the_nearest_free_place_of_all_is_found(things: list[tuple[int, int]]) -> None:
    strip = FreePlaces(ROOM)
    taken: list[tuple[float, float]] = []
    for wanted, size in things:
        place = strip.take(wanted, size)
        free = [top for top in range(ROOM - size + 1) if _is_free(top, size, taken)]
        if free:
            assert _is_free(place, size, taken)
            assert abs(place - wanted) == min(abs(top - wanted) for top in free)
        assert 0 <= place <= ROOM - size
        taken.append((place, place + size))


def _is_free(top: float, size: int, taken: list[tuple[float, float]]) -> bool:
    return all(top + size <= above or below <= top for above, below in taken)
