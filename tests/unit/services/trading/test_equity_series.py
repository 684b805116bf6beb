"""The equity series by hand, and its file over kills, full disks and other accounts."""

from __future__ import annotations

import itertools
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.protocol import messages as m
from pyworkstation.services.trading.account_message import Money
from pyworkstation.services.trading.equity_file import KeptEquity
from pyworkstation.services.trading.equity_series import MINUTE_US, EquityBar, EquitySeries
from tests.unit.services.trading.floor import MONDAY_US, Floor, new_order, place, walk

MINUTE = MINUTE_US


def seen(*points: tuple[int, int], most: int = 100) -> EquitySeries:
    series = EquitySeries(100, deposits=100, most=most)
    for at_us, equity in points:
        series.see(at_us, equity=equity, balance=100, deposits=100)
    return series


def test_a_bar_has_what_was_seen_in_its_minute() -> None:
    series = seen((5, 100), (6, 120), (7, 90), (MINUTE - 1, 110), (3 * MINUTE, 95))
    assert series.bars == [
        # The peak was 120, and 90 is 30 below it.
        EquityBar(0, open=100, high=120, low=90, close=110, balance=100, peak=120, drawdown=30),
        EquityBar(3 * MINUTE, open=95, high=95, low=95, close=95, balance=100, peak=120, drawdown=30),
    ]
    assert series.stand(None) == (120, 30)
    assert series.stand(MINUTE) == (120, 30)
    # Half a minute in, nobody knew of the 90: what the bar had of before is not known by itself.
    assert series.stand(MINUTE // 2) == (100, 0)
    assert series.until(MINUTE // 2) == []
    assert series.until(3 * MINUTE) == series.bars
    assert EquitySeries(100, deposits=100).stand(5) == (100, 0)


def test_money_paid_in_or_out_is_no_gain_and_no_drawdown() -> None:
    series = seen((0, 100))
    series.see(1, equity=600, balance=600, deposits=600)
    assert series.stand(None) == (600, 0)
    series.see(2, equity=590, balance=600, deposits=600)
    series.see(3, equity=190, balance=200, deposits=200)
    assert series.stand(None) == (200, 10)


def test_too_many_bars_become_half_as_many_of_twice_the_length() -> None:
    series = seen(*((number * MINUTE, 100 + number) for number in range(5)), most=4)
    assert series.interval_us == 2 * MINUTE
    assert [(bar.open_us, bar.open, bar.close) for bar in series.bars] == [
        (0, 100, 101),
        (2 * MINUTE, 102, 103),
        (4 * MINUTE, 104, 104),
    ]
    # Bars that lie far apart: twice the length until they fit.
    far = seen(*((number * 8 * MINUTE, 100) for number in range(5)), most=4)
    assert (far.interval_us, len(far.bars)) == (16 * MINUTE, 3)


def test_what_is_past_is_passed_over_and_another_way_forgets() -> None:
    series = seen((0, 100), (MINUTE, 150), (2 * MINUTE, 90))
    assert not series.see(5, equity=1, balance=1, deposits=100)
    assert [bar.close for bar in series.until(MINUTE)] == [100]
    assert [bar.close for bar in series.until(2 * MINUTE - 1)] == [100]
    assert [bar.close for bar in series.until(2 * MINUTE)] == [100, 150, 90]
    assert series.cut(MINUTE + 5)
    assert not series.cut(MINUTE + 5)
    assert (len(series.bars), series.stand(None)) == (2, (150, 0))


_walk = st.lists(st.tuples(st.integers(0, 10 * MINUTE), st.integers(-1000, 1000)), min_size=1, max_size=60)


@given(_walk, st.integers(2, 8))
def test_few_bars_know_the_highest_the_lowest_and_the_drawdown(
    steps: list[tuple[int, int]], most: int
) -> None:
    times = list(itertools.accumulate(gap for gap, _ in steps))
    equities = [equity for _, equity in steps]
    series = EquitySeries(0, deposits=0, most=most)
    for at_us, equity in zip(times, equities, strict=True):
        series.see(at_us, equity=equity, balance=0, deposits=0)
    peaks = list(itertools.accumulate(equities, max, initial=0))[1:]
    assert len(series.bars) <= most
    assert max(bar.high for bar in series.bars) == max(equities)
    assert min(bar.low for bar in series.bars) == min(equities)
    assert series.bars[-1].close == equities[-1]
    drawdown = max(peak - equity for peak, equity in zip(peaks, equities, strict=True))
    assert series.stand(None) == (max(0, *equities), drawdown)
    opens = [bar.open_us for bar in series.bars]
    assert opens == sorted(set(opens))
    assert all(open_us % series.interval_us == 0 for open_us in opens)


def money(equity: int | None) -> Money:
    return Money(
        balance=100,
        deposits=100,
        equity=equity,
        unrealised=None,
        margin=None,
        free_margin=None,
        is_margin_called=False,
        open_orders=0,
        open_positions=0,
        sequence=0,
    )


def kept(path: Path, minutes: int, account: int = 7) -> KeptEquity:
    equity = KeptEquity(path)
    equity.begin(account, 100)
    for minute in range(minutes):
        equity.see(minute * MINUTE, money(100 + minute))
    return equity


def again(path: Path, account: int = 7) -> EquitySeries:
    equity = KeptEquity(path)
    equity.go_on(account, 55, deposits=100)
    return equity.series


def test_the_file_has_all_bars_after_an_end_and_those_that_are_done_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "equity.jsonl"
    equity = kept(path, 5)
    assert [bar.close for bar in again(path).bars] == [100, 101, 102, 103]
    equity = kept(path, 5)
    equity.close()
    assert again(path).bars == equity.series.bars
    assert again(path).stand(None) == (104, 0)


def test_a_bar_that_was_written_unfinished_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "equity.jsonl"
    kept(path, 3).close()
    equity = KeptEquity(path)
    equity.go_on(7, 0, deposits=100)
    equity.see(2 * MINUTE + 5, money(500))
    equity.see(3 * MINUTE, money(400))
    equity.see(4 * MINUTE, money(400))
    assert [bar.close for bar in again(path).bars] == [100, 101, 500, 400]


@pytest.mark.parametrize(
    "spoil",
    [b"", b"nonsense", b'{"account":7,"interval_us":0}', b'{"account":8,"interval_us":60000000}', b"[1,2]"],
)
def test_another_account_or_no_series_begins_anew(tmp_path: Path, spoil: bytes) -> None:
    path = tmp_path / "equity.jsonl"
    kept(path, 3).close()
    path.write_bytes(spoil)
    series = again(path)
    assert (series.bars, series.stand(None)) == ([], (55, 0))


def test_a_torn_line_ends_it(tmp_path: Path) -> None:
    path = tmp_path / "equity.jsonl"
    kept(path, 4).close()
    path.write_bytes(path.read_bytes()[:-9])
    assert [bar.close for bar in again(path).bars] == [100, 101, 102]


def test_a_disk_that_fails_is_told_once_and_made_good(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "gone"
    path = folder / "equity.jsonl"
    with caplog.at_level(logging.WARNING):
        equity = kept(path, 4)
    assert caplog.text.count("the equity series is not kept") == 1
    caplog.clear()
    folder.mkdir()
    equity.see(9 * MINUTE, money(100))
    equity.see(10 * MINUTE, money(100))
    assert [bar.close for bar in again(path).bars] == [100, 101, 102, 103, 100]


def test_what_has_no_quote_is_passed_over(tmp_path: Path) -> None:
    equity = kept(tmp_path / "equity.jsonl", 1)
    equity.see(MINUTE, money(None))
    assert len(equity.series.bars) == 1


# --- at the desk -----------------------------------------------------------------------------------------------------


def rows(floor: Floor, **fields: int) -> list[m.EquityBar]:
    return [bar for part in floor.desk.equity(m.GetEquity(**fields)) for bar in part.bars]


def test_the_desk_keeps_it_over_a_restart_and_a_step_back(tmp_path: Path) -> None:
    # A point a second up for two minutes, then down: 100,000 units, a dollar a point.
    bids = [110_000 + second for second in range(120)] + [110_120 - second for second in range(120)]
    floor = Floor(tmp_path / "floor", walk(bids), equity_file=tmp_path / "equity.jsonl")
    floor.begin()
    floor.run(1)
    place(floor.desk, new_order("a"))
    for second in range(2, 239):
        floor.run(second)
    bars = rows(floor)
    assert [(bar.open_us - MONDAY_US) // MINUTE for bar in bars] == [0, 1, 2, 3]
    # Bought at 1.10003; two below the bid at once. The highest bid is 1.10120 at second 120.
    assert (bars[0].open, bars[0].close) == (10_000_000 - 200, 10_000_000 + 5600)
    assert bars[2].peak == 10_000_000 + 11_700
    # At second 238 the bid is 1.10002: 118 points below.
    assert (bars[3].drawdown, floor.desk.account().drawdown) == (11_800, 11_800)
    assert rows(floor, from_us=MONDAY_US + MINUTE, to_us=MONDAY_US + 3 * MINUTE) == bars[1:3]
    floor.restart()
    floor.tell_began()
    assert rows(floor) == bars
    assert (floor.desk.account().peak_equity, floor.desk.account().drawdown) == (10_011_700, 11_800)
    # Before the order there was no drawdown; who trades on from there begins anew.
    floor.begin(0)
    assert floor.desk.account().drawdown == 0
    assert rows(floor) == []
    floor.run(5)
    place(floor.desk, new_order("b"))
    assert [(bar.open_us - MONDAY_US) // MINUTE for bar in rows(floor)] == [0]
    floor.close()


def test_a_withdrawal_is_no_loss_whenever_it_is_made(tmp_path: Path) -> None:
    floor = Floor(tmp_path, walk([110_000] * 60), equity_file=tmp_path / "equity.jsonl")
    floor.begin(5)
    # The very first thing that the account sees, and the first after a restart.
    floor.desk.deposit(m.Deposit(minor=-1_000_000))
    assert (floor.desk.account().peak_equity, floor.desk.account().drawdown) == (9_000_000, 0)
    floor.restart()
    floor.begin(5)
    floor.desk.deposit(m.Deposit(minor=-2_000_000))
    assert (floor.desk.account().peak_equity, floor.desk.account().drawdown) == (7_000_000, 0)
    floor.close()


def test_a_withdrawal_that_another_way_forgets_leaves_the_peak_as_it_was() -> None:
    series = seen((0, 150), (1, 100))
    series.see(2 * MINUTE, equity=40, balance=40, deposits=40)
    assert series.rewind(MINUTE, deposits=100)
    series.see(MINUTE, equity=90, balance=100, deposits=100)
    assert series.stand(None) == (150, 60)


def test_another_way_from_within_a_bar_knows_nothing_of_its_later_part() -> None:
    series = seen((0, 100), (MINUTE, 100), (MINUTE + 5, 20))
    assert series.rewind(MINUTE + 4, deposits=100)
    series.see(MINUTE + 4, equity=100, balance=100, deposits=100)
    assert series.stand(None) == (100, 0)
