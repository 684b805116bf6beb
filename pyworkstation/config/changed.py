"""Settings changed one by one, in the file of the home that wins over all others. The rest of it stays as it is, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.config.load import (
    CHECKOUT,
    VARIABLE,
    fault_of,
    load_settings,
    named_environment,
    own_file,
)
from pyworkstation.config.settings import declared_settings, field_name
from pyworkstation.domain.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pyworkstation.domain.home import Home

_HEAD = "# Settings of pyworkstation; `pyworkstation config check` lists all of them.\n"


def change_settings(
    values: Mapping[str, str], home: Home, environ: Mapping[str, str], *, checkout: Path = CHECKOUT
) -> dict[str, str]:
    """Write settings; what is wrong with which of them. Where anything is, nothing is written.

    Raises:
        InputError: naming every fault that the files had before.
        OSError: when the disk fails.
    """
    target = own_file(environ, home=home, checkout=checkout)
    faults = _faults(values, environ, checkout)
    if faults:
        return faults
    before = target.read_text(encoding="utf-8-sig") if target.is_file() else _HEAD
    beneath = load_settings(environ, home=home, checkout=checkout, instead={target: ""}).settings
    lines = {
        variable: None if _is_so(variable, text, getattr(beneath, field_name(variable))) else text
        for variable, text in values.items()
    }
    after = with_lines(before, lines)
    load_settings(environ, home=home, checkout=checkout, instead={target: after})
    home.create()
    write_whole(target, after.encode())
    return {}


def is_fixed(variable: str, environ: Mapping[str, str]) -> bool:
    """Does the environment say what it is, so that no file can?"""
    return variable in environ


def with_lines(text: str, values: Mapping[str, str | None]) -> str:
    """A file in which these have other values, each in the place where it was or else at the end; None takes it out."""
    missing = dict(values)
    lines = list[str]()
    for line in text.splitlines():
        variable = line.partition("=")[0].strip()
        if variable not in values or line.lstrip().startswith("#"):
            lines.append(line)
        elif (value := missing.pop(variable, None)) is not None:
            lines.append(f"{variable}={value}")
    lines += [f"{variable}={value}" for variable, value in missing.items() if value is not None]
    return "".join(f"{line}\n" for line in lines)


def _faults(values: Mapping[str, str], environ: Mapping[str, str], checkout: Path) -> dict[str, str]:
    environment = named_environment(environ, checkout, [])
    faults = {}
    for variable, text in values.items():
        fault = fault_of(variable, text, environment)
        if fault is None and is_fixed(variable, environ):
            fault = f"{variable}: expected no {VARIABLE} of this name, found one; it wins over every file, take it away first"
        if fault is not None:
            faults[variable] = fault
    return faults


def _is_so(variable: str, text: str, value: object) -> bool:
    return bool(declared_settings()[variable].parse(text) == value)
