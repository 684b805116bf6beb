"""The ticket as an order, reasons in words, and what a chart shows of trading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.quantity import quantity_text, typed_quantity
from pyworkstation.protocol.messages import NewOrder
from pyworkstation_ui.state.reasons import REASONS, reason_text
from pyworkstation_ui.state.ticket import Ticket, order_of, read_quantity, share_of
from pyworkstation_ui.state.trading import TradeLine, trade_lines
from tests.unit.ui_state.trading_messages import order, position

_REASONS_RS = Path(__file__).parents[3] / "engine-rs/core/src/exchange/reason.rs"
SEND = {"client_order_id": "n", "symbol": "EURUSD", "side": "buy"}


@pytest.mark.parametrize(
    ("ticket", "fields"),
    [
        (Ticket(quantity="100k"), {"quantity": 100_000}),
        (Ticket(quantity="1,500"), {"quantity": 1500}),
        (
            Ticket(kind="limit", quantity="1", price="1.08", trigger="9"),
            {"quantity": 1, "kind": "limit", "price": 108_000},
        ),
        (
            Ticket(kind="stop_limit", quantity="1m", price="1.08001", trigger="1.08", validity="day"),
            {
                "quantity": 1_000_000,
                "kind": "stop_limit",
                "price": 108_001,
                "trigger": 108_000,
                "time_in_force": "day",
            },
        ),
        (
            Ticket(kind="trailing_stop", quantity="1", distance="25"),
            {"quantity": 1, "kind": "trailing_stop", "distance_points": 25},
        ),
        (
            Ticket(kind="trailing_stop", quantity="1", distance="0.25%"),
            {"quantity": 1, "kind": "trailing_stop", "distance_ppm": 2500},
        ),
        (
            # 2019-02-04T18:00:00Z: 17,931 days and 18 hours.
            Ticket(quantity="1", validity="gtd", until=" 2019-02-04 18:00 "),
            {"quantity": 1, "time_in_force": "gtd", "expires_us": (17_931 * 24 + 18) * 3_600_000_000},
        ),
        (
            Ticket(quantity="1", stop_loss="1.07", take_profit=" 1.09 "),
            {"quantity": 1, "stop_loss": 107_000, "take_profit": 109_000},
        ),
    ],
)
def test_a_ticket_is_an_order(ticket: Ticket, fields: dict[str, object]) -> None:
    made = order_of(ticket, name="n", symbol="EURUSD", side="buy", digits=5, volume_digits=0)
    assert made == NewOrder(**SEND, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ticket", "words"),
    [
        (Ticket(quantity=""), "units"),
        (Ticket(quantity="1", validity="gtd"), "until"),
        (Ticket(quantity="1", validity="gtd", until="soon"), "until"),
        (Ticket(kind="trailing_stop", distance="100%"), "below 100%"),
        (Ticket(kind="trailing_stop", distance="0%"), "above 0%"),
        (Ticket(kind="trailing_stop", distance="0.00001%"), "4 decimals"),
        (Ticket(kind="trailing_stop", distance="x%"), "distance"),
        (Ticket(quantity="k"), "units"),
        (Ticket(quantity="0"), "above 0"),
        (Ticket(quantity="-5"), "above 0"),
        (Ticket(quantity="1.5"), "whole number of units"),
        (Ticket(quantity="1e40"), "units"),
        (Ticket(kind="limit"), "price"),
        (Ticket(kind="limit", price="nan"), "price"),
        (Ticket(kind="stop", trigger="1.080001"), "at most 5 decimals"),
        (Ticket(kind="trailing_stop", distance="0"), "above 0"),
        (Ticket(stop_loss="low"), "stop-loss"),
    ],
)
def test_a_field_that_is_none_of_it_is_said(ticket: Ticket, words: str) -> None:
    with pytest.raises(InputError, match=words):
        order_of(ticket, name="n", symbol="EURUSD", side="sell", digits=5, volume_digits=0)


# A BTCUSD is a million of its smallest units, a EURUSD one.
@pytest.mark.parametrize(
    ("text", "volume_digits", "quantity", "shown", "typed"),
    [
        ("10k", 0, 10_000, "10,000", "10000"),
        ("1,000", 0, 1_000, "1,000", "1000"),
        ("0.5", 6, 500_000, "0.5", "0.5"),
        ("1", 6, 1_000_000, "1", "1"),
        ("0.000001", 6, 1, "0.000001", "0.000001"),
        ("1.10", 6, 1_100_000, "1.1", "1.1"),
        ("1.5k", 6, 1_500_000_000, "1,500", "1500"),
    ],
)
def test_a_quantity_is_typed_and_shown_in_units_of_what_is_traded(
    text: str, volume_digits: int, quantity: int, shown: str, typed: str
) -> None:
    assert read_quantity(text, volume_digits) == quantity
    assert quantity_text(quantity, volume_digits) == shown
    assert typed_quantity(quantity, volume_digits) == typed
    assert read_quantity(typed, volume_digits) == quantity


def test_a_quantity_finer_than_its_unit_is_said() -> None:
    with pytest.raises(InputError, match="at most 6 decimals"):
        read_quantity("0.0000005", 6)


@pytest.mark.parametrize("text", ["0,5", "1,5", "0,500", "1,00", ",100", "1,0000"])
def test_a_comma_that_parts_no_thousands_is_no_quantity(text: str) -> None:
    with pytest.raises(InputError, match="quantity"):
        read_quantity(text, 6)


def test_what_is_not_stored_any_more_is_counted_in_its_smallest_unit() -> None:
    assert quantity_text(500_000, None) == "500,000 smallest units"
    assert quantity_text(0, 6) == "0"


@pytest.mark.parametrize(
    ("text", "ppm"), [("1%", 10_000), (" 0.25 %", 2_500), ("100%", 1_000_000), ("10k", None)]
)
def test_a_quantity_by_risk_is_a_part_of_the_equity(text: str, ppm: int | None) -> None:
    assert share_of(text) == ppm


@pytest.mark.parametrize("text", ["0%", "101%", "x%", "0.00001%", "%"])
def test_a_part_that_is_none_is_said(text: str) -> None:
    with pytest.raises(InputError, match="quantity"):
        share_of(text)


def test_every_reason_of_the_engine_has_words() -> None:
    codes = re.findall(r'= "([a-z_]+)",', _REASONS_RS.read_text(encoding="utf-8"))
    assert len(codes) > 20
    assert [code for code in codes if code not in REASONS] == []


def test_a_reason_of_a_newer_engine_is_said_as_it_is() -> None:
    assert reason_text("margin") == "too little free margin (margin)"
    assert reason_text("moon_phase") == "moon_phase"


def test_a_chart_has_lines_of_its_own_symbol() -> None:
    orders = [
        order(1, kind="limit", price=108_000),
        order(2, name="n-sl", side="sell", kind="stop", trigger=107_000, reduce_only=True),
        order(3, kind="stop_limit", trigger=109_000, price=109_010),
        order(4, kind="stop_limit", trigger=109_000, price=109_010, status="triggered"),
        order(5, symbol="GBPUSD", kind="limit", price=130_000),
    ]
    assert trade_lines(orders, [position(1, side="sell")], "EURUSD", 0) == (
        TradeLine(108_050.5, "Short 10,000 at 1.080505", "short", position=1),
        TradeLine(108_000, "Buy limit 10,000 at 1.08000", "order", "order-1", "price"),
        TradeLine(107_000, "Stop-loss 10,000 at 1.07000", "order", "n-sl", "trigger"),
        TradeLine(109_000, "Buy stop-limit 10,000 at 1.09000", "order", "order-3", "trigger"),
        TradeLine(109_010, "Buy stop-limit 10,000 at 1.09010", "order", "order-3", "price"),
        TradeLine(109_010, "Buy stop-limit 10,000 at 1.09010", "order", "order-4", "price"),
    )
