"""The audit log: what is in it stays in it, and what was done to it shows at its number."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyworkstation.domain.errors import EnvironmentFailure
from pyworkstation.storage.audit.audit_log import HEAD_FILE, LOG_FILE, AuditLog, Entry
from pyworkstation.storage.audit.chain import BrokenLineError, read_line
from pyworkstation.storage.audit.verify_log import verify_log

NAMES = ("one", "two", "three", "four", "five")


def _entry(name: str) -> Entry:
    return Entry("note", msgspec.Raw(msgspec.json.encode({"name": name})))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    log = AuditLog(tmp_path, clock_us=lambda: 1_700_000_000_000_000)
    for name in NAMES:
        log.append([_entry(name)])
    log.close()
    return tmp_path


def _names(folder: Path) -> list[str]:
    log = AuditLog(folder)
    names = [msgspec.json.decode(record.body)["name"] for record in log.records()]
    log.close()
    return names


def _lines(folder: Path) -> list[bytes]:
    return (folder / LOG_FILE).read_bytes().splitlines(keepends=True)


def _write(folder: Path, lines: list[bytes]) -> None:
    (folder / LOG_FILE).write_bytes(b"".join(lines))


def test_records_are_there_again_and_numbered_from_1(folder: Path) -> None:
    assert _names(folder) == list(NAMES)
    log = AuditLog(folder)
    assert log.seq == 5
    assert log.append([_entry("six"), _entry("seven")]) == 7
    log.close()
    assert _names(folder)[5:] == ["six", "seven"]


def test_hashes_are_those_of_the_formula_in_the_readme(folder: Path) -> None:
    before = "0" * 64
    for number, line in enumerate(_lines(folder), start=1):
        stated, text = line.rstrip(b"\n").split(b" ", 1)
        assert stated.decode() == hashlib.sha256(before.encode() + b" " + text).hexdigest()
        assert json.loads(text)["seq"] == number
        before = stated.decode()


def _edited(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b"two", b"TWO"), *lines[2:]]


def _edited_with_its_hash(lines: list[bytes]) -> list[bytes]:
    text = lines[1][65:-1].replace(b"two", b"TWO")
    own = hashlib.sha256(lines[0][:64] + b" " + text).hexdigest().encode()
    return [lines[0], own + b" " + text + b"\n", *lines[2:]]


def _all_again_from_the_second(lines: list[bytes]) -> list[bytes]:
    made, before = [lines[0]], lines[0][:64]
    for line in lines[1:]:
        text = line[65:-1].replace(b"two", b"TWO")
        before = hashlib.sha256(before + b" " + text).hexdigest().encode()
        made.append(before + b" " + text + b"\n")
    return made


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (_edited, [2]),
        (_edited_with_its_hash, [3]),
        (_all_again_from_the_second, [5]),
        (lambda lines: [*lines[:2], *lines[3:]], [3]),
        (lambda lines: lines[1:], [1]),
        (lambda lines: lines[:-1], [5]),
        (lambda lines: lines[:2], [3]),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], [2, 4, 3]),
        (lambda lines: [*lines[:2], b"nonsense\n", *lines[3:]], [3, 4]),
        (lambda lines: [*lines, lines[-1]], [6]),
        (lambda lines: lines, []),
    ],
)
def test_what_was_done_to_the_log_is_found_at_its_number(
    folder: Path, change: Callable[[list[bytes]], list[bytes]], at: list[int]
) -> None:
    _write(folder, change(_lines(folder)))
    faults = verify_log(folder).faults
    assert [fault.seq for fault in faults] == at
    assert all(f"record {fault.seq} " in fault.words for fault in faults)


def test_a_log_that_was_taken_away_is_cut_off_at_its_first_record(folder: Path) -> None:
    count = len(_lines(folder))
    (folder / LOG_FILE).unlink()
    assert verify_log(folder).faults == [
        (1, f"record 1 is cut off, and all behind it: there were {count}"),
    ]


@pytest.mark.parametrize("change", [_edited, lambda lines: lines[:-1], lambda lines: lines[1:]])
def test_nothing_is_added_to_a_log_that_was_changed(
    folder: Path, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    changed = change(_lines(folder))
    _write(folder, changed)
    with pytest.raises(EnvironmentFailure, match="audit verify"):
        AuditLog(folder)
    assert _lines(folder) == changed


@pytest.mark.parametrize(
    "torn", [b"0", b"0" * 64, b"0" * 64 + b' {"seq":6,', b"\0" * 100, b"\0" * 99 + b"\n"]
)
def test_a_last_line_that_was_not_written_to_its_end_is_cut_off(
    folder: Path, torn: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    lines = _lines(folder)
    _write(folder, [*lines, torn])
    with caplog.at_level(logging.WARNING):
        assert _names(folder) == list(NAMES)
    assert "cut off behind record 5" in caplog.text
    assert _lines(folder) == lines
    assert verify_log(folder).faults == []


def test_a_head_that_a_kill_left_behind_is_no_fault(folder: Path) -> None:
    head = (folder / HEAD_FILE).read_bytes()
    log = AuditLog(folder)
    log.append([_entry("six")])
    log.close()
    (folder / HEAD_FILE).write_bytes(head)
    assert verify_log(folder).faults == []
    assert _names(folder)[-1] == "six"


def test_a_disk_that_fails_leaves_the_log_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = AuditLog(folder)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("pyworkstation.storage.audit.audit_log.os.fsync", full)
        with pytest.raises(EnvironmentFailure, match="No space left"):
            log.append([_entry("six"), _entry("seven")])
    assert log.append([_entry("eight")]) == 6
    log.close()
    assert _names(folder)[5:] == ["eight"]


@given(st.binary(max_size=300) | st.binary(max_size=80).map(lambda tail: b"0" * 64 + b' {"seq":1,' + tail))
def test_no_bytes_are_a_record_by_chance(line: bytes) -> None:
    with pytest.raises(BrokenLineError):
        read_line(line, previous="0" * 64, seq=1)
