"""`pyworkstation config check`: the settings in force, where each comes from, and everything that is wrong with them."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import add_home, home_of
from pyworkstation.config.load import load_settings
from pyworkstation.config.settings import START_VARIABLES, declared_settings, field_name

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.config.setting import Setting


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("config", help="look at the settings")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="list every setting, or everything that is wrong")
    check.set_defaults(run=run)
    add_home(check)
    return parser


def run(args: argparse.Namespace) -> int:
    """List the settings."""
    home = home_of(args)
    loaded = load_settings(os.environ, home=home)
    print(f"# environment {loaded.settings.environment}, home {home.path}")
    for service, rows in itertools.groupby(declared_settings().items(), key=lambda row: row[1].service):
        print(f"# {service}")
        for variable, setting in rows:
            value = getattr(loaded.settings, field_name(variable))
            print(f"{variable}={value}  # {_words(setting)} [{loaded.origins[variable]}]")
    for variable, doc in START_VARIABLES.items():
        print(f"# {variable}: {doc}")
    return 0


def _words(setting: Setting) -> str:
    limits = "" if len(setting.environments) == 3 else f" Settable in {', '.join(setting.environments)} only."
    return f"{setting.doc} {setting.expected.capitalize()}.{limits}"
