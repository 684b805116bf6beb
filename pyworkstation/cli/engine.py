"""`pyworkstation engine`: the engine in the foreground."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import home_of
from pyworkstation.cli.interrupts_wait import interrupts_wait
from pyworkstation.config.load import load_settings

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("engine", help="run the engine in the foreground; Ctrl-C stops it")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Run until told to stop."""
    home = home_of(args)
    settings = load_settings(os.environ, home=home).settings
    with interrupts_wait():
        from pyworkstation.app import run_engine  # noqa: PLC0415  (all the engine's parts; bad settings need none of them)

    return run_engine(home, settings)
