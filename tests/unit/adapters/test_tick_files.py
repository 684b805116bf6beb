from __future__ import annotations

import os
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pyworkstation.adapters.dukascopy_path import hour_of
from pyworkstation.adapters.tick_files import find_tick_files
from pyworkstation.domain.errors import InputError


def make(folder: Path, *names: str) -> Path:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return folder


def found(folder: Path, *paths: str) -> list[str]:
    files = find_tick_files([folder / path for path in paths], "EURUSD").files
    return [file.path.relative_to(folder).as_posix() for file in files]


def test_hours_of_a_tree_come_by_time(tmp_path: Path) -> None:
    hours = [
        "EURUSD/2019/09/30/00h_ticks.bi5",
        "EURUSD/2019/01/28/23h_ticks.bi5",
        "EURUSD/2018/11/31/05h_ticks.bi5",
    ]
    make(tmp_path, *hours[:1], *hours[2:])
    assert found(tmp_path, "EURUSD") == ["EURUSD/2018/11/31/05h_ticks.bi5", "EURUSD/2019/09/30/00h_ticks.bi5"]


def test_paths_keep_their_order_and_folders_are_sorted(tmp_path: Path) -> None:
    make(tmp_path, "z.csv", "d/b.csv", "d/a.csv.gz", "d/EURUSD/2020/00/01/00h_ticks.bi5")
    assert found(tmp_path, "z.csv", "d") == [
        "z.csv",
        "d/EURUSD/2020/00/01/00h_ticks.bi5",
        "d/a.csv.gz",
        "d/b.csv",
    ]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    make(tmp_path, "d/a.csv")
    assert found(tmp_path, "d/a.csv", "d", "d/a.csv") == ["d/a.csv"]


def test_a_named_file_is_taken_whatever_its_name(tmp_path: Path) -> None:
    make(tmp_path, "export.txt")
    assert found(tmp_path, "export.txt") == ["export.txt"]


def test_candles_and_strangers_are_left_out_and_counted(tmp_path: Path) -> None:
    day = "EURUSD/2019/01/04"
    make(
        tmp_path,
        f"{day}/00h_ticks.bi5",
        f"{day}/BID_candles_min_1.bi5",
        f"{day}/ASK_candles_min_1.bi5",
        "r.md",
    )
    skipped = find_tick_files([tmp_path], "EURUSD").skipped
    assert skipped == [
        f"{tmp_path}: 2 candle files (*_candles_*.bi5), without ticks",
        f"{tmp_path}: 1 file of another kind (.md)",
    ]


def test_a_folder_of_a_thousand_endings_takes_a_few_lines(tmp_path: Path) -> None:
    make(tmp_path, "a.csv", "README", "LICENSE", *(f"log.{number}" for number in range(100)))
    skipped = find_tick_files([tmp_path], "EURUSD").skipped
    assert len(skipped) == 21
    assert f"{tmp_path}: 2 files of another kind (no ending)" in skipped
    assert skipped[-1] == f"{tmp_path}: 81 more, of 81 other kinds"


def test_of_a_folder_of_trees_one_symbol_is_read(tmp_path: Path) -> None:
    hour = "2019/01/04/00h_ticks.bi5"
    make(tmp_path, f"EURUSD/{hour}", f"GBPUSD/{hour}", f"USDJPY/{hour}", "GBPUSD/2019/01/04/01h_ticks.bi5")
    files = find_tick_files([tmp_path], "EURUSD")
    assert [file.path for file in files.files] == [tmp_path / f"EURUSD/{hour}"]
    assert files.skipped == [f"{tmp_path}: 2 files of GBPUSD", f"{tmp_path}: 1 file of USDJPY"]
    assert files.left_out == []


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("jetta_ticks_EUR-USD_2026-7-13-12.json", None),
        ("jetta_ticks_USD-JPY_2026-7-13-12.json", "USDJPY"),
        ("a_ticks_b.json", None),
    ],
)
def test_an_answer_of_the_newer_service_is_named_for_its_symbol(
    tmp_path: Path, name: str, other: str | None
) -> None:
    make(tmp_path, name, "a.csv")
    if other is None:
        assert set(found(tmp_path, ".")) == {name, "a.csv"}
        return
    assert find_tick_files([tmp_path], "EURUSD").skipped == [f"{tmp_path}: 1 file of {other}"]
    with pytest.raises(
        InputError, match=f"found {other} in the file's name; say --symbol {other}, or rename"
    ):
        find_tick_files([tmp_path / name], "EURUSD")


