"""`pyworkstation config`: the settings in force, everything that is wrong with them, and taking them along."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pyworkstation.cli.arguments import STDOUT, add_home, home_of
from pyworkstation.config.exported import exported, import_settings
from pyworkstation.config.load import load_settings
from pyworkstation.config.settings import START_VARIABLES, declared_settings, field_name

if TYPE_CHECKING:
    import argparse

    from pyworkstation.cli.arguments import Commands
    from pyworkstation.config.load import LoadedSettings
    from pyworkstation.config.setting import Setting
    from pyworkstation.domain.home import Home


def add_parser(commands: Commands) -> argparse.ArgumentParser:
    """The command's line."""
    parser = commands.add_parser("config", help="look at the settings")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="list every setting, or everything that is wrong")
    check.set_defaults(run=_check)
    show = actions.add_parser("show", help="list every setting; secrets by their names alone")
    show.add_argument(
        "--format",
        choices=("text", "json", "markdown"),
        default="text",
        help="markdown: the page of all declarations",
    )
    show.add_argument(
        "-o", "--output", metavar="FILE", default=STDOUT, help="write to FILE (default: stdout)"
    )
    show.set_defaults(run=_show)
    export = actions.add_parser(
        "export", help="write the settings that differ from their defaults; no secrets"
    )
    export.add_argument(
        "-o", "--output", metavar="FILE", default=STDOUT, help="write to FILE (default: stdout)"
    )
    export.set_defaults(run=_export)
    taking = actions.add_parser("import", help="take exported settings into the home")
    taking.add_argument("file", metavar="FILE")
    taking.add_argument("--profile", metavar="NAME", help="as the profile of that name, not for always")
    taking.add_argument("--force", action="store_true", help="in the place of what is there")
    taking.set_defaults(run=_import)
    reload = actions.add_parser("reload", help="let a running engine read its settings again")
    reload.set_defaults(run=_reload)
    for action in (check, show, export, taking, reload):
        add_home(action)
    return parser


def _check(args: argparse.Namespace) -> int:
    home = home_of(args)
    _write(STDOUT, _listing(load_settings(os.environ, home=home), home))
    return 0


def _show(args: argparse.Namespace) -> int:
    from pyworkstation.cli.settings_page import settings_page  # noqa: PLC0415

    if args.format == "markdown":
        _write(args.output, settings_page())
        return 0
    home = home_of(args)
    loaded = load_settings(os.environ, home=home)
    _write(args.output, _listing(loaded, home) if args.format == "text" else _json(loaded))
    return 0


def _export(args: argparse.Namespace) -> int:
    _write(args.output, exported(load_settings(os.environ, home=home_of(args)).settings))
    return 0


def _import(args: argparse.Namespace) -> int:
    written = import_settings(
        Path(args.file), home_of(args), os.environ, profile=args.profile, replace=args.force
    )
    print(
        f"{written}: {'chosen with PYWORKSTATION_PROFILE=' + args.profile if args.profile else 'read from the next start on'}"
    )
    return 0


def _reload(args: argparse.Namespace) -> int:
    from pyworkstation.cli.ask import open_ask  # noqa: PLC0415
    from pyworkstation.protocol.messages import ReloadSettings, SettingsReloaded  # noqa: PLC0415

    with open_ask(home_of(args)) as ask:
        [reloaded] = ask(ReloadSettings())
    assert isinstance(reloaded, SettingsReloaded)
    print(f"count now: {', '.join(reloaded.applied) or 'nothing changed'}")
    if reloaded.waiting:
        print(f"count from the engine's next start: {', '.join(reloaded.waiting)}")
    return 0


def _listing(loaded: LoadedSettings, home: Home) -> str:
    lines = [f"# environment {loaded.settings.environment}, home {home.path}"]
    for service, rows in itertools.groupby(declared_settings().items(), key=lambda row: row[1].service):
        lines.append(f"# {service}")
        for variable, setting in rows:
            value = getattr(loaded.settings, field_name(variable))
            lines.append(f"{variable}={value}  # {_words(setting)} [{loaded.origins[variable]}]")
    lines += [f"# secret {name}: given by the environment, not shown" for name in loaded.secrets]
    lines += [f"# {variable}: {doc}" for variable, doc in START_VARIABLES.items()]
    return "".join(f"{line}\n" for line in lines)


def _json(loaded: LoadedSettings) -> str:
    import msgspec  # noqa: PLC0415

    rows = {
        variable: {"value": getattr(loaded.settings, field_name(variable)), "from": loaded.origins[variable]}
        for variable in declared_settings()
    }
    return msgspec.json.encode({"environment": loaded.settings.environment, "settings": rows}).decode() + "\n"


def _write(output: str, text: str) -> None:
    if output == STDOUT:
        sys.stdout.write(text)
    else:
        Path(output).write_text(text, encoding="utf-8", newline="\n")


def _words(setting: Setting) -> str:
    limits = "" if len(setting.environments) == 3 else f" Settable in {', '.join(setting.environments)} only."
    return f"{setting.doc} {setting.expected.capitalize()}.{limits}"
