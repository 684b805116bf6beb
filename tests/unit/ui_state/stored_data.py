"""A quality report, an import and an undoing for tests of the data manager."""

from __future__ import annotations

from pyworkstation.protocol.messages import (
    Deduction,
    Distribution,
    Finding,
    Gap,
    ImportRun,
    Quality,
    QualityDay,
    QualityDays,
    UndoDone,
)
from tests.unit.ui_state.market import DAY, HOUR, MONDAY, SECOND

_SPREADS = Distribution(least=0, p5=1, p25=2, median=3, p75=4, p95=6, p99=9, most=40, mean=3.2)


def quality_day(day: int, ticks: int, *, open_h: int = 24, missing_s: int = 0) -> QualityDay:
    """A day from Monday on, its ticks in one hour."""
    return QualityDay(
        day_us=MONDAY + day * DAY,
        ticks=[ticks, *[0] * 23],
        open_s=[3600] * open_h + [0] * (24 - open_h),
        missing_s=[missing_s, *[0] * 23],
    )


DAYS = QualityDays(
    symbol="EURUSD",
    days=[
        quality_day(0, 100_000),
        quality_day(1, 0),
        quality_day(2, 50, missing_s=36_000),
        quality_day(-1, 7, open_h=0),
    ],
)


def quality(**changes: object) -> Quality:
    """A report with two gaps and three kinds of faults."""
    fields: dict[str, object] = {
        "symbol": "EURUSD",
        "digits": 5,
        "of": "stored ticks",
        "from_us": MONDAY,
        "to_us": MONDAY + 3 * DAY,
        "first_us": MONDAY,
        "last_us": MONDAY + 3 * DAY,
        "ticks": 100_057,
        "open_s": 259_200,
        "missing_s": 36_000,
        "coverage": 0.9583,
        "gap_minutes": 5,
        "gaps_total": 2,
        "gaps": [
            Gap(from_us=MONDAY, to_us=MONDAY + HOUR, market_us=600 * SECOND),
            Gap(from_us=MONDAY + DAY, to_us=MONDAY + DAY + 2 * HOUR, market_us=7200 * SECOND),
        ],
        "findings": [Finding(kind="crossed", count=100), Finding(kind="duplicate", count=500)],
        "rejected": [Finding(kind="unparsable", count=2)],
        "spread": _SPREADS,
        "rate": _SPREADS,
        "minutes": 1440,
        "busiest_us": MONDAY,
        "deductions": [
            Deduction(kind="crossed", share=0.001, points=7.5),
            Deduction(kind="rejected", share=0.00002, points=0.05),
        ],
        "score": 88.4,
    }
    return Quality(**(fields | changes))  # type: ignore[arg-type]


def import_run(import_id: int = 1, **changes: object) -> ImportRun:
    """An import of one file."""
    fields: dict[str, object] = {
        "id": import_id,
        "symbol": "EURUSD",
        "imported_us": MONDAY + import_id * HOUR + 5,
        "path": "/ticks/EURUSD.csv",
        "files": 1,
        "dialects": ["default"],
        "volume_units": ["millions"],
        "time_zones": ["UTC"],
        "options": [],
        "ticks_read": 306_657,
        "ticks_held": 306_000,
        "rejected": 0,
        "first_us": MONDAY,
        "last_us": MONDAY + DAY,
    }
    return ImportRun(**(fields | changes))  # type: ignore[arg-type]


def undo_done(**changes: object) -> UndoDone:
    """What undoing import 1 does."""
    fields: dict[str, object] = {
        "id": 1,
        "symbol": "EURUSD",
        "files": 1,
        "removed": 306_000,
        "kept": 657,
        "restored": 0,
    }
    return UndoDone(**(fields | changes))  # type: ignore[arg-type]
