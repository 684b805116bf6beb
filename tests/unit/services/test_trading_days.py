"""Which days an instrument's bars are made of, by its row and by the tables of sessions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.domain.home import Home
from pyworkstation.domain.units import format_time, parse_time
from pyworkstation.engine import bar_span
from pyworkstation.services.session_calendar import session_calendar
from pyworkstation.services.trading_days import days_of_bars, trading_days

OWN = '[{name}]\nzone = "America/New_York"\nday_close = "17:00"\nopen = [["Sun 17:00", "Fri 17:00"]]\n'


def day_at(home: Home, symbol: str, text: str) -> str:
    """The label of the day bar that a tick belongs to."""
    days = trading_days(home, symbol)
    return format_time(bar_span("D1", parse_time(text, where="test"), day_close=days.day_close)[1])


@pytest.mark.parametrize(
    ("symbol", "tick", "day"),
    [
        # Forex is quoted on Christmas where it is, and such a tick has a day of its own.
        ("EURUSD", "2018-12-25T12:00Z", "2018-12-24T22:00:00Z"),
        ("EURUSD", "2018-12-25T22:30Z", "2018-12-25T22:00:00Z"),
        ("XAUUSD", "2018-12-25T12:00Z", "2018-12-25T23:00:00Z"),
        # On Christmas Eve venues stop at 13:00 New York or go on: what is quoted after that is still of that day.
        ("XAUUSD", "2018-12-24T17:00Z", "2018-12-23T23:00:00Z"),
        ("XAUUSD", "2018-12-24T20:00Z", "2018-12-23T23:00:00Z"),
        ("XAUUSD", "2018-12-24T22:00Z", "2018-12-25T23:00:00Z"),
        ("USA500IDXUSD", "2019-07-04T18:00Z", "2019-07-03T22:00:00Z"),
        ("BTCUSD", "2018-12-25T12:00Z", "2018-12-25T00:00:00Z"),
        ("BTCUSD", "2018-12-29T23:59:59.999Z", "2018-12-29T00:00:00Z"),
        ("NOSUCH", "2018-12-25T22:30Z", "2018-12-25T22:00:00Z"),
    ],
)
def test_a_tick_is_of_the_trading_day_of_its_instrument(
    tmp_path: Path, symbol: str, tick: str, day: str
) -> None:
    assert day_at(Home(tmp_path), symbol, tick) == day


def test_days_of_a_shipped_session_that_a_word_names_are_those_of_its_calendar(tmp_path: Path) -> None:
    """For twenty years, each six hours; holidays of forex are no days of the calendar, and left out."""
    home = Home(tmp_path)
    for symbol in ("EURUSD", "BTCUSD"):
        word, calendar = trading_days(home, symbol).day_close, session_calendar(home, symbol)
        assert isinstance(word, str)
        for timeframe in ("D1", "W1"):
            for year in range(2004, 2024):
                start, end = (
                    parse_time(f"{year}-{date}Z", where="test") for date in ("01-17T03:00", "12-12T03:00")
                )
                for ts_us in range(start, end, 6 * 3_600_000_000 * (5 if timeframe == "W1" else 1)):
                    assert bar_span(timeframe, ts_us, day_close=word) == bar_span(
                        timeframe, ts_us, day_close=calendar
                    )


def test_the_home_has_the_last_word(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.sessions.write_text(OWN.format(name="fx") + 'holidays = ["12-25"]\n', encoding="utf-8")
    assert day_at(home, "EURUSD", "2018-12-25T12:00Z") == "2018-12-25T22:00:00Z"
    # Of another instrument nothing has changed.
    assert trading_days(home, "BTCUSD").key == "utc"


def test_other_days_have_another_key_and_equal_ones_the_same(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.instruments.write_text('MINE = { digits = 2, session = "mine" }\n', encoding="utf-8")
    keys = []
    for line in (
        "",
        'holidays = ["12-25"]',
        'holidays = ["12-26"]',
        "[other]",
        'early_closes = { "12-24" = "13:00" }',
    ):
        table = OWN.format(name="other") if line == "[other]" else f"{line}\n"
        home.sessions.write_text(OWN.format(name="mine") + table, encoding="utf-8")
        keys.append(trading_days(home, "MINE").key)
    plain, christmas, boxing_day, with_another_table, with_an_early_close = keys
    assert len({plain, christmas, boxing_day}) == 3
    assert plain == with_another_table == with_an_early_close


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            'open = [["Sun 17:00", "Fri 17:00"]]\nday_close = "25:00"',
            "mine, day_close: expected a time such as 17:00",
        ),
        ("open = []", "mine, open: expected 1 to 1000 intervals, found 0"),
        (
            'open = [["Sun 17:00", "Fri 17:00"]]\nholidays = ["13-25"]',
            "mine, holiday: expected a date such as 12-25",
        ),
    ],
)
def test_a_table_that_is_wrong_is_named(tmp_path: Path, table: str, words: str) -> None:
    home = Home(tmp_path)
    home.instruments.write_text('MINE = { digits = 2, session = "mine" }\n', encoding="utf-8")
    home.sessions.write_text(f'[mine]\nzone = "UTC"\n{table}\n', encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(f"{home.sessions}: {words}")):
        trading_days(home, "MINE")


def test_bars_that_are_not_of_days_need_no_table(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.sessions.write_text("[fx\n", encoding="utf-8")
    for timeframe in ("M1", "H4", "S5", "T100", "MN1"):
        if timeframe == "MN1":
            with pytest.raises(InputError, match=r"sessions\.toml"):
                days_of_bars(home, "EURUSD", timeframe, "session")
        else:
            assert days_of_bars(home, "EURUSD", timeframe, "session").key == "new-york"
