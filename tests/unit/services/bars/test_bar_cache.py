"""Cached bars are those that the builder makes of the ticks as they are now, whatever was imported, replaced and undone."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pyworkstation.domain.columns import Bars
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.domain.units import parse_time
from pyworkstation.engine import BarBuilder
from pyworkstation.protocol.messages import GetBars
from pyworkstation.services.bars import bar_cache, built_bars, count_cache
from pyworkstation.services.bars.bars import get_bars
from pyworkstation.services.bars.built_bars import built
from pyworkstation.services.trading_days import trading_days
from pyworkstation.storage.bars import bar_cells
from pyworkstation.storage.database import Store
from pyworkstation.storage.imports.undo_import import undo_run
from pyworkstation.storage.instruments import find_instrument
from pyworkstation.storage.statement import statement
from pyworkstation.storage.ticks.live_ticks import append_ticks, compact_live
from tests.stores import Row, open_at, store_rows, stored_rows, ticks_of

HOUR = 3_600_000_000
T0 = parse_time("2024-03-08T12:00:00Z", where="test")  # a Friday; on Sunday the US clocks go forward
SYMBOL = "EURUSD"
TIMEFRAMES = ("M1", "M7", "M15", "H1", "H4", "H5", "D1", "W1", "MN1", "T3", "R20", "V40", "K5")


@pytest.fixture(autouse=True)
def _small_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bar_cache, "CELL_BARS", 100)
    monkeypatch.setattr(bar_cache, "CELLS_AT_ONCE", 3)
    monkeypatch.setattr(count_cache, "CELL_TICKS", 12)
    for module in (bar_cache, count_cache):
        monkeypatch.setattr(module, "WORTH_STORING_TICKS", 0)


def answered(store: Store, timeframe: str, **options: Any) -> list[tuple[int, ...]]:
    request = GetBars(symbol=SYMBOL, timeframe=timeframe, **options)
    return rows_of(Bars.concatenate([Bars.unpack(part.packed) for part in get_bars(request, store)]))


def rows_of(bars: Bars) -> list[tuple[int, ...]]:
    return list(zip(*(getattr(bars, name).tolist() for name in Bars.names()), strict=True))


def expected(store: Store, timeframe: str, **options: Any) -> list[tuple[int, ...]]:
    """From all ticks, with nothing cached; a range chooses by the bars' opens."""
    from_us, to_us = options.pop("from_us", None), options.pop("to_us", None)
    options["day_close"] = trading_days(store.home, SYMBOL, options.get("day_close", "session")).day_close
    ticks = ticks_of(stored_rows(store))
    rows = rows_of(Bars.concatenate(list(built(BarBuilder(timeframe, **options), [ticks]))))
    return [
        row
        for row in rows
        if (from_us is None or row[0] >= from_us) and (to_us is None or row[0] < to_us)
    ]  # fmt: skip


OWN = """
[own]
zone = "Europe/London"
day_close = "16:30"
open = [["Mon 08:00", "Mon 12:00"], ["Mon 13:00", "Mon 16:30"], ["Tue 08:00", "Fri 16:30"]]
"""

TIMES = st.one_of(
    st.integers(0, 90).map(lambda hour: T0 + hour * HOUR),
    st.integers(0, 90 * HOUR).map(lambda offset: T0 + offset),
    st.integers(0, 30_000).map(lambda second: T0 + 53 * HOUR + second * 1_000_000),
)
ROWS = st.lists(
    st.tuples(TIMES, st.integers(100, 140), st.integers(141, 150), st.integers(0, 30), st.integers(0, 3)),
    min_size=1,
    max_size=30,
).map(sorted)

STORE = st.tuples(st.just("store"), ROWS, st.booleans(), st.integers(2, 40))
APPEND = st.tuples(st.just("append"), ROWS, st.booleans())
UNDO = st.tuples(st.just("undo"), st.integers(0, 9))
READ = st.tuples(
    st.just("read"),
    st.sampled_from(TIMEFRAMES),
    st.sampled_from(["left", "right"]),
    st.sampled_from(["session", "new-york", "utc"]),
    st.none() | TIMES,
    st.none() | TIMES,
)


@settings(
    deadline=None,
    max_examples=int(os.environ.get("BAR_CACHE_EXAMPLES", "8")),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=STORE, steps=st.lists(st.one_of(STORE, APPEND, UNDO, READ, READ), min_size=3, max_size=14))
def test_after_any_imports_replacements_live_ticks_and_undos_the_cache_is_right(
    tmp_path_factory: pytest.TempPathFactory, first: Any, steps: list[Any]
) -> None:
    asked: list[dict[str, Any]] = [{"timeframe": name} for name in ("M1", "H1", "D1", "T3")]
    with open_at(home_with_sessions(tmp_path_factory.mktemp("home"), OWN)) as store:
        for number, (verb, *arguments) in enumerate([first, *steps]):
            if verb == "read":
                timeframe, boundary, day_close, *times = arguments
                from_us, to_us = sorted(times) if None not in times else times
                asked.append({
                    "timeframe": timeframe, "boundary": boundary, "day_close": day_close, "from_us": from_us, "to_us": to_us,
                })  # fmt: skip
            else:
                change(store, number, verb, arguments)
            compare(store, asked)


