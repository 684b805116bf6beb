"""Paper trading with a real engine: over the command line and the client, the replay being the market.

The ticks walk by i * 37 % 800 points around 1.14000, two a second; the ask is three points above the bid.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from pyworkstation.client import Client
from pyworkstation.protocol import messages as m
from tests.command import output_of, pyworkstation, refusal_of
from tests.engine_process import FIRST_MS, engine_process, write_ticks

PERFECT = ("account", "open", "--profile", "perfect")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def client(home: Path, tmp_path: Path) -> Iterator[Client]:
    """Of an engine whose replay is held at its first tick: 1.13600/1.13603."""
    write_ticks(tmp_path / "ticks.csv", seconds=600)
    with engine_process(home), Client(home) as client:
        list(
            client.request(
                m.ImportTicks(paths=[str(tmp_path / "ticks.csv")], symbol="EURUSD"), timeout_s=None
            )
        )
        client.replay_start("EURUSD", paused=True)
        yield client


def test_buy_look_and_flatten_by_command(home: Path, client: Client) -> None:
    assert "balance       100,000.00 USD" in output_of(*PERFECT, home=home)
    bought = output_of("buy", "EURUSD", "100k", "--id", "first", "--stop-loss", "1.13000", home=home)
    assert "filled" in bought
    assert output_of("positions", home=home).splitlines()[2].split()[:5] == [
        "1",
        "EURUSD",
        "long",
        "100,000",
        "1.144030",
    ]
    assert "first-sl" in output_of("orders", home=home)
    assert "first " in output_of("fills", home=home)
    # Bought at the ask, three points above the bid.
    assert "unrealised    -3.00 USD" in output_of("account", home=home)
    assert "cancelled" in output_of("flatten", home=home)
    assert output_of("positions", home=home) == "no positions\n"
    assert output_of("orders", home=home) == "no orders\n"
    assert output_of("journal", "--note", "1", "too early", "--tag", "plan", home=home) == ""
    assert "too early #plan" in output_of("journal", home=home)
    # The spread, and 35 USD for a million on either side: 114,403 x .000035 and 114,400 x .000035 are 4.00 each.
    assert output_of("journal", "--by", "tag", home=home).splitlines()[2].split()[:4] == [
        "plan",
        "1",
        "0",
        "-11.00",
    ]
    rows = output_of("orders", "--all", "--json", home=home).splitlines()
    assert [msgspec.json.decode(row)["status"] for row in rows] == ["filled", "cancelled", "filled"]
    assert output_of("audit", "verify", home=home).startswith("whole: ")


def test_sizes_are_told_and_nothing_is_sent(home: Path, client: Client) -> None:
    output_of(*PERFECT, home=home)
    # 500 points and 35 USD for a million on both sides: .005 + (1.14403 + 1.13903) x .000035 a unit, of 1,000.00 USD.
    lines = output_of("size", "EURUSD", "--risk", "1%", "--points", "500", home=home).splitlines()
    assert lines[0] == "buy 196,853 EURUSD at 1.14403, 1.96853 lots"
    assert lines[1:3] == ["stop          1.13903", "at risk       1,000.00 USD of 1 %"]
    assert "expected 15 bars" in refusal_of("size", "EURUSD", "--risk", "1", "--atr", "D1", home=home)
    # Half a minute goes nearly through all of the 400 points that the ticks walk, twice that is the stop's distance.
    end_us = (client.account().now_us or 0) + 590_000_000
    client.replay_seek(end_us)
    told = output_of("size", "EURUSD", "--risk", "1", "--atr", "S30", "--at", "1.14000", "--json", home=home)
    assert 700 < 114_000 - msgspec.json.decode(told)["stop"] <= 800
    assert output_of("orders", "--all", home=home) == "no orders\n"


def test_the_account_tells_its_equity_over_time_and_what_was_closed(
    home: Path, client: Client, tmp_path: Path
) -> None:
    output_of(*PERFECT, home=home)
    assert output_of("account", "--series", home=home) == "time,open,high,low,close,balance,peak,drawdown\n"
    output_of("buy", "EURUSD", "100k", home=home)
    output_of("flatten", home=home)
    # The commission of 4.00 is paid at once, then the spread and 4.00 more.
    [_, row] = output_of("account", "--series", home=home).splitlines()
    assert row.split(",")[4:] == ["99989.00", "99989.00", "100000.00", "11.00"]
    file = tmp_path / "equity.parquet"
    output_of("account", "--series", "-o", str(file), home=home)
    assert file.read_bytes()[:4] == b"PAR1"
    lines = output_of("account", home=home).splitlines()
    assert lines[-3:] == [
        "closed        1 positions, 0 of them won",
        "expectancy    -11.00 USD a position",
        "profit factor 0.00",
    ]
    [bar] = client.equity()
    assert (bar.close, bar.drawdown) == (9_998_900, 1100)


def test_orders_are_changed_and_ended_by_name(home: Path, client: Client) -> None:
    output_of(*PERFECT, home=home)
    output_of("sell", "EURUSD", "1000", "--limit", "1.15", "--id", "far", home=home)
    assert "1.16000" in output_of("orders", "--modify", "far", "--price", "1.16", home=home)
    assert "cancelled: requested" in output_of("orders", "--cancel", "far", home=home)
    again = pyworkstation("orders", "--cancel", "far", home=home)
    assert (again.code, "order_closed" in again.output) == (1, True)
    assert "at most 5 decimals" in refusal_of("buy", "EURUSD", "1000", "--limit", "1.000001", home=home)
    assert "no more than is free" in refusal_of("account", "deposit", "--", "-200000", home=home)


def test_coins_are_bought_in_coins(home: Path, client: Client, tmp_path: Path) -> None:
    file = tmp_path / "coins.csv"
    head = "timestamp,bid,ask,bid_volume,ask_volume"
    file.write_text("\n".join([head, *(f"{FIRST_MS + i * 500},50000.0,50001.0,3,3" for i in range(600))]))
    list(client.request(m.ImportTicks(paths=[str(file)], symbol="BTCUSD"), timeout_s=None))
    client.replay_start("BTCUSD", paused=True)
    output_of(*PERFECT, home=home)
    bought = output_of("buy", "BTCUSD", "0.5", "--stop-loss", "40000", "--id", "coins", home=home)
    assert bought.splitlines()[2].split()[:5] == ["coins", "BTCUSD", "buy", "0.5", "0.5"]
    assert output_of("positions", home=home).splitlines()[2].split()[3] == "0.5"
    assert output_of("fills", home=home).splitlines()[2].split()[5] == "0.5"
    # 2 % of 50,000 behind.
    assert "49000.0" in output_of("sell", "BTCUSD", "0.1", "--trail", "2%", "--reduce-only", home=home)
    assert "0.25" in output_of("orders", "--modify", "coins-sl", "--quantity", "0.25", home=home)
    denied = pyworkstation("buy", "BTCUSD", "0.000001", home=home)
    assert (denied.code, "BTCUSD is ordered in steps of 0.0" in denied.output) == (1, True)
    assert [position.quantity for position in client.positions()] == [500_000]
    output_of("flatten", home=home)
    assert output_of("journal", home=home).splitlines()[2].split()[3] == "0.5"


def test_what_cannot_be_says_what_to_do_in_the_words_that_were_typed(home: Path, client: Client) -> None:
    assert "currency: expected a currency of an instrument: ADA, AUD, " in refusal_of(
        "account", "open", "--currency", "XYZ", home=home
    )
    output_of("account", "open", "--currency", "JPY", "--profile", "perfect", home=home)
    output_of(*PERFECT, home=home)
    output_of("buy", "EURUSD", "1000", home=home)
    output_of("risk", "halt", home=home)
    assert "risk halt --flatten" in pyworkstation("flatten", home=home).output


def test_a_reader_may_look_and_not_trade(home: Path, client: Client) -> None:
    with Client(home, role="read") as reader:
        assert reader.account().balance == 10_000_000
        with pytest.raises(Exception, match="needs the key of the role trade"):
            reader.flatten("out")


def test_streams_tell_of_orders_fills_and_money(client: Client) -> None:
    client.open_account(m.OpenAccount(profile="perfect"))
    with client.stream("orders", "fills", "account") as stream:
        client.place_order(m.NewOrder(client_order_id="a", symbol="EURUSD", side="buy", quantity=1000))
        fills: list[m.Fill] = []
        for message in stream:
            if isinstance(message.body, m.FillsUpdate):
                fills += message.body.fills
            if fills:
                break
    assert [(fill.client_order_id, fill.quantity) for fill in fills] == [("a", 1000)]


def test_kill_and_restart_leave_the_stop_where_it_was(home: Path, tmp_path: Path) -> None:
    write_ticks(tmp_path / "ticks.csv", seconds=600)
    with engine_process(home) as process, Client(home) as client:
        list(
            client.request(
                m.ImportTicks(paths=[str(tmp_path / "ticks.csv")], symbol="EURUSD"), timeout_s=None
            )
        )
        client.open_account(m.OpenAccount(profile="perfect"))
        client.replay_start("EURUSD", speed=5.0)
        order = m.NewOrder(client_order_id="a", symbol="EURUSD", side="buy", quantity=1000, stop_loss=100_000)
        answer = client.place_order(order)
        process.kill()
        process.wait(10)
    with engine_process(home), Client(home) as client:
        assert [position.quantity for position in client.positions()] == [1000]
        assert [each.client_order_id for each in client.orders()] == ["a-sl"]
        assert client.place_order(order).orders[0].id == answer.orders[0].id
        assert len(client.fills()) == 1
