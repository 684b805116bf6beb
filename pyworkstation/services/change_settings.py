"""Answers `get_settings`, `set_settings`, `export_settings` and `import_settings`: the settings of the home, with or without an engine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pyworkstation.config.changed import change_settings, is_fixed
from pyworkstation.config.exported import exported
from pyworkstation.config.load import VARIABLE, load_settings, own_file, read_settings
from pyworkstation.config.settings import Settings, declared_settings, field_name
from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.protocol.messages import (
    SettingRow,
    SettingsExported,
    SettingsListed,
    SettingsReloaded,
    SettingsSet,
    SettingText,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyworkstation.config.load import LoadedSettings
    from pyworkstation.config.setting import Setting
    from pyworkstation.domain.home import Home
    from pyworkstation.protocol.messages import ImportSettings, SetSettings


def get_settings(
    home: Home, in_force: Settings | None, environ: Mapping[str, str] = os.environ
) -> SettingsListed:
    """All of them; `in_force` are the engine's, where one runs. Raises InputError naming every fault of the files."""
    loaded = load_settings(environ, home=home)
    return SettingsListed(
        environment=loaded.settings.environment,
        profile=environ.get("PYWORKSTATION_PROFILE", ""),
        file=str(own_file(environ, home=home)),
        settings=[
            _row(variable, setting, loaded, in_force or loaded.settings, environ)
            for variable, setting in declared_settings().items()
        ],
    )


def set_settings(
    request: SetSettings,
    home: Home,
    reload: Callable[[], SettingsReloaded] | None,
    environ: Mapping[str, str] = os.environ,
) -> SettingsSet:
    """Write them, and let the engine take over what it can; without one all count from the next start."""
    return _change({each.name: each.text for each in request.values}, home, reload, environ)


def export_settings(home: Home, environ: Mapping[str, str] = os.environ) -> SettingsExported:
    """What differs from the defaults."""
    return SettingsExported(text=exported(load_settings(environ, home=home).settings))


def import_settings(
    request: ImportSettings,
    home: Home,
    reload: Callable[[], SettingsReloaded] | None,
    environ: Mapping[str, str] = os.environ,
) -> SettingsSet:
    """Take a whole file in. Raises InputError naming everything that is wrong with it."""
    loaded = read_settings(request.text, environ, title="the imported file")
    values = {
        variable: str(getattr(loaded.settings, field_name(variable)))
        for variable, setting in declared_settings().items()
        if not _fixed(variable, setting, loaded.settings.environment, environ)
    }
    return _change(values, home, reload, environ)


def _change(
    values: Mapping[str, str],
    home: Home,
    reload: Callable[[], SettingsReloaded] | None,
    environ: Mapping[str, str],
) -> SettingsSet:
    try:
        faults = change_settings(values, home, environ)
    except OSError as error:
        raise EnvironmentFailure(
            f"{own_file(environ, home=home)}: cannot be written: {error.strerror or error}"
        ) from None
    if faults:
        told = [SettingText(name=name[:200], text=fault) for name, fault in faults.items()]
        return SettingsSet(applied=[], waiting=[], faults=told)
    reloaded = SettingsReloaded(applied=[], waiting=list(values)) if reload is None else reload()
    return SettingsSet(applied=reloaded.applied, waiting=reloaded.waiting)


def _row(
    variable: str, setting: Setting, loaded: LoadedSettings, in_force: Settings, environ: Mapping[str, str]
) -> SettingRow:
    name = field_name(variable)
    return SettingRow(
        name=variable,
        service=setting.service,
        doc=setting.doc,
        value=str(getattr(loaded.settings, name)),
        default=str(getattr(Settings(), name)),
        in_force=str(getattr(in_force, name)),
        origin=loaded.origins[variable],
        live=setting.is_live,
        fixed=_fixed(variable, setting, loaded.settings.environment, environ),
        choices=list(setting.choices),
        unit=setting.unit,
        low=setting.low,
        high=setting.high,
    )


def _fixed(variable: str, setting: Setting, environment: str, environ: Mapping[str, str]) -> str:
    if is_fixed(variable, environ):
        return f"given by an {VARIABLE}, which wins over every file"
    if environment not in setting.environments:
        return f"only for {' and '.join(setting.environments)}"
    return ""