def home_with_sessions(home: Path, table: str) -> Path:
    """One in which the instrument has sessions of its own."""
    row = f'{SYMBOL} = {{ digits = 5, session = "own" }}\n'
    (home / "instruments.toml").write_text(row, encoding="utf-8")
    (home / "sessions.toml").write_text(table, encoding="utf-8")
    return home


def change(store: Store, number: int, verb: str, arguments: list[Any]) -> None:
    if verb == "store":
        rows, replaces, batch_ticks = arguments
        store_rows(store, f"file {number}", rows, replaces=replaces, batch_ticks=batch_ticks)
        return
    if verb == "append":
        append_ticks(store, {find_instrument(store, SYMBOL).id: ticks_of(arguments[0])})
        if arguments[1]:
            compact_live(store)
        return
    with store.cursor() as cursor:
        runs = [run for (run,) in cursor.execute("SELECT DISTINCT run_id FROM imports ORDER BY 1").fetchall()]
    with contextlib.suppress(InputError):  # Another one replaced its ticks, and must be undone first.
        undo_run(store, runs[arguments[0] % len(runs)])


def compare(store: Store, asked: list[dict[str, Any]]) -> None:
    if not stored_rows(store):
        return
    for options in asked[-4:]:
        assert answered(store, **options) == expected(store, **options), options


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_at(tmp_path) as store:
        store_rows(store, "f", minutes(0, 240))
        yield store


def minutes(first: int, last: int, *, bid: int = 100_000) -> list[Row]:
    """Two ticks in each minute."""
    return [(T0 + half * 30_000_000, bid + half % 7, bid + 9, 1, 1) for half in range(2 * first, 2 * last)]


