"""Alerts in words, and what somebody typed as terms."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import structs

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
Often = Literal["once", "minute", "always", "bar"]
OFTEN: dict[Often, str] = {
    "once": "Once",
    "minute": "Again, a minute apart",
    "always": "Every time",
    "bar": "Once a bar",
}
HOW_OFTEN: dict[Often, dict[str, object]] = {
    "once": {"again": False, "per_bar": False},
    "minute": {"again": True, "per_bar": False, "cooldown_s": 60},
    "always": {"again": True, "per_bar": False, "cooldown_s": 0},
    "bar": {"again": True, "per_bar": True, "cooldown_s": 0},
}
PER_BAR = ("price", "spread")
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
    often: Often
    note: str


def terms_of(form: AlertForm, *, digits: int, before: AlertTerms | None = None) -> AlertTerms:
    """What no field shows stays as it was `before`. Raises InputError for a level that is none."""
    common: dict[str, object] = {
        "symbol": form.symbol,
        "kind": form.kind,
        "note": form.note.strip()[:200],
    } | HOW_OFTEN[form.often]
    if shows_timeframe(form.kind, form.often):
        common["timeframe"] = form.timeframe
    if form.kind == "disconnect":
        return _changed(before, common)
    level = _level(form.level)
    if form.kind == "price":
        level = level.scaleb(digits)
        if level != level.to_integral_value():
            raise InputError(
                expected=f"a price with at most {digits} decimals", found=form.level, where="level"
            )
    if form.kind == "indicator":
        common["indicator"] = form.indicator
    if form.kind in HAS_WHEN:
        common["when"] = form.when
    return _changed(before, common | {"level": float(level)})


def often_of(terms: AlertTerms) -> Often:
    """A cooldown that no word is for counts as the one of a minute."""
    if not terms.again:
        return "once"
    if terms.per_bar:
        return "bar"
    return "always" if terms.cooldown_s == 0 else "minute"


def shows_timeframe(kind: Kind, often: Often) -> bool:
    """Is it one of the fields that count?"""
    return kind == "indicator" or (often == "bar" and kind in PER_BAR)


def _changed(before: AlertTerms | None, fields: dict[str, object]) -> AlertTerms:
    if before is None or before.kind != fields["kind"]:
        return AlertTerms(**fields)  # type: ignore[arg-type]
    if before.indicator != fields.get("indicator", before.indicator):
        fields = fields | {"params": {}, "output": ""}
    if often_of(before) == "minute" and fields.get("cooldown_s") == HOW_OFTEN["minute"]["cooldown_s"]:
        fields = fields | {"cooldown_s": before.cooldown_s}
    return structs.replace(before, **fields)


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
    terms = alert.terms
    often = {"once": "", "minute": f", {terms.cooldown_s} s apart", "always": ", every time"}
    said = often.get(often_of(terms), f", once a bar of {terms.timeframe}")
    until = "" if terms.expires_us is None else f", until {format_second(terms.expires_us)}"
    return ("Watching" if alert.armed else "Fired") + said + until


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
        Column("State", _state, "Watching, once a bar of M15", tone=_tone),
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
