"""Stretches of time that somebody asks for: [from, to) in microseconds, either end open."""

from __future__ import annotations

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.units import check_time, format_time


def check_range(from_us: int | None, to_us: int | None) -> None:
    """Raises InputError when it ends before it begins, or lies where no market data can be."""
    for ts_us, option in ((from_us, "--from"), (to_us, "--to")):
        if ts_us is not None:
            check_time(ts_us, where=option)
    if from_us is not None and to_us is not None and to_us < from_us:
        raise InputError(
            expected=f"a time not after --to, which is {format_time(to_us)}",
            found=format_time(from_us),
            where="--from",
            mend="swap them",
        )
