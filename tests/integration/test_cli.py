"""The command line: its layouts and exit codes, and the same answers with and without a running engine."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pyworkstation.cli import desktop
from pyworkstation.client.client import Client
from pyworkstation.client.connection import find_engine
from pyworkstation.client.launch import log_path
from pyworkstation.config.settings import declared_settings
from pyworkstation.domain.units import format_time
from pyworkstation.protocol.messages import ReplayStart
from tests.command import ENVIRONMENT, Finished, output_of, pyworkstation, pyworkstation_process, refusal_of
from tests.engine_process import FIRST_MS, engine_process, write_ticks

SECONDS = 3 * 3600


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two ticks a second for three hours."""
    folder = tmp_path_factory.mktemp("cli")
    write_ticks(folder / "ticks.csv", seconds=SECONDS)
    output_of("import", folder / "ticks.csv", "--symbol", "EURUSD", home=folder / "home")
    return folder / "home"


def test_bars_have_the_documented_layout(home: Path) -> None:
    text = output_of("bars", "EURUSD", "M1", home=home)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert text.splitlines()[0] == "time,open,high,low,close,volume,ticks"
    assert [row["time"] for row in rows[:2]] == ["2019-02-04T00:00:00Z", "2019-02-04T00:01:00Z"]
    # write_ticks walks through abs(37 i mod 800 - 400); a minute has 120 ticks of 1.5 million.
    first = [114_000 + abs(i * 37 % 800 - 400) for i in range(120)]
    assert rows[0] == {
        "time": "2019-02-04T00:00:00Z",
        "open": f"{first[0] / 1e5:.5f}",
        "high": f"{max(first) / 1e5:.5f}",
        "low": f"{min(first) / 1e5:.5f}",
        "close": f"{first[-1] / 1e5:.5f}",
        "volume": str(120 * 1_500_000),
        "ticks": "120",
    }
    assert len(rows) == SECONDS // 60


@pytest.mark.parametrize(
    ("options", "times"),
    [
        (["--from", "2019-02-04T02:00", "--to", "2019-02-04T02:02"], ["02:00", "02:01"]),
        (["--from", "2019-02-04T02:00:01Z", "--to", "2019-02-04T02:02:01+00:00"], ["02:01", "02:02"]),
        (["--from", "20190204T020000", "--to", "2019-02-04T04:01+02:00"], ["02:00"]),
        (["--from", "2019-02-04T02:00", "--to", "2019-02-04T02:00"], []),
        (["--from", "2020-01-01"], []),
        (["--to", "2019-02-04"], []),
    ],
)
def test_bars_of_a_range(home: Path, options: list[str], times: list[str]) -> None:
    lines = pyworkstation("bars", "EURUSD", "M1", *options, home=home).output.splitlines()[1:]
    assert [line[:17] for line in lines] == [f"2019-02-04T{time}:" for time in times]


# write_ticks begins on Monday the 4th at midnight UTC, in the day and week that opened on Sunday at 17:00 in New York.
@pytest.mark.parametrize(
    ("timeframe", "options", "left_out"),
    [
        ("W1", ["--from", "2019-02-04"], "2019-02-03T22:00:00Z"),
        ("W1", ["--from", "2019-02-08T03:00Z", "--to", "2019-02-08T04:00Z"], "2019-02-03T22:00:00Z"),
        ("MN1", ["--from", "2019-02-04"], "2019-01-31T22:00:00Z"),
        ("D1", ["--from", "2019-02-04"], "2019-02-03T22:00:00Z"),
        ("H1", ["--from", "2019-02-04T02:00:00.000001Z"], "2019-02-04T02:00:00Z"),
        ("H1", ["--from", "2019-02-04T02:00:01Z", "--boundary", "right"], "2019-02-04T02:00:00Z"),
        ("D1", ["--from", "2019-02-04T00:00:01Z", "--day-close", "utc"], "2019-02-04T00:00:00Z"),
        ("W1", ["--from", "2019-02-03T22:00Z"], None),
        ("W1", ["--from", "2019-02-11T03:00Z"], None),
        ("W1", ["--from", "2019-01-30"], None),
        ("W1", ["--from", "1970-01-01"], None),
        ("D1", ["--from", "2019-02-04", "--day-close", "utc"], None),
        ("H1", ["--from", "2019-02-04T02:00Z", "--boundary", "right"], None),
        ("T100", ["--from", "2019-02-04T02:00:01Z"], None),
        ("W1", ["--to", "2019-02-08"], None),
    ],
)
def test_a_bar_that_is_left_out_because_it_opened_before_is_named(
    home: Path, timeframe: str, options: list[str], left_out: str | None
) -> None:
    done = pyworkstation("bars", "EURUSD", timeframe, *options, home=home)
    assert (done.code, done.errors.count("\n")) == (0, 0 if left_out is None else 1)
    if left_out is not None:
        assert f"the one that opened at {left_out}" in done.errors
        shown = output_of("bars", "EURUSD", timeframe, *options, "--from", left_out, home=home)
        assert shown.splitlines()[1].startswith(left_out)


