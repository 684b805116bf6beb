"""`pyworkstation lock`: the passphrase of the home, and the sessions that are open. No passphrase is ever an argument."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.cli.arguments import add_home, home_of
from pyworkstation.cli.ask import open_ask
from pyworkstation.cli.counted import counted
from pyworkstation.cli.hidden_value import hidden_passphrase
from pyworkstation.cli.text_table import text_table
from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.cli.ask import Ask
    from pyworkstation.protocol.messages import LockState, OpenSession, Reply, Request

_COLUMNS = ("session", "for", "ends in", "armed for")


class _Action(NamedTuple):
    help: str
    run: Callable[[Ask, argparse.Namespace], None]


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser(
        "lock", help="a passphrase before the account and everything that trades, and the open sessions"
    )
    parser.add_argument("--json", action="store_true", help="of `status`: as it crosses the bus")
    parser.set_defaults(run=run, action="status")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action")
    for name, action in _ACTIONS.items():
        own = actions.add_parser(name, help=action.help)
        add_home(own)
        if name == "revoke":
            own.add_argument("session", metavar="N", type=int, help="its number in `lock sessions`")
    return parser


def run(args: argparse.Namespace) -> int:
    """Do it."""
    with open_ask(home_of(args)) as ask:
        _ACTIONS[args.action or "status"].run(ask, args)
    return 0


def _status(ask: Ask, args: argparse.Namespace) -> None:
    import msgspec  # noqa: PLC0415

    state = _state(ask)
    print(msgspec.json.encode(state).decode() if args.json else "\n".join(_lines(state)))


def _lines(state: LockState) -> Iterator[str]:
    if not state.is_set:
        yield "no passphrase is set; `pyworkstation lock set` sets one"
        return
    idle = f"end after {state.idle_s // 60} idle minutes" if state.idle_s else "do not end by idleness"
    yield f"a passphrase is set; {counted(state.sessions, 'session')} open, which {idle}"
    if state.wait_ms:
        yield f"after wrong tries no passphrase is looked at for {-(-state.wait_ms // 1000):,} s"


def _set(ask: Ask, _: argparse.Namespace) -> None:
    from pyworkstation.protocol.messages import SetPassphrase  # noqa: PLC0415

    if _state(ask).is_set:
        raise InputError(
            expected="no passphrase yet",
            found="one that is set",
            where="lock set",
            mend="take another one with: pyworkstation lock change",
        )
    _answer(ask, SetPassphrase(new=hidden_passphrase("the new passphrase", twice=True)))
    print("the passphrase is set; without it the account is not shown and nothing is traded")


def _change(ask: Ask, _: argparse.Namespace) -> None:
    from pyworkstation.protocol.messages import SetPassphrase  # noqa: PLC0415

    _expect_set(ask, "lock change")
    old = hidden_passphrase("the old passphrase")
    new = hidden_passphrase("the new passphrase", twice=True)
    _answer(ask, SetPassphrase(new=new, old=old))
    print("the new passphrase is set; all sessions have ended")


def _remove(ask: Ask, _: argparse.Namespace) -> None:
    from pyworkstation.protocol.messages import RemovePassphrase  # noqa: PLC0415

    _expect_set(ask, "lock remove")
    _answer(ask, RemovePassphrase(passphrase=hidden_passphrase("the passphrase")))
    print("no passphrase is set any more")


def _now(ask: Ask, _: argparse.Namespace) -> None:
    from pyworkstation.protocol.messages import LockSessions  # noqa: PLC0415

    state = _state(ask)
    _answer(ask, LockSessions(all=True))
    if state.is_set:
        print(f"locked; {counted(state.sessions, 'session')} ended")
    else:
        print("nothing is locked: no passphrase is set; `pyworkstation lock set` sets one")


def _sessions(ask: Ask, _: argparse.Namespace) -> None:
    from pyworkstation.protocol.messages import ListSessions, OpenSessions  # noqa: PLC0415

    listed = _answer(ask, ListSessions())
    assert isinstance(listed, OpenSessions)
    print("\n".join(text_table(_COLUMNS, map(_row, listed.sessions))))


def _row(session: OpenSession) -> tuple[str, ...]:
    own = " (this command)" if session.is_own else ""
    armed = f"{session.armed_left_s} s" if session.armed_left_s else ""
    return f"{session.id}{own}", session.kind, f"{session.left_s} s", armed


def _revoke(ask: Ask, args: argparse.Namespace) -> None:
    from pyworkstation.protocol.messages import RevokeSession  # noqa: PLC0415

    _answer(ask, RevokeSession(id=args.session))
    print(f"session {args.session} has ended")


def _state(ask: Ask) -> LockState:
    from pyworkstation.protocol.messages import GetLock, LockState  # noqa: PLC0415

    state = _answer(ask, GetLock())
    assert isinstance(state, LockState)
    return state


def _expect_set(ask: Ask, where: str) -> None:
    if not _state(ask).is_set:
        raise InputError(
            expected="a passphrase",
            found="none is set",
            where=where,
            mend="set one with: pyworkstation lock set",
        )


def _answer(ask: Ask, request: Request) -> Reply:
    from pyworkstation.client.own_session import expect_opened  # noqa: PLC0415

    [reply] = ask(request)
    expect_opened(reply)
    return reply


_ACTIONS = {
    "status": _Action("whether a passphrase is set, and how many sessions are open (default)", _status),
    "set": _Action("set a passphrase; it is asked for, or read from a pipe", _set),
    "change": _Action("take another one: the old one and the new one are asked for", _change),
    "remove": _Action("have none any more", _remove),
    "now": _Action("end all sessions, those of desktops too", _now),
    "sessions": _Action("which sessions are open", _sessions),
    "revoke": _Action("end one of them", _revoke),
}