@pytest.fixture
def built_ticks(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Of how many ticks bars are built, by timeframe."""
    counts: Counter[str] = Counter()

    def counting(builder: BarBuilder, chunks: Any) -> Iterator[Bars]:
        for bars in built(builder, chunks):
            counts["ticks"] += int(bars.ticks.sum())
            yield bars

    for module in (bar_cache, count_cache):
        monkeypatch.setattr(module, "built", counting)
    return counts


def test_what_is_cached_is_built_once(store: Store, built_ticks: Counter[str]) -> None:
    for _ in range(2):
        assert answered(store, "M1") == expected(store, "M1")
        assert built_ticks["ticks"] == 480


def test_a_part_is_taken_from_what_was_cached_whole(store: Store, built_ticks: Counter[str]) -> None:
    answered(store, "M1")
    chosen = {"from_us": T0 + 7 * 60_000_000, "to_us": T0 + 93 * 60_000_000}
    assert answered(store, "M1", **chosen) == expected(store, "M1", **chosen)
    assert built_ticks["ticks"] == 480


def test_only_the_hours_that_changed_are_built_again(store: Store, built_ticks: Counter[str]) -> None:
    answered(store, "M1")
    store_rows(store, "g", [(T0 + HOUR + 1, 90_000, 90_009, 1, 1)])
    built_ticks.clear()
    assert answered(store, "M1") == expected(store, "M1")
    # An hour of two ticks a minute, and the one that came.
    assert built_ticks["ticks"] == 121


def test_new_ticks_at_the_end_leave_the_rest_cached(store: Store, built_ticks: Counter[str]) -> None:
    answered(store, "M1")
    store_rows(store, "g", minutes(240, 250))
    built_ticks.clear()
    assert answered(store, "M1") == expected(store, "M1")
    assert built_ticks["ticks"] == 20


@pytest.mark.parametrize("timeframe", ["T7", "R5", "V30", "K3"])
def test_counts_go_on_where_the_cache_ends(
    store: Store, built_ticks: Counter[str], monkeypatch: pytest.MonkeyPatch, timeframe: str
) -> None:
    monkeypatch.setattr(built_bars, "_STEP_TICKS", 30)
    answered(store, timeframe)
    store_rows(store, "g", minutes(240, 250))
    built_ticks.clear()
    for chosen in ({}, {"from_us": T0 + HOUR, "to_us": T0 + 2 * HOUR}, {"from_us": T0 + 3 * HOUR}):
        assert answered(store, timeframe, **chosen) == expected(store, timeframe, **chosen)
    # The cell that ends with the last tick but few, once.
    assert 0 < built_ticks["ticks"] < 120


@pytest.mark.parametrize("timeframe", ["T7", "K3"])
def test_counts_of_long_ago_need_no_ticks(store: Store, built_ticks: Counter[str], timeframe: str) -> None:
    answered(store, timeframe)
    built_ticks.clear()
    chosen = {"to_us": T0 + HOUR}
    assert answered(store, timeframe, **chosen) == expected(store, timeframe, **chosen)
    assert built_ticks["ticks"] == 0


@pytest.mark.parametrize("from_us", [None, T0 + 3 * HOUR, T0 + 4 * HOUR])
def test_bricks_are_built_from_the_first_tick_when_the_cell_before_has_gone(
    store: Store, monkeypatch: pytest.MonkeyPatch, from_us: int | None
) -> None:
    answered(store, "K3")
    store_rows(store, "g", minutes(240, 250))
    monkeypatch.setattr(count_cache, "load_bars", lambda *_: None)
    for _ in range(2):
        assert answered(store, "K3", from_us=from_us) == expected(store, "K3", from_us=from_us)


def test_an_older_tick_moves_all_counts(store: Store) -> None:
    answered(store, "T7")
    store_rows(store, "g", [(T0 - 1, 100_000, 100_009, 1, 1)])
    assert answered(store, "T7") == expected(store, "T7")


def test_timeframes_boundaries_and_days_are_apart(store: Store) -> None:
    for timeframe in ("M1", "H4", "D1"):
        for boundary in ("left", "right"):
            for day_close in ("new-york", "utc"):
                options = {"boundary": boundary, "day_close": day_close}
                for _ in range(2):
                    assert answered(store, timeframe, **options) == expected(store, timeframe, **options)


def test_the_cache_outlives_the_process(tmp_path: Path, built_ticks: Counter[str]) -> None:
    with open_at(tmp_path) as store:
        store_rows(store, "f", minutes(0, 240))
        answered(store, "M1")
    built_ticks.clear()
    with open_at(tmp_path) as store:
        assert answered(store, "M1") == expected(store, "M1")
    assert built_ticks["ticks"] == 0


def test_another_version_of_the_engine_builds_anew(
    store: Store, built_ticks: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(store, "M1")
    built_ticks.clear()
    monkeypatch.setattr("pyworkstation.services.bars.bars.version", "another")
    assert answered(store, "M1") == expected(store, "M1")
    assert built_ticks["ticks"] == 480
    with store.cursor() as cursor:
        assert cursor.execute("SELECT DISTINCT built_by FROM bar_cells").fetchall() == [("another",)]


def test_days_that_end_otherwise_than_before_are_built_anew(
    tmp_path: Path, built_ticks: Counter[str]
) -> None:
    rows = minutes(0, 2880)  # from Friday 12:00 UTC to Sunday
    with open_at(home_with_sessions(tmp_path, OWN)) as store:
        store_rows(store, "f", rows)
        for table in (OWN, OWN.replace('"16:30"', '"15:00"'), OWN + 'holidays = ["03-08"]'):
            home_with_sessions(tmp_path, table)
            built_ticks.clear()
            for _ in range(2):
                assert answered(store, "D1") == expected(store, "D1")
            assert built_ticks["ticks"] == len(rows)
        # The first table again: what was built then is still there.
        home_with_sessions(tmp_path, OWN)
        built_ticks.clear()
        assert answered(store, "D1") == expected(store, "D1")
        assert built_ticks["ticks"] == 0


def test_a_live_tick_is_in_the_bars_at_once(store: Store) -> None:
    answered(store, "M1")
    for row in [*minutes(239, 241), (T0 + HOUR + 1, 90_000, 90_009, 1, 1)]:
        append_ticks(store, {find_instrument(store, SYMBOL).id: ticks_of([row])})
        assert answered(store, "M1") == expected(store, "M1")


def test_few_ticks_are_not_worth_a_write(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bar_cache, "WORTH_STORING_TICKS", 1000)
    answered(store, "M1")
    assert cells(store) == 0


@pytest.mark.parametrize("fault", ["no room", "a failing disk"])
def test_where_the_disk_fails_bars_are_answered_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    def fail(name: str) -> str:
        if name == "store_bar_cell":
            raise EnvironmentFailure("the disk is full")
        return statement(name)

    if fault == "no room":
        monkeypatch.setattr(bar_cells, "_ROOM_TO_KEEP", 2**62)
    else:
        monkeypatch.setattr(bar_cells, "statement", fail)
    assert answered(store, "M1") == expected(store, "M1")
    assert cells(store) == 0


def test_a_reader_that_leaves_early_leaves_no_half_cell(store: Store) -> None:
    parts = get_bars(GetBars(symbol=SYMBOL, timeframe="M1"), store)
    next(parts)
    parts.close()  # type: ignore[attr-defined]
    assert answered(store, "M1") == expected(store, "M1")


def test_ticks_that_came_while_bars_were_built_are_found_later(store: Store) -> None:
    """The hours' numbers are read before the ticks: what is stored in between is built again the next time."""
    load = bar_cells.load_cells

    def load_and_store(*arguments: Any, **options: Any) -> Any:
        loaded = load(*arguments, **options)
        if len(stored_rows(store)) == 480:
            store_rows(store, "g", [(T0 + HOUR + 1, 90_000, 90_009, 1, 1)])
        return loaded

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bar_cache, "load_cells", load_and_store)
        answered(store, "M1")
    assert answered(store, "M1") == expected(store, "M1")


def cells(store: Store) -> int:
    with store.cursor() as cursor:
        [(count,)] = cursor.execute("SELECT count(*) FROM bar_cells").fetchall()
    return int(count)
