"""The declared settings and secrets as the page `docs/settings.md`."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pyworkstation.config.credential import variable_of
from pyworkstation.config.credentials import CREDENTIALS
from pyworkstation.config.settings import START_VARIABLES, Settings, declared_settings, field_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.config.setting import Setting

_HEAD = """\
# Settings and secrets

Written by `python -m pyworkstation config show --format markdown -o docs/settings.md` from the declarations.

A setting stands in `.env.development`, `.env.ci` or `.env.production`, as `NAME=value`; the home's file wins over that of the checkout, a profile over both, a variable
of the environment over all. The desktop (Ctrl+,) writes the profile's file where one is chosen, else the home's. Everything that is wrong is named at once, and nothing
starts. "At once" says that a running engine takes a new value over as soon as the desktop sets it, or with `pyworkstation config reload`; the others count from its next start.
"""
_SECRETS = """
## Secrets

They lie in the system's vault: Windows Credential Manager, the Secret Service of a Linux desktop, the macOS Keychain. `pyworkstation credentials` stores, shows, rotates and
deletes them. In development and on CI the variable may hold one instead; in production it is refused.

| name | for | form | a new one after | who may read it | variable |
|---|---|---|---|---|---|
"""


def settings_page() -> str:
    """The whole page."""
    return "".join(
        [_HEAD, *_services(), _SECRETS, *_secret_rows(), "\n## Read before the settings\n\n", *_start_rows()]
    )


def _services() -> Iterator[str]:
    for service, rows in itertools.groupby(declared_settings().items(), key=lambda row: row[1].service):
        yield f"\n## {service.capitalize()}\n\n| setting | default | value | meaning | counts | where |\n|---|---|---|---|---|---|\n"
        yield from (_row(variable, setting) for variable, setting in rows)


def _row(variable: str, setting: Setting) -> str:
    default = getattr(Settings(), field_name(variable))
    counts = "at once" if setting.is_live else "from the next start"
    where = "everywhere" if len(setting.environments) == 3 else " and ".join(setting.environments)
    return f"| `{variable}` | {default} | {setting.expected} | {setting.doc} | {counts} | {where} |\n"


def _secret_rows() -> Iterator[str]:
    for name, declared in CREDENTIALS.items():
        readers = ", ".join(declared.readers)
        yield (
            f"| `{name}` | {declared.purpose} | {declared.expected} | {declared.rotate_after_days} days | {readers} "
            f"| `{variable_of(name)}` |\n"
        )


def _start_rows() -> Iterator[str]:
    yield from (f"- `{variable}`: {doc}\n" for variable, doc in START_VARIABLES.items())
