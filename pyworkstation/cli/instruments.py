"""`pyworkstation instruments`: what is known, and how it trades."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.text_table import text_table
from pyworkstation.domain.instrument import check_symbol

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import InstrumentRow

_COLUMNS = (
    "symbol",
    "kind",
    "lot",
    "step",
    "smallest",
    "largest",
    "price step",
    "margin",
    "commission",
    "swap",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "instruments",
        help="the instruments that are known, and how they trade",
        description="Quantities are in units of what is traded. Your own instruments.toml changes them; the engine reads it when it "
        "starts.",
    )
    parser.add_argument("symbol", metavar="SYMBOL", nargs="?", help="this one only")
    parser.add_argument("--json", action="store_true", help="as it crosses the bus")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print them."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import InstrumentsPart, ListInstruments  # noqa: PLC0415

    symbol = None if args.symbol is None else check_symbol(args.symbol, where="SYMBOL")
    rows: list[InstrumentRow] = []
    with open_ask(home_of(args)) as ask:
        for part in ask(ListInstruments(symbol=symbol)):
            assert isinstance(part, InstrumentsPart)
            rows += part.instruments
    print(msgspec.json.encode(rows).decode() if args.json else "\n".join(_lines(rows)))
    return 0


def _lines(rows: Sequence[InstrumentRow]) -> list[str]:
    return list(text_table(_COLUMNS, [_row(row) for row in rows]))


def _row(row: InstrumentRow) -> tuple[str, ...]:
    def units(quantity: int) -> str:
        return f"{Decimal(quantity).scaleb(-row.volume_digits).normalize():,f}"

    return (
        row.symbol,
        row.kind,
        units(row.lot),
        units(row.quantity_step),
        units(row.quantity_min),
        units(row.quantity_max),
        f"{Decimal(row.tick_size).scaleb(-row.digits):f}",
        _margin(row),
        _commission(row),
        _swap(row),
    )


def _margin(row: InstrumentRow) -> str:
    if row.margin_ppm is not None:
        return f"{Decimal(row.margin_ppm).scaleb(-4).normalize():f} %"
    return f"1:{row.leverage}" if row.leverage else "none"


def _commission(row: InstrumentRow) -> str:
    if row.commission_per == "none":
        return "none"
    least = "" if row.commission_min == "0" else f", at least {row.commission_min}"
    # What is paid for a million is of the same money as the million.
    money = "" if row.commission_per == "million" else f" {row.commission_currency or ''}"
    return f"{row.commission_rate}{money} a {row.commission_per}{least}"


def _swap(row: InstrumentRow) -> str:
    if row.swap_unit == "none":
        return "none"
    unit = "points" if row.swap_unit == "points" else "% a year"
    return f"{row.swap_long}/{row.swap_short} {unit}, three on {_DAYS[row.swap_triple]}"
