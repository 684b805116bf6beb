"""Alerts in words, and what somebody typed as terms."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, get_args

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_price
from pyworkstation.protocol.messages import Alert, AlertFired, AlertTerms
from pyworkstation_ui.state.records import Column, Tone
from pyworkstation_ui.state.stored import format_second

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = Literal["price", "spread", "indicator", "stale", "disconnect"]
When = Literal["above", "below", "touch"]

KINDS: dict[Kind, str] = {
    "price": "Price",
    "spread": "Spread, points",
    "indicator": "Indicator",
    "stale": "No tick for, seconds",
    "disconnect": "Ticks come no longer",
}
WHENS: dict[When, str] = {"touch": "touches", "above": "rises to", "below": "falls to"}
HAS_WHEN = ("price", "spread", "indicator")
assert tuple(KINDS) == get_args(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertForm:
    """What stands in the fields."""

    symbol: str
    kind: Kind
    when: When
    level: str
    indicator: str
    timeframe: str
    again: bool
    note: str


def terms_of(form: AlertForm, *, digits: int) -> AlertTerms:
    """Raises InputError for a level that is none."""
    common = {"symbol": form.symbol, "kind": form.kind, "again": form.again, "note": form.note.strip()[:200]}
    if form.kind == "disconnect":
        return AlertTerms(**common)  # type: ignore[arg-type]
    level = _level(form.level)
    if form.kind == "price":
        level = level.scaleb(digits)
        if level != level.to_integral_value():
            raise InputError(
                expected=f"a price with at most {digits} decimals", found=form.level, where="level"
            )
    if form.kind == "indicator":
        common |= {"indicator": form.indicator, "timeframe": form.timeframe}
    if form.kind in HAS_WHEN:
        common["when"] = form.when
    return AlertTerms(**common, level=float(level))  # type: ignore[arg-type]


def level_text(terms: AlertTerms, digits: int) -> str:
    """As it stands in its field."""
    return format_price(int(terms.level), digits) if terms.kind == "price" else f"{terms.level:g}"


def what(terms: AlertTerms, digits: int) -> str:
    """`bid rises to 1.08500`."""
    level = level_text(terms, digits)
    match terms.kind:
        case "price":
            return f"{terms.side} {WHENS[terms.when]} {level}"
        case "spread":
            return f"spread {WHENS[terms.when]} {level} points"
        case "indicator":
            params = " ".join(f"{value:g}" for value in terms.params.values() if not isinstance(value, str))
            name = f"{terms.indicator} {params}".strip()
            return f"{terms.timeframe} {name} {WHENS[terms.when]} {level}"
        case "stale":
            return f"no tick for {level} s"
        case "disconnect":
            return "ticks come no longer"


def lines_of(alerts: Sequence[Alert], symbol: str | None) -> tuple[float, ...]:
    """Prices of a symbol that are watched for, in points."""
    return tuple(
        alert.terms.level
        for alert in alerts
        if alert.armed and alert.terms.kind == "price" and alert.terms.symbol == symbol
    )


def _level(text: str) -> Decimal:
    try:
        level = Decimal(text.strip())
    except InvalidOperation:
        level = Decimal("nan")
    if not level.is_finite():
        raise InputError(expected="a number", found=repr(text), where="level")
    return level


def _state(alert: Alert) -> str:
    if alert.fault:
        return alert.fault
    return ("Watching" if alert.armed else "Fired") + (", again and again" if alert.terms.again else "")


def _tone(alert: Alert) -> Tone:
    if alert.fault:
        return Tone.WARN
    return Tone.GOOD if alert.armed else Tone.DIM


def alert_columns(digits_of: Callable[[str], int]) -> tuple[Column[Alert], ...]:
    """Of the table of alerts."""
    return (
        Column("Symbol", lambda alert: alert.terms.symbol, "USDCHF.A"),
        Column(
            "Alert",
            lambda alert: what(alert.terms, digits_of(alert.terms.symbol)),
            "M15 BBANDS 20 falls to 1.08500",
        ),
        Column("State", _state, "Watching, again and again", tone=_tone),
        Column("Fired", lambda alert: f"{alert.fired:,}", "1,000", is_number=True),
        Column("Note", lambda alert: alert.terms.note, "The high of London"),
    )


FIRED_COLUMNS: tuple[Column[AlertFired], ...] = (
    Column(
        "Fired at, UTC",
        lambda fired: format_second(fired.at_us),
        "2025-03-10 14:05:09",
        says="By the market's clock",
    ),
    Column(
        "Told at, UTC",
        lambda fired: format_second(fired.told_us),
        "2025-03-10 14:05:09",
        says="By the engine's clock",
        tone=lambda _: Tone.DIM,
    ),
    Column("What", lambda fired: fired.text, "EURUSD bid rose to 1.08500 (now 1.08502): London"),
)
