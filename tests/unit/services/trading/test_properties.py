"""Whatever is asked and however the market moves: the journal makes the account again, no order is sent twice, nothing is by chance."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pyworkstation.protocol import messages as m
from pyworkstation.services.trading import paper_account
from pyworkstation.services.trading.journal import Happened, past_of
from pyworkstation.services.trading.paper_account import built_account
from pyworkstation.storage.audit.audit_log import LOG_FILE
from pyworkstation.storage.audit.read_log import read_log
from tests.unit.services.trading.floor import Floor, new_order, place, walk

PRICES = st.integers(109_950, 110_050)
NAMES = st.sampled_from([f"o{number}" for number in range(8)])


class Run(NamedTuple):
    seconds: int


class Jump(NamedTuple):
    second: int


class Restart(NamedTuple):
    pass


class Cancel(NamedTuple):
    name: str


class Flat(NamedTuple):
    name: str


ORDERS = st.one_of(
    st.builds(new_order, NAMES, side=st.sampled_from(["buy", "sell"]), stop_loss=st.none() | PRICES),
    st.builds(new_order, NAMES, side=st.sampled_from(["buy", "sell"]), kind=st.just("limit"), price=PRICES),
    st.builds(new_order, NAMES, side=st.sampled_from(["buy", "sell"]), kind=st.just("stop"), trigger=PRICES),
)
STEPS = st.lists(
    st.one_of(
        ORDERS,
        ORDERS,
        st.builds(Run, st.integers(1, 9)),
        st.builds(Jump, st.integers(0, 59)),
        st.builds(Restart),
        st.builds(Cancel, NAMES),
        st.builds(Flat, NAMES),
    ),
    max_size=25,
)
Step = m.NewOrder | Run | Jump | Restart | Cancel | Flat


@contextmanager
def _floor(bids: list[int]) -> Iterator[Floor]:
    folder = Path(tempfile.mkdtemp())
    floor = Floor(folder, walk(bids), profile="worst")
    floor.begin()
    try:
        yield floor
    finally:
        floor.close()
        shutil.rmtree(folder)


def _play(floor: Floor, steps: list[Step]) -> None:
    second = 0
    for step in steps:
        match step:
            case Run():
                second += step.seconds
                floor.run(second)
            case Jump():
                second = step.second
                floor.begin(second)
            case Restart():
                floor.restart()
                floor.tell_began()
            case Cancel():
                floor.desk.cancel_order(step.name)
            case Flat():
                floor.desk.flatten(m.Flatten(client_order_id=step.name))
            case _:
                place(floor.desk, step)


def _journal(floor: Floor) -> list[bytes]:
    """What happened, without the wall clock."""
    read = read_log(floor.folder / "audit" / LOG_FILE)
    return [bytes(each.record.body) for each in read]


@settings(max_examples=60, deadline=None)
@given(bids=st.lists(PRICES, min_size=60, max_size=60), steps=STEPS)
def test_the_journal_makes_the_account_again_and_sends_no_order_twice(
    bids: list[int], steps: list[Step]
) -> None:
    with _floor(bids) as floor:
        _play(floor, steps)
        past, _ = past_of(each.record for each in read_log(floor.folder / "audit" / LOG_FILE))
        desk = floor.desk
        if not desk.account().looking_back:
            with patch.object(paper_account, "_STEPS_AT_ONCE", 2):
                again = built_account(past, hours_of=desk._journalled._hours_of, source=floor.source)
            assert again.exchange.is_same_state(desk._account.exchange)
            assert again.fills == desk._account.fills
        marks = [each.step.mark.at_us for each in past if isinstance(each.step, Happened)]
        assert marks == sorted(marks)
        orders = [order for part in desk.orders(m.ListOrders(open_only=False)) for order in part.orders]
        names = [order.client_order_id for order in orders]
        assert len(names) == len(set(names))
        held = sum(fill.quantity * (1 if fill.side == "buy" else -1) for fill in desk._account.fills)
        [*positions] = [each for part in desk.positions(m.ListPositions()) for each in part.positions]
        assert held == sum(each.quantity * (1 if each.side == "buy" else -1) for each in positions)


@settings(max_examples=20, deadline=None)
@given(bids=st.lists(PRICES, min_size=60, max_size=60), steps=STEPS)
def test_the_same_seed_gives_the_same_bytes(bids: list[int], steps: list[Step]) -> None:
    with _floor(bids) as one, _floor(bids) as other:
        _play(one, steps)
        _play(other, steps)
        assert _journal(one) == _journal(other)


@settings(max_examples=30, deadline=None)
@given(bids=st.lists(PRICES, min_size=60, max_size=60), steps=STEPS)
# What arrives between two ticks is filled at the first of them, whose price counts among those it has seen.
@example(
    bids=[109_950] + [109_951] * 59,
    steps=[new_order("o0", side="buy", stop_loss=109_950), Run(1), Run(1)],
)
def test_no_kill_changes_what_happens(bids: list[int], steps: list[Step]) -> None:
    """With restarts between all steps it comes out as without any."""
    with _floor(bids) as one, _floor(bids) as other:
        _play(one, [step for step in steps if not isinstance(step, Restart)])
        _play(other, [each for step in steps for each in (step, Restart())])
        assert one.desk._account.fills == other.desk._account.fills
        assert one.desk.account().balance == other.desk.account().balance
