"""A trading desk that starts after the replay was resumed: nothing that had happened is taken for the future."""

from __future__ import annotations

from pathlib import Path

from pyworkstation.protocol import messages as m
from pyworkstation.services.supervision.service import ServiceDownError
from pyworkstation.services.trading.desk import Desk
from pyworkstation.services.trading.desk_if_up import DeskIfUp
from tests.unit.services.trading.floor import MONDAY_US, SECOND, Floor, new_order, place, walk


def _fills(desk: Desk) -> list[str]:
    return [fill.client_order_id for part in desk.fills(m.ListFills()) for fill in part.fills]


def test_a_desk_that_comes_later_knows_what_had_happened_before_the_kill(tmp_path: Path) -> None:
    floor = Floor(tmp_path, walk([110_000] * 20))
    floor.begin()
    floor.run(9)
    place(floor.desk, new_order("a"))
    floor.restart()
    up: list[Desk] = []

    def desk() -> Desk:
        if up:
            return up[0]
        raise ServiceDownError("it starts")

    follower = DeskIfUp(desk)
    # The position was saved a second before the order was filled, and the replay is resumed from there.
    assert follower.resume_us("EURUSD", epoch=floor.epoch) is None
    follower.began("EURUSD", position_us=MONDAY_US + 8 * SECOND, place=None, epoch=floor.epoch + 1)
    up.append(floor.desk)
    follower.stands(MONDAY_US + 8 * SECOND)
    assert _fills(floor.desk) == ["a"]
    place(floor.desk, new_order("b"))
    assert _fills(floor.desk) == ["a", "b"]
    # Somebody who jumps back means it.
    follower.began("EURUSD", position_us=MONDAY_US + 5 * SECOND, place=None, epoch=floor.epoch + 2)
    follower.stands(MONDAY_US + 5 * SECOND)
    assert _fills(floor.desk) == []
    floor.close()
