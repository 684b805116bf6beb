"""`pyworkstation credentials`: the secrets in the system's vault. No value is ever an argument, and none crosses the bus."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import getpass
import os
import time
from typing import TYPE_CHECKING, NamedTuple

from pyworkstation.cli.arguments import add_home, home_of
from pyworkstation.cli.hidden_value import hidden_value
from pyworkstation.cli.text_table import text_table
from pyworkstation.config.credentials import CREDENTIALS, declared_credential
from pyworkstation.config.load import load_settings
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import format_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.protocol.messages import NoteAccess
    from pyworkstation.services.credentials.credentials import Credentials
    from pyworkstation.services.credentials.proof import Proof
    from pyworkstation.services.credentials.state import CredentialState

_COLUMNS = ("name", "state", "kept in", "set", "new one due", "for")
_MASK = "********"


class _Action(NamedTuple):
    name: str
    help: str
    run: Callable[[argparse.Namespace], int]
    needs_name: bool = True


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("credentials", help="secrets in the system's vault")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for action in _ACTIONS:
        own = actions.add_parser(action.name, help=action.help)
        add_home(own)
        own.set_defaults(run=_without_surplus(action.run), name=None)
        if action.needs_name:
            own.add_argument("name", metavar="NAME", help=f"one of {', '.join(CREDENTIALS)}")
        elif action.name == "check":
            own.add_argument("name", metavar="NAME", nargs="?", help="of this one only (default: all)")
        if action.name in _OPTIONS:
            _OPTIONS[action.name](own)
        # A value that is given here in error must not be repeated on the screen by who complains.
        own.add_argument("surplus", nargs="*", help=argparse.SUPPRESS)
    return parser


def _without_surplus(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    def checked(args: argparse.Namespace) -> int:
        if args.surplus:
            raise InputError(
                expected="no value on the command line",
                found=f"{len(args.surplus)} more words, which are not shown",
                where="credentials",
                mend="give it at the prompt or by a pipe; if it was a secret, it is in your shell's history now: take another",
            )
        return run(args)

    return checked


def _set(args: argparse.Namespace) -> int:
    declared = declared_credential(args.name)
    value = hidden_value(args.name, what=f"{args.name}, {declared.expected}")
    with _opened(args) as credentials:
        title = credentials.set(args.name, value)
    print(f"{args.name} is in the {title}")
    return 0


def _get(args: argparse.Namespace) -> int:
    with _opened(args) as credentials:
        value = credentials.shown(args.name)
    if value is None:
        raise _not_set(args.name)
    print(value if args.show else _MASK)
    return 0


def _list(args: argparse.Namespace) -> int:
    with _opened(args) as credentials:
        states = [credentials.state(name) for name in CREDENTIALS]
    if args.json:
        import msgspec  # noqa: PLC0415

        print(msgspec.json.encode([_whole_row(state) for state in states]).decode())
    else:
        print("\n".join(text_table(_COLUMNS, map(_row, states))))
    return 0


def _delete(args: argparse.Namespace) -> int:
    with _opened(args) as credentials:
        if not credentials.delete(args.name):
            raise _not_set(args.name)
    print(f"{args.name} is deleted")
    return 0


def _rotate(args: argparse.Namespace) -> int:
    if args.accept or args.discard:
        with _opened(args) as credentials:
            (credentials.accept if args.accept else credentials.discard)(args.name)
        print(
            f"{args.name}: the new value {'is in force' if args.accept else 'is discarded, the old one in force'}"
        )
        return 0
    declared = declared_credential(args.name)
    value = hidden_value(args.name, what=f"new {args.name}, {declared.expected}")
    with _opened(args) as credentials:
        tried = credentials.rotate(args.name, value)
    print(f"{args.name}: {_told(args.name, tried)}")
    return 1 if tried.outcome == "refused" else 0


def _told(name: str, tried: Proof) -> str:
    if tried.outcome == "works":
        return f"{tried.words}; the new value is in force"
    if tried.outcome == "refused":
        return f"{tried.words}; the new value is discarded, the old one in force"
    return (
        f"{tried.words}; the new value waits, the old one is in force. Once you know that it works: "
        f"pyworkstation credentials rotate {name} --accept (or --discard)"
    )


def _check(args: argparse.Namespace) -> int:
    """0 when all that is set is good; what is not set is no fault."""
    names = list(CREDENTIALS) if args.name is None else [args.name]
    bad = 0
    with _opened(args) as credentials:
        for name in names:
            state = credentials.state(name, action="check")
            proof = credentials.proof_of(name) if state.condition in ("good", "expired") else None
            bad += state.condition in ("malformed", "expired") or (
                proof is not None and proof.outcome == "refused"
            )
            bad += state.condition == "missing" and args.name is not None
            print(f"{name}: {state.words}" + ("" if proof is None else f"; {proof.words}"))
    return 1 if bad else 0


def _whole_row(state: CredentialState) -> dict[str, object]:
    """With what is declared of it, for those who cannot read the declarations."""
    declared = CREDENTIALS[state.name]
    return dataclasses.asdict(state) | {
        "purpose": declared.purpose,
        "expected": declared.expected,
        "readers": declared.readers,
    }


def _row(state: CredentialState) -> tuple[str, ...]:
    condition = f"{state.condition}, a new one waits" if state.has_successor else state.condition
    set_at, due_at = (
        "" if at is None else format_time(at - at % 1_000_000) for at in (state.set_us, state.due_us)
    )
    return state.name, condition, state.kept_in, set_at, due_at, CREDENTIALS[state.name].purpose


def _not_set(name: str) -> InputError:
    return InputError(
        expected="a value",
        found="none",
        where=name,
        mend=f"store one with: pyworkstation credentials set {name}",
    )


@contextlib.contextmanager
def _opened(args: argparse.Namespace) -> Iterator[Credentials]:
    """The vault of this user, beside the audit log of the home."""
    from pyworkstation.adapters.vault.system_vault import open_system_vault  # noqa: PLC0415
    from pyworkstation.cli.ask import open_ask  # noqa: PLC0415
    from pyworkstation.services.credentials.credentials import Credentials  # noqa: PLC0415

    home = home_of(args)
    given = load_settings(os.environ, home=home).secrets
    with open_ask(home) as ask:

        def note(access: NoteAccess) -> None:
            list(ask(access))

        yield Credentials(
            open_system_vault,
            given=given,
            who=f"{getpass.getuser()}, command line"[:100],
            note=note,
            clock_us=lambda: time.time_ns() // 1000,
        )


def _show_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--show", action="store_true", help="print the value itself, not a mask")


def _rotate_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument(
        "--accept", action="store_true", help="let the new value that waits take the place of the old one"
    )
    group.add_argument("--discard", action="store_true", help="let the new value that waits go")


def _json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the same, as JSON")


_OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "get": _show_option,
    "rotate": _rotate_options,
    "list": _json_option,
}
_ACTIONS = (
    _Action("list", "which there are, and how each is", _list, needs_name=False),
    _Action("set", "store one; it is asked for, or read from a pipe", _set),
    _Action("get", "say that one is there, or with --show what it is", _get),
    _Action("rotate", "store a new value; the old one stays until the new one is known to work", _rotate),
    _Action("check", "form, age, and whether its service takes it", _check, needs_name=False),
    _Action("delete", "take one out of the vault", _delete),
)
