"""What is wrong with single ticks, with their scale, or with what a file leaves open."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tests.bi5_file import write_hour
from tests.command import output_of, pyworkstation, refusal_of
from tests.real_data import FOLDER, needs_real_data

HEADER = "timestamp,bid,ask,bid_volume,ask_volume\n"
T = 1_549_238_400_000
GOOD = [f"{T + second * 1000},1.145{second:02},1.14560,1.5,1\n" for second in range(50)]
BAD = {
    "unparsable": "oops,1.14540,1.14550,1.5,1\n",
    "not-positive": f"{T + 49_500},0,1.14550,1.5,1\n",
    "between-points": f"{T + 49_500},1.145405,1.14550,1.5,1\n",
    "out-of-order": f"{T},1.14540,1.14550,1.5,1\n",
    "duplicate": GOOD[-1],
    "crossed": f"{T + 49_500},1.14570,1.14550,1.5,1\n",
    "zero-spread": f"{T + 49_500},1.14550,1.14550,1.5,1\n",
}
KEPT = ("duplicate", "crossed", "zero-spread")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def csv_file(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(header + "".join(rows), encoding="ascii")
    return path


def query(sql: str, home: Path) -> list[str]:
    return output_of("query", sql, "--format", "csv", home=home).splitlines()[1:]


@pytest.mark.parametrize("kind", BAD)
def test_a_kind_that_is_dropped_is_listed_and_the_rest_stored(home: Path, tmp_path: Path, kind: str) -> None:
    file = csv_file(tmp_path / "a.csv", *GOOD, BAD[kind])
    # A price between points makes the scale doubtful, unless the user has said it.
    options = ("--price-shift", "0", "--policy", f"{kind}=drop")
    said = output_of("import", file, "--symbol", "EURUSD", *options, home=home)
    assert "50 ticks read, 50 new" in said
    assert f"found: 1 {kind}\n" in said
    assert "1 row left out" in said
    assert query("SELECT symbol, line, kind, raw FROM rejects", home) == [
        f'EURUSD,52,{kind},"{BAD[kind].strip()}"'
    ]
    assert query("SELECT rejected, findings, options FROM imports", home) == [f"1,{kind}=1,{kind}=drop"]


@pytest.mark.parametrize("kind", BAD)
def test_without_a_policy_what_is_certainly_wrong_ends_the_import(
    home: Path, tmp_path: Path, kind: str
) -> None:
    file = csv_file(tmp_path / "a.csv", *GOOD, BAD[kind])
    if kind in KEPT:
        said = output_of("import", file, "--symbol", "EURUSD", home=home)
        assert "51 ticks read, 51 new" in said
        assert f"found: 1 {kind}\n" in said
        assert "left out" not in said
    else:
        line = refusal_of("import", file, "--symbol", "EURUSD", "--price-shift", "0", home=home)
        assert "a.csv, line 52" in line


def test_too_many_rejects_undo_the_file(home: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", *GOOD, *[BAD["unparsable"]] * 3)
    options = ("--symbol", "EURUSD", "--policy", "unparsable=drop", "--max-rejects")
    assert "line 54" in refusal_of("import", file, *options, "2", home=home)
    assert query("SELECT (SELECT count(*) FROM ticks), (SELECT count(*) FROM rejects)", home) == ["0,0"]
    assert "3 rows left out" in output_of("import", file, *options, "3", home=home)


@pytest.mark.parametrize(
    ("policy", "words"),
    [("spoke=drop", "spoke"), ("duplicate", "such as duplicate=drop"), ("unparsable=keep", "unparsable"), ("duplicate=burn", "burn")],
)  # fmt: skip
def test_policies_that_are_none_are_refused(home: Path, tmp_path: Path, policy: str, words: str) -> None:
    file = csv_file(tmp_path / "a.csv", *GOOD)
    assert words in refusal_of("import", file, "--symbol", "EURUSD", "--policy", policy, home=home)


def test_prices_of_another_scale_than_those_stored_are_refused(home: Path, tmp_path: Path) -> None:
    output_of("import", csv_file(tmp_path / "a.csv", *GOOD), "--symbol", "EURUSD", home=home)
    write_hour(tmp_path, 5, [(994, 1146, 1145, 1.0, 2.06)])
    line = refusal_of("import", tmp_path / "EURUSD", "--symbol", "EURUSD", home=home)
    assert "05h_ticks.bi5" in line
    assert "0.01145, which is 100 times too low" in line
    assert "--price-shift 2 if the file is off: it reads 0.01145 as 1.145" in line
    output_of("import", tmp_path / "EURUSD", "--symbol", "EURUSD", "--price-shift", "2", home=home)
    assert query("SELECT bid, ask FROM ticks ORDER BY ts DESC LIMIT 1", home) == ["1.145,1.146"]
    low = [row.replace("1.145", "0.01145") for row in GOOD]
    line = refusal_of("import", csv_file(tmp_path / "b.csv", *low), "--symbol", "EURUSD", home=home)
    assert "--price-shift" in line


def test_a_layout_nobody_has_heard_of_is_spelt_out(home: Path, tmp_path: Path) -> None:
    rows = [
        "EURUSD;04/02/2019;00-00-01.5;1,14545;1,14543;x\n",
        "EURUSD;04/02/2019;00-00-02.5;1,14546;1,14543;x\n",
    ]
    file = csv_file(tmp_path / "a.txt", *rows, header="Sym;Day;Clock;Offer;Bid;Note\n")
    said = output_of(
        "import", file, "--symbol", "EURUSD", "--columns", "symbol,date,time,ask,bid,-", "--delimiter", ";",
        "--decimal-comma", "--header", "--time-format", "%d/%m/%Y %H-%M-%S.%f", "--time-zone", "Europe/Helsinki",
        home=home,
    )  # fmt: skip
    assert "2 ticks read, 2 new" in said
    assert (
        output_of("ticks", "EURUSD", home=home).splitlines()[1]
        == "2019-02-03T22:00:01.500Z,1.14543,1.14545,0,0"
    )


def test_what_only_the_user_can_know_is_asked(home: Path, tmp_path: Path) -> None:
    rows = "Time,Ask,Bid,AskVolume,BidVolume\n25.05.2012 00:00:01.680,80.928,80.911,2.33,1.58\n"
    file = csv_file(tmp_path / "a.csv", rows, header="")
    assert "--time-zone" in refusal_of("import", file, "--symbol", "CADJPY", home=home)
    output_of("import", file, "--symbol", "CADJPY", "--time-zone", "Europe/Helsinki", home=home)
    assert query("SELECT ts FROM ticks", home) == ["2012-05-24T21:00:01.680Z"]


@needs_real_data
def test_the_newer_services_json_is_imported(home: Path, tmp_path: Path) -> None:
    [source] = (FOLDER / "other").glob("jetta_ticks_EUR-USD_2026-7-13-12.json")
    shutil.copy(source, tmp_path)
    said = output_of("import", tmp_path / source.name, "--symbol", "EURUSD", home=home)
    assert "1 dukascopy-json file" in said
    [row] = query("SELECT count(*) > 1000, min(ts), max(ts), bool_and(bid <= ask) FROM ticks", home)
    many, first, last, sound = row.split(",")
    assert (many, sound) == ("True", "True")
    assert first.startswith("2026-07-13T12:00")
    assert last.startswith("2026-07-13T12:59")


YEN = [
    "01.05.2012 00:00:01.680,80.928,80.911,2.33,1.58\n",
    "01.05.2012 00:00:02.680,80.929,80.911,2.33,1.58\n",
]
YEN_HEADER = "Gmt time,Ask,Bid,AskVolume,BidVolume\n"


@pytest.mark.parametrize(
    ("name", "symbol", "words"),
    [
        ("CADJPY_ticks.csv", "EURUSD", ["prices of EURUSD, known to lie from 0.5 to 2", "a typical price of 80.911", "is this CADJPY? then --symbol CADJPY"]),
        ("cad-jpy.csv", "EURUSD", ["is this CADJPY?"]),
        ("ticks.csv", "EURUSD", ["is this another instrument?"]),
        ("ticks.csv", "USDTHB", ["known to lie from 19 to 69", "a typical price of 80.911;"]),
        ("ticks.csv", "AUDUSD", ["80.911, which is 100 times too high", "--price-shift -2 if the file is off: it reads 80.911 as 0.80911"]),
    ],
)  # fmt: skip
def test_the_first_prices_of_a_symbol_are_held_against_its_history(
    home: Path, tmp_path: Path, *, name: str, symbol: str, words: list[str]
) -> None:
    file = csv_file(tmp_path / name, *YEN, header=YEN_HEADER)
    line = refusal_of("import", file, "--symbol", symbol, home=home)
    for word in [name, *words, f"--accept-prices if they are {symbol}'s, and right"]:
        assert word in line
    assert query("SELECT count(*) FROM ticks", home) == ["0"]


def test_hours_at_a_wrong_scale_are_refused_from_the_first(home: Path, tmp_path: Path) -> None:
    write_hour(tmp_path, 5, [(994, 1146, 1145, 1.0, 2.06)])
    line = refusal_of("import", tmp_path / "EURUSD", "--symbol", "EURUSD", home=home)
    assert "0.01145, which is 100 times too low" in line
    assert "--price-shift 2 if the file is off: it reads 0.01145 as 1.145" in line


def test_prices_that_the_user_vouches_for_are_stored(home: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "CADJPY.csv", *YEN, header=YEN_HEADER)
    options = ("--symbol", "EURUSD", "--accept-prices")
    assert "2 ticks read, 2 new" in output_of("import", file, *options, home=home)


def test_a_shift_does_not_take_prices_beyond_what_is_known(home: Path, tmp_path: Path) -> None:
    """Wrong ticks are stored: the advice must not be to bring right ones to their scale."""
    yen = csv_file(tmp_path / "CADJPY.csv", *YEN, header=YEN_HEADER)
    output_of("import", yen, "--symbol", "EURUSD", "--accept-prices", home=home)
    euro = csv_file(tmp_path / "a.csv", *GOOD)
    line = refusal_of("import", euro, "--symbol", "EURUSD", home=home)
    assert "pyworkstation undo ID" in line
    assert "--price-shift" not in line
    line = refusal_of("import", euro, "--symbol", "EURUSD", "--price-shift", "2", home=home)
    assert "a typical price of 114.5" in line
    output_of("import", euro, "--symbol", "EURUSD", "--price-shift", "0", home=home)


def test_both_scales_are_named_where_the_history_has_both(home: Path, tmp_path: Path) -> None:
    bitcoin = [f"{T + second * 1000},60000.{second % 10},60001.0,1.5,1\n" for second in range(50)]
    output_of("import", csv_file(tmp_path / "a.csv", *bitcoin), "--symbol", "BTCUSD", home=home)
    young = csv_file(tmp_path / "b.csv", *[row.replace(",6000", ",60") for row in bitcoin])
    line = refusal_of("import", young, "--symbol", "BTCUSD", home=home)
    assert "--price-shift 2 if the file is off" in line
    assert "if the stored ones are wrong" in line
    output_of("import", young, "--symbol", "BTCUSD", "--accept-prices", home=home)
    [coins] = json.loads(output_of("status", "--json", home=home))["symbols"]
    assert (coins["symbol"], coins["volume_digits"]) == ("BTCUSD", 6)


@pytest.mark.parametrize(
    ("header", "rows", "options", "words"),
    [
        (HEADER, GOOD, ["--volume-unit", "units"], ["import 1: volumes in millions", "found volumes in units"]),
        (YEN_HEADER.replace("Gmt time", "Time"), YEN, ["--time-zone", "UTC"], ["times of Europe/Helsinki), found times of UTC"]),
        (HEADER, GOOD, ["--policy", "duplicate=drop"], ["options none), found options duplicate=drop"]),
    ],
)  # fmt: skip
def test_the_same_file_read_in_another_way_is_refused(
    home: Path, tmp_path: Path, *, header: str, rows: list[str], options: list[str], words: list[str]
) -> None:
    first = ["--time-zone", "Europe/Helsinki"] if "Time," in header else []
    symbol = ["--symbol", "CADJPY" if first else "EURUSD"]
    output_of("import", csv_file(tmp_path / "a.csv", *rows, header=header), *symbol, *first, home=home)
    before = query("SELECT count(*) FROM ticks", home)
    csv_file(tmp_path / "copy.csv", *rows, header=header)
    line = refusal_of("import", tmp_path / "copy.csv", *symbol, *options, home=home)
    for word in ["copy.csv: expected the file read as on 2", *words, "pyworkstation undo 1", "--replace"]:
        assert word in line
    assert query("SELECT count(*) FROM ticks", home) == before
    assert "already imported" in output_of("import", tmp_path / "copy.csv", *symbol, *first, home=home)


def zipped(content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("ticks.csv", content)
    return archive.getvalue()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "csv": bytes,
    "csv.gz": lambda content: gzip.compress(content, mtime=0),
    "again.csv.gz": lambda content: gzip.compress(content, compresslevel=1, mtime=1),
    "csv.zst": zstandard.compress,
    "zip": zipped,
}


@pytest.mark.parametrize(("first", "second"), [
    ("csv", "csv.gz"), ("csv.gz", "csv"), ("csv.gz", "again.csv.gz"), ("csv", "csv.zst"), ("csv.zst", "zip"), ("zip", "csv"),
])  # fmt: skip
def test_the_same_content_is_known_however_it_is_packed(
    home: Path, tmp_path: Path, first: str, second: str
) -> None:
    content = csv_file(tmp_path / "plain", *GOOD).read_bytes()
    for name in (first, second):
        (tmp_path / f"a.{name}").write_bytes(PACKED[name](content))
    output_of("import", tmp_path / f"a.{first}", "--symbol", "EURUSD", home=home)
    before = query("SELECT * FROM ticks", home)
    again: list[str | Path] = ["import", tmp_path / f"a.{second}", "--symbol", "EURUSD"]
    line = refusal_of(*again, "--volume-unit", "units", home=home)
    for word in [
        f"a.{second}",
        "import 1: volumes in millions",
        "found volumes in units",
        "pyworkstation undo 1",
    ]:
        assert word in line
    assert query("SELECT * FROM ticks", home) == before
    assert query("SELECT count(*) FROM imports", home) == ["1"]
    assert ", 0 new" in output_of(*again, home=home)
    assert query("SELECT * FROM ticks", home) == before


def test_what_is_packed_may_replace_itself_read_in_another_way(home: Path, tmp_path: Path) -> None:
    content = csv_file(tmp_path / "a.csv", *GOOD).read_bytes()
    output_of("import", tmp_path / "a.csv", "--symbol", "EURUSD", home=home)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(content))
    output_of(
        "import",
        tmp_path / "a.csv.gz",
        "--symbol",
        "EURUSD",
        "--volume-unit",
        "units",
        "--replace",
        home=home,
    )
    line = refusal_of(
        "import", tmp_path / "a.csv", "--symbol", "EURUSD", "--volume-unit", "thousands", home=home
    )
    assert "found volumes in thousands" in line


def test_the_same_content_in_two_hours_is_two_hours(home: Path, tmp_path: Path) -> None:
    for hour in (5, 6):
        write_hour(tmp_path, hour, [(994, 114_545, 114_543, 1.0, 2.06)])
    assert "2 ticks read, 2 new" in output_of("import", tmp_path / "EURUSD", "--symbol", "EURUSD", home=home)


SATURDAY = T + 5 * 86_400_000
STRAY = f"{SATURDAY},1.14540,1.14550,1.5,1\n"
LATER = f"{T + 20 * 60_000},1.14540,1.14550,1.5,1\n"


@pytest.mark.parametrize(
    ("policies", "rows", "words"),
    [
        ([], [LATER], "found: 1 gap\n"),
        ([], [STRAY], "found: 1 gap, 1 out-of-hours\n"),
        (["gap=keep", "out-of-hours=drop"], [STRAY], "found: 1 out-of-hours\n1 row left out"),
    ],
)
def test_the_instruments_hours_tell_gaps_and_strays(
    home: Path, tmp_path: Path, policies: list[str], rows: list[str], words: str
) -> None:
    file = csv_file(tmp_path / "a.csv", *GOOD, *rows)
    options = [word for policy in policies for word in ("--policy", policy)]
    assert words in output_of("import", file, "--symbol", "EURUSD", *options, home=home)


@pytest.mark.parametrize(
    ("policy", "row", "words"),
    [
        ("gap=stop", LATER, "line 52: expected ticks throughout the instrument's hours"),
        ("out-of-hours=stop", STRAY, "line 52: expected ticks within the instrument's hours"),
        ("gap=drop", LATER, "expected gap to be kept, or to stop, found the policy drop"),
    ],
)
def test_gaps_and_strays_end_the_import_if_so_wished(
    home: Path, tmp_path: Path, policy: str, row: str, words: str
) -> None:
    file = csv_file(tmp_path / "a.csv", *GOOD, row)
    assert words in refusal_of("import", file, "--symbol", "EURUSD", "--policy", policy, home=home)


def test_a_gap_before_a_file_ends_the_import_if_so_wished(home: Path, tmp_path: Path) -> None:
    csv_file(tmp_path / "1.csv", *GOOD)
    csv_file(tmp_path / "2.csv", f"{T + 60_000},1.14540,1.14550,1.5,1\n")
    csv_file(tmp_path / "3.csv", LATER)
    options = ("--symbol", "EURUSD", "--policy", "gap=stop")
    for stored in ("2 files before it imported, 51 ticks new", "2 files before it imported, 0 ticks new"):
        done = pyworkstation("import", tmp_path, *options, home=home)
        assert done.code == 1
        told, line = done.errors.splitlines()
        assert told == stored
        assert (
            "3.csv: expected ticks throughout the instrument's hours, found none from 2019-02-04T00:01:00Z to"
            in line
        )
    assert query("SELECT count(*) FROM ticks", home) == ["51"]
    output_of("import", tmp_path, "--symbol", "EURUSD", home=home)
    # A weekend is none.
    friday, sunday = T + 4 * 86_400_000 + 79_200_000 - 1000, T + 6 * 86_400_000 + 79_200_000
    for number, time in enumerate((friday, sunday), start=4):
        csv_file(tmp_path / "w" / f"{number}.csv", f"{time},1.14540,1.14550,1.5,1\n")
    output_of("import", tmp_path / "w", *options, home=home)


def test_ticks_of_the_future_end_the_import_or_are_told_of(home: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", GOOD[0], "4102444800000,1.14540,1.14550,1.5,1\n")
    options = ("import", file, "--symbol", "EURUSD")
    assert (
        f"{file}: expected ticks up to now, found one of 2100-01-01T00:00:00Z; check the zone and the unit of its times"
        in refusal_of(*options, home=home)
    )
    assert query("SELECT count(*) FROM ticks", home) == ["0"]
    assert "expected future=keep or future=stop, found future=drop" in refusal_of(
        *options, "--policy", "future=drop", home=home
    )
    said = output_of(*options, "--policy", "future=keep", home=home)
    assert "1 future" in said
    assert "check the zone and the unit of their times" in said
    assert "1 future" not in output_of(
        "import", csv_file(tmp_path / "b.csv", *GOOD), "--symbol", "EURUSD", home=home
    )


def test_both_sides_are_held_against_the_history(home: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", *(row.replace("1.14560", "11456.0") for row in GOOD))
    line = refusal_of("import", file, "--symbol", "EURUSD", home=home)
    assert "a typical price of 11456" in line


def test_times_without_a_zone_are_read_in_the_one_that_is_said(home: Path, tmp_path: Path) -> None:
    row = "2019-02-04 10:00:00,1.14540,1.14550\n"
    file = csv_file(tmp_path / "a.csv", row, header="timestamp,bid,ask\n")
    options = ("--symbol", "EURUSD", "--time-zone", "America/New_York")
    output_of("import", file, *options, home=home)
    assert query("SELECT ts FROM ticks", home) == ["2019-02-04T15:00:00Z"]


def test_an_instrument_that_always_trades_has_no_strays(home: Path, tmp_path: Path) -> None:
    rows = [f"{SATURDAY + second * 1000},40000.1,40001.1,1,1\n" for second in range(60)]
    said = output_of("import", csv_file(tmp_path / "a.csv", *rows), "--symbol", "BTCUSD", home=home)
    assert "found" not in said
