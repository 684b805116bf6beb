"""Which files to import and how to read them, as the wizard holds it: one frozen value that becomes a request."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import msgspec

from pyworkstation.protocol.messages import DryRun, ImportTicks, TickFiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DIALECTS = (
    "auto",
    "default",
    "export",
    "default-prices",
    "dukascopy-gmt",
    "dukascopy-local",
    "dukascopy-2013",
    "jforex-eet",
    "jforex-utc",
    "jforex-eet-comma",
    "jforex-utc-comma",
    "jforex-comma",
    "dukascopy-node",
    "dukascopy-node-prices",
    "dukascopy-python",
    "duka",
    "fx-bt",
    "new-york",
    "metatrader",
    "metatrader-flags",
    "histdata",
    "truefx",
)
"""Suggestions, told apart from the engine's by a test; what is typed goes to the engine as it is."""

VOLUME_UNITS = ("auto", "units", "thousands", "millions")
TIME_ZONES = ("", "UTC", "EET", "America/New_York", "Europe/London", "Europe/Zurich", "new-york+7")
DELIMITERS = ("", ",", ";", "tab", "|")


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What is empty, or `auto`, is found out from each file. Paths are absolute."""

    paths: tuple[str, ...] = ()
    symbol: str = ""
    dialect: str = "auto"
    time_zone: str = ""
    volume_unit: str = "auto"
    price_shift: int | None = None
    columns: str = ""
    time_format: str = ""
    delimiter: str = ""
    decimal_comma: bool = False
    has_header: bool = False
    accept_prices: bool = False
    replace: bool = False

    def dry_run(self) -> DryRun:
        """How would it be read? Raises msgspec.ValidationError for what no message may carry."""
        return msgspec.convert(self._fields(), DryRun)

    def import_ticks(self, job: str) -> ImportTicks:
        """Import it; `job` is the name to cancel it by. Raises as `dry_run` does."""
        return msgspec.convert(self._fields() | {"job": job}, ImportTicks)

    def _fields(self) -> dict[str, Any]:
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        given["delimiter"] = "\t" if self.delimiter == "tab" else self.delimiter
        given["paths"] = list(self.paths)
        return {name: (value if value != "" else None) for name, value in given.items()}

    def lacks(self) -> str:
        """What has to be said before anything can be looked at; empty when nothing."""
        if not self.paths:
            return "Add files or folders of ticks: .bi5, CSV, JSON or Parquet, plain or in gzip, zstd or zip."
        if not self.symbol:
            return "Say which symbol the ticks are of."
        try:
            self.dry_run()
        except msgspec.ValidationError as error:
            return f"This cannot be asked: {error}."
        return ""

    def with_options(self, options: str) -> ImportPlan:
        """The same with options as the command line words them: `--columns time,ask,bid --time-zone=UTC`."""
        changes = dict(_read(shlex.split(options)))
        return replace(self, **changes)

    def with_paths(self, paths: list[str]) -> ImportPlan:
        """The same with some more, each once."""
        return replace(self, paths=tuple(dict.fromkeys((*self.paths, *paths))))


def _read(words: list[str]) -> Iterator[tuple[str, Any]]:
    left = iter(words)
    for word in left:
        name, _, value = word.partition("=")
        field, parse = _OPTIONS[name]
        yield field, True if parse is None else parse(value or next(left))


_OPTIONS: dict[str, tuple[str, Callable[[str], object] | None]] = {
    "--dialect": ("dialect", str),
    "--columns": ("columns", str),
    "--time-format": ("time_format", str),
    "--delimiter": ("delimiter", str),
    "--time-zone": ("time_zone", str),
    "--volume-unit": ("volume_unit", str),
    "--price-shift": ("price_shift", int),
    "--decimal-comma": ("decimal_comma", None),
    "--header": ("has_header", None),
    "--accept-prices": ("accept_prices", None),
}

assert {each.name for each in fields(ImportPlan)} <= {each.name for each in msgspec.structs.fields(TickFiles)}
