"""Closed positions in figures, what is open by symbol and by currency, and the curve of what was won in all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pyworkstation.domain.currency import format_money
from pyworkstation.domain.quantity import quantity_text, units_of
from pyworkstation.protocol.messages import StatisticsRow
from pyworkstation_ui.state.quality_rows import Figure
from pyworkstation_ui.state.read_out import volume_unit
from pyworkstation_ui.state.records import Column, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyworkstation.protocol.messages import Account, EquityBar, Position, StatisticsBy
    from pyworkstation_ui.state.trading import VolumeDigitsOf

GROUPS: dict[StatisticsBy, str] = {
    "symbol": "By symbol",
    "session": "By session",
    "weekday": "By weekday",
    "hour": "By hour",
    "day": "By day",
    "tag": "By tag",
}

_US_PER_MINUTE = 60_000_000
_WHOLE_FROM = 100


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Equity and balance at the end of a stretch of the market's time, and the peak so far, in minor units."""

    at_us: int
    total: int
    balance: int
    peak: int


@dataclass(frozen=True, slots=True)
class OpenRow:
    """What is open of a symbol, or of a currency: quantities of the long and the short side."""

    name: str
    long: Decimal
    short: Decimal
    unrealised: int | None

    @property
    def net(self) -> Decimal:
        """Long less short."""
        return self.long - self.short


def curve_of(bars: Sequence[EquityBar]) -> tuple[CurvePoint, ...]:
    """From what the account began with on."""
    if not bars:
        return ()
    first = CurvePoint(bars[0].open_us, bars[0].open, bars[0].open, bars[0].open)
    return (first, *(CurvePoint(bar.open_us, bar.close, bar.balance, bar.peak) for bar in bars))


def deepest_drawdown(curve: Sequence[CurvePoint]) -> tuple[int, int] | None:
    """Places of the peak and of the trough of the deepest fall; None where nothing fell.

    Money that is paid out takes the peak along, and is no fall: one that it cuts in two is shown from there on.
    """
    deepest = max((point.peak - point.total for point in curve), default=0)
    if deepest <= 0:
        return None
    trough = next(place for place, point in enumerate(curve) if point.peak - point.total == deepest)
    peak = trough
    while peak and curve[peak - 1].peak == curve[trough].peak:
        peak -= 1
    return peak, trough


def open_by_symbol(positions: Iterable[Position], volume_digits_of: VolumeDigitsOf) -> tuple[OpenRow, ...]:
    """A row for each symbol of which something is open."""
    groups: defaultdict[str, list[Position]] = defaultdict(list)
    for each in positions:
        groups[each.symbol].append(each)
    return tuple(
        OpenRow(symbol, _side(group, "buy", digits), _side(group, "sell", digits), _sum(group))
        for symbol, group in sorted(groups.items())
        for digits in [volume_digits_of(symbol)]
    )


def open_by_currency(positions: Iterable[Position], volume_digits_of: VolumeDigitsOf) -> tuple[OpenRow, ...]:
    """Long of a pair is long of its first currency and short of its second, at the price that was paid; pairs only."""
    longs: defaultdict[str, Decimal] = defaultdict(Decimal)
    shorts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in positions:
        base = volume_unit(each.symbol)
        if not base:
            continue
        units = units_of(each.quantity, volume_digits_of(each.symbol))
        worth = units * Decimal(each.average_millipoints).scaleb(-3 - each.digits)
        bought, sold = (longs, shorts) if each.side == "buy" else (shorts, longs)
        bought[base] += units
        sold[each.symbol[3:]] += worth
    return tuple(
        OpenRow(currency, longs[currency], shorts[currency], None)
        for currency in sorted(longs.keys() | shorts.keys())
    )


