"""Replies that a peer does not read are bounded, in number and in bytes."""

from __future__ import annotations

import pytest

from pyworkstation.bus.outbox import ReplyPart
from pyworkstation.bus.unsent import Unsent


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        (100, 10_000),
        (1_600, 10_000),
        (40_000, 400),
        # The one that passes the bound is the last.
        (3_000_000, 6),
        (8_000_000, 2),
    ],
)
def test_so_many_are_kept(size: int, kept: int) -> None:
    unsent, count = Unsent(), 0
    while unsent.has_room:
        unsent.add(ReplyPart(b"peer", bytes(size)))
        count += 1
    assert count == kept


def test_there_is_room_again_once_they_leave() -> None:
    unsent = Unsent()
    for number in range(3):
        unsent.add(ReplyPart(b"peer", bytes([number]) * 8_000_000))
    assert not unsent.has_room
    assert [unsent.take().data[0] for _ in range(2)] == [0, 1]
    assert unsent.has_room
