from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.services.trading.risk_limits import LIMITS, exchange_limits, read_risk_limits


def read(tmp_path: Path, text: str) -> dict[str, Decimal | None]:
    file = tmp_path / "risk.toml"
    file.write_text(text, encoding="utf-8")
    return dict(read_risk_limits(file).values)


def test_without_a_file_the_usual_limits_hold(tmp_path: Path) -> None:
    limits = read_risk_limits(tmp_path / "risk.toml")
    assert limits.restricted == ()
    assert {name: value for name, value in limits.values.items() if value is not None} == {
        "open_orders": 500,
        "orders_per_second": 200,
        "repeats_per_second": 20,
        "collar_percent": 10,
    }


def test_a_limit_is_set_or_taken_away(tmp_path: Path) -> None:
    values = read(tmp_path, "order_value = 2500.50\nopen_orders = false\nquote_age_s = 60\n")
    assert values["order_value"] == Decimal("2500.50")
    assert values["open_orders"] is None
    assert values["quote_age_s"] == 60


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    text = 'order_value = "much"\nopen_orders = 1.5\ndrawdown = -1\nexposure = nan\nhurry = 1\nrestricted = "BTCUSD"\norder_quantity = true\n'
    with pytest.raises(InputError) as told:
        read(tmp_path, text)
    words = str(told.value)
    assert "7 faults" in words
    for part in (
        "order_value",
        "open_orders: expected a whole number of orders",
        "drawdown",
        "exposure",
        "'hurry'",
        "a list of symbols",
        "order_quantity",
    ):
        assert part in words


@pytest.mark.parametrize("text", ["order_value = ", "\x00", "[[["])
def test_what_is_no_toml_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"risk\.toml: expected limits .* TOML that can be read"):
        read(tmp_path, text)


def test_the_exchange_reads_minor_units_millionths_and_microseconds(tmp_path: Path) -> None:
    file = tmp_path / "risk.toml"
    file.write_text(
        "order_value = 2500.5\ncollar_percent = 0.5\nquote_age_s = 60\norders_per_second = 7\nrepeats_per_second = false\n"
        'order_quantity = 1000\nopen_orders = false\nrestricted = ["BTCUSD", "XAUUSD"]\n',
        encoding="utf-8",
    )
    told = json.loads(exchange_limits(read_risk_limits(file), currency_digits=2, id_of={"XAUUSD": 3}.get))
    assert told == {
        "order_quantity": 1000,
        "order_value": 250_050,
        "messages": {"count": 7, "window_us": 1_000_000},
        "repeats": None,
        "collar_ppm": 5_000,
        "quote_age_us": 60_000_000,
        "restricted": [3],
    }


def test_every_limit_says_its_unit_and_its_code() -> None:
    assert all(limit.unit and limit.code and limit.doc.endswith(".") for limit in LIMITS.values())
