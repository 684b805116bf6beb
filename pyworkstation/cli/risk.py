"""`pyworkstation risk`: the limits and how far they are used; `risk halt` is the kill switch, `risk resume` its reset."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import add_home, home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.order_rows import print_answer
from pyworkstation.cli.text_table import text_table
from pyworkstation.cli.traded_units import traded_if_told

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import Risk, RiskLimit, TradingState

_COLUMNS = ("limit", "unit", "at most", "used", "denied as")
_STATES: dict[str, TradingState] = {"reduce": "reducing", "resume": "active"}
_ACTIONS = {
    "halt": "the kill switch: nothing is sent until `risk resume`, and what could open more ends",
    "reduce": "send only what closes",
    "resume": "let everything be sent again",
    "reload": "read risk.toml of the home again",
}


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("risk", help="limits before every order, and the kill switch")
    parser.add_argument("--json", action="store_true", help="as it crosses the bus")
    parser.set_defaults(run=run, action=None, flatten=False)
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action")
    for name, words in _ACTIONS.items():
        action = actions.add_parser(name, help=words)
        add_home(action)
        if name == "halt":
            action.add_argument("--flatten", action="store_true", help="close all positions too")
    return parser


def run(args: argparse.Namespace) -> int:
    """Do it, and show what holds then."""
    from pyworkstation.protocol.messages import (  # noqa: PLC0415
        GetRisk,
        Halt,
        OrdersAnswer,
        ReloadRisk,
        Risk,
        SetTradingState,
    )

    with open_ask(home_of(args)) as ask:
        if args.action == "halt":
            [answer] = ask(Halt(flatten=f"halt-{uuid.uuid4().hex[:12]}" if args.flatten else None))
            assert isinstance(answer, OrdersAnswer)
            return print_answer(answer, traded_if_told(ask), as_json=args.json)
        if args.action in _STATES:
            [risk] = ask(SetTradingState(state=_STATES[args.action]))
        else:
            [risk] = ask(ReloadRisk() if args.action == "reload" else GetRisk())
    assert isinstance(risk, Risk)
    _print(risk, as_json=args.json)
    return 0


def _print(risk: Risk, *, as_json: bool) -> None:
    import msgspec  # noqa: PLC0415

    print(msgspec.json.encode(risk).decode() if as_json else "\n".join(_lines(risk)))


def _lines(risk: Risk) -> Iterator[str]:
    yield f"trading is {risk.state}"
    yield from text_table(_COLUMNS, [_row(limit, risk.currency) for limit in risk.limits])
    if risk.restricted:
        yield f"not traded: {', '.join(risk.restricted)}"


def _row(limit: RiskLimit, currency: str) -> tuple[str, ...]:
    unit = currency if limit.unit == "money" else limit.unit
    return limit.name, unit, limit.limit or "no limit", limit.used or "", limit.code
