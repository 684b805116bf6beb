"""`-o` never puts a file in the place of something that is none, and keeps the rights of the one it replaces."""

from __future__ import annotations

import argparse
import os
import stat
from pathlib import Path

import duckdb
import numpy as np
import pytest

from pyworkstation.cli.write_tables import write_tables
from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.errors import InputError
from pyworkstation.domain.price_table import PriceTable, tick_table

posix_only = pytest.mark.skipif(os.name == "nt", reason="POSIX modes and pipes")


def one_tick() -> PriceTable:
    columns = [np.array([fact], dtype=np.int64) for fact in (1_549_238_400_000_000, 114_543, 114_545, 1, 2)]
    return tick_table(Ticks(*columns), digits=5)


def write(output: object, kind: str | None = "csv") -> None:
    write_tables(iter([one_tick()]), argparse.Namespace(output=str(output), format=kind))


@pytest.mark.parametrize(
    ("name", "kind", "begins"),
    [
        ("out.parquet", None, b"PAR1"),
        ("out.JSON", None, b"["),
        ("out.csv", None, b"timestamp,"),
        ("out.txt", None, b"timestamp,"),
        ("out.parquet", "parquet", b"PAR1"),
        ("out.dat", "json", b"["),
    ],
)
def test_the_name_says_the_form(tmp_path: Path, name: str, kind: str | None, begins: bytes) -> None:
    write(tmp_path / name, kind)
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("name", "kind"), [("out.parquet", "csv"), ("out.csv", "parquet"), ("out.json", "csv")]
)
def test_a_name_that_says_another_form_is_refused(tmp_path: Path, name: str, kind: str) -> None:
    with pytest.raises(InputError, match=f"name it .{kind}, or leave --format away"):
        write(tmp_path / name, kind)
    assert list(tmp_path.iterdir()) == []


@posix_only
@pytest.mark.parametrize("kind", ["fifo", "link", "folder"])
def test_what_is_no_plain_file_is_refused_and_left(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    {"fifo": os.mkfifo, "link": lambda at: at.symlink_to(tmp_path / "target"), "folder": os.mkdir}[kind](path)
    before = path.lstat()
    with pytest.raises(InputError, match="expected a plain file"):
        write_tables(iter(()), argparse.Namespace(output=str(path), format="csv"))
    assert (path.lstat().st_mode, path.lstat().st_ino) == (before.st_mode, before.st_ino)


@posix_only
@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_what_is_written_anew_keeps_its_rights(tmp_path: Path, kind: str, mode: int) -> None:
    path = tmp_path / "out"
    path.write_text("before")
    path.chmod(mode)
    write(path, kind)
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert b"before" not in path.read_bytes()


@posix_only
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_new_file_has_the_rights_that_the_umask_leaves(tmp_path: Path, kind: str) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "out", kind)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


def test_a_read_only_file_is_refused_and_left(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("keep me")
    path.chmod(0o444)
    with pytest.raises(InputError, match="expected a file that can be written"):
        write(path)
    assert path.read_text() == "keep me"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["sub/", "sub/.", "", ".", ".."])
def test_a_folders_name_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="expected a plain file"):
        write(name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("kind", "first"), [("csv", "timestamp,bid"), ("json", '[\n{"timestamp":"2019')])
def test_a_dash_is_the_standard_output(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    kind: str,
    first: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write("-", kind)
    assert capfdbinary.readouterr().out.decode().startswith(first)
    assert list(tmp_path.iterdir()) == []


def test_parquet_goes_into_a_pipe_but_not_to_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    write("-", "parquet")
    (tmp_path / "piped.parquet").write_bytes(capfdbinary.readouterr().out)
    assert duckdb.execute(f"SELECT bid::VARCHAR FROM '{tmp_path / 'piped.parquet'}'").fetchall() == [
        ("1.14543",)
    ]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(InputError, match="found a terminal"):
        write("-", "parquet")
