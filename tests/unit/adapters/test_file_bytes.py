from __future__ import annotations

import gzip
import hashlib
import os
from pathlib import Path

import pytest

from pyworkstation.adapters.file_bytes import CHUNK_BYTES, read_chunks, read_whole, sha256_of
from pyworkstation.adapters.place import Place
from pyworkstation.domain.errors import InputError

TEXT = b"".join(b"%d,1.1,1.2\n" % number for number in range(50_000))


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
@pytest.mark.parametrize("packed", [False, True])
def test_content_decides_what_is_unpacked(tmp_path: Path, name: str, packed: bool) -> None:
    file = tmp_path / name
    file.write_bytes(gzip.compress(TEXT) if packed else TEXT)
    pieces = list(read_chunks(Place(file), chunk_bytes=10_000))
    chunks = [piece.content for piece in pieces]
    assert pieces[-1].read_to == file.stat().st_size
    assert b"".join(chunks) == TEXT
    assert {len(chunk) for chunk in chunks[:-1]} == {10_000}


def test_an_empty_file_has_no_chunks(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    assert list(read_chunks(Place(tmp_path / "a.csv"))) == []


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(TEXT)[:-2000],
        gzip.compress(TEXT)[:3000] + b"garbage" + gzip.compress(TEXT)[3007:],
        b"\x1f\x8b no gzip at all",
        gzip.compress(TEXT) + b"trailing",
    ],
)
def test_broken_gzip_is_refused_near_the_byte(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.csv.gz"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.csv\.gz near byte \d+: expected an intact gzip file"):
        list(read_chunks(Place(file)))


def test_a_file_made_to_fill_the_disk_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv.gz"
    file.write_bytes(gzip.compress(bytes(8 * CHUNK_BYTES)))
    with pytest.raises(InputError, match="at most 200 times its size"):
        list(read_chunks(Place(file)))


def test_hash_is_of_the_file_as_it_lies_there(tmp_path: Path) -> None:
    file = tmp_path / "a.csv.gz"
    file.write_bytes(gzip.compress(TEXT))
    assert sha256_of(file) == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputError, match="expected a readable file"):
            read_whole(Place(path))


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="needs a user who may not read everything"
)
def test_a_file_one_may_not_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.touch(mode=0)
    with pytest.raises(InputError, match="expected a readable file"):
        read_whole(Place(file))
