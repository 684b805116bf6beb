"""Keys that are made for one more client: let in if they come in time, and for good from then on."""

from __future__ import annotations

import pytest

from pyworkstation.bus.curve import ZAP_DOMAIN, AllowList, InvitedTooManyError
from pyworkstation.protocol.roles import Role

OWN, GUEST = b"o" * 40, b"g" * 40


class Clock:
    now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def allowed(clock: Clock) -> AllowList:
    return AllowList({OWN: Role.TRADE}, clock=clock)


@pytest.mark.parametrize(
    ("knocks_after_s", "let_in"),
    [
        ([0], [True]),
        ([30], [True]),
        ([30.1], [False]),
        ([31, 32], [False, False]),
        ([29, 3000], [True, True]),
    ],
)
def test_a_guest_must_come_in_time_and_may_come_again(
    allowed: AllowList, clock: Clock, knocks_after_s: list[float], let_in: list[bool]
) -> None:
    began_s = clock.now_s
    allowed.invite(GUEST, Role.READ, valid_s=30)
    answers = []
    for after_s in knocks_after_s:
        clock.now_s = began_s + after_s
        answers.append(allowed.callback(ZAP_DOMAIN, GUEST))
    assert answers == let_in
    assert allowed.callback(ZAP_DOMAIN, OWN)


def test_a_guest_has_the_role_it_was_invited_for(allowed: AllowList) -> None:
    allowed.invite(GUEST, Role.READ, valid_s=30)
    assert (allowed.role_of(GUEST), allowed.role_of(OWN)) == (Role.READ, Role.TRADE)


@pytest.mark.parametrize(("domain", "key"), [("other", OWN), (ZAP_DOMAIN, GUEST), (ZAP_DOMAIN, b"")])
def test_nobody_else_is_let_in(allowed: AllowList, domain: str, key: bytes) -> None:
    assert not allowed.callback(domain, key)


def test_invitations_without_an_end_end_at_a_thousand_and_make_room_when_they_lapse(
    allowed: AllowList, clock: Clock
) -> None:
    for number in range(999):
        allowed.invite(b"%040d" % number, Role.READ, valid_s=30)
    with pytest.raises(InvitedTooManyError):
        allowed.invite(GUEST, Role.READ, valid_s=30)
    clock.now_s += 31
    allowed.invite(GUEST, Role.READ, valid_s=30)
    assert allowed.callback(ZAP_DOMAIN, GUEST)