def test_sides_differ_as_they_should(home: Path) -> None:
    bid, ask, mid = (
        output_of("bars", "EURUSD", "H1", "--side", side, home=home).splitlines()[1].split(",")
        for side in ("bid", "ask", "mid")
    )
    assert int(mid[5]) == int(bid[5]) + int(ask[5])
    assert float(ask[1]) == pytest.approx(float(bid[1]) + 0.00003)
    assert bid[6] == ask[6] == mid[6] == "7200"


def test_right_boundary_takes_the_tick_on_it(home: Path) -> None:
    lines = output_of("bars", "EURUSD", "H1", "--boundary", "right", home=home).splitlines()[1:]
    assert [line.split(",")[0][11:13] + "h " + line.split(",")[6] for line in lines] == [
        "23h 1", "00h 7200", "01h 7200", "02h 7199",
    ]  # fmt: skip


def test_days_close_where_asked(home: Path) -> None:
    by_zone = [
        output_of("bars", "EURUSD", "D1", "--day-close", zone, home=home) for zone in ("utc", "new-york")
    ]
    assert [text.splitlines()[1].split(",")[0] for text in by_zone] == [
        "2019-02-04T00:00:00Z",
        "2019-02-03T22:00:00Z",
    ]


def test_ticks_have_the_layout_that_import_reads(home: Path) -> None:
    lines = output_of("ticks", "EURUSD", "--to", "2019-02-04T00:00:01", home=home).splitlines()
    assert lines == [
        "timestamp,bid,ask,bid_volume_units,ask_volume_units",
        "2019-02-04T00:00:00Z,1.14400,1.14403,1500000,750000",
        "2019-02-04T00:00:00.500Z,1.14363,1.14366,1500000,750000",
    ]


def test_bars_have_columns_of_indicators_whatever_the_range(home: Path, tmp_path: Path) -> None:
    asked = ("bars", "EURUSD", "M1", "--indicator", "sma(3)", "--indicator", "macd(2, 4, 3)")
    header, *lines = output_of(*asked, home=home).splitlines()
    assert (
        header
        == "time,open,high,low,close,volume,ticks,SMA_3,MACD_2_4_3_macd,MACD_2_4_3_signal,MACD_2_4_3_histogram"
    )
    rows = [line.split(",") for line in lines]
    closes = [float(row[4]) for row in rows]
    assert [row[7] for row in rows[:2]] == ["", ""]
    for end, row in enumerate(rows[2:], start=3):
        assert float(row[7]) == pytest.approx(sum(closes[end - 3 : end]) / 3, abs=1e-12)
    # A range is cut out of them: no value begins anew with it.
    later = ("--from", "2019-02-04T01:30:00Z", "--to", "2019-02-04T01:32:00Z")
    assert output_of(*asked, *later, home=home).splitlines() == [header, *lines[90:92]]
    [first, *_] = json.loads(output_of(*asked, "--format", "json", home=home))
    assert (first["close"], first["SMA_3"]) == (closes[0], None)
    file = tmp_path / "bars.parquet"
    output_of(*asked, "-o", file, home=home)
    query = f"SELECT count(*) AS n, count(SMA_3) AS warm, max(SMA_3) AS high FROM read_parquet('{file}')"
    [told] = json.loads(output_of("query", query, "--format", "json", home=home))
    assert told == {"n": len(rows), "warm": len(rows) - 2, "high": max(float(row[7]) for row in rows[2:])}
    assert "expected the name of an indicator" in refusal_of(
        "bars", "EURUSD", "M1", "--indicator", "smma3(5)", home=home
    )