def session_figures(row: StatisticsRow | None, account: Account | None) -> tuple[Figure, ...]:
    """All closed positions in one line."""
    if row is None or account is None or not row.round_trips:
        return ()

    def money(minor: int) -> str:
        return format_money(minor, account.currency_digits)

    return (
        Figure("Closed", f"{row.round_trips:,}", Tone.PLAIN),
        Figure(f"Net, {account.currency}", money(row.net), _gain(row.net)),
        Figure("Win rate", f"{100 * row.winners / row.round_trips:.1f} %", Tone.PLAIN),
        Figure("Profit factor", profit_factor(row), Tone.PLAIN),
        Figure("Expectancy", money(_expectancy(row)), _gain(row.net)),
        Figure("Drawdown", money(-row.drawdown), Tone.PLAIN),
        Figure("Best", money(row.best), _gain(row.best)),
        Figure("Worst", money(row.worst), _gain(row.worst)),
        Figure("Losses in a row", str(row.longest_losing), Tone.PLAIN),
    )


def profit_factor(row: StatisticsRow) -> str:
    """What was won for each unit lost; a dash where nothing was lost."""
    return "-" if row.profit_factor_ppm is None else f"{row.profit_factor_ppm / 1_000_000:.2f}"


def _expectancy(row: StatisticsRow) -> int:
    """In whole minor units."""
    return round(row.expectancy_millis / 1000)


def statistics_columns(money: Callable[[int | None], str]) -> tuple[Column[StatisticsRow], ...]:
    """Of the table of groups."""
    return (
        Column("Group", lambda row: row.key, "London + New York"),
        Column("Closed", lambda row: f"{row.round_trips:,}", "10,000", is_number=True),
        Column(
            "Win rate", lambda row: f"{100 * row.winners / row.round_trips:.0f} %", "100 %", is_number=True
        ),
        Column(
            "Net",
            lambda row: money(row.net),
            "-100,000.00",
            is_number=True,
            tone=lambda row: _gain(row.net),
        ),
        Column("Factor", profit_factor, "10.00", is_number=True, says="Won for each unit lost"),
        Column(
            "Expectancy",
            lambda row: money(_expectancy(row)),
            "-1,000.00",
            is_number=True,
            says="What one brought in the mean",
        ),
        Column("Drawdown", lambda row: money(-row.drawdown), "-10,000.00", is_number=True),
        Column("Held", lambda row: _held(row.held_us), "10 d 10 h", is_number=True, says="In the mean"),
    )


def open_columns(money: Callable[[int | None], str]) -> tuple[Column[OpenRow], ...]:
    """Of the table of what is open of each symbol."""
    return (
        *_open_columns("Symbol"),
        Column(
            "Unrealised",
            lambda row: money(row.unrealised),
            "-100,000.00",
            is_number=True,
            tone=lambda row: _gain(row.unrealised or 0),
        ),
    )


def currency_columns() -> tuple[Column[OpenRow], ...]:
    """Of the table of what is open of each currency."""
    return _open_columns("Currency")


def _open_columns(title: str) -> tuple[Column[OpenRow], ...]:
    return (
        Column(title, lambda row: row.name, "USDCHF.A"),
        Column("Long", lambda row: _quantity(row.long), "100,000,000", is_number=True),
        Column("Short", lambda row: _quantity(row.short), "100,000,000", is_number=True),
        Column(
            "Net",
            lambda row: ("+" if row.net >= 0 else "") + quantity_text(_of_its_size(row.net), 0),
            "+100,000,000",
            is_number=True,
            tone=lambda row: _gain(row.net),
        ),
    )


def _quantity(quantity: Decimal) -> str:
    return quantity_text(_of_its_size(quantity), 0) if quantity else ""


def _of_its_size(quantity: Decimal) -> Decimal:
    """Whole units of what is counted in hundreds; coins to their millionth."""
    return round(quantity, 0 if abs(quantity) >= _WHOLE_FROM else 6)


def _side(group: Iterable[Position], side: str, volume_digits: int | None) -> Decimal:
    return units_of(sum(each.quantity for each in group if each.side == side), volume_digits)


def _sum(group: Iterable[Position]) -> int | None:
    """None while that of one is not known."""
    known = [each.unrealised for each in group]
    return None if None in known else sum(minor for minor in known if minor is not None)


def _held(held_us: int) -> str:
    minutes = held_us // _US_PER_MINUTE
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _gain(minor: int | Decimal) -> Tone:
    if not minor:
        return Tone.PLAIN
    return Tone.UP if minor > 0 else Tone.DOWN
