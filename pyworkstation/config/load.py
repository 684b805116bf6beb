"""From an .env file and the environment to `Settings`; every fault is named at once and start is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from pyworkstation.config.credential import SECRET_PREFIX, variable_of
from pyworkstation.config.credentials import CREDENTIALS
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
from pyworkstation.domain.redaction import PROCESS_REDACTOR, redact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyworkstation.domain.home import Home

CHECKOUT = Path(__file__).resolve().parents[2]
"""Parent of the package: the checkout when one runs from it, else where packages are installed."""

_FOUND_LENGTH = 60
PROFILE_NAME = re.compile(r"[0-9A-Za-z_-]{1,40}")


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings; `origins` says of each variable where its value comes from. `secrets` are those of development and CI, by name."""

    settings: Settings
    origins: dict[str, str]
    secrets: dict[str, str] = field(default_factory=dict, repr=False)


def load_settings(environ: Mapping[str, str], *, home: Home, checkout: Path = CHECKOUT) -> LoadedSettings:
    """Read the file that PYWORKSTATION_ENV chooses, from the checkout or else the home, then the profile, then the environment.

    Raises:
        InputError: naming every unknown name and every bad value.
    """
    faults: list[str] = []
    environment = _environment(environ, checkout, faults)
    files = [_settings_file(environment, home, checkout), _profile(environ, home, faults)]
    given = list(_given(environ, [file for file in files if file is not None], faults))
    return _loaded(given, environment, faults)


def read_settings_file(file: Path, environ: Mapping[str, str], *, checkout: Path = CHECKOUT) -> Environment:
    """See that a file has settings that would be taken; for which environment. Raises InputError naming every fault."""
    faults: list[str] = []
    environment = _environment(environ, checkout, faults)
    loaded = _loaded(list(read_env_file(file, faults)), environment, faults)
    if loaded.secrets:
        raise InputError(
            expected="settings and no secrets",
            found=", ".join(map(variable_of, loaded.secrets)),
            where=str(file),
            mend="take them out",
        )
    return environment


def _loaded(given: list[Given], environment: Environment, faults: list[str]) -> LoadedSettings:
    secrets = dict(_secrets(given, environment, faults))
    settings = [item for item in given if not item.variable.startswith(SECRET_PREFIX)]
    values = dict(_values(settings, environment, faults))
    if faults:
        numbered = "; ".join(f"({number}) {fault}" for number, fault in enumerate(faults, start=1))
        raise InputError(
            expected="settings as declared",
            found=f"{len(faults)} fault{'s' * (len(faults) > 1)}: {numbered}",
            where=f"settings ({environment})",
        )
    return LoadedSettings(Settings(environment=environment, **values), _origins(settings), secrets)


def _secrets(given: list[Given], environment: Environment, faults: list[str]) -> Iterator[tuple[str, str]]:
    """Name of the credential -> value. What is wrong with one is told without it."""
    names = {variable_of(name): name for name in CREDENTIALS}
    for item in given:
        if not item.variable.startswith(SECRET_PREFIX):
            continue
        PROCESS_REDACTOR.remember(item.text)
        name = names.get(item.variable)
        if name is None:
            faults.append(f"{item.where}: expected one of {', '.join(names)}, found another secret")
        elif environment == "production":
            faults.append(
                f"{item.where}: {item.variable}: expected no secret here in production, found one; "
                f"put it into the vault with `pyworkstation credentials set {name}`, and take it out of here"
            )
        elif fault := CREDENTIALS[name].fault_of(item.text):
            faults.append(
                f"{item.where}: {item.variable}: expected {CREDENTIALS[name].expected}, found {fault}"
            )
        else:
            yield name, item.text


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


def _profile(environ: Mapping[str, str], home: Home, faults: list[str]) -> Path | None:
    """The file of the profile that is named; its name is a word, so that it can lead nowhere else."""
    name = environ.get("PYWORKSTATION_PROFILE", "")
    if not name:
        return None
    file = home.profiles / f"{name}.env"
    if PROFILE_NAME.fullmatch(name) and file.is_file():
        return file
    known = ", ".join(sorted(path.stem for path in home.profiles.glob("*.env"))) or "none yet"
    wanted = Given("PYWORKSTATION_PROFILE", name, _VARIABLE)
    faults.append(_fault(wanted, f"the name of a file NAME.env in {home.profiles} ({known})"))
    return None


def _given(environ: Mapping[str, str], files: list[Path], faults: list[str]) -> Iterator[Given]:
    """From the files first: what comes later wins."""
    for file in files:
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
    return f"{item.where}: {item.variable}: expected {expected}, found {redact(item.text)[:_FOUND_LENGTH]!r}"


def _any_of(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


_VARIABLE = "environment variable"