def test_json_is_json(home: Path) -> None:
    bars = json.loads(output_of("bars", "EURUSD", "H1", "--format", "json", home=home))
    assert [bar["time"] for bar in bars] == [f"2019-02-04T0{hour}:00:00Z" for hour in range(3)]
    rows = json.loads(output_of("query", "SELECT 1 AS a, 'ä' AS b", "--format", "json", home=home))
    assert rows == [{"a": 1, "b": "ä"}]
    [tick] = json.loads(
        output_of(
            "query",
            "SELECT ts, bid, 36893488147419103233::HUGEINT AS h FROM ticks LIMIT 1",
            "--format",
            "json",
            home=home,
        )
    )
    assert tick == {"ts": "2019-02-04T00:00:00Z", "bid": 1.144, "h": 36893488147419103233}
    status = json.loads(output_of("status", "--json", home=home))
    assert status["symbols"][0]["ticks"] == 2 * SECONDS
    assert status["symbols"][0]["sources"] == ["ticks.csv"]
    assert status["pid"] is None


def test_output_file(home: Path, tmp_path: Path) -> None:
    assert output_of("bars", "EURUSD", "H1", "-o", tmp_path / "bars.csv", home=home) == ""
    assert (tmp_path / "bars.csv").read_text() == output_of("bars", "EURUSD", "H1", home=home)


def test_status_for_people(home: Path) -> None:
    lines = output_of("status", home=home).splitlines()
    assert lines[1] == "engine: not running"
    assert lines[-1].split() == [
        "EURUSD", "5", "21,600", "2019-02-04T00:00:00Z", "2019-02-04T02:59:59.500Z", "ticks.csv",
    ]  # fmt: skip


def test_home_may_stand_after_the_command_and_in_the_environment(home: Path, tmp_path: Path) -> None:
    assert output_of("status", "--home", home, home=tmp_path / "other") == output_of("status", home=home)
    assert not (tmp_path / "other").exists()


REFUSED: list[tuple[list[str], int, str]] = [
    (["nonsense"], 2, "invalid choice: 'nonsense'"),
    (["bars", "EURUSD"], 2, "the following arguments are required: TIMEFRAME"),
    (["bars", "EURUSD", "M1", "--side", "middle"], 2, "invalid choice: 'middle'"),
    (["import", "x.csv"], 2, "--symbol"),
    (["config"], 2, "required: ACTION"),
    (["bars", "EURUSD", "M1", "--from", "yesterday"], 1, "--from: expected a time in ISO 8601"),
    (["bars", "EURUSD", "M1", "--from", "1549274400"], 1, "write 2019-02-04T10:00:00Z if these are seconds"),
    (["ticks", "EURUSD", "--to", "1549274400000"], 1, "--to: expected a time in ISO 8601"),
    (["replay", "EURUSD", "--from", "2019"], 1, "--from: expected a time in ISO 8601"),
    (["bars", "EURUSD", "M1", "--from", "1969-12-31"], 1, "--from: expected a time from 1970 to 2199"),
    (["bars", "EURUSD", "M1", "--to", "2200-01-01"], 1, "--to: expected a time from 1970 to 2199"),
    (
        ["bars", "EURUSD", "M1", "--from", "2019-02-05", "--to", "2019-02-04"],
        1,
        "--from: expected a time not after --to, which is 2019-02-04T00:00:00Z, found 2019-02-05T00:00:00Z",
    ),
    (["ticks", "EURUSD", "--from", "2019-02-05", "--to", "2019-02-04"], 1, "a time not after --to"),
    (["archive", "EURUSD", "x", "--from", "2019-02-05", "--to", "2019-02-04"], 1, "a time not after --to"),
    (["import", "", "--symbol", "EURUSD"], 1, "PATH: expected a file or folder, found nothing"),
    (["archive", "EURUSD", ""], 1, "DIR: expected a file or folder, found nothing"),
    (["status", "--home", ""], 1, "--home: expected a folder, found nothing"),
    (["bars", "EURUSD", "M0"], 1, "M0"),
    (["bars", "EURUSD", "M/1"], 1, "timeframe: expected a timeframe"),
    (["bars", "NOPE", "M1"], 1, "expected a known symbol, found NOPE"),
    (["bars", "eurusd", "M1"], 1, "write EURUSD"),
    (["bars", "USDJPY", "M1"], 1, "expected stored ticks of USDJPY"),
    (["ticks", "EURUSD", "--format", "parquet"], 1, "expected -o FILE"),
    (["query", "DROP TABLE tick_store"], 1, "found DROP"),
    (["query", "SELECT"], 1, "Parser Error"),
    (["query", ""], 1, "SQL: expected some text, found nothing"),
    (["replay"], 1, "expected SYMBOL, --pause"),
    (["replay", "--pause"], 1, "expected a running engine"),
    (["replay", "EURUSD", "--pause"], 1, "expected no SYMBOL with --pause"),
    (["replay", "EURUSD", "--speed", "0"], 1, "--speed: expected a speed above 0"),
    (["replay", "EURUSD", "--speed", "nan"], 1, "--speed: expected a speed above 0"),
    (["replay", "NOPE"], 1, "a known symbol"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), REFUSED, ids=[" ".join(row[0]) for row in REFUSED])
