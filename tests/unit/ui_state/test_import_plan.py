"""The import wizard's plan and its words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pyworkstation.domain.columns import Ticks
from pyworkstation.protocol.messages import (
    DryRun,
    DryRunDone,
    FileAnswer,
    FileReading,
    Finding,
    ImportDone,
    ImportedFile,
    ImportProgress,
    OtherReading,
    RefusedFile,
    Reply,
)
from pyworkstation_ui.state.counted import format_bytes, format_left
from pyworkstation_ui.state.import_plan import DIALECTS, ImportPlan
from pyworkstation_ui.state.import_words import (
    SURE,
    first_ticks,
    found_rows,
    permille,
    progress_words,
    read_parts,
    result_words,
    verdict,
)
from pyworkstation_ui.state.records import Tone
from tests.unit.ui_state.market import MONDAY, SECOND

PLAN = ImportPlan(paths=("/ticks/a.csv",), symbol="EURUSD")


def test_suggested_layouts_are_those_of_the_engine() -> None:
    rust = Path("engine-rs/core/src/formats/dialects.rs").read_text(encoding="utf-8")
    names = [name for name in re.findall(r'name: Borrowed\("([a-z0-9-]*)"\)', rust) if name]
    assert list(DIALECTS) == ["auto", *names]


def test_the_bound_below_which_an_import_asks_is_the_engines() -> None:
    rust = "".join(
        path.read_text(encoding="utf-8") for path in Path("engine-rs/core/src/formats").rglob("*.rs")
    )
    assert re.search(r"STATED_CONFIDENCE: f64 = ([0-9.]+);", rust)[1] == str(SURE)  # type: ignore[index]


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        ("--dialect new-york", {"dialect": "new-york"}),
        ("--time-zone=-05:00", {"time_zone": "-05:00"}),
        (
            '--columns time,ask,bid --time-format "%m/%d/%Y %H:%M:%S.%f"',
            {"columns": "time,ask,bid", "time_format": "%m/%d/%Y %H:%M:%S.%f"},
        ),
        ("--volume-unit thousands", {"volume_unit": "thousands"}),
        ("--price-shift -5", {"price_shift": -5}),
        (
            "--columns time,bid,ask --delimiter ';' --decimal-comma --header",
            {"columns": "time,bid,ask", "delimiter": ";", "decimal_comma": True, "has_header": True},
        ),
        ("--accept-prices", {"accept_prices": True}),
    ],
)
def test_options_of_another_reading_go_into_the_plan(options: str, changes: dict[str, object]) -> None:
    assert PLAN.with_options(options) == replace(PLAN, **changes)  # type: ignore[arg-type]


def test_what_is_not_said_is_left_to_be_found_out() -> None:
    assert PLAN.dry_run() == DryRun(paths=["/ticks/a.csv"], symbol="EURUSD")


def test_the_import_reads_as_the_dry_run_did() -> None:
    plan = replace(PLAN, delimiter="tab", time_zone="EET", price_shift=2, replace=True)
    asked, stored = plan.dry_run(), plan.import_ticks("job-1")
    assert stored.job == "job-1"
    assert (stored.delimiter, stored.time_zone, stored.price_shift, stored.replace) == ("\t", "EET", 2, True)
    assert all(getattr(stored, name) == getattr(asked, name) for name in asked.__struct_fields__)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (ImportPlan(), "Add files"),
        (replace(PLAN, symbol=""), "which symbol"),
        (replace(PLAN, symbol="EUR/USD"), "symbol"),
        (replace(PLAN, delimiter="--"), "delimiter"),
        (PLAN, ""),
    ],
)
def test_a_plan_says_what_it_lacks(plan: ImportPlan, words: str) -> None:
    assert words in plan.lacks()
    assert bool(plan.lacks()) is bool(words)


def test_a_file_is_added_once() -> None:
    assert PLAN.with_paths(["/ticks/b.csv", "/ticks/a.csv"]).paths == ("/ticks/a.csv", "/ticks/b.csv")


def answer(confidence: float = 0.95, **changes: object) -> FileAnswer:
    """How a time zone was found out."""
    fields: dict[str, object] = {
        "question": "time-zone",
        "choice": "America/New_York",
        "confidence": confidence,
        "reasons": ["its name says NYC", "it rests at weekends"],
        "options": "--time-zone=America/New_York",
        "mend": "say it with --time-zone, such as UTC or EET",
        "others": [
            OtherReading(
                choice="UTC", change="the first tick would be 5 h earlier", options="--time-zone=UTC"
            )
        ],
    }
    return FileAnswer(**(fields | changes))  # type: ignore[arg-type]


def reading(*answers: FileAnswer, problem: str = "", files: int = 1) -> FileReading:
    """A file of two ticks."""
    ticks = Ticks(
        ts_us=np.array([MONDAY, MONDAY + SECOND + 62_000]),
        bid=np.array([111_982, 111_984]),
        ask=np.array([111_983, 111_985]),
        bid_volume=np.array([0, 1_500_000]),
        ask_volume=np.array([0, 2]),
    )
    return FileReading(
        path="/ticks/a.csv",
        files=files,
        dialect="new-york",
        columns="time,bid,ask",
        time_format="%m/%d/%Y",
        delimiter=",",
        decimal_mark=".",
        answers=list(answers),
        problem=problem,
        digits=5,
        count=2,
        packed=ticks.pack(),
    )


DONE = DryRunDone(symbol="EURUSD", files=1, files_skipped=[])
REFUSED = RefusedFile(path="/ticks/x.csv", reason="/ticks/x.csv: expected ticks, found a picture")


@pytest.mark.parametrize(
    ("parts", "line", "tone"),
    [
        ([reading(answer()), DONE], "1 file would be imported.", Tone.GOOD),
        ([reading(answer(), files=24), DONE], "24 files would be imported.", Tone.GOOD),
        ([reading(answer()), REFUSED, DONE], "1 file would be imported, 1 file left out.", Tone.WARN),
        ([reading(answer(0.79)), DONE], "The file would be left out.", Tone.BAD),
        (
            [reading(answer(), problem="it is in already"), REFUSED, DONE],
            "All 2 files would be left out.",
            Tone.BAD,
        ),
        ([DONE], "No tick file found there.", Tone.WARN),
    ],
)
def test_a_dry_run_is_judged_in_one_line(parts: list[Reply], line: str, tone: Tone) -> None:
    assert verdict(read_parts(parts)) == (line, tone)


def test_every_reason_to_leave_a_file_out_is_given() -> None:
    parts: list[Reply] = [
        reading(answer(0.5)),
        reading(answer(), problem="a.csv: it is in already"),
        REFUSED,
        DONE,
    ]
    assert read_parts(parts).faults == (
        "a.csv: time zone too unsure to import; say it with --time-zone, such as UTC or EET",
        "a.csv: it is in already",
        REFUSED.reason,
    )


def test_the_file_that_would_be_left_out_is_the_one_shown() -> None:
    bad = reading(answer(0.5))
    assert read_parts([reading(answer()), bad, DONE]).shown is bad


def test_answers_stand_above_the_others_that_they_might_have_been() -> None:
    rows = found_rows(reading(answer(0.5)))
    assert [(row.question, row.choice, row.confidence, row.is_doubtful) for row in rows] == [
        ("Time zone", "America/New_York", 0.5, True),
        ("", "or UTC", None, False),
    ]
    assert rows[0].why == "its name says NYC; it rests at weekends"
    assert rows[1].why == "5 h earlier"
    assert rows[1].options == "--time-zone=UTC"


def test_first_ticks_are_written_as_they_would_be_stored() -> None:
    assert first_ticks(reading(answer()))[1] == (
        1,
        "2025-03-10 00:00:01.062",
        "1.11984",
        "1.11985",
        "1,500,000",
        "2",
    )


PROGRESS = ImportProgress(
    symbol="EURUSD",
    path="/ticks/b.csv",
    files_done=1,
    files_total=3,
    bytes_done=3 << 20,
    bytes_total=12 << 20,
    ticks_done=266_219,
    ticks_per_second=1_200_000,
    seconds_left=125,
)


def test_progress_names_the_file_the_rate_and_the_time_left() -> None:
    assert progress_words(PROGRESS) == [
        "b.csv   (2 of 3 files)",
        "266,219 ticks   1,200,000 ticks/s   3.0 MB of 12.0 MB   2 min 05 s left",
    ]
    assert permille(PROGRESS) == 250


@pytest.mark.parametrize(
    ("size", "text"), [(812, "812 B"), (1024, "1.0 kB"), (12_897_485, "12.3 MB"), (3 << 30, "3.0 GB")]
)
def test_sizes_are_short(size: int, text: str) -> None:
    assert format_bytes(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, ""), (0, "0 s"), (59, "59 s"), (60, "1 min 00 s"), (4800, "1 h 20 min")]
)
def test_time_left_is_short(seconds: int | None, text: str) -> None:
    assert format_left(seconds) == text


def imported(**changes: object) -> ImportedFile:
    """A file of 1,000 ticks."""
    fields: dict[str, object] = {
        "path": "/ticks/a.csv",
        "dialect": "default",
        "ticks_read": 1000,
        "ticks_new": 1000,
        "already": False,
        "files_done": 1,
        "files_total": 1,
    }
    return ImportedFile(**(fields | changes))  # type: ignore[arg-type]


def done(**changes: object) -> ImportDone:
    """Its end."""
    fields: dict[str, object] = {
        "symbol": "EURUSD",
        "files": 1,
        "files_skipped": [],
        "ticks_read": 1000,
        "ticks_new": 1000,
        "seconds": 0.5,
        "volume_unit": "units",
    }
    return ImportDone(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("end", "files", "refused", "lines"),
    [
        (
            done(),
            [imported()],
            [],
            [
                "1,000 new ticks of EURUSD are stored.",
                "1 file, 1,000 ticks read in 0.5 s, 2,000 ticks/s; volumes in units",
            ],
        ),
        (
            done(ticks_new=0),
            [imported(already=True, ticks_new=0)],
            [],
            [
                "1 file of EURUSD had been imported already; nothing is new.",
                "1 file, 1,000 ticks read in 0.5 s; volumes in units",
            ],
        ),
        (
            done(cancelled=True),
            [],
            [],
            ["Stopped. 0 files imported; the same import later goes on from there."],
        ),
        (
            done(files_skipped=["a.txt: no ticks"], ticks_replaced=3),
            [imported(rejected=2, findings=[Finding(kind="crossed", count=4)])],
            ["x.csv: a picture"],
            [
                "1,000 new ticks of EURUSD are stored.",
                "1 file, 1,000 ticks read in 0.5 s, 2,000 ticks/s; volumes in units",
                "3 stored ticks of their time replaced; undoing the import brings them back",
                "found: 4 crossed",
                "2 rows left out: see the tab Rows left out",
                "skipped a.txt: no ticks",
                "left out: x.csv: a picture",
            ],
        ),
        (done(), [], [], ["Nothing of EURUSD was imported."]),
    ],
)
def test_the_result_says_what_came(
    end: ImportDone, files: list[ImportedFile], refused: list[str], lines: list[str]
) -> None:
    assert result_words(end, files, refused) == lines
