"""`pyworkstation audit verify`: is the log of orders and all that happened to them as it was written?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import add_home, home_of
from pyworkstation.cli.counted import counted
from pyworkstation.domain.errors import EnvironmentFailure

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("audit", help="check the log of orders and all that happened to them")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    verify = actions.add_parser("verify", help="find an edit or a cut, by the number of the record")
    verify.set_defaults(run=run)
    add_home(verify)
    return parser


def run(args: argparse.Namespace) -> int:
    """Read all of it, beside a running engine too. Raises EnvironmentFailure when it is not as it was written."""
    from pyworkstation.storage.audit.verify_log import verify_log  # noqa: PLC0415

    folder = home_of(args).audit
    if not folder.is_dir():
        print(f"nothing is recorded yet: {folder}")
        return 0
    verified = verify_log(folder)
    for fault in verified.faults:
        print(fault.words)
    if verified.faults:
        raise EnvironmentFailure(
            f"{folder}: {counted(len(verified.faults), 'fault')} found, each named above; put the folder back from a backup"
        )
    print(f"whole: {counted(verified.records, 'record')}, the last one {verified.head.hash}")
    return 0
