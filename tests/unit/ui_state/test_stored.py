"""What the data manager says of stored symbols, imports, days and faults."""

from __future__ import annotations

from datetime import date

import pytest

from pyworkstation.protocol.messages import ImportRun, UndoDone
from pyworkstation_ui.state.coverage import Coverage, coverage, day_words, week_of
from pyworkstation_ui.state.quality_rows import faults, figures, longest_gaps, score_tone
from pyworkstation_ui.state.records import Tone, changed_rows, same_keys
from pyworkstation_ui.state.stored import import_state, read_as, undo_words
from tests.unit.ui_state.market import DAY, MONDAY
from tests.unit.ui_state.stored_data import DAYS, import_run, quality, undo_done


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (import_run(), "stored"),
        (import_run(replaces=True), "replaced others"),
        (import_run(unfinished=True), "unfinished: import it again to go on"),
        (import_run(incomplete=True), "may lack ticks: import it again"),
        (import_run(undone_us=MONDAY + 1, unfinished=True), "undone 2025-03-10 00:00:00"),
    ],
)
def test_an_imports_state_in_words(run: ImportRun, words: str) -> None:
    assert import_state(run) == words


def test_how_an_import_was_read_leaves_out_what_was_not_said() -> None:
    assert read_as(import_run()) == "default, millions, UTC"
    assert read_as(import_run(dialects=["default", "duka"], options=["--header"], time_zones=[])) == (
        "default/duka, millions, --header"
    )


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (
            undo_done(),
            "306,000 ticks of EURUSD go out of the store.\n657 stay, for other imports have them too.",
        ),
        (
            undo_done(kept=0, restored=5, incomplete=["/b.csv"]),
            "306,000 ticks of EURUSD go out of the store.\n5 come back that it had replaced.\n"
            "/b.csv may lack ticks then: import it again.",
        ),
        (undo_done(undone_us=MONDAY), "Import 1 was undone before, 2025-03-10 00:00:00."),
    ],
)
def test_undoing_is_described_before_it_is_done(done: UndoDone, words: str) -> None:
    assert undo_words(done) == words


MON, TUE, WED, SUN = date(2025, 3, 10), date(2025, 3, 11), date(2025, 3, 12), date(2025, 3, 9)


@pytest.fixture
def calendar() -> Coverage:
    return coverage(DAYS.days)


def test_days_are_told_apart_by_what_they_lack(calendar: Coverage) -> None:
    assert [(day, cell.is_missing, cell.has_hole) for day, cell in sorted(calendar.cells.items())] == [
        (SUN, False, False),
        (MON, False, False),
        (TUE, True, False),
        (WED, False, True),
    ]


def test_the_busiest_day_is_the_brightest_and_few_ticks_are_dim(calendar: Coverage) -> None:
    levels = {day: calendar.level(cell) for day, cell in calendar.cells.items()}
    assert levels == {MON: 7, TUE: 0, WED: 0, SUN: 0}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (MON, "Mon 10 Mar 2025: 100,000 ticks in 24 h 00 min of market time"),
        (TUE, "Tue 11 Mar 2025: no tick, though the market was open for 24 h 00 min"),
        (WED, "Wed 12 Mar 2025: 50 ticks in 24 h 00 min of market time, 10 h 00 min in gaps"),
        (date(2025, 3, 15), "Sat 15 Mar 2025: no tick, market closed or outside of what is stored"),
    ],
)
def test_a_day_in_words(calendar: Coverage, day: date, words: str) -> None:
    assert day_words(calendar.cells.get(day), day) == words


@pytest.mark.parametrize(
    ("day", "week"),
    # 2025 begins on a Wednesday: the first Monday, 6 January, begins the second column.
    [(date(2025, 1, 1), 0), (date(2025, 1, 5), 0), (date(2025, 1, 6), 1), (date(2025, 12, 31), 52)],
)
def test_weeks_are_columns_that_begin_on_monday(day: date, week: int) -> None:
    assert week_of(day) == week


def test_days_before_1970_have_a_place() -> None:
    from tests.unit.ui_state.stored_data import quality_day  # noqa: PLC0415

    days = [quality_day(-MONDAY // DAY - 1, 5)]
    assert list(coverage(days).cells) == [date(1969, 12, 31)]


def test_no_day_gives_no_year() -> None:
    assert coverage([]) == Coverage({}, (), 0)


def test_the_report_in_figures() -> None:
    assert [(figure.name, figure.value) for figure in figures(quality())] == [
        ("score of 100", "88.4"),
        ("coverage", "95.830 %"),
        ("ticks", "100,057"),
        ("market open", "3d 00h"),
        ("gaps of 5 min", "2"),
        ("missing", "10h 00m"),
        ("median spread", "3 pt"),
        ("ticks a minute", "3"),
    ]


@pytest.mark.parametrize(
    ("score", "tone"), [(95, Tone.GOOD), (94.9, Tone.WARN), (80, Tone.WARN), (79, Tone.BAD)]
)
def test_the_score_has_a_colour(score: float, tone: Tone) -> None:
    assert score_tone(score) is tone


def test_faults_come_dearest_first_and_then_by_number() -> None:
    assert [(fault.kind, fault.ticks, fault.points) for fault in faults(quality())] == [
        ("crossed", 100, 7.5),
        ("left out on import", 2, 0.05),
        ("duplicate", 500, 0.0),
    ]


def test_gaps_come_longest_first() -> None:
    assert [gap.market_us // 1_000_000 for gap in longest_gaps(quality())] == [7200, 600]


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [([1, 2, 3], [1, 2, 3], None), ([1, 2, 3], [1, 5, 3], (1, 1)), ([1, 2, 3], [0, 2, 4], (0, 2))],
)
def test_only_what_changed_is_told(before: list[int], after: list[int], rows: tuple[int, int] | None) -> None:
    assert changed_rows(before, after) == rows


def test_rows_are_the_same_when_their_keys_are() -> None:
    assert same_keys(["a1", "b1"], ["a2", "b2"], lambda row: row[0])
    assert not same_keys(["a1", "b1"], ["b1", "a1"], lambda row: row[0])
    assert not same_keys(["a1"], ["a1", "b1"], lambda row: row[0])
