"""`import --dry-run`: says how files would be read and what else they could mean, and stores nothing."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from pyworkstation.cli import dry_run
from pyworkstation.engine import STATED_CONFIDENCE
from tests.bi5_file import write_hour
from tests.command import output_of, pyworkstation, refusal_of
from tests.engine_process import engine_process, wait_for_engine
from tests.real_data import EURUSD, needs_real_data
from tests.zip_file import zipped

MONTHS = "".join(f"04/02/2019 10:00:0{n}.500,1.1454{n},1.1455{n},0.75,1.5\n" for n in range(9))
"""2 April or 4 February, of whatever zone."""

EUROPEAN = "Date;Bid;Ask\n" + "".join(f"2019-02-04 10:00:0{n};1,1454{n};1,1455{n}\n" for n in range(9))
METATRADER = "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\n" + "".join(
    f"2019.02.04\t10:00:0{n}.500\t1.1454{n}\t1.1455{n}\t\t\n" for n in range(9)
)
FLAT = "".join(f"2019.02.04 10:00:0{n}.500,1.1454{n},1.1454{n}\n" for n in range(9))
DEFAULT = "timestamp,bid,ask,bid_volume,ask_volume\n1549238400994,1.14543,1.14545,2.06,1\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def looked_at(home: Path, *arguments: str | Path) -> dict[str, Any]:
    """The dry run's JSON."""
    words = ("import", *arguments, "--symbol", "EURUSD", "--dry-run", "--format", "json")
    found: dict[str, Any] = json.loads(pyworkstation(*words, home=home).output)
    return found


def test_the_page_says_what_was_found_how_sure_and_what_else_it_could_be(home: Path, tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", MONTHS)
    done = pyworkstation("import", file, "--symbol", "EURUSD", "--dry-run", home=home)
    lines = [re.sub(" +", " ", line).strip() for line in done.output.splitlines()]
    assert lines[0] == str(file)
    assert lines[1] == "found sure option why"
    assert "columns time,bid,ask,bid_volume,ask_volume --columns" in lines
    assert "delimiter comma --delimiter" in lines
    assert (
        "day and month times as %d/%m/%Y %H:%M:%S.%f 50 % ! --time-format all dates of the sample can be read both ways"
        in lines
    )
    assert "bid and ask bid before ask 99 % --columns 9 of 9 spreads are above 0" in lines
    assert "volumes millions 95 % --volume-unit a typical volume is 1.5, with fractions" in lines
    assert 'at 2019-04-02T10:00:00.500Z, 57 days later --time-format "%m/%d/%Y %H:%M:%S.%f"' in lines
    assert "at 2019-02-04T08:00:00.500Z, 2 h earlier --time-zone=EET (or new-york+7)" in lines
    assert "volumes 750 and 1500 --volume-unit thousands" in lines
    assert "2019-02-04T10:00:00.500Z 1.14540 1.14550 750000 1500000" in lines
    assert (
        '! day and month: too unsure to import; say it with --time-format, such as "%d.%m.%Y %H:%M:%S.%f"'
        in lines
    )
    assert "! time zone: too unsure to import; say it with --time-zone, such as UTC or EET" in lines
    assert lines[-1] == "EURUSD: 0 files would be imported, 1 left out; nothing was stored"
    assert max(map(len, done.output.splitlines())) < 160
    assert len(done.output.splitlines()) < 40
    assert (done.code, done.errors) == (1, "")


@pytest.mark.parametrize("content", [MONTHS, EUROPEAN, METATRADER, FLAT, DEFAULT])
def test_every_option_that_is_named_does_what_is_said_of_it(home: Path, tmp_path: Path, content: str) -> None:
    file = write(tmp_path, "a.csv", content)
    [found] = looked_at(home, file)["files"]
    tried = 0
    for answer in found["answers"]:
        again = looked_at(home, file, *shlex.split(answer["options"]))
        assert [read["first_ticks"] for read in again["files"]] == [found["first_ticks"]], answer["options"]
        for other in answer["others"]:
            [read] = looked_at(home, file, *shlex.split(other["options"]))["files"]
            tick, said = read["first_ticks"][0], other["change"]
            tried += 1
            for what, fields in (
                ("at", ("timestamp",)),
                ("bid", ("bid", "ask")),
                ("volumes", ("bid_volume", "ask_volume")),
            ):
                if re.search(rf"\b{what} \d", said):
                    assert all(
                        re.search(rf"\b{tick[field].removesuffix('Z')}(\.000)?Z?\b", said) for field in fields
                    ), (tick, said)
    assert tried


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (MONTHS, ["--time-format", "%m/%d/%Y %H:%M:%S.%f", "--time-zone", "EET"]),
        (MONTHS, ["--time-format", "%d/%m/%Y %H:%M:%S.%f", "--time-zone=-05:00", "--volume-unit", "units"]),
        (EUROPEAN, ["--time-zone", "UTC"]),
        (METATRADER, ["--time-zone", "new-york+7"]),
        (FLAT, ["--columns", "time,bid,ask", "--time-format", "%Y.%m.%d %H:%M:%S.%f", "--time-zone", "UTC"]),
        (DEFAULT, []),
    ],
)  # fmt: skip
def test_what_is_shown_is_what_is_stored(
    home: Path, tmp_path: Path, content: str, options: list[str]
) -> None:
    file = write(tmp_path, "a.csv", content)
    [found] = looked_at(home, file, *options)["files"]
    assert found["problem"] == ""
    assert output_of("query", "SELECT count(*) FROM imports", "--format", "csv", home=home).endswith("\n0\n")
    output_of("import", file, "--symbol", "EURUSD", *options, home=home)
    stored = output_of("ticks", "EURUSD", home=home).splitlines()
    assert [",".join(row.values()) for row in found["first_ticks"]] == stored[1:6]


