"""`pyworkstation quality`: reports on stored ticks and imports, in a terminal's signs and as JSON."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.command import output_of, pyworkstation_process, refusal_of
from tests.real_data import DAYS, EURUSD, FOLDER, needs_real_data

HEADER = "timestamp,bid,ask,bid_volume,ask_volume\n"
T = 1_549_238_400_000  # Monday 2019-02-04T00:00Z
MINUTE = 60_000


def csv_file(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(f"{row},1,1\n" for row in rows), encoding="ascii")
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An hour with a tick each minute but for 00:10 to 00:30, and faults; then one tick more, an import of its own."""
    folder = tmp_path_factory.mktemp("quality")
    home = folder / "home"
    rows = [f"{T + minute * MINUTE},1.14500,1.14503" for minute in range(61) if not 10 < minute < 30]
    rows[3] = f"{T + 3 * MINUTE},1.14503,1.14503"
    rows[5:5] = ["oops,1,1", f"{T + 4 * MINUTE + 1},1.14505,1.14503"]
    first = csv_file(folder / "first.csv", *rows)
    output_of("import", first, "--symbol", "EURUSD", "--policy", "unparsable=drop", home=home)
    second = csv_file(folder / "second.csv", f"{T + 70 * MINUTE},1.14500,1.14503")
    output_of("import", second, "--symbol", "EURUSD", "--price-shift", "0", home=home)
    return home


