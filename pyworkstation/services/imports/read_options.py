"""What a user says of how files are to be read; what is not said is found out from each file."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyworkstation.adapters.volume_unit import VolumeUnit, volume_unit_named
from pyworkstation.domain.errors import InputError
from pyworkstation.engine import CsvReader, Dialect, column_map, dialects
from pyworkstation.services.imports.future_ticks import FUTURE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyworkstation.engine import SessionCalendar
    from pyworkstation.protocol.messages import TickFiles


_ANY_TIMES = "%Y-%m-%d %H:%M:%S"
"""That do not say their zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """None: the file tells. `described` is empty where nothing was said that the journal has no column for.

    `policies` are those of the engine, which knows no clock: `keeps_future` is that of ticks later than now.
    `calendar` tells ticks out of hours and gaps, `rests_at_weekends` which dates and zones cannot be.
    """

    dialect: Dialect | None
    time_format: str | None
    delimiter: str | None
    decimal_comma: bool
    time_zone: str | None
    volume_unit: VolumeUnit | None
    price_shift: int | None
    policies: Mapping[str, str]
    keeps_future: bool
    max_rejects: int
    described: str
    calendar: SessionCalendar
    rests_at_weekends: bool


def read_options(request: TickFiles, calendar: SessionCalendar, *, rests_at_weekends: bool) -> ReadOptions:
    """The options of a request.

    Raises:
        InputError: for a dialect, a column or a policy that is none, and for options that do not go together.
    """
    _check_together(request)
    policies = dict(map(_policy, request.policies))
    keeps_future = _keeps_future(policies.pop(FUTURE, "stop"))
    _check_each(request, policies)
    is_part = request.columns is None
    return ReadOptions(
        dialect=_dialect(request),
        time_format=request.time_format if is_part else None,
        delimiter=request.delimiter if is_part else None,
        decimal_comma=request.decimal_comma and is_part,
        time_zone=request.time_zone,
        volume_unit=volume_unit_named(request.volume_unit),
        # Who vouches for the prices says that they are of the right scale.
        price_shift=0 if request.price_shift is None and request.accept_prices else request.price_shift,
        policies=policies,
        keeps_future=keeps_future,
        max_rejects=request.max_rejects,
        described=_described(request, policies),
        calendar=calendar,
        rests_at_weekends=rests_at_weekends,
    )


def layout_options(request: TickFiles) -> dict[str, bool]:
    """Which options of a layout are given."""
    return {
        "--dialect": request.dialect != "auto",
        "--columns": request.columns is not None,
        "--time-format": request.time_format is not None,
        "--delimiter": request.delimiter is not None,
        "--decimal-comma": request.decimal_comma,
        "--header": request.has_header,
    }


def _check_together(request: TickFiles) -> None:
    given = [option for option, is_given in layout_options(request).items() if is_given]
    if "--dialect" in given and len(given) > 1:
        raise InputError(
            expected="--dialect alone, for it is a whole layout", found=" and ".join(given), where="import"
        )
    if "--header" in given and "--columns" not in given:
        raise InputError(
            expected="--columns with --header", found="none", where="import",
            mend="leave --header away: without --columns it is found out",
        )  # fmt: skip


def _check_each(request: TickFiles, policies: Mapping[str, str]) -> None:
    """What is wrong in itself is said once, and not of every file."""
    plain = dialects()[0]
    if policies:
        CsvReader(plain, digits=0, volume_scale=1, where="--policy", policies=policies)
    if request.time_zone is not None:
        with _told_of("--time-zone"):
            column_map(plain.columns, time_format=_ANY_TIMES, time_zone=request.time_zone)
    if request.time_format is not None:
        with _told_of("--time-format"):
            column_map(plain.columns, time_format=request.time_format)


@contextmanager
def _told_of(option: str) -> Iterator[None]:
    """The engine knows no options."""
    try:
        yield
    except InputError as fault:
        raise InputError(expected=fault.expected, found=fault.found, where=option, mend=fault.mend) from None


def _policy(text: str) -> tuple[str, str]:
    kind, separator, policy = text.partition("=")
    if not separator:
        raise InputError(expected="such as duplicate=drop", found=repr(text), where="--policy")
    return kind, policy


def _keeps_future(policy: str) -> bool:
    if policy not in ("keep", "stop"):
        raise InputError(
            expected=f"{FUTURE}=keep or {FUTURE}=stop", found=f"{FUTURE}={policy}", where="--policy"
        )
    return policy == "keep"


def _dialect(request: TickFiles) -> Dialect | None:
    if request.columns is None:
        return None if request.dialect == "auto" else _named_dialect(request.dialect)
    if request.time_format is None:
        raise InputError(
            expected="--time-format with --columns", found="none", where="import",
            mend="say how times are written: '%Y.%m.%d %H:%M:%S.%f', epoch-ms, iso",
        )  # fmt: skip
    with _told_of("--columns"):
        return column_map(
            request.columns,
            time_format=request.time_format,
            decimal_comma=request.decimal_comma,
            delimiter=request.delimiter,
            time_zone=request.time_zone,
            has_header=request.has_header,
        )


def _named_dialect(name: str) -> Dialect:
    table = {dialect.name: dialect for dialect in dialects()}
    if name not in table:
        raise InputError(expected=f"auto, {', '.join(table)}", found=name, where="--dialect")
    return table[name]


def _described(request: TickFiles, policies: Mapping[str, str]) -> str:
    parts = {
        "price-shift": request.price_shift or None,
        "columns": request.columns,
        "time-format": request.time_format,
        "delimiter": request.delimiter,
        "decimal-comma": request.decimal_comma or None,
        "header": request.has_header or None,
    }
    said = [f"{name}={value}" for name, value in parts.items() if value is not None]
    # A file that was stored had none of what its import was to stop at: that makes it no other reading.
    told = (f"{kind}={policy}" for kind, policy in sorted(policies.items()) if policy != "stop")
    return "; ".join([*said, *told])
