"""From an .env file and the environment to `Settings`; every fault is named at once and start is refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from pyworkstation.config.env_file import Given, read_env_file
from pyworkstation.config.settings import (
    PREFIX,
    START_VARIABLES,
    Environment,
    Settings,
    declared_settings,
    field_name,
)
from pyworkstation.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyworkstation.domain.home import Home

CHECKOUT = Path(__file__).resolve().parents[2]
"""Parent of the package: the checkout when one runs from it, else where packages are installed."""

_FOUND_LENGTH = 60


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings; `origins` says of each variable where its value comes from."""

    settings: Settings
    origins: dict[str, str]


def load_settings(environ: Mapping[str, str], *, home: Home, checkout: Path = CHECKOUT) -> LoadedSettings:
    """Read the file that PYWORKSTATION_ENV chooses, from the checkout or else the home, then the environment.

    Raises:
        InputError: naming every unknown name and every bad value.
    """
    faults: list[str] = []
    environment = _environment(environ, checkout, faults)
    given = list(_given(environ, _settings_file(environment, home, checkout), faults))
    values = dict(_values(given, environment, faults))
    if faults:
        numbered = "; ".join(f"({number}) {fault}" for number, fault in enumerate(faults, start=1))
        raise InputError(
            expected="settings as declared",
            found=f"{len(faults)} fault{'s' * (len(faults) > 1)}: {numbered}",
            where=f"settings ({environment})",
        )
    return LoadedSettings(Settings(environment=environment, **values), _origins(given))


def _environment(environ: Mapping[str, str], checkout: Path, faults: list[str]) -> Environment:
    named = environ.get("PYWORKSTATION_ENV")
    if named is None:
        return "development" if (checkout / ".env.development").is_file() else "production"
    if named not in get_args(Environment):
        faults.append(_fault(Given("PYWORKSTATION_ENV", named, _VARIABLE), _any_of(get_args(Environment))))
        return "production"
    return cast("Environment", named)


def _settings_file(environment: Environment, home: Home, checkout: Path) -> Path | None:
    """Defaults serve where there is no file."""
    for folder in (checkout, home.path):
        file = folder / f".env.{environment}"
        if file.is_file():
            return file
    return None


def _given(environ: Mapping[str, str], file: Path | None, faults: list[str]) -> Iterator[Given]:
    """From the file first: what comes later wins."""
    if file is not None:
        yield from read_env_file(file, faults)
    for variable, text in sorted(environ.items()):
        if variable.startswith(PREFIX) and variable not in START_VARIABLES:
            yield Given(variable, text, _VARIABLE)


def _values(given: list[Given], environment: Environment, faults: list[str]) -> Iterator[tuple[str, Any]]:
    declared = declared_settings()
    for item in given:
        setting = declared.get(item.variable)
        if setting is None:
            faults.append(_unknown(item, list(declared)))
        elif environment not in setting.environments:
            faults.append(f"{item.where}: {item.variable} may be set in {_any_of(setting.environments)} only")
        else:
            value = setting.parse(item.text)
            if value is None:
                faults.append(_fault(item, setting.expected))
            yield field_name(item.variable), value


def _origins(given: list[Given]) -> dict[str, str]:
    return dict.fromkeys(declared_settings(), "default") | {item.variable: item.where for item in given}


def _unknown(item: Given, declared: list[str]) -> str:
    if item.variable in START_VARIABLES:
        return f"{item.where}: {item.variable} is read from the environment only, not from a file"
    return f"{item.where}: expected one of {', '.join(declared)}, found {item.variable[:_FOUND_LENGTH]!r}"


def _fault(item: Given, expected: str) -> str:
    return f"{item.where}: {item.variable}: expected {expected}, found {item.text[:_FOUND_LENGTH]!r}"


def _any_of(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


_VARIABLE = "environment variable"
