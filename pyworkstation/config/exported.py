"""Settings on their way to another machine: an .env file of what differs from the defaults. Secrets stay where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyworkstation.config.load import PROFILE_NAME, read_settings
from pyworkstation.config.settings import Settings, declared_settings, field_name
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pyworkstation.domain.home import Home

_HEAD = "# Settings of pyworkstation that differ from the defaults. `pyworkstation config import FILE` takes them in.\n"


def exported(settings: Settings) -> str:
    """The text of the file."""
    usual = Settings()
    changed = {
        variable: getattr(settings, field_name(variable))
        for variable in declared_settings()
        if getattr(settings, field_name(variable)) != getattr(usual, field_name(variable))
    }
    return _HEAD + "".join(f"{variable}={value}\n" for variable, value in changed.items())


def import_settings(
    file: Path, home: Home, environ: Mapping[str, str], *, profile: str | None, replace: bool
) -> Path:
    """Take a file into the home, for the environment in force or as a profile; where it lies now.

    Raises:
        InputError: when anything in it is wrong, all of which is named, or something is there already.
    """
    environment = read_settings(_text_of(file), environ, title=file.name).settings.environment
    target = home.path / f".env.{environment}" if profile is None else _profile_file(home, profile)
    if target.exists() and not replace:
        raise InputError(
            expected="no settings there yet",
            found="a file",
            where=str(target),
            mend="--force puts these in its place",
        )
    home.create()
    target.parent.mkdir(mode=0o700, exist_ok=True)
    write_whole(target, file.read_bytes())
    return target


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(expected="a readable UTF-8 file", found=str(error), where=file.name) from None


def _profile_file(home: Home, name: str) -> Path:
    if not PROFILE_NAME.fullmatch(name):
        raise InputError(expected="1 to 40 letters, digits, _ and -", found=repr(name), where="--profile")
    return home.profiles / f"{name}.env"
