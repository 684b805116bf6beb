"""The trading desk on a market moved by hand. Money is reckoned by hand: a point of 100,000 EUR/USD is 1.00 USD."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.protocol import messages as m
from tests.unit.services.trading.floor import MONDAY_US, SECOND, Floor, new_order, place, statuses, walk

BIDS = [110_000, 110_010, 110_020, 110_030, 110_040, 110_020, 110_000, 109_980, 109_960, 109_940, 109_920]


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    floor = Floor(tmp_path, walk(BIDS))
    yield floor
    floor.close()


def _open_orders(floor: Floor) -> list[m.Order]:
    return [order for part in floor.desk.orders(m.ListOrders()) for order in part.orders]


def _positions(floor: Floor) -> list[m.Position]:
    return [each for part in floor.desk.positions(m.ListPositions()) for each in part.positions]


def _fills(floor: Floor) -> list[m.Fill]:
    return [fill for part in floor.desk.fills(m.ListFills()) for fill in part.fills]


def test_an_account_is_there_from_the_start(floor: Floor) -> None:
    account = floor.desk.account()
    assert (account.balance, account.equity, account.currency) == (10_000_000, 10_000_000, "USD")


def test_a_new_account_knows_the_quote_at_once(floor: Floor) -> None:
    floor.begin()
    floor.run(2)
    floor.desk.open_account(m.OpenAccount(profile="perfect"))
    assert [fill.average_millipoints for fill in place(floor.desk, new_order("a")).orders] == [110_022_000]


def test_market_order_is_filled_at_the_ask_and_told_to_all(floor: Floor) -> None:
    floor.begin()
    answer = place(floor.desk, new_order("a"))
    assert statuses(answer) == {"a": "filled"}
    assert answer.orders[0].average_millipoints == 110_002_000
    floor.run(4)
    [position] = _positions(floor)
    # Bought at 1.10002, the bid is 1.10040 now.
    assert (position.quantity, position.unrealised, position.lowest) == (100_000, 3_800, 110_000)
    assert floor.desk.account().equity == 10_003_800
    assert [fill.price for body in floor.told("fills", m.FillsUpdate) for fill in body.fills] == [110_002]
    last = floor.told("orders", m.OrdersUpdate)[-1]
    assert [order.status for order in last.orders] == ["filled"]


def test_bracket_waits_for_its_entry_and_its_stop_closes(floor: Floor) -> None:
    floor.begin()
    bracket = new_order("b", kind="limit", price=110_030, stop_loss=109_950, take_profit=110_500)
    answer = place(floor.desk, bracket)
    assert statuses(answer) == {"b": "filled", "b-sl": "accepted", "b-tp": "accepted"}
    floor.run(10)
    assert _positions(floor) == []
    # In at 1.10002, out at 1.09940, the first bid at or below 1.09950: 62 points.
    assert [(fill.price, fill.pnl) for fill in _fills(floor)] == [(110_002, 0), (109_940, -6_200)]
    assert floor.desk.account().balance == 10_000_000 - 6_200
    assert _open_orders(floor) == []


def test_the_same_order_again_changes_nothing(floor: Floor) -> None:
    floor.begin()
    first = place(floor.desk, new_order("a"))
    again = place(floor.desk, new_order("a"))
    assert again.orders == first.orders
    assert again.sequence == first.sequence
    other = place(floor.desk, new_order("a", quantity=1))
    assert [refusal.reason for refusal in other.refusals] == ["duplicate_id"]


def test_orders_are_changed_and_ended(floor: Floor) -> None:
    floor.begin()
    place(
        floor.desk, new_order("a", kind="limit", price=109_900), new_order("b", kind="limit", price=109_901)
    )
    changed = floor.desk.modify_order(m.ModifyOrder(client_order_id="a", price=109_890))
    assert changed.orders[0].price == 109_890
    assert statuses(floor.desk.cancel_order("a")) == {"a": "cancelled"}
    assert statuses(floor.desk.cancel_all_orders(None)) == {"b": "cancelled"}
    refused = floor.desk.cancel_order("nobody")
    assert [refusal.reason for refusal in refused.refusals] == ["unknown_order"]


def test_flatten_ends_orders_and_closes_positions(floor: Floor) -> None:
    floor.begin()
    place(floor.desk, new_order("a"), new_order("b", kind="limit", price=109_900))
    answer = floor.desk.flatten(m.Flatten(client_order_id="out"))
    assert statuses(answer) == {"b": "cancelled", "out-1": "filled"}
    assert _positions(floor) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "limit"}, "expected price"),
        ({"kind": "market", "price": 1}, "no trigger and no price"),
        ({"kind": "trailing_stop"}, "distance_points or distance_ppm"),
        ({"time_in_force": "gtd"}, "expires_us"),
    ],
)
def test_fields_that_do_not_fit_the_kind_are_refused(
    floor: Floor, fields: dict[str, object], words: str
) -> None:
    floor.begin()
    with pytest.raises(InputError, match=words):
        place(floor.desk, new_order("a", **fields))


def test_no_order_without_a_market(floor: Floor) -> None:
    with pytest.raises(InputError, match="a replay"):
        place(floor.desk, new_order("a"))


def test_an_order_that_is_on_its_way_arrives_while_no_tick_comes(floor: Floor) -> None:
    floor.desk.open_account(m.OpenAccount(profile="perfect", latency_us=50_000))
    floor.begin()
    assert statuses(place(floor.desk, new_order("a"))) == {"a": "submitted"}
    floor.desk.stands(MONDAY_US + 40_000)
    assert _fills(floor) == []
    floor.desk.stands(MONDAY_US + 60_000)
    assert [fill.price for fill in _fills(floor)] == [110_002]


def test_restart_goes_on_from_the_journal_and_does_nothing_twice(floor: Floor) -> None:
    floor.begin()
    place(floor.desk, new_order("b", stop_loss=109_950), new_order("c", kind="limit", price=109_930))
    floor.run(4)
    before = (_positions(floor), _open_orders(floor), floor.desk.account().sequence)
    floor.restart()
    floor.tell_began()
    assert (_positions(floor), _open_orders(floor), floor.desk.account().sequence) == before
    floor.run(10)
    assert [fill.price for fill in _fills(floor)] == [110_002, 109_940, 109_922]


def test_an_order_on_its_way_meets_the_quote_that_stood_before_a_restart(floor: Floor) -> None:
    floor.desk.open_account(m.OpenAccount(profile="perfect", latency_us=50_000))
    floor.begin()
    place(floor.desk, new_order("a"))
    floor.restart()
    floor.tell_began()
    floor.desk.stands(MONDAY_US + 60_000)
    assert [fill.price for fill in _fills(floor)] == [110_002]


def test_restart_behind_what_has_filled_waits_until_the_market_is_there(floor: Floor) -> None:
    floor.begin()
    place(floor.desk, new_order("b", stop_loss=109_950))
    floor.run(10)
    known_us = floor.desk.resume_us("EURUSD", epoch=floor.epoch)
    floor.restart()
    assert floor.desk.resume_us("EURUSD", epoch=floor.epoch) == known_us == MONDAY_US + 9 * SECOND
    # What somebody did on purpose since then counts.
    assert floor.desk.resume_us("EURUSD", epoch=floor.epoch + 1) is None
    floor.begin(9)
    assert [fill.price for fill in _fills(floor)] == [110_002, 109_940]
    floor.run(10)
    assert len(_fills(floor)) == 2


def test_a_step_back_shows_the_account_as_it_was_then_and_forth_as_it_became(floor: Floor) -> None:
    floor.begin()
    place(floor.desk, new_order("a", stop_loss=109_950))
    floor.run(3)
    place(floor.desk, new_order("late"))
    floor.run(10)
    assert len(_fills(floor)) == 3
    floor.begin(1)
    assert floor.desk.account().looking_back
    assert [fill.client_order_id for fill in _fills(floor)] == ["a"]
    assert _positions(floor)[0].unrealised == 800
    floor.run(3)
    assert [fill.client_order_id for fill in _fills(floor)] == ["a", "late"]
    floor.run(10)
    assert len(_fills(floor)) == 3
    assert not floor.desk.account().looking_back


def test_who_trades_on_from_an_earlier_time_forgets_what_came_after(floor: Floor) -> None:
    floor.begin()
    place(floor.desk, new_order("a"))
    floor.run(3)
    place(floor.desk, new_order("late"))
    floor.run(10)
    floor.begin(1)
    history = floor.desk.account().history
    answer = place(floor.desk, new_order("other"))
    assert answer.history != history
    floor.run(10)
    assert [fill.client_order_id for fill in _fills(floor)] == ["a", "other"]
    # 110_012 was the ask of the first second; no later price was filled.
    assert [fill.price for fill in _fills(floor)] == [110_002, 110_012]
    floor.restart()
    assert [fill.client_order_id for fill in _fills(floor)] == ["a", "other"]


def test_a_jump_ahead_fills_on_the_way(floor: Floor) -> None:
    floor.begin()
    place(floor.desk, new_order("a", stop_loss=109_950))
    floor.begin(10)
    assert [fill.price for fill in _fills(floor)] == [110_002, 109_940]


def test_however_the_ticks_come_in_the_same_happens(tmp_path: Path) -> None:
    journals = []
    for number, stops in enumerate(([10], list(range(1, 11)), [3, 4, 10])):
        floor = Floor(tmp_path / str(number), walk(BIDS), profile="worst")
        floor.begin()
        place(
            floor.desk,
            new_order("a", stop_loss=109_950),
            new_order("t", side="sell", kind="trailing_stop", distance_points=15),
        )
        for stop in stops:
            floor.run(stop)
        journals.append((_fills(floor), _open_orders(floor), floor.desk.account().balance))
        floor.close()
    assert journals[0] == journals[1] == journals[2]
    assert journals[0][0]


def test_profit_in_another_currency_is_reckoned_at_the_rate_of_the_minute(tmp_path: Path) -> None:
    floor = Floor(tmp_path, walk([110_000] * 61 + [110_100] * 60))
    floor.desk.open_account(m.OpenAccount(profile="perfect", currency="EUR", deposit=1_000_000))
    floor.begin(60)
    place(floor.desk, new_order("a"))
    floor.run(90)
    floor.desk.flatten(m.Flatten(client_order_id="out"))
    # 98 points of 100,000 are 98.00 USD; the last tick before 00:01:00 has its mid at 1.10001: 89.09 EUR.
    assert [fill.pnl for fill in _fills(floor)] == [0, 8_909]
    assert floor.desk.account().balance == 1_008_909
    # Looking back at 00:01:10 the position is worth what it was then: -2 points, and 98 from 00:01:01 on.
    floor.begin(60)
    assert floor.desk.account().unrealised == -182
    floor.run(70)
    assert (floor.desk.account().looking_back, floor.desk.account().unrealised) == (True, 8_909)
    floor.close()


def test_without_a_rate_orders_are_denied(floor: Floor) -> None:
    floor.desk.open_account(m.OpenAccount(profile="perfect", currency="JPY"))
    floor.begin()
    [order] = place(floor.desk, new_order("a")).orders
    assert (order.status, order.reason) == ("denied", "no_rate")


def test_a_disk_that_fails_undoes_what_could_not_be_recorded(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.begin()
    place(floor.desk, new_order("a", stop_loss=109_950))
    floor.run(2)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("pyworkstation.storage.audit.audit_log.os.fsync", full)
        with pytest.raises(EnvironmentFailure, match="No space left"):
            place(floor.desk, new_order("late"))
        assert [fill.client_order_id for fill in _fills(floor)] == ["a"]
        # The stop would be filled on the way: the replay cannot go on, and its tick is not lost.
        with pytest.raises(EnvironmentFailure, match="No space left"):
            floor.run(9)
    assert [fill.client_order_id for fill in _fills(floor)] == ["a"]
    floor.run(10)
    assert [fill.price for fill in _fills(floor)] == [110_002, 109_940]


def test_on_a_full_disk_no_account_is_half_opened_and_a_halt_is_not_forgotten(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.begin()
    floor.run(5)
    place(floor.desk, new_order("a", kind="limit", price=109_000))
    floor.run(10)
    before, lines = floor.desk.account(), _entries_let_through(floor, monkeypatch, 1)
    with pytest.raises(EnvironmentFailure, match="No space left"):
        floor.desk.open_account(m.OpenAccount(name="other"))
    assert floor.desk.account() == before
    lines.append(2)
    floor.desk.halt(m.Halt())
    floor.begin(8)
    lines.append(1)
    with pytest.raises(EnvironmentFailure, match="No space left"):
        floor.desk.deposit(m.Deposit(minor=1))
    assert (floor.desk.account().looking_back, floor.desk.risk().state) == (True, "halted")
    floor.restart()
    assert floor.desk.risk().state == "halted"


def _entries_let_through(floor: Floor, monkeypatch: pytest.MonkeyPatch, first: int) -> list[int]:
    """From now on no more lines at once fit onto the disk than the last of these says."""
    most, write = [first], floor.audit._write

    def some(lines: bytes) -> None:
        if lines.count(b"\n") > most[-1]:
            raise OSError(28, "No space left on device")
        write(lines)

    monkeypatch.setattr(floor.audit, "_write", some)
    return most


def test_a_change_that_the_venue_refuses_is_told_as_a_refusal(floor: Floor) -> None:
    floor.begin()
    place(floor.desk, new_order("a", kind="limit", price=109_000))
    answer = floor.desk.modify_order(m.ModifyOrder(client_order_id="a", trigger=109_500))
    assert answer.refusals == [m.Refusal(client_order_id="a", reason="price")]
    assert floor.told("orders", m.OrdersUpdate)[-1].refusals == answer.refusals


def test_before_any_market_an_account_has_no_market_time(floor: Floor) -> None:
    assert floor.desk.account().now_us is None
