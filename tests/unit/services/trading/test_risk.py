"""Risk at the desk: limits of the home, the kill switch over restarts and over steps back in time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.protocol import messages as m
from pyworkstation.services.trading.risk_limits import LIMITS, RiskLimits
from tests.unit.services.trading.floor import Floor, new_order, place, walk

BIDS = [110_000 + 10 * second for second in range(60)]


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    begun = Floor(tmp_path / "floor", walk(BIDS))
    begun.begin()
    begun.run(5)
    yield begun
    begun.close()


def reasons(answer: m.OrdersAnswer) -> list[str | None]:
    return [order.reason for order in answer.orders if order.status == "denied"]


def limited(**values: int) -> RiskLimits:
    return RiskLimits(dict.fromkeys(LIMITS) | {name: Decimal(value) for name, value in values.items()})


def test_a_limit_denies_and_its_use_is_told(floor: Floor) -> None:
    floor.limits = limited(exposure=150_000, order_quantity=100_000)
    floor.desk.reload_risk()
    assert reasons(place(floor.desk, new_order("a"))) == []
    assert reasons(place(floor.desk, new_order("b"))) == ["exposure"]
    assert reasons(place(floor.desk, new_order("c", quantity=100_001))) == ["order_quantity"]
    told = {limit.name: limit for limit in floor.desk.risk().limits}
    # 100,000 at the ask of 1.10052.
    assert (told["exposure"].limit, told["exposure"].used) == ("150000", "110052.00")
    assert told["position_quantity"].used == "100000"


def test_a_restricted_symbol_is_not_traded(floor: Floor) -> None:
    floor.limits = RiskLimits(dict.fromkeys(LIMITS), ("EURUSD",))
    floor.desk.reload_risk()
    assert reasons(place(floor.desk, new_order("a"))) == ["restricted"]


def test_rates_are_counted_by_the_clock_on_the_wall(floor: Floor) -> None:
    floor.limits = limited(orders_per_second=2)
    floor.desk.reload_risk()
    floor.clock_us = iter([0, 0, 0, 1_000_001])
    answers = [reasons(place(floor.desk, new_order(name))) for name in "abcd"]
    assert answers == [[], [], ["message_rate"], []]


def test_limits_that_cannot_be_read_change_nothing(floor: Floor) -> None:
    floor.limits = limited(order_quantity=1)
    floor.desk.reload_risk()

    def unreadable() -> RiskLimits:
        raise InputError(expected="limits", found="none", where="risk.toml")

    floor.desk._limits_of = unreadable
    with pytest.raises(InputError):
        floor.desk.reload_risk()
    assert reasons(place(floor.desk, new_order("a"))) == ["order_quantity"]


def test_the_kill_switch_lasts_over_a_restart_until_a_person_resets_it(floor: Floor) -> None:
    place(floor.desk, new_order("a", stop_loss=109_000))
    place(floor.desk, new_order("b", kind="limit", price=109_500))
    floor.desk.halt(m.Halt())
    open_orders = {
        order.client_order_id for part in floor.desk.orders(m.ListOrders()) for order in part.orders
    }
    assert open_orders == {"a-sl"}
    floor.restart()
    assert floor.desk.account().trading_state == "halted"
    assert floor.desk.risk().state == "halted"
    floor.begin(5)
    assert reasons(place(floor.desk, new_order("c"))) == ["halted"]
    with pytest.raises(InputError, match="risk resume"):
        floor.desk.open_account(m.OpenAccount())
    assert floor.desk.set_trading_state("active").state == "active"
    assert reasons(place(floor.desk, new_order("d"))) == []


def test_going_back_in_time_lets_nobody_trade_who_was_halted(floor: Floor) -> None:
    place(floor.desk, new_order("a"))
    floor.run(20)
    floor.desk.halt(m.Halt(flatten="kill"))
    assert not [each for part in floor.desk.positions(m.ListPositions()) for each in part.positions]
    floor.begin(10)
    assert floor.desk.risk().state == "halted"
    assert reasons(place(floor.desk, new_order("b"))) == ["halted"]
    floor.restart()
    assert floor.desk.risk().state == "halted"


def test_while_reducing_a_position_can_be_closed(floor: Floor) -> None:
    place(floor.desk, new_order("a"))
    floor.desk.set_trading_state("reducing")
    assert reasons(place(floor.desk, new_order("b"))) == ["reducing_only"]
    assert reasons(place(floor.desk, new_order("c", side="sell", reduce_only=True))) == []


def test_a_halt_lasts_over_a_step_back_and_ends_what_could_open_more_there(floor: Floor) -> None:
    place(floor.desk, new_order("low", kind="limit", price=109_000))
    place(floor.desk, new_order("high", kind="stop", trigger=110_300))
    floor.run(10)
    floor.desk.halt(m.Halt())
    floor.begin(8)
    assert floor.desk.account().looking_back
    floor.desk.deposit(m.Deposit(minor=1))  # Whoever acts trades on from here.
    assert list(floor.desk.orders(m.ListOrders())) == [m.OrdersPart(orders=[])]
    floor.run(59)
    assert floor.desk.risk().state == "halted"
    assert list(floor.desk.positions(m.ListPositions())) == [m.PositionsPart(positions=[])]
