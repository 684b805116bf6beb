"""What formats say of themselves, as answers: there is little to find out in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pyworkstation.adapters.volume_unit import VOLUME_SCALES, VolumeUnit
from pyworkstation.protocol.messages import FileAnswer, OtherReading
from pyworkstation.services.imports.archive_file import ARCHIVE
from pyworkstation.services.imports.exported_json_file import EXPORT
from pyworkstation.services.imports.hour_file import BI5
from pyworkstation.services.imports.json_file import JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.engine import TickColumns
    from pyworkstation.services.imports.read_options import ReadOptions
    from pyworkstation.services.imports.scale_check import PriceCheck
    from pyworkstation.storage.imports.reading import Reading

_STATED: dict[str, tuple[tuple[str, str, str], ...]] = {
    BI5: (
        ("layout", "Dukascopy's hour files (bi5)", "they are named so"),
        ("time-zone", "UTC", "the folders tell the hour; their months count from 00"),
        ("sides", "ask before bid", "the format has them so"),
    ),
    JSON: (
        ("layout", "an answer of Dukascopy's newer service", "its fields say it"),
        ("time-zone", "UTC", "the format has times so"),
        ("sides", "asks and bids by name", "its fields say it"),
        ("volume-unit", "units", "the format has them so"),
    ),
    EXPORT: (
        ("layout", "a file that this program wrote", "its columns say it"),
        ("time-zone", "UTC", "this program writes times so"),
        ("sides", "bid and ask by name", "its columns say it"),
        ("volume-unit", "units", "this program writes them so"),
    ),
    ARCHIVE: (
        ("layout", "a day of an archive of this program", "its facts and its checksum say it"),
        ("time-zone", "UTC", "the format has times so"),
        ("sides", "bid and ask by name", "its columns say it"),
        ("volume-unit", "units", "the format has them so"),
    ),
}
"""(question, answer, why) of each format."""


def stated_answers(
    reading: Reading, options: ReadOptions, ticks: TickColumns, prices: PriceCheck
) -> list[FileAnswer]:
    """What is to be said of a file with these ticks, in the order of asking."""
    answers = [_answer(question, choice, why) for question, choice, why in _STATED[reading.dialect]]
    answers += _volumes(options, ticks) if reading.dialect == BI5 else ()
    answers += _scale(options, ticks, prices) if reading.dialect != ARCHIVE else ()
    return answers


def _answer(question: str, choice: str, why: str, *, confidence: float = 1.0, option: str = "") -> FileAnswer:
    return FileAnswer(
        question=question,
        choice=choice,
        confidence=confidence,
        reasons=[why],
        options=option,
        mend="",
        others=[],
    )


def _volumes(options: ReadOptions, ticks: TickColumns) -> Iterator[FileAnswer]:
    unit: VolumeUnit = options.volume_unit or "millions"
    is_said = options.volume_unit is not None
    yield FileAnswer(
        question="volume-unit",
        choice=unit,
        confidence=1.0 if is_said else 0.95,
        reasons=["you said so" if is_said else "Dukascopy writes millions into them"],
        options=f"--volume-unit {unit}",
        mend="",
        others=[
            OtherReading(
                choice=other,
                change=_as_volumes(ticks, VOLUME_SCALES[other] / VOLUME_SCALES[unit]),
                options=f"--volume-unit {other}",
            )
            for other in VOLUME_SCALES
            if other != unit
        ],
    )


def _as_volumes(ticks: TickColumns, factor: float) -> str:
    if not len(ticks):
        return "there is no tick to change"
    bid, ask = (round(int(column[0]) * factor) for column in (ticks.bid_volume, ticks.ask_volume))
    return f"the first tick would be volumes {bid} and {ask}"


def _scale(options: ReadOptions, ticks: TickColumns, prices: PriceCheck) -> Iterator[FileAnswer]:
    shift, known = options.price_shift, prices.hint
    option = f"--price-shift {shift or 0}"
    choice = f"prices times 10**{shift}" if shift else "prices as they stand"
    if shift is not None:
        yield _answer("price-scale", choice, "you said so", option=option)
    elif len(ticks) and known is not None:
        price = float(np.median(ticks.bid)) / 10**prices.instrument.digits
        why = f"a typical price is {price:g}, the instrument's are from {known.low:g} to {known.high:g}"
        is_known = price in (prices.known or known)
        yield _answer("price-scale", choice, why, confidence=0.99 if is_known else 0.3, option=option)