def quality(home: Path, *arguments: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(output_of("quality", *arguments, "--format", "json", home=home))
    return report


def by_kind(findings: list[dict[str, Any]]) -> dict[str, int]:
    return {finding["kind"]: finding["count"] for finding in findings}


def test_a_report_counted_by_hand(home: Path) -> None:
    told = quality(home, "EURUSD")
    us = T * 1000
    # 61 minutes less 19, the crossed tick, and the one of the second file.
    assert told["ticks"] == 44
    assert told["gaps"] == [
        {"from_us": us + 600_000_000, "to_us": us + 1_800_000_000, "market_us": 1_200_000_000},
        {"from_us": us + 3_600_000_000, "to_us": us + 4_200_000_000, "market_us": 600_000_000},
    ]
    assert (told["open_s"], told["missing_s"]) == (4200, 1800)
    assert by_kind(told["findings"]) == {"crossed": 1, "zero-spread": 1}
    assert by_kind(told["rejected"]) == {"unparsable": 1}
    assert told["days"] == [
        {
            "day_us": us,
            "ticks": [42, 2] + [0] * 22,
            "open_s": [3600, 600] + [0] * 22,
            "missing_s": [1200, 600] + [0] * 22,
        }
    ]
    # 40 of 70 minutes; crossed 15 in full, zero-spread 1/44 of 5 % of 5 points, rejected 1/45 of 1 % in full: 25.
    assert told["score"] == pytest.approx(40 / 70 * (100 - 15 - 5 / 44 / 0.05 - 25), abs=1e-6)


def test_a_range_of_it(home: Path) -> None:
    told = quality(home, "EURUSD", "--from", "2019-02-04T00:31", "--to", "2019-02-04T01:30")
    assert told["ticks"] == 31
    # The range ends twenty minutes after the last tick.
    assert [gap["market_us"] for gap in told["gaps"]] == [600_000_000, 1_200_000_000]
    assert (told["open_s"], told["missing_s"]) == (59 * 60, 1800)


def test_a_longer_silence_may_be_asked_for(home: Path) -> None:
    assert quality(home, "EURUSD", "--gap", "11")["gaps_total"] == 1
    assert quality(home, "EURUSD", "--gap", "21")["coverage"] == 1


def test_an_import_has_its_own_ticks_and_rejects(home: Path) -> None:
    first, second = (quality(home, "--import", number) for number in ("1", "2"))
    assert (first["ticks"], by_kind(first["rejected"])) == (43, {"unparsable": 1})
    assert (second["ticks"], second["rejected"], second["score"]) == (1, [], 100)
    assert second["of"].endswith("second.csv")


def test_an_import_of_several_files_is_one(home: Path, tmp_path: Path) -> None:
    for day in (1, 2):
        csv_file(tmp_path / f"{day}.csv", f"{T + day * 86_400_000},1.14500,1.14503")
    home = tmp_path / "home"
    output_of(
        "import",
        tmp_path / "1.csv",
        tmp_path / "2.csv",
        "--symbol",
        "EURUSD",
        "--price-shift",
        "0",
        home=home,
    )
    told = quality(home, "--import", "1")
    assert (told["ticks"], told["of"]) == (2, f"import 1: {tmp_path / '1.csv'} and 1 more")
    output_of("undo", "1", home=home)
    assert "lists them" in refusal_of("quality", "--import", "1", home=home)


def test_files_are_looked_at_and_not_stored(tmp_path: Path) -> None:
    """Faults that would end an import are counted, and so are gaps from one file to the next."""
    home = tmp_path / "home"
    rows = [f"{T + second * 1000},1.145{second:02},1.14560" for second in range(50)]
    csv_file(
        tmp_path / "1.csv",
        *rows,
        "oops,1,1",
        f"{T},1.14540,1.14560",
        "nan,nan,1.1",
        f"{T + 49_001},1.14570,1.14560",
    )
    csv_file(tmp_path / "2.csv", *(f"{T + minute * MINUTE},1.14540,1.14560" for minute in range(20, 25)))
    files = [str(tmp_path / name) for name in ("1.csv", "2.csv")]
    told = quality(home, *files, "--symbol", "EURUSD", "--price-shift", "0")
    assert told["ticks"] == 56
    assert by_kind(told["rejected"]) == {"unparsable": 2, "out-of-order": 1}
    assert by_kind(told["findings"]) == {"crossed": 1}
    [gap] = told["gaps"]
    assert gap["market_us"] == (20 * 60 - 49) * 1_000_000 - 1000
    assert told["of"] == f"{files[0]} and 1 more"
    assert "expected stored ticks" in refusal_of("quality", "EURUSD", home=home)


@needs_real_data
def test_a_file_is_worth_what_its_import_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = FOLDER / "csv" / "CADJPY_tick_jforex2013.csv"
    options = [str(file), "--symbol", "CADJPY", "--time-zone", "UTC"]
    before = quality(home, *options)
    output_of("import", *options, home=home)
    stored = quality(home, "CADJPY")
    assert {**before, "of": ""} == {**stored, "of": ""}


def test_the_page_escapes_what_files_are_called(tmp_path: Path) -> None:
    home, page = tmp_path / "home", tmp_path / "report.html"
    folder = tmp_path / "a&b"
    folder.mkdir()
    rows = [f"{T + minute * MINUTE},1.14500,1.14503" for minute in range(50)]
    file = csv_file(folder / "x&lt;'y'.csv", *rows)
    output_of(
        "quality", file, "--symbol", "EURUSD", "--price-shift", "0", "--format", "html", "-o", page, home=home
    )
    text = page.read_text(encoding="utf-8")
    assert "a&amp;b" in text
    assert "x&amp;lt;&#x27;y&#x27;.csv" in text
    assert "<script" not in text
    assert "http" not in text
    check_nesting(text)


def check_nesting(page: str) -> None:
    """Every element that is opened is closed, in order."""
    open_elements: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag != "meta":
                open_elements.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_elements.pop() == tag

    Reader().feed(page)
    assert open_elements == []


def test_the_text_fits_a_screen_and_any_terminal(home: Path, tmp_path: Path) -> None:
    lines = output_of("quality", "EURUSD", home=home).splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 40
    assert lines[0].endswith(f"score {40 / 70 * (60 - 5 / 44 / 0.05):.1f} of 100")
    output_of("quality", "EURUSD", "-o", str(tmp_path / "report.txt"), home=home)
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").splitlines() == lines


REFUSALS = [
    ([], "expected SYMBOL"),
    (["EURUSD", "--import", "1"], "found something else"),
    (["EURUSD", "USDJPY"], "found something else"),
    (["--symbol", "EURUSD"], "found something else"),
    (["a.csv", "--symbol", "EURUSD", "--to", "2020-01-01"], "found something else"),
    (["--import", "1", "--from", "2019-01-01"], "found something else"),
    (["--import", "-1"], "found something else"),
    (["--import", "99"], "`pyworkstation imports` lists them"),
    (["eurusd"], "write EURUSD"),
    (["USDJPY"], "expected stored ticks of USDJPY"),
    (["EURUSD", "--from", "2030-01-01"], "expected ticks to look at, found none"),
    (["EURUSD", "--gap", "0"], "expected 1 to 100,000 minutes"),
    (["nothing.csv", "--symbol", "EURUSD"], "nothing.csv: expected a file"),
]


@pytest.mark.parametrize(("arguments", "words"), REFUSALS)
def test_what_cannot_be_told_of_is_refused(home: Path, arguments: list[str], words: str) -> None:
    assert words in refusal_of("quality", *arguments, home=home)


def test_sessions_of_ones_own(tmp_path: Path) -> None:
    """An instrument that trades for one hour a day, closed on the fourth of February."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "instruments.toml").write_text('TULIP = { digits = 2, session = "bourse" }\n')
    (home / "sessions.toml").write_text(
        '[bourse]\nzone = "Europe/Amsterdam"\nopen = [["Mon 10:00", "Mon 11:00"], ["Tue 10:00", "Tue 11:00"]]\n'
        'holidays = ["02-04"]\n'
    )
    rows = [f"{T + minute * MINUTE},5.00,5.02" for minute in (9 * 60, 33 * 60, 33 * 60 + 30)]
    output_of("import", csv_file(tmp_path / "a.csv", *rows), "--symbol", "TULIP", home=home)
    told = quality(home, "TULIP")
    assert by_kind(told["findings"]) == {"out-of-hours": 1}
    assert (told["open_s"], told["missing_s"]) == (1800, 1800)
    (home / "sessions.toml").write_text('[bourse]\nzone = "Europe/Amsterdam"\n')
    assert "sessions.toml: bourse" in refusal_of("quality", "TULIP", home=home)


@needs_real_data
def test_real_days_are_as_pandas_counts_them(tmp_path: Path) -> None:
    home = tmp_path / "home"
    output_of("import", EURUSD, "--symbol", "EURUSD", home=home)
    told = quality(home, "EURUSD")
    ticks = pd.DataFrame(json.loads(output_of("ticks", "EURUSD", "--format", "json", home=home)))
    minute = pd.to_datetime(ticks.timestamp, format="ISO8601").dt.floor("min")
    rate = ticks.groupby(minute).size().to_numpy()
    spread = ((ticks.ask.astype(float) - ticks.bid.astype(float)) * 1e5).round().astype(int).to_numpy()
    assert (told["ticks"], told["gaps"], told["findings"], told["score"]) == (266_219, [], [], 100)
    for name, values in (("spread", spread), ("rate", rate)):
        wanted = np.percentile(values, [0, 5, 25, 50, 75, 95, 99, 100], method="inverted_cdf").tolist()
        names = ("least", "p5", "p25", "median", "p75", "p95", "p99", "most")
        assert [told[name][part] for part in names] == wanted
        assert told[name]["mean"] == pytest.approx(values.mean())
    hours = ticks.groupby([minute.dt.day, minute.dt.hour]).size().unstack().to_numpy().tolist()
    assert [day["ticks"] for day in told["days"]] == hours


@needs_real_data
def test_hours_that_are_left_out_of_real_days_are_the_gap(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "EURUSD" / "2019" / "01" / "04"
    shutil.copytree(DAYS["2019-02-04"], folder)
    for hour in (10, 11):
        (folder / f"{hour}h_ticks.bi5").unlink()
    output_of("import", tmp_path / "EURUSD", "--symbol", "EURUSD", home=home)
    told = quality(home, "EURUSD")
    [gap] = told["gaps"]
    # The last tick of the ninth hour and the first of the twelfth are seconds away from the full hours.
    assert gap["market_us"] == pytest.approx(2 * 3600e6, abs=20e6)
    assert told["coverage"] == pytest.approx(22 / 24, abs=0.001)
    assert told["missing_s"] == pytest.approx(7200, abs=20)


@needs_real_data
def test_a_file_that_begins_when_the_market_opens_on_new_year_has_no_stray(tmp_path: Path) -> None:
    """FX-BT's ticks of 2014-01-01 begin at 22:00:58 UTC, 17:00 in New York."""
    home = tmp_path / "home"
    file = FOLDER / "csv" / "FXBT_EURUSD_2014-01-01--22h_ticks.csv"
    output_of("import", file, "--symbol", "EURUSD", "--time-zone", "UTC", home=home)
    assert "out-of-hours" not in by_kind(quality(home, "EURUSD")["findings"])


def test_a_terminal_that_lacks_the_signs_gets_others(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    report = pyworkstation_process("quality", "EURUSD", home=home)
    assert (report.code, report.errors) == (0, "")
    assert report.output.isascii()
    assert "#" in report.output


def test_prices_of_nought_are_counted_wherever_they_stand(tmp_path: Path) -> None:
    rows = [f"{T + second * 1000},1.145{second:02},1.14560" for second in range(50)]
    bad = [f"{T + 60_000},-1.1,1.14560", f"{T + 61_000},0,1.14560"]
    file = csv_file(tmp_path / "1.csv", *rows, *bad)
    told = quality(tmp_path / "home", str(file), "--symbol", "EURUSD")
    assert by_kind([*told["findings"], *told["rejected"]])["not-positive"] == 2