def test_what_cannot_be_done_is_said_in_one_line(
    home: Path, arguments: list[str], code: int, words: str
) -> None:
    assert words in refusal_of(*arguments, home=home, code=code)


def test_bad_settings_refuse_every_command_and_name_all_faults(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYWORKSTATION_RING_DEPTH", "lots")
    monkeypatch.setenv("PYWORKSTATION_TYPO", "1")
    for command in (["config", "check"], ["status"], ["engine"], ["bars", "EURUSD", "M1"]):
        line = refusal_of(*command, home=home)
        assert "PYWORKSTATION_RING_DEPTH" in line
        assert "PYWORKSTATION_TYPO" in line


def test_config_check_lists_every_setting_with_its_origin(home: Path) -> None:
    text = output_of("config", "check", home=home)
    for variable in declared_settings():
        assert f"\n{variable}=" in text
    assert "[.env.ci line " in text
    assert "[default]" in text


ALL_OF = {"S1": SECONDS, "M5": SECONDS // 300, "T100": SECONDS * 2 // 100}


@pytest.mark.parametrize("timeframe", [*ALL_OF, "K1"])
def test_replay_prints_every_bar_and_says_that_the_last_one_was_forming(home: Path, timeframe: str) -> None:
    played = pyworkstation("replay", "EURUSD", "--speed", "1000000", "--timeframe", timeframe, home=home)
    assert played.output == output_of("bars", "EURUSD", timeframe, home=home)
    if timeframe in ALL_OF:
        assert len(played.output.splitlines()) == 1 + ALL_OF[timeframe]
    formed = timeframe in ("T100", "K1")  # The last tick completed the last bar.
    note = "note: the ticks end at 2019-02-04T02:59:59.500Z, while the last bar was forming\n"
    assert (played.code, played.errors) == (0, "" if formed else note)


def test_replay_from_a_time_prints_what_completes_after_it(home: Path) -> None:
    played = pyworkstation(
        "replay", "EURUSD", "--speed", "1000000", "--timeframe", "M5", "--from", "2019-02-04T01:00", home=home
    )
    lines = output_of("bars", "EURUSD", "M5", home=home).splitlines()
    assert played.output.splitlines() == [lines[0], *lines[13:]]


def test_a_reader_that_leaves_is_no_error(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pyworkstation", "--home", str(home), "ticks", "EURUSD"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | ENVIRONMENT,
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", [["ticks", "EURUSD"], ["status"]])
def test_a_full_disk_behind_stdout_is_the_worlds_failure(home: Path, command: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pyworkstation", "--home", str(home), *command],
            stdout=full,
            stderr=subprocess.PIPE,
            env=os.environ | ENVIRONMENT,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.startswith(b"error: cannot write: ")
    assert done.stderr.count(b"\n") == 1


CLOSED: list[tuple[int, list[str], int, str]] = [
    (1, ["status"], 3, "error: cannot write: the standard output is closed"),
    (1, ["bars", "EURUSD", "M1"], 3, "error: cannot write: the standard output is closed"),
    (2, ["bars", "NOPE", "M1"], 1, ""),
]


@pytest.mark.skipif(os.name == "nt", reason="a shell closes them with >&-")
@pytest.mark.parametrize(("stream", "command", "code", "errors"), CLOSED)
def test_a_closed_stream_is_said_in_one_line_or_spoken_to_in_vain(
    home: Path, stream: int, command: list[str], code: int, errors: str
) -> None:
    shell = f'exec {stream}>&-; exec "$@"'
    done = subprocess.run(
        ["/bin/sh", "-c", shell, "-", sys.executable, "-m", "pyworkstation", "--home", str(home), *command],
        capture_output=True,
        env=os.environ | ENVIRONMENT,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(errors)
    assert done.stderr.count("\n") == bool(errors)


def test_version_and_help_load_none_of_the_heavy_parts() -> None:
    script = (
        "import sys; from pyworkstation.cli.main import _parser; _parser().format_help(); "
        "print([name for name in ('numpy', 'duckdb', 'zmq', 'msgspec', 'pyworkstation._engine') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_a_command_in_order(home: Path, name: str) -> None:
    command = ["replay", "EURUSD", "--timeframe", "S1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pyworkstation", "--home", str(home), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | ENVIRONMENT,
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"time,")
        process.send_signal(getattr(signal, name))
        assert process.stderr.read() == b""
    assert process.returncode == 128 + getattr(signal, name)


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
def test_a_home_that_everybody_can_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    assert f"mend it with: chmod go-w {tmp_path}" in refusal_of("status", home=tmp_path, code=3)
    assert list(tmp_path.iterdir()) == []


def test_exit_codes_reach_the_shell(home: Path) -> None:
    assert pyworkstation_process("--version", home=home).output.startswith("pyworkstation ")
    refused = pyworkstation_process("bars", "NOPE", "M1", home=home)
    assert (refused.code, refused.output) == (1, "")
    assert refused.errors.startswith("error: symbol: expected a known symbol")
    assert pyworkstation_process("nonsense", home=home).code == 2


def test_without_the_desktop_its_absence_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop, "find_spec", lambda _name: None)
    assert "pip install pyworkstation-ui" in refusal_of(home=home)


# --- the same answers with an engine ------------------------------------------------------------------------------

[SAMPLE] = (Path(__file__).parents[2] / "data").glob("EURUSD_synthetic_*.csv.gz")

QUESTIONS: list[list[str]] = [
    ["bars", "EURUSD", "M1"],
    ["bars", "EURUSD", "W1", "--from", "2019-02-04"],
    ["bars", "EURUSD", "S1", "--side", "mid", "--boundary", "right"],
    ["bars", "EURUSD", "D1", "--day-close", "utc", "--format", "json"],
    ["bars", "EURUSD", "M1", "--from", "2030-01-01"],
    ["bars", "EURUSD", "M1", "--from", "2019-02-05", "--to", "2019-02-04"],
    ["ticks", "EURUSD", "--from", "2019-02-05", "--to", "2019-02-04"],
    ["bars", "NOPE", "M1"],
    ["bars", "EURUSD", "M0"],
    ["bars", "USDJPY", "M1"],
    ["ticks", "EURUSD"],
    ["ticks", "EURUSD", "--from", "2019-02-04T02:00", "--format", "json"],
    ["quality", "EURUSD"],
    ["quality", "EURUSD", "--from", "2019-02-04T02:00", "--format", "json"],
    ["quality", "--import", "1", "--gap", "1"],
    ["quality", "--import", "1000"],
    ["quality", str(SAMPLE), "--symbol", "EURUSD", "--format", "html"],
    ["query", "SELECT * FROM ticks LIMIT 5"],
    ["query", "SELECT symbol, count(*), avg(bid), min(ts) FROM ticks GROUP BY symbol", "--format", "csv"],
    ["query", "SELECT i, i * 1.5 AS d FROM range(5000) t(i)", "--format", "json"],
    ["query", "DELETE FROM tick_store"],
    ["query", "SELECT nope FROM ticks"],
]


def ask(home: Path, questions: list[list[str]]) -> list[Finished]:
    return [pyworkstation(*question, home=home) for question in questions]


@pytest.fixture(scope="module")
def without_engine(home: Path) -> list[Finished]:
    return ask(home, QUESTIONS)


@pytest.fixture(scope="module")
def engine(home: Path, without_engine: list[Finished]) -> Iterator[int]:
    """The process id of an engine of the same home, started when the questions were answered without one."""
    with engine_process(home) as process:
        yield process.pid


def test_answers_are_the_same_with_an_engine(home: Path, without_engine: list[Finished], engine: int) -> None:
    for question, before, now in zip(QUESTIONS, without_engine, ask(home, QUESTIONS), strict=True):
        assert now == before, question


def test_status_names_the_engine(home: Path, engine: int) -> None:
    assert f"engine: process {engine}, running since 20" in output_of("status", home=home)
    status = json.loads(output_of("status", "--json", home=home))
    assert status["pid"] == engine
    assert {row["state"] for row in status["health"]["services"]} == {"healthy"}
    assert "get_status" in {row["op"] for row in status["traffic"]["requests"]}


def test_status_tells_how_the_services_are_and_how_long_requests_took(home: Path, engine: int) -> None:
    lines = output_of("status", home=home).splitlines()
    tables = [line.split() for line in lines]
    assert ["replay-requests", "healthy", "0"] in tables
    assert ["request", "count", "failed", "p50", "ms", "p99", "ms", "max", "ms"] in tables
    assert any(line.startswith("bus: 1 client, 0 subscriptions") for line in lines)


def test_import_goes_through_the_engine(
    home: Path, engine: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_ticks(tmp_path / "yen.csv", seconds=60)
    file = tmp_path / "yen.csv"
    file.write_text(file.read_text().replace("1.14", "114."))
    monkeypatch.chdir(tmp_path)
    line = refusal_of("import", "yen.csv", "--symbol", "BTCUSD", home=home)
    assert "yen.csv: expected a file that shows prices of the instrument" in line
    said = output_of("import", "yen.csv", "--symbol", "USDJPY", home=home)
    assert "USDJPY: 1 default file, 120 ticks read, 120 new" in said
    assert "nothing new" in output_of("import", file, "--symbol", "USDJPY", home=home)


def test_the_engines_replay_prints_every_bar(home: Path, engine: int) -> None:
    for timeframe in ("M15", "S1"):
        played = pyworkstation("replay", "EURUSD", "--speed", "1000000", "--timeframe", timeframe, home=home)
        assert played.output == output_of("bars", "EURUSD", timeframe, home=home)
    assert output_of("replay", "--stop", home=home) == "no replay\n"
    assert "expected a running replay" in refusal_of("replay", "--pause", home=home)


def test_a_second_engine_is_refused_with_the_id_of_the_first(home: Path, engine: int) -> None:
    second = pyworkstation_process("engine", home=home)
    assert second.code == 3
    assert f"process {engine}" in second.errors
    assert second.errors.count("\n") == 1


def test_an_engine_that_cannot_start_says_why_in_one_line_there_and_in_its_log(tmp_path: Path) -> None:
    (tmp_path / "market.duckdb").write_text("no database of ours, but long enough to be looked at" * 100)
    refused = pyworkstation_process("engine", home=tmp_path)
    assert refused.code == 1
    assert refused.errors.count("\n") == 1
    logged = log_path(tmp_path).read_text(encoding="utf-8")
    assert f"the engine failed: {refused.errors.removeprefix('error: ')}" in logged
    assert "Traceback" not in logged


def test_steering(home: Path, engine: int) -> None:
    connection = find_engine(home)
    assert connection is not None
    with Client(connection) as client:
        client.call(ReplayStart(symbol="EURUSD", paused=True))
    start = format_time(FIRST_MS * 1000)
    assert "speed 1,000,000x, paused" in output_of("replay", "--speed", "1000000", home=home)
    assert output_of("replay", "--speed", "5", home=home) == f"EURUSD at {start}, speed 5x, paused\n"
    assert "2019-02-04T01:00:00Z, speed 5x, paused" in output_of(
        "replay", "--seek", "2019-02-04T01:00", home=home
    )
    assert "running" in output_of("replay", "--resume", home=home)
    assert "paused" in output_of("replay", "--pause", home=home)
    assert "replay: EURUSD at " in output_of("status", home=home)
    assert output_of("replay", "--stop", home=home) == "no replay\n"
