"""What no message of the bus can carry is refused in one line that names the argument, with an engine and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import output_of, refusal_of
from tests.engine_process import engine_process, write_ticks

LONG = "x" * 201
VAST = str(2**64)
IMPORT = ["import", "ticks.csv", "--symbol", "EURUSD"]
FILES = ["quality", "ticks.csv", "--symbol", "EURUSD"]

BOUNDED: list[tuple[list[str], str]] = [
    (["query", ""], "SQL: expected some text, found nothing"),
    (["query", "x" * 100_001], "SQL: expected at most 100,000 characters, found 100,001"),
    (["query", "SELECT '\udce9'"], "SQL: expected text in Unicode"),
    *(
        (command, words)
        for files in (IMPORT, [*IMPORT, "--dry-run"], FILES)
        for command, words in [
            ([*files, "--dialect", LONG], "--dialect: expected at most 200 characters, found 201"),
            ([*files, "--dialect", "\udce9"], "--dialect: expected text in Unicode"),
            ([*files, "--dialect", ""], "--dialect: expected auto"),
            ([*files, "--time-zone", LONG], "--time-zone: expected at most 200 characters, found 201"),
            ([*files, "--time-zone", ""], "--time-zone: expected UTC"),
            ([*files, "--time-zone", "Mars/Olympus"], "--time-zone: expected UTC"),
            ([*files, "--price-shift", "10"], "--price-shift: expected 9 or less, found 10"),
            ([*files, "--price-shift=-10"], "--price-shift: expected -9 or more, found -10"),
            ([*files, "--price-shift", VAST], "--price-shift: expected 9 or less"),
            ([*files, "--columns", LONG], "--columns: expected at most 200 characters, found 201"),
            ([*files, "--columns", "", "--time-format", "iso"], "--columns: expected columns"),
            ([*files, "--time-format", LONG], "--time-format: expected at most 200 characters, found 201"),
            ([*files, "--time-format", ""], "--time-format: expected a pattern"),
            ([*files, "--time-format", "%Q"], "--time-format: expected a pattern"),
            ([*files, "--delimiter", ""], "--delimiter: expected one character, found nothing"),
            ([*files, "--delimiter", "::"], "--delimiter: expected at most 1 character, found 2"),
            (["import", "y" * 5000, "--symbol", "EURUSD"], "PATH: expected at most 4,096 characters"),
            (["import", "a" * 300, "--symbol", "EURUSD"], "File name too long"),
        ]
    ),
    *(
        (command, words)
        for files in (IMPORT, [*IMPORT, "--dry-run"])
        for command, words in [
            ([*files, "--policy", ""], "--policy: expected text of the form"),
            ([*files, "--policy", "duplicate"], "such as duplicate=drop"),
            ([*files, "--policy", "duplicate=explode"], "such as duplicate=drop"),
            ([*files, "--policy", "nonsense=drop"], "--policy: expected one of unparsable,"),
            ([*files, "--policy", "unparsable=keep"], "--policy: expected"),
            ([*files, *["--policy", "duplicate=drop"] * 21], "--policy: expected 20 or less, found 21"),
            ([*files, "--max-rejects", "-1"], "--max-rejects: expected 0 or more, found -1"),
            ([*files, "--max-rejects", VAST], "--max-rejects: expected 9,223,372,036,854,775,807 or less"),
        ]
    ),
    (["import", *["t.csv"] * 10_001, "--symbol", "EURUSD"], "PATH: expected 10,000 or less, found 10,001"),
    (["import", "t.csv", "--symbol", "E" * 33], "--symbol: expected a symbol"),
    (["bars", "E" * 33, "M1"], "SYMBOL: expected a symbol"),
    (["bars", "EURUSD", "M" * 13], "timeframe: expected a timeframe"),
    (["bars", "EURUSD", ""], "timeframe: expected a timeframe"),
    (["ticks", ""], "SYMBOL: expected a symbol"),
    (["imports", "--symbol", ""], "--symbol: expected a symbol"),
    (["undo", ""], "ID: expected the number of an import"),
    (["undo", VAST], "ID: expected the number of an import"),
    (["archive", "EURUSD", "d" * 5000], "DIR: expected at most 4,096 characters"),
    (["archive", "", "d"], "SYMBOL: expected a symbol"),
    (["backup", "f" * 5000], "FILE: expected at most 4,096 characters"),
    (["backup", ""], "FILE: expected a file or folder, found nothing"),
    (["quality", "EURUSD", "--gap", "0"], "--gap: expected 1 to 100,000 minutes"),
    (["quality", "EURUSD", "--gap", VAST], "--gap: expected 1 to 100,000 minutes"),
    (["quality", "--import", VAST], "--import: expected 9,223,372,036,854,775,807 or less"),
    (["quality", "--import", "-1"], "quality: expected SYMBOL"),
    (["debug", "e"], "SYMBOL: expected a symbol"),
    (["indicators", "n" * 300], "expected"),
    (["indicators", ""], "expected"),
]


OF_AN_ENGINE = [
    (["replay", "E" * 33], "SYMBOL: expected a symbol"),
    (["replay", "EURUSD", "--timeframe", "M" * 13], "timeframe: expected a timeframe"),
    (["replay", "--speed", "1e7"], "--speed: expected a speed above 0"),
    (["buy", "EURUSD", VAST], "QUANTITY: expected "),
    (["buy", "EURUSD", "1000", "--id", LONG], "--id: expected "),
    (["buy", "EURUSD", "1000", "--limit", "1e30"], "--limit: expected "),
    (["orders", "--cancel", LONG], "--cancel: expected "),
    (["size", "EURUSD", "--units", VAST, "--at", "1.1"], "--units: expected "),
    (["account", "open", "--latency-ms", "60001"], "--latency-ms: expected "),
    (["account", "deposit", VAST], "AMOUNT: expected "),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bounds")
    write_ticks(folder / "ticks.csv", seconds=600)
    output_of("import", folder / "ticks.csv", "--symbol", "EURUSD", home=folder / "home")
    return folder / "home"


@pytest.fixture(autouse=True)
def beside_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home.parent)


@pytest.mark.parametrize(
    ("arguments", "words"),
    BOUNDED,
    ids=[" ".join(row[0])[:60].encode(errors="replace").decode() for row in BOUNDED],
)
def test_without_an_engine(home: Path, arguments: list[str], words: str) -> None:
    assert words in refusal_of(*arguments, home=home)


def test_with_an_engine_the_line_is_the_same(home: Path) -> None:
    alone = [refusal_of(*arguments, home=home) for arguments, _ in BOUNDED]
    with engine_process(home):
        assert [refusal_of(*arguments, home=home) for arguments, _ in BOUNDED] == alone
        for arguments, words in OF_AN_ENGINE:
            assert words in refusal_of(*arguments, home=home)
