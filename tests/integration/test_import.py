"""Importing as users do it: idempotent, atomic per file, and one clear line for every bad input."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from pyworkstation.domain.units import parse_time
from pyworkstation.engine import read_bi5_candles
from tests.bi5_file import HourRow, bi5, write_hour
from tests.command import output_of, pyworkstation, refusal_of
from tests.real_data import DAYS, EURUSD, FOLDER, needs_real_data
from tests.zip_file import zipped

HEADER = "timestamp,bid,ask,bid_volume,ask_volume\n"
ROWS = [
    "1549238400994,1.14543,1.14545,2.06,1\n",
    "1549238401271,1.14544,1.14546,1,1\n",
    "1549238401464,1.14542,1.14545,8.35,1\n",
]
HOUR: list[HourRow] = [(994, 114545, 114543, 1.0, 2.06), (1271, 114546, 114544, 1.0, 1.0)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def csv_file(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(rows), encoding="ascii")
    return path


def count(home: Path, symbol: str = "EURUSD") -> int:
    rows = output_of(
        "query", f"SELECT count(*) FROM ticks WHERE symbol = '{symbol}'", "--format", "csv", home=home
    )
    return int(rows.splitlines()[1])


def test_hours_that_are_missing_between_files_are_told(home: Path, tmp_path: Path) -> None:
    """Of Monday 2019-02-04: from 00:00:01.271 to 01:00:00.994, and to 04:00:00.994 instead of 02:00."""
    tree = tmp_path / "EURUSD"
    for hour in (0, 1, 4):
        write_hour(tmp_path, hour, HOUR)
    said = output_of("import", tree, "--symbol", "EURUSD", home=home)
    words = "2 gaps between the files, the longest of 2h 59m of open market from 2019-02-04 01:00:01 to 2019-02-04 04:00:00\n"
    assert said.endswith(words)
    # Files that are in already are files of the import, too.
    write_hour(tmp_path, 3, [(0, 114546, 114544, 1.0, 1.0), (3_599_000, 114546, 114544, 1.0, 1.0)])
    said = output_of("import", tree, "--symbol", "EURUSD", home=home)
    assert "2 gaps between the files, the longest of 1h 59m" in said


def test_what_a_file_has_not_is_not_told(home: Path, tmp_path: Path) -> None:
    """No volumes, and no offsets in rows of epoch milliseconds."""
    file = tmp_path / "a.csv"
    file.write_text("timestamp,bid,ask\n" + "".join(f"{row.rsplit(',', 2)[0]}\n" for row in ROWS), "ascii")
    assert output_of("import", file, "--symbol", "EURUSD", home=home).endswith("; no volumes\n")
    [_, _, row] = output_of("imports", home=home).splitlines()
    assert "  default-prices, as each row says  " in row
    again = output_of("import", file, "--symbol", "EURUSD", home=home)
    assert again == "EURUSD: 1 default-prices file already imported; nothing new\n"
    found_out = tmp_path / "found out.csv"
    found_out.write_text(
        "ask,bid,timestamp\n1.1448,1.1447,1549238400000\n1.1449,1.1448,1549238401000\n", "ascii"
    )
    said = output_of("import", found_out, "--symbol", "EURUSD", home=home)
    assert said.startswith("EURUSD: 1 columns file")
    assert said.endswith("; no volumes\n")


@needs_real_data
def test_real_days_are_stored_whole_and_equal_dukascopys_candles(home: Path) -> None:
    said = output_of("import", EURUSD, "--symbol", "EURUSD", home=home)
    assert "48 bi5 files, 266,219 ticks read, 266,219 new" in said
    assert "6 candle files (*_candles_*.bi5), without ticks" in said
    assert count(home) == 266_219
    for day, folder in DAYS.items():
        start_us = parse_time(day, where="test")
        candles = read_bi5_candles(
            (folder / "BID_candles_min_1.bi5").read_bytes(), start_us=start_us, where="candles"
        )
        until = f"{day}T23:59:59.999999Z"
        lines = output_of("bars", "EURUSD", "M1", "--from", day, "--to", until, home=home).splitlines()[1:]
        assert len(lines) == len(candles) == 1440
        for line, (time_us, *prices, volume) in zip(lines, candles, strict=True):
            time, *written, units, _ticks = line.split(",")
            assert parse_time(time, where="test") == time_us
            assert written == [f"{points / 1e5:.5f}" for points in prices]
            assert int(units) == pytest.approx(volume * 1e6, rel=1e-6)
    assert output_of("import", EURUSD, "--symbol", "EURUSD", home=home).endswith(
        "48 bi5 files already imported; nothing new\n"
    )
    assert count(home) == 266_219


@needs_real_data
def test_the_same_days_by_way_of_csv_are_the_same_ticks(home: Path, tmp_path: Path) -> None:
    hour = DAYS["2019-02-04"] / "00h_ticks.bi5"
    output_of("import", hour, "--symbol", "EURUSD", home=home)
    output_of("ticks", "EURUSD", "-o", tmp_path / "out.csv", home=home)
    assert " 3,733 ticks read, 0 new" in output_of(
        "import", tmp_path / "out.csv", "--symbol", "EURUSD", home=home
    )


@needs_real_data
def test_an_old_export_has_a_zone_only_the_user_knows(home: Path) -> None:
    file = FOLDER / "csv" / "CADJPY_tick_jforex2013.csv"
    said = output_of("import", file, "--symbol", "CADJPY", "--time-zone", "Europe/Helsinki", home=home)
    assert "1 dukascopy-2013 file, 52,948 ticks read, 52,948 new" in said
    first = output_of("ticks", "CADJPY", "--to", "2012-04-30T21:00:02Z", home=home).splitlines()[1]
    # The file's first row is 01.05.2012 00:00:01.680, three hours before it in UTC.
    assert first == "2012-04-30T21:00:01.680Z,80.911,80.928,1580000,2330000"


def test_the_same_import_twice_changes_nothing_and_says_so(home: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", *ROWS)
    assert "EURUSD: 1 default file, 3 ticks read, 3 new" in output_of(
        "import", file, "--symbol", "EURUSD", home=home
    )
    before = output_of("ticks", "EURUSD", home=home)
    assert output_of("import", file, "--symbol", "EURUSD", home=home) == (
        "EURUSD: 1 default file already imported; nothing new\n"
    )
    assert output_of("ticks", "EURUSD", home=home) == before


def test_a_renamed_or_repacked_file_adds_nothing(home: Path, tmp_path: Path) -> None:
    file = csv_file(tmp_path / "a.csv", *ROWS)
    output_of("import", file, "--symbol", "EURUSD", home=home)
    shutil.copy(file, tmp_path / "b.csv")
    assert "nothing new" in output_of("import", tmp_path / "b.csv", "--symbol", "EURUSD", home=home)
    (tmp_path / "c.csv.gz").write_bytes(gzip.compress(file.read_bytes()))
    assert "3 ticks read, 0 new" in output_of(
        "import", tmp_path / "c.csv.gz", "--symbol", "EURUSD", home=home
    )
    assert count(home) == 3


def test_overlapping_files_are_stored_once(home: Path, tmp_path: Path) -> None:
    csv_file(tmp_path / "1.csv", *ROWS[:2])
    csv_file(tmp_path / "2.csv", *ROWS[1:])
    write_hour(tmp_path, 0, HOUR)
    said = output_of("import", tmp_path, "--symbol", "EURUSD", home=home)
    assert "1 bi5 file and 2 default files, 6 ticks read, 3 new" in said
    assert count(home) == 3


def test_one_import_takes_files_packed_in_every_way(home: Path, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    lines = [HEADER + row for row in ROWS] + [
        HEADER + f"15492384020{n:02},1.14543,1.14545,1,1\n" for n in range(3)
    ]
    plain, gzipped, zstd, *zipped_files = (line.encode() for line in lines)
    (source / "1.csv").write_bytes(plain)
    (source / "2.csv.gz").write_bytes(gzip.compress(gzipped))
    (source / "3.csv.zst").write_bytes(zstandard.compress(zstd))
    members = {
        "a/4.csv": zipped_files[0],
        "5.CSV": zipped_files[1],
        "read me.txt": b"!",
        "__MACOSX/._5.csv": b"!",
    }
    (source / "6.zip").write_bytes(zipped(members))
    (source / "7.zip").write_bytes(zipped({"whatever": zipped_files[2]}))
    hours = {f"2019/01/04/{hour:02}h_ticks.bi5": bi5(HOUR) for hour in (3, 2)}
    (source / "EURUSD.zip").write_bytes(zipped(hours | {"2019/01/04/BID_candles_min_1.bi5": b"!"}))
    said = output_of("import", source, "--symbol", "EURUSD", home=home)
    assert "2 bi5 files and 6 default files, 10 ticks read, 10 new" in said
    assert f"skipped {source}: 1 candle file (*_candles_*.bi5), without ticks\n" in said
    assert f"skipped {source}: 1 file of another kind (.txt)\n" in said
    assert f"skipped {source}: 1 file of macOS (._*), without ticks\n" in said
    names = output_of("query", "SELECT path FROM imports ORDER BY path", "--format", "csv", home=home)
    assert f"{source}/6.zip!a/4.csv\n" in names.replace("\\", "/")
    again = output_of("import", source, "--symbol", "EURUSD", home=home)
    assert "2 bi5 files and 6 default files already imported; nothing new" in again


def test_a_pattern_is_expanded_where_the_shell_does_not(home: Path, tmp_path: Path) -> None:
    for number, row in enumerate(ROWS):
        csv_file(tmp_path / f"{number}.csv", row)
    (tmp_path / "notes.md").touch()
    csv_file(tmp_path / "[3].csv", ROWS[0])
    for pattern, files in [("[01].csv", 2), ("*.csv", 4), ("**/2.csv", 1), ("[3].csv", 1)]:
        said = output_of("import", tmp_path / pattern, "--symbol", "EURUSD", home=home)
        assert f"{files} default file" in said
    line = refusal_of("import", tmp_path / "*.tsv", "--symbol", "EURUSD", home=home)
    assert "*.tsv: expected files that the pattern fits, found none" in line


def test_hours_without_ticks_are_no_news_the_second_time(home: Path, tmp_path: Path) -> None:
    write_hour(tmp_path, 3, [])
    write_hour(tmp_path, 4, [])
    write_hour(tmp_path, 5, HOUR)
    assert "3 bi5 files, 2 ticks read, 2 new" in output_of(
        "import", tmp_path, "--symbol", "EURUSD", home=home
    )
    assert "3 bi5 files already imported" in output_of("import", tmp_path, "--symbol", "EURUSD", home=home)


@pytest.mark.parametrize(
    ("rows", "option", "unit", "stored"),
    [
        (["1549238400994,1.14543,1.14545,2.06,1\n"], [], "millions", "2060000,1000000"),
        (["1549238400994,1.14543,1.14545,2060000,1000000\n"], [], "units", "2060000,1000000"),
        (["1549238400994,1.14543,1.14545,2,1\n"], [], "millions", "2000000,1000000"),
        (["1549238400994,1.14543,1.14545,0,0\n"], [], "units", "0,0"),
        (["1549238400994,1.14543,1.14545,2060,1000\n"], ["--volume-unit", "thousands"], "thousands", "2060000,1000000"),
        (["1549238400994,1.14543,1.14545,2,1\n"], ["--volume-unit", "units"], "units", "2,1"),
    ],
)  # fmt: skip
def test_the_volume_unit_is_settled_and_said(
    home: Path, tmp_path: Path, *, rows: list[str], option: list[str], unit: str, stored: str
) -> None:
    file = csv_file(tmp_path / "a.csv", *rows)
    assert f"volumes in {unit}" in output_of("import", file, "--symbol", "EURUSD", *option, home=home)
    assert output_of("ticks", "EURUSD", home=home).splitlines()[1].endswith(stored)


def test_a_big_file_goes_in_by_chunks_whole(home: Path, tmp_path: Path) -> None:
    with (tmp_path / "big.csv").open("w", encoding="ascii", newline="\r\n") as file:
        file.write(HEADER)
        # Two ticks at each millisecond, so that ticks of one time fall on both sides of a chunk's end.
        for row in range(400_000):
            file.write(f"{1549238400000 + row // 2},{1.14 + row % 100 / 1e5:.5f},1.15000,1.5,0.25\n")
    assert "400,000 ticks read, 400,000 new" in output_of(
        "import", tmp_path / "big.csv", "--symbol", "EURUSD", home=home
    )
    output_of("ticks", "EURUSD", "-o", tmp_path / "out.csv", home=home)
    bids = [float(line.split(",")[1]) for line in (tmp_path / "out.csv").read_text().splitlines()[1:]]
    assert bids == [round(1.14 + row % 100 / 1e5, 5) for row in range(400_000)]


# --- bad input: what is made, what is imported, and the words of the one line ------------------------------------

Make = Callable[[Path], object]


def text(name: str, content: str | bytes) -> Make:
    return lambda folder: (folder / name).write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )


def hour(number: int, content: bytes, symbol: str = "EURUSD") -> Make:
    return lambda folder: write_hour(folder, number, [], symbol=symbol).write_bytes(content)


HOUR_0 = "EURUSD/2019/01/04/00h_ticks.bi5"

BAD: list[tuple[str, Make, str, list[str], list[str]]] = [
    ("missing file", text("a.csv", ""), "none.csv", [], ["none.csv: expected a file or a folder", "nothing there"]),
    ("no tick files", text("a.md", "hello"), ".", [], ["expected tick files", "1 file of another kind (.md)"]),
    ("empty file", text("a.csv", ""), "a.csv", [], ["a.csv"]),
    ("unknown symbol", text("a.csv", HEADER + ROWS[0]), "a.csv", ["--symbol", "NOPE"], ["expected a known symbol, found NOPE", "digits = N"]),
    ("symbol in small letters", text("a.csv", HEADER + ROWS[0]), "a.csv", ["--symbol", "eurusd"], ["--symbol", "write EURUSD"]),
    ("symbol of another tree", hour(0, bi5(HOUR), "GBPUSD"), ".", [], ["00h_ticks.bi5: expected ticks of EURUSD", "GBPUSD"]),
    ("bi5 without its tree", text("00h_ticks.bi5", bi5(HOUR)), "00h_ticks.bi5", [], ["expected a path such as EURUSD/2019/01/04/00h_ticks.bi5"]),
    ("truncated bi5", hour(0, bi5(HOUR * 1)[:-9]), HOUR_0, [], ["00h_ticks.bi5", "byte"]),
    ("bi5 cut to its header", hour(0, bi5(HOUR)[:13]), HOUR_0, [], ["00h_ticks.bi5", "byte"]),
    ("text named bi5", hour(0, (HEADER + ROWS[0]).encode()), HOUR_0, [], ["00h_ticks.bi5"]),
    ("times of an hour that fall", hour(0, bi5([HOUR[1], HOUR[0]])), HOUR_0, [], ["00h_ticks.bi5", "byte"]),
    ("bi5 named csv", text("a.csv", bi5(HOUR)), "a.csv", [], ["a.csv", "LZMA"]),
    ("zip named csv", text("a.csv", b"PK\x03\x04" + bytes(100)), "a.csv", [], ["a.csv", "zip"]),
    ("page named csv", text("a.csv", "<!DOCTYPE html><html><body>404"), "a.csv", [], ["a.csv", "HTML"]),
    ("no zip", text("a.zip", "hello"), "a.zip", [], ["a.zip: expected an intact zip archive"]),
    ("a member that leads out", text("a.zip", zipped({"../a.csv": b""})), "a.zip", [], ["a.zip: expected members named to stay", "'../a.csv'"]),
    ("an archive of archives", text("a.zip", zipped({"b.zip": zipped({"c.csv": b""})})), "a.zip", [], ["a.zip!b.zip: expected text or bi5 files in a zip archive", "unpack it first"]),
    ("bad row of a member", text("a.zip", zipped({"b.csv": (HEADER + "oops\n").encode()})), "a.zip", [], ["a.zip!b.csv, line 2"]),
    ("an archive of nothing", text("a.zip", zipped({"a.md": b"", "b.md": b""})), "a.zip", [], ["expected tick files", "a.zip: 2 files of another kind (.md)"]),
    ("a bi5 member that tells no hour", text("a.zip", zipped({"b.bi5": bi5(HOUR)})), "a.zip", [], ["a.zip!b.bi5: expected a path such as EURUSD/2019", "found b.bi5"]),
    ("truncated zstd", text("a.csv.zst", zstandard.compress((HEADER + ROWS[0] * 9).encode())[:-8]), "a.csv.zst", [], ["a.csv.zst near byte", "expected an intact zstd file"]),
    ("bars", text("a.csv", "Date,Open,High,Low,Close\n2025-03-06,1,2,1,2\n"), "a.csv", [], ["these look like bars; import the ticks"]),
    ("unknown header", text("a.csv", "a,b,c\n1,2,3\n"), "a.csv", [], ["a.csv, line 1: expected a header that names a time, a bid and an ask", "'a,b,c'; if these are ticks"]),
    ("rows of another symbol", text("a.csv", "".join(f"EUR/USD,20190204 10:00:0{at}.000,1.14543,1.1454{at}\n" for at in range(4, 9))), "a.csv", ["--symbol", "GBPUSD"], ["a.csv: expected ticks of GBPUSD, as --symbol says, found EUR/USD in each row"]),
    ("text for a price", text("a.csv", HEADER + ROWS[0] + "1549238401271,oops,1.14546,1,1\n"), "a.csv", [], ["a.csv, line 3", "oops"]),
    ("nan for a price", text("a.csv", HEADER + "1549238401271,nan,1.14546,1,1\n"), "a.csv", [], ["a.csv, line 2", "nan"]),
    ("too many digits", text("a.csv", HEADER + "1549238401271,1.145435,1.14546,1,1\n"), "a.csv", [], ["a.csv", "more digits than the instrument's 5", "--price-shift"]),
    ("a field missing", text("a.csv", HEADER + "1549238401271,1.14543,1.14546,1\n"), "a.csv", [], ["a.csv, line 2"]),
    ("time going back", text("a.csv", HEADER + ROWS[1] + ROWS[0]), "a.csv", [], ["a.csv, line 3"]),
    ("volume below nought", text("a.csv", HEADER + "1549238401271,1.14543,1.14546,-1,1\n"), "a.csv", [], ["a.csv, line 2"]),
    ("truncated gzip", text("a.csv.gz", gzip.compress((HEADER + ROWS[0] * 9).encode())[:-8]), "a.csv.gz", [], ["a.csv.gz near byte", "expected an intact gzip file"]),
    ("text in gzip's place is read as text", text("a.csv.gz", "no header\n"), "a.csv.gz", [], ["a.csv.gz, line 1"]),
    ("unknown dialect", text("a.csv", HEADER + ROWS[0]), "a.csv", ["--dialect", "nonsense"], ["--dialect: expected auto, default", "found nonsense"]),
    ("another dialect", text("a.csv", HEADER + ROWS[0]), "a.csv", ["--dialect", "dukascopy-gmt"], ["a.csv, line 1", "Gmt time"]),
    ("a zone the file states", text("a.csv", HEADER + ROWS[0]), "a.csv", ["--time-zone", "Europe/Helsinki"], ["a.csv: expected no --time-zone"]),
    ("a zone for bi5", hour(0, bi5(HOUR)), HOUR_0, ["--time-zone", "Europe/Helsinki"], ["--time-zone", "00h_ticks.bi5"]),
    ("a dialect for bi5", hour(0, bi5(HOUR)), HOUR_0, ["--dialect", "default"], ["--dialect", "00h_ticks.bi5"]),
    ("no such zone", text("a.csv", "Time,Ask,Bid,AskVolume,BidVolume\n01.05.2012 00:00:01.680,80.928,80.911,2.33,1.58\n"), "a.csv", ["--time-zone", "Mars"], ["an IANA time zone", "found 'Mars'"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "path", "options", "words"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_bad_input_gets_one_line_and_leaves_nothing(
    home: Path, tmp_path: Path, *, make: Make, path: str, options: list[str], words: list[str]
) -> None:
    (tmp_path / "in").mkdir()
    make(tmp_path / "in")
    symbol = [] if "--symbol" in options else ["--symbol", "EURUSD"]
    line = refusal_of("import", tmp_path / "in" / path, *symbol, *options, home=home)
    for word in words:
        assert word in line
    if home.exists():
        assert count(home) == 0
        assert "no ticks stored" in output_of("status", home=home)


def test_a_bad_file_among_others_is_left_out_whole_and_named(home: Path, tmp_path: Path) -> None:
    csv_file(tmp_path / "1.csv", *ROWS[:1])
    csv_file(tmp_path / "2.csv", ROWS[1], "1549238401464,bad,1.14545,8.35,1\n")
    csv_file(tmp_path / "3.csv", *ROWS[2:])
    done = pyworkstation("import", tmp_path, "--symbol", "EURUSD", home=home)
    assert done.code == 1
    note, error = done.errors.splitlines()
    assert re.match(r"left out: .*2\.csv, line 3: .*bad", note)
    assert error == "error: 1 file left out, as said above; nothing of it is stored"
    assert "2 default files, 2 ticks read, 2 new" in done.output
    assert count(home) == 2
    (tmp_path / "2.csv").write_text(HEADER + ROWS[1], encoding="ascii")
    assert "3 ticks read, 1 new" in output_of("import", tmp_path, "--symbol", "EURUSD", home=home)


def test_a_bad_hour_of_a_tree_is_left_out_whole_and_named(home: Path, tmp_path: Path) -> None:
    write_hour(tmp_path, 0, HOUR)
    write_hour(tmp_path, 1, HOUR).write_bytes(bi5(HOUR)[:-7])
    write_hour(tmp_path, 2, HOUR)
    (tmp_path / "EURUSD" / "empty.bi5").touch()
    done = pyworkstation("import", tmp_path, "--symbol", "EURUSD", home=home)
    assert done.code == 1
    misfit, bad, error = done.errors.splitlines()
    assert misfit.startswith(f"left out: {tmp_path / 'EURUSD' / 'empty.bi5'}: expected a path such as")
    assert "01h_ticks.bi5" in bad
    assert error == "error: 2 files left out, as said above; nothing of them is stored"
    assert count(home) == 4
    write_hour(tmp_path, 1, HOUR)
    done = pyworkstation("import", tmp_path, "--symbol", "EURUSD", home=home)
    assert "6 ticks read, 2 new" in done.output


def test_of_a_folder_of_bad_files_each_is_named(home: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1.csv").write_text("hello\n", encoding="ascii")
    (tmp_path / "in" / "2.csv").touch()
    done = pyworkstation("import", tmp_path / "in", "--symbol", "EURUSD", home=home)
    assert (done.code, done.output) == (1, "EURUSD: nothing imported\n")
    assert ["1.csv" in done.errors, "2.csv" in done.errors] == [True, True]
    assert "error: 2 files left out" in done.errors


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes among its files")
@pytest.mark.parametrize("below", [False, True], ids=["named", "in a folder"])
def test_a_pipe_is_refused_unopened(home: Path, tmp_path: Path, *, below: bool) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    line = refusal_of("import", tmp_path if below else tmp_path / "pipe.csv", "--symbol", "EURUSD", home=home)
    assert f"{tmp_path}/pipe.csv: expected a file, found a named pipe" in line