def test_each_kind_of_file_is_looked_at_and_the_unreadable_named(home: Path, tmp_path: Path) -> None:
    for name in ("1.csv", "2.csv"):
        write(tmp_path, name, DEFAULT)
    write(tmp_path, "3.zip", zipped({"b.csv": MONTHS.encode()}))
    write(tmp_path, "4.csv", "hello\n")
    write(tmp_path, "notes.md", "")
    write_hour(tmp_path / "in", 0, [])
    write_hour(tmp_path / "in", 1, [(994, 114545, 114543, 1.0, 2.06)])
    arguments = ("import", tmp_path / "in", "--symbol", "EURUSD", "--dry-run")
    done = pyworkstation(*arguments, home=home)
    assert f"{tmp_path / 'in' / '1.csv'} and 1 more, read alike\n" in done.output
    assert "01h_ticks.bi5 and 1 more, read alike\n" in done.output
    assert "2019-02-04T01:00:00.994Z  1.14543  1.14545     2060000     1000000" in done.output
    assert "3.zip!b.csv\n" in done.output
    assert done.output.endswith("EURUSD: 4 files would be imported, 2 left out; nothing was stored\n")
    assert re.fullmatch(r"would be left out: .*4\.csv, line 1: .*\n", done.errors)
    assert done.code == 1
    found = looked_at(home, tmp_path / "in")
    assert [file["files"] for file in found["files"]] == [2, 1, 1, 1]
    assert [Path(file["path"]).name for file in found["left_out"]] == ["4.csv"]
    assert found["skipped"] == [f"{tmp_path / 'in'}: 1 file of another kind (.md)"]


@needs_real_data
def test_an_engine_answers_the_same(home: Path, tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", MONTHS)
    arguments = ("import", EURUSD, file, "--symbol", "EURUSD", "--dry-run")
    here = pyworkstation(*arguments, home=home)
    with engine_process(home) as process:
        wait_for_engine(home, process)
        assert pyworkstation(*arguments, home=home) == here


@pytest.mark.parametrize(
    ("date", "first", "sure"),
    [
        # 1 February 2025 was a Saturday, 2 January a Thursday; of 3 February and 2 March the latter was a Sunday.
        ("02/01/2025", "2025-01-02T10:00:00.500Z", True),
        ("01/02/2025", "2025-01-02T10:00:00.500Z", True),
        ("03/02/2025", "2025-02-03T10:00:00.500Z", True),
        ("05/06/2025", "2025-06-05T10:00:00.500Z", False),
    ],
)
def test_a_market_at_rest_tells_day_and_month(
    home: Path, tmp_path: Path, *, date: str, first: str, sure: bool
) -> None:
    file = write(tmp_path, "a.csv", MONTHS.replace("04/02/2019", date))
    [found] = looked_at(home, file, "--time-zone", "UTC")["files"]
    assert found["first_ticks"][0]["timestamp"] == first
    [order] = (answer for answer in found["answers"] if answer["question"] == "day-order")
    assert (order["confidence"] >= STATED_CONFIDENCE) is sure


def test_prices_of_another_scale_are_named(home: Path, tmp_path: Path) -> None:
    file = write(tmp_path, "a.csv", DEFAULT.replace("1.145", "114.5"))
    [found] = looked_at(home, file)["files"]
    assert "expected prices of EURUSD, known to lie from" in found["problem"]
    [scale] = (answer for answer in found["answers"] if answer["question"] == "price-scale")
    assert [other["options"] for other in scale["others"]] == ["--price-shift -2"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--header"], "expected --columns with --header"),
        (["--dialect", "fx-bt", "--delimiter", ";"], "expected --dialect alone"),
        (["--delimiter", "ab"], "delimiter"),
        (["--format", "json"], "expected --dry-run with --format"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    home: Path, tmp_path: Path, options: list[str], words: str
) -> None:
    file = write(tmp_path, "a.csv", MONTHS)
    assert words in refusal_of("import", file, "--symbol", "EURUSD", *options, home=home)


def test_the_page_and_the_import_are_sure_at_the_same_point() -> None:
    assert dry_run._SURE == STATED_CONFIDENCE
