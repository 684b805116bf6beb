"""`pyworkstation alerts`: what the engine watches for and what fired; `set` and `delete` change it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.text_table import text_table
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.instrument import check_symbol
from pyworkstation.domain.units import format_price, format_time, parse_time

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.domain.home import Home
    from pyworkstation.protocol.messages import Alert, AlertFired, Alerts, AlertTerms

_COOLDOWN_S = 60
_CROSSINGS = ("above", "below", "touch")
_EXAMPLES = """examples:
  pyworkstation alerts set EURUSD above 1.0850 --note "London high"
  pyworkstation alerts set EURUSD above 20 --spread
  pyworkstation alerts set EURUSD below 30 --indicator "rsi(14)" --timeframe M5 --again
  pyworkstation alerts set EURUSD touch 1.0850 --again --per-bar --timeframe H1 --until 2025-03-10T17:00
  pyworkstation alerts set EURUSD stale 30
  pyworkstation alerts set EURUSD disconnect"""


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    import argparse  # noqa: PLC0415

    parser = commands.add_parser(
        "alerts",
        help="what the engine watches for, and what fired",
        description="Lists the alerts. They live in the engine: they fire with no window open, and stay over a restart.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--fired", action="store_true", help="what fired instead, oldest first")
    parser.add_argument("--json", action="store_true", help="all of it, as it crosses the bus")
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(title="changes", metavar="set|delete")
    _add_set(actions)
    delete = actions.add_parser("delete", help="watch for it no longer")
    delete.add_argument("id", metavar="ID", type=int)
    delete.set_defaults(run=run_delete)
    return parser


def _add_set(actions: Commands) -> None:
    parser = actions.add_parser("set", help="watch for something")
    parser.add_argument("symbol", metavar="SYMBOL")
    parser.add_argument("what", choices=[*_CROSSINGS, "stale", "disconnect"])
    parser.add_argument(
        "level", nargs="?", help="a price, points of spread, an indicator's value, or seconds"
    )
    parser.add_argument("--side", choices=["bid", "ask", "mid"], default="bid")
    of = parser.add_mutually_exclusive_group()
    of.add_argument("--spread", action="store_true", help="LEVEL is of the spread")
    of.add_argument("--indicator", metavar="TEXT", help='LEVEL is of an indicator, as "ema(20)"; at each bar')
    parser.add_argument("--output", default="", help="which of its outputs; default: the first")
    parser.add_argument(
        "--timeframe", default="M1", help="the indicator's, or that of --per-bar; default: M1"
    )
    parser.add_argument("--again", action="store_true", help="more than once")
    parser.add_argument(
        "--cooldown",
        metavar="S",
        type=int,
        default=_COOLDOWN_S,
        help="with --again, so long later at the earliest; default: 60",
    )
    parser.add_argument(
        "--per-bar", action="store_true", help="with --again, at most once in a bar of --timeframe"
    )
    parser.add_argument(
        "--until", metavar="TIME", help="from then on it is not watched for, by the market's clock"
    )
    parser.add_argument("--note", default="", help="words to be told with it")
    parser.add_argument("--id", type=int, help="in the place of this one, armed again")
    parser.set_defaults(run=run_set)


def run(args: argparse.Namespace) -> int:
    """Print the alerts, or what fired."""
    import msgspec  # noqa: PLC0415

    from pyworkstation.protocol.messages import Alerts, ListAlerts  # noqa: PLC0415

    with open_ask(home_of(args)) as ask:
        (told,) = ask(ListAlerts())
    assert isinstance(told, Alerts)
    if args.json:
        print(msgspec.json.encode(told).decode())
    else:
        print("\n".join(_fired_lines(told) if args.fired else _lines(told, _digits(home_of(args)))))
    return 0


def run_set(args: argparse.Namespace) -> int:
    """Set it, and say its number."""
    from pyworkstation.protocol.messages import AlertSet, SetAlert  # noqa: PLC0415

    terms = _terms(args)
    with open_ask(home_of(args)) as ask:
        (reply,) = ask(SetAlert(terms=terms, id=args.id))
    assert isinstance(reply, AlertSet)
    print(f"alert {reply.id} is set")
    return 0


def run_delete(args: argparse.Namespace) -> int:
    """Delete it."""
    from pyworkstation.protocol.messages import DeleteAlert  # noqa: PLC0415

    with open_ask(home_of(args)) as ask:
        for _ in ask(DeleteAlert(id=args.id)):
            print(f"alert {args.id} is deleted")
    return 0


def _terms(args: argparse.Namespace) -> AlertTerms:
    from pyworkstation.bar_indicators import parse_asked  # noqa: PLC0415
    from pyworkstation.protocol.messages import AlertTerms  # noqa: PLC0415

    symbol = check_symbol(args.symbol, where="SYMBOL")
    words = {
        "symbol": symbol,
        "side": args.side,
        "again": args.again,
        "note": args.note,
        "timeframe": args.timeframe,
        "cooldown_s": _cooldown_s(args.cooldown),
        "per_bar": args.per_bar,
        "expires_us": None if args.until is None else parse_time(args.until, where="--until"),
    }
    if args.what == "disconnect":
        return AlertTerms(kind="disconnect", **words)
    level = _number(args.level)
    if args.what == "stale":
        return AlertTerms(kind="stale", level=float(level), **words)
    words["when"] = args.what
    if args.spread:
        return AlertTerms(kind="spread", level=float(level), **words)
    if args.indicator is not None:
        (asked,) = parse_asked([args.indicator], where="--indicator")
        return AlertTerms(
            kind="indicator",
            level=float(level),
            indicator=asked.name,
            params=asked.params,
            output=args.output,
            **words,
        )
    return AlertTerms(kind="price", level=_points(level, symbol, home_of(args)), **words)


def _points(price: Decimal, symbol: str, home: Home) -> float:
    digits = _digits(home).get(symbol)
    if digits is None:
        raise InputError(
            expected="a listed instrument",
            found=symbol,
            where="SYMBOL",
            mend=f"add it to {home.instruments}",
        )
    points = price.scaleb(digits)
    if points != points.to_integral_value():
        raise InputError(expected=f"a price with at most {digits} decimals", found=str(price), where="LEVEL")
    return float(points)


def _number(text: str | None) -> Decimal:
    try:
        return Decimal(text or "")
    except InvalidOperation:
        raise InputError(expected="a number", found=repr(text or ""), where="LEVEL") from None


def _digits(home: Home) -> dict[str, int]:
    from pyworkstation.storage.instruments import load_instruments  # noqa: PLC0415

    return {each.symbol: each.digits for each in load_instruments(home)}


def _lines(told: Alerts, digits: dict[str, int]) -> Iterator[str]:
    if not told.alerts:
        yield "no alerts; set one: pyworkstation alerts set EURUSD above 1.0850"
        return
    columns = ("id", "symbol", "what", "state", "fired", "note")
    yield from text_table(columns, [_row(alert, digits) for alert in told.alerts])


def _row(alert: Alert, digits: dict[str, int]) -> list[str | int]:
    terms = alert.terms
    state = alert.fault or ("armed" if alert.armed else "fired")
    return [alert.id, terms.symbol, _what(terms, digits.get(terms.symbol, 0)), state, alert.fired, terms.note]


def _what(terms: AlertTerms, digits: int) -> str:
    again = _how_often(terms)
    match terms.kind:
        case "price":
            return f"{terms.side} {terms.when} {format_price(int(terms.level), digits)}{again}"
        case "indicator":
            params = ", ".join(
                f"{value:g}" if isinstance(value, float) else value for value in terms.params.values()
            )
            return f"{terms.timeframe} {terms.indicator}({params}) {terms.when} {terms.level:g}{again}"
        case "spread":
            return f"spread {terms.when} {terms.level:g} points{again}"
        case "stale":
            return f"no tick for {terms.level:g} s{again}"
        case "disconnect":
            return f"ticks come no longer{again}"


def _how_often(terms: AlertTerms) -> str:
    until = "" if terms.expires_us is None else f", until {format_time(terms.expires_us)}"
    if not terms.again:
        return until
    bar = f", once a bar of {terms.timeframe}" if terms.per_bar else ""
    cooldown = "" if terms.cooldown_s == _COOLDOWN_S or terms.per_bar else f" after {terms.cooldown_s} s"
    return f", again{cooldown}{bar}{until}"


def _cooldown_s(seconds: int) -> int:
    from pyworkstation.protocol.messages.alerts import MOST_COOLDOWN_S  # noqa: PLC0415

    if not 0 <= seconds <= MOST_COOLDOWN_S:
        raise InputError(expected=f"0 to {MOST_COOLDOWN_S:,} seconds", found=str(seconds), where="--cooldown")
    return seconds


def _fired_lines(told: Alerts) -> Iterator[str]:
    if not told.fired:
        yield "nothing fired yet"
        return
    yield from text_table(
        ("number", "id", "market time", "told", "what"), [_fired(each) for each in told.fired]
    )


def _fired(fired: AlertFired) -> list[str | int | None]:
    at = None if fired.at_us is None else format_time(fired.at_us)
    return [fired.number, fired.id, at, format_time(fired.told_us // 1_000_000 * 1_000_000), fired.text]
