"""From an .env file and the environment to `Settings`; every fault is named at once and start is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast, get_args

from pyworkstation.config.credential import SECRET_PREFIX, variable_of
from pyworkstation.config.credentials import CREDENTIALS
from pyworkstation.config.env_file import Given, read_env_file, read_env_text
from pyworkstation.config.settings import (
    PREFIX,
    START_VARIABLES,
    Environment,
    Settings,
    declared_settings,
    field_name,
)
from pyworkstation.domain.errors import InputError, numbered
from pyworkstation.domain.redaction import PROCESS_REDACTOR, redact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyworkstation.domain.home import Home

CHECKOUT = Path(__file__).resolve().parents[2]
"""Parent of the package: the checkout when one runs from it, else where packages are installed."""

VARIABLE = "environment variable"
"""Where a value comes from that no file can change."""

NOTHING: Mapping[Path, str] = MappingProxyType({})
_FOUND_LENGTH = 60
PROFILE_NAME = re.compile(r"[0-9A-Za-z_-]{1,40}")


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings; `origins` says of each variable where its value comes from. `secrets` are those of development and CI, by name."""

    settings: Settings
    origins: dict[str, str]
    secrets: dict[str, str] = field(default_factory=dict, repr=False)


def load_settings(
    environ: Mapping[str, str],
    *,
    home: Home,
    checkout: Path = CHECKOUT,
    instead: Mapping[Path, str] = NOTHING,
) -> LoadedSettings:
    """Read the files that PYWORKSTATION_ENV and PYWORKSTATION_PROFILE choose, then the environment: what comes later wins.

    They are that of the checkout, that of the home and that of the profile. `instead` has texts that are read in the place of files.

    Raises:
        InputError: naming every unknown name and every bad value.
    """
    faults: list[str] = []
    environment = named_environment(environ, checkout, faults)
    given = list(_given(environ, _files(environment, environ, home, checkout, faults), instead, faults))
    return _loaded(given, environment, faults)


def read_settings(
    text: str, environ: Mapping[str, str], *, title: str, checkout: Path = CHECKOUT
) -> LoadedSettings:
    """Those of one text, if all of it would be taken and it has no secrets. Raises InputError naming every fault."""
    faults: list[str] = []
    environment = named_environment(environ, checkout, faults)
    loaded = _loaded(read_env_text(text, faults, title=title), environment, faults)
    if loaded.secrets:
        raise InputError(
            expected="settings and no secrets",
            found=", ".join(map(variable_of, loaded.secrets)),
            where=title,
            mend="take them out",
        )
    return loaded


def own_file(environ: Mapping[str, str], *, home: Home, checkout: Path = CHECKOUT) -> Path:
    """The file that wins over the others: the profile's, else that of the home, which need not be there. Raises InputError."""
    faults: list[str] = []
    environment = named_environment(environ, checkout, faults)
    profile = _profile(environ, home, faults)
    _refuse(faults, environment)
    return profile or home.path / f".env.{environment}"


def _loaded(given: list[Given], environment: Environment, faults: list[str]) -> LoadedSettings:
    secrets = dict(_secrets(given, environment, faults))
    settings = [item for item in given if not item.variable.startswith(SECRET_PREFIX)]
    values = dict(_values(settings, environment, faults))
    _refuse(faults, environment)
    return LoadedSettings(Settings(environment=environment, **values), _origins(settings), secrets)


def _refuse(faults: list[str], environment: Environment) -> None:
    if faults:
        raise InputError(
            expected="settings as declared",
            found=numbered(faults),
            where=f"settings ({environment})",
        )


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


def named_environment(environ: Mapping[str, str], checkout: Path, faults: list[str]) -> Environment:
    """The one in force; the name of none is added to `faults`."""
    named = environ.get("PYWORKSTATION_ENV")
    if named is None:
        return "development" if (checkout / ".env.development").is_file() else "production"
    if named not in get_args(Environment):
        fault = _fault("PYWORKSTATION_ENV", named, _any_of(get_args(Environment)))
        faults.append(f"{VARIABLE}: {fault}")
        return "production"
    return cast("Environment", named)


def _files(
    environment: Environment, environ: Mapping[str, str], home: Home, checkout: Path, faults: list[str]
) -> Iterator[tuple[Path, str]]:
    """Each with what messages call it: one of the home by all of its path, since the checkout may have one of that name."""
    name = f".env.{environment}"
    yield checkout / name, name
    if home.path != checkout:
        yield home.path / name, str(home.path / name)
    profile = _profile(environ, home, faults)
    if profile is not None:
        yield profile, str(profile)


def _profile(environ: Mapping[str, str], home: Home, faults: list[str]) -> Path | None:
    """The file of the profile that is named; its name is a word, so that it can lead nowhere else."""
    name = environ.get("PYWORKSTATION_PROFILE", "")
    if not name:
        return None
    file = home.profiles / f"{name}.env"
    if PROFILE_NAME.fullmatch(name) and file.is_file():
        return file
    known = ", ".join(sorted(path.stem for path in home.profiles.glob("*.env"))) or "none yet"
    fault = _fault("PYWORKSTATION_PROFILE", name, f"the name of a file NAME.env in {home.profiles} ({known})")
    faults.append(f"{VARIABLE}: {fault}")
    return None


def _given(
    environ: Mapping[str, str],
    files: Iterator[tuple[Path, str]],
    instead: Mapping[Path, str],
    faults: list[str],
) -> Iterator[Given]:
    """Defaults serve where there is no file."""
    for file, title in files:
        if file in instead:
            yield from read_env_text(instead[file], faults, title=title)
        elif file.is_file():
            yield from read_env_file(file, faults, title=title)
    for variable, text in sorted(environ.items()):
        if variable.startswith(PREFIX) and variable not in START_VARIABLES:
            yield Given(variable, text, VARIABLE)


def _values(given: list[Given], environment: Environment, faults: list[str]) -> Iterator[tuple[str, Any]]:
    for item in given:
        fault = fault_of(item.variable, item.text, environment)
        if fault is not None:
            faults.append(f"{item.where}: {fault}")
        else:
            yield field_name(item.variable), declared_settings()[item.variable].parse(item.text)


def fault_of(variable: str, text: str, environment: Environment) -> str | None:
    """What is wrong with a value for a setting, in a sentence that begins with the setting; None when nothing is."""
    declared = declared_settings()
    setting = declared.get(variable)
    if setting is None:
        return _unknown(variable, list(declared))
    if environment not in setting.environments:
        return f"{variable} may be set in {_any_of(setting.environments)} only"
    return None if setting.parse(text) is not None else _fault(variable, text, setting.expected)


def _origins(given: list[Given]) -> dict[str, str]:
    return dict.fromkeys(declared_settings(), "default") | {item.variable: item.where for item in given}


def _unknown(variable: str, declared: list[str]) -> str:
    if variable in START_VARIABLES:
        return f"{variable} is read from the environment only, not from a file"
    return f"expected one of {', '.join(declared)}, found {redact(variable)[:_FOUND_LENGTH]!r}"


def _fault(variable: str, text: str, expected: str) -> str:
    return f"{variable}: expected {expected}, found {redact(text)[:_FOUND_LENGTH]!r}"


def _any_of(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