def test_a_misfit_of_a_tree_is_left_out_by_its_whole_path(tmp_path: Path) -> None:
    make(tmp_path, "EURUSD/2019/01/04/00h_ticks.bi5", "EURUSD/2019/12/04/00h_ticks.bi5", "empty.bi5")
    files = find_tick_files([tmp_path], "EURUSD")
    assert len(files.files) == 1
    assert [left_out.path for left_out in files.left_out] == [
        tmp_path / "empty.bi5",
        tmp_path / "EURUSD/2019/12/04/00h_ticks.bi5",
    ]
    faults = [left_out.fault for left_out in files.left_out]
    assert [fault.where for fault in faults] == [str(left_out.path) for left_out in files.left_out]
    assert [fault.found for fault in faults] == ["empty.bi5", "EURUSD/2019/12/04/00h_ticks.bi5"]


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a/1.csv", "b/2.csv", "c/3.csv")
    listdir = os.listdir

    def guarded(folder: Path) -> list[str]:
        if folder == tmp_path / "b":
            raise PermissionError(13, "Permission denied")
        return listdir(folder)

    monkeypatch.setattr(os, "listdir", guarded)
    files = find_tick_files([tmp_path], "EURUSD")
    assert [file.path.name for file in files.files] == ["1.csv", "3.csv"]
    [(path, fault)] = files.left_out
    assert path == tmp_path / "b"
    assert str(fault) == f"{path}: expected a folder that can be read, found Permission denied"


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_to_folders_are_followed_once(tmp_path: Path) -> None:
    make(tmp_path, "d/a.csv", "elsewhere/b.csv")
    (tmp_path / "d" / "up").symlink_to(tmp_path / "d")
    (tmp_path / "d" / "other").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "d" / "dangling.csv").symlink_to(tmp_path / "nowhere")
    assert found(tmp_path, "d") == ["d/a.csv", "d/other/b.csv"]
    [(path, fault)] = find_tick_files([tmp_path / "d"], "EURUSD").left_out
    assert str(fault) == f"{path}: expected a file or a folder, found nothing there"


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode on other systems")
def test_a_name_that_is_no_text_is_left_out_in_words_that_can_be_sent(tmp_path: Path) -> None:
    make(tmp_path, "good.csv")
    (tmp_path / os.fsdecode(b"b\xe9.csv")).touch()
    [(path, fault)] = find_tick_files([tmp_path], "EURUSD").left_out
    assert path.name == "b\\udce9.csv"
    assert str(fault).isascii()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs such sockets")
def test_what_has_no_end_is_refused_unopened(tmp_path: Path) -> None:
    make(tmp_path, "good.csv")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(tmp_path / "s.csv"))
        files = find_tick_files([tmp_path], "EURUSD")
    assert [(left_out.path.name, left_out.fault.found) for left_out in files.left_out] == [
        ("s.csv", "a socket")
    ]
    with pytest.raises(InputError, match="expected a file, found a device"):
        find_tick_files([Path(os.devnull)], "EURUSD")


@pytest.mark.parametrize(
    ("files", "path", "words"),
    [
        ([], "none.csv", "expected a file or a folder, found nothing there"),
        (["d/notes.md"], "d", "1 file of another kind"),
        (["BID_candles_min_1.bi5"], "BID_candles_min_1.bi5", "without ticks"),
        (["00h_ticks.bi5"], "00h_ticks.bi5", "expected a path such as EURUSD/2019/01/04/00h_ticks.bi5"),
        (["GBPUSD/2019/01/04/00h_ticks.bi5"], "GBPUSD", "expected ticks of EURUSD, as --symbol says"),
    ],
)
def test_what_cannot_be_imported_is_refused(tmp_path: Path, files: list[str], path: str, words: str) -> None:
    make(tmp_path, *files)
    with pytest.raises(InputError) as refusal:
        find_tick_files([tmp_path / path], "EURUSD")
    assert words in str(refusal.value)
    assert str(tmp_path / path) in str(refusal.value)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("EURUSD/2019/01/04/00h_ticks.bi5", datetime(2019, 2, 4, tzinfo=UTC)),
        ("EURUSD/2020/11/31/23h_ticks.bi5", datetime(2020, 12, 31, 23, tzinfo=UTC)),
        ("eurusd/1969/11/31/23h_ticks.bi5", datetime(1969, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_months_count_from_nought(path: str, expected: datetime) -> None:
    assert hour_of(Path("/data", path), "EURUSD") == int(expected.timestamp()) * 1_000_000


@pytest.mark.parametrize(
    "path",
    [
        "EURUSD/2019/12/04/00h_ticks.bi5",
        "EURUSD/2019/01/31/00h_ticks.bi5",
        "EURUSD/2019/01/00/00h_ticks.bi5",
        "EURUSD/2019/01/04/24h_ticks.bi5",
        "EURUSD/2019/01/04/00h_tick.bi5",
        "EURUSD/19/01/04/00h_ticks.bi5",
        "00h_ticks.bi5",
    ],
)
def test_a_path_that_names_no_hour_is_refused(path: str) -> None:
    with pytest.raises(InputError, match="months from 00 to 11"):
        hour_of(Path("/data", path), "EURUSD")
