"""Packed files: what comes out is what went in, and what is damaged or made to do harm is refused in one line."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from pyworkstation.adapters.file_bytes import (
    CHUNK_BYTES,
    content_sha256,
    read_chunks,
    read_whole,
    sample_pieces,
)
from pyworkstation.adapters.place import Place
from pyworkstation.adapters.unpack_limits import UNSUSPICIOUS_BYTES
from pyworkstation.adapters.zip_directory import zip_members
from pyworkstation.domain.errors import InputError
from tests.zip_file import zipped

TEXT = b"".join(b"%d,1.1,1.2\n" % number for number in range(50_000))
FEW = b"timestamp,bid,ask\n" * 40


def zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


def two_frames(content: bytes) -> bytes:
    return zstd(content[:1000]) + zstd(b"") + zstd(content[1000:])


def streamed(content: bytes) -> bytes:
    """A frame whose header does not say how long it is."""
    buffer = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(buffer, closefd=False) as writer:
        writer.write(content)
    return buffer.getvalue()


def places(folder: Path, name: str, content: bytes) -> list[Place]:
    """Where the content lies once written to a file; the members, where it is an archive."""
    path = folder / name
    path.write_bytes(content)
    if not name.endswith(".zip"):
        return [Place(path)]
    with path.open("rb") as file:
        return [Place(path, member) for member in zip_members(file, path)]


def unpacked_size(folder: Path, name: str, content: bytes) -> int:
    """How much comes out, without keeping it."""
    return sum(len(chunk.content) for place in places(folder, name, content) for chunk in read_chunks(place))


PACKED = {
    "gzip": ("a.gz", gzip.compress(TEXT)),
    "gzip of two members": ("a.gz", gzip.compress(TEXT[:5000]) + gzip.compress(TEXT[5000:])),
    "zstd": ("a.zst", zstd(TEXT)),
    "zstd of frames": ("a.zst", two_frames(TEXT)),
    "zstd of unsaid length": ("a.zst", streamed(TEXT)),
    "zip": ("a.zip", zipped({"a.csv": TEXT})),
    "zip, stored": ("a.zip", zipped({"a.csv": TEXT}, method=zipfile.ZIP_STORED)),
    "zip behind a program": ("a.zip", b"MZ a program that unpacks itself" + zipped({"a.csv": TEXT})),
}


@pytest.mark.parametrize("case", PACKED)
@pytest.mark.parametrize("chunk_bytes", [1000, 10_000, CHUNK_BYTES])
def test_what_was_packed_comes_out(tmp_path: Path, *, case: str, chunk_bytes: int) -> None:
    [place] = places(tmp_path, *PACKED[case])
    chunks = list(read_chunks(place, chunk_bytes=chunk_bytes))
    assert b"".join(chunk.content for chunk in chunks) == TEXT
    assert {len(chunk.content) for chunk in chunks[:-1]} <= {chunk_bytes}
    packed_bytes = place.path.stat().st_size
    assert 0 < chunks[0].read_to <= chunks[-1].read_to <= packed_bytes
    assert sample_pieces(place, piece_bytes=100) == [TEXT[:100]]


def test_members_are_told_apart_by_their_content(tmp_path: Path) -> None:
    members = places(tmp_path, "a.zip", zipped({"a.csv": TEXT, "b/c.csv": FEW, "d.csv": TEXT, "e/": b""}))
    assert [place.shown.name for place in members] == ["a.zip!a.csv", "c.csv", "a.zip!d.csv"]
    assert [place.name for place in members] == ["a.csv", "c.csv", "d.csv"]
    assert [read_whole(place) for place in members] == [TEXT, FEW, TEXT]
    first, other, same = map(content_sha256, members)
    assert first == same != other


def test_a_member_without_content_has_no_chunks(tmp_path: Path) -> None:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        [place] = places(tmp_path, "a.zip", zipped({"a.csv": b""}, method=method))
        assert list(read_chunks(place)) == []


def _with_directory_at(archive: bytes, later: int) -> bytes:
    """The archive, whose end says that its directory begins so many bytes later than it does."""
    (offset,) = struct.unpack("<I", archive[-6:-2])
    return archive[:-6] + struct.pack("<I", offset + later) + archive[-2:]


NAMES_THAT_LEAD_OUT = [
    "../a.csv",
    "b/../../a.csv",
    "..\\a.csv",
    "/etc/a.csv",
    "\\a.csv",
    "C:\\a.csv",
    "c:a.csv",
]

HARMFUL: dict[str, tuple[str, bytes, str]] = {
    "zip bomb": ("a.zip", zipped({"a.csv": bytes(64 * 1024 * 1024)}), "at most 200 times its size, found 67108864 bytes out of"),
    "zip bomb that lies": ("a.zip", zipped({"a.csv": bytes(64 * 1024 * 1024)}, unpacked=1000), "another size"),
    "gzip bomb": ("a.gz", gzip.compress(bytes(64 * 1024 * 1024)), "at most 200 times its size"),
    "zstd bomb": ("a.zst", zstd(bytes(1 << 30)), "at most 200 times its size"),
    "zstd window": ("a.zst", b"\x28\xb5\x2f\xfd\x00\xb0" + bytes(100), "a.zst near byte .* too much memory"),
    "two of one name": ("a.zip", zipped({"a.csv": TEXT, "b.csv": FEW}).replace(b"b.csv", b"a.csv"), "names of their own"),
    "members in each other's place": ("a.zip", zipped({"a.csv": TEXT, "b.csv": TEXT}, offset=0), "'b.csv' within|'a.csv' within"),
    "a name of an endless path": ("a.zip", zipped({"a" * 5000 + ".csv": TEXT}), "names of a usual length, found one of 5,004 characters"),
    "encrypted": ("a.zip", zipped({"a.csv": TEXT}, flags=1), "without a password, found the encryption of 'a.csv'"),
    "strongly encrypted": ("a.zip", zipped({"a.csv": TEXT}, flags=0x41), "without a password"),
    "bzip2": ("a.zip", zipped({"a.csv": TEXT}, method=zipfile.ZIP_BZIP2), "stored or deflated, found method 12 of 'a.csv'"),
    "deflate64": ("a.zip", zipped({"a.csv": TEXT}, packed_by=9), "stored or deflated, found method 9"),
    "wrong checksum": ("a.zip", zipped({"a.csv": TEXT}, crc=7), "another size or checksum"),
    "a header that is none": ("a.zip", zipped({"a.csv": TEXT}, offset=20), "no header of one"),
    "a directory a little elsewhere": ("a.zip", _with_directory_at(zipped({"a.csv": TEXT}), 7), "members within the archive"),
    "zip within zip": ("a.zip", zipped({"a.csv": zipped({"b.csv": TEXT})}), r"a\.zip!a\.csv: expected a member that is not packed a second time"),
    "gzip within zip": ("a.zip", zipped({"a.csv": gzip.compress(TEXT)}), "an archive within the archive"),
    "zstd within zip": ("a.zip", zipped({"a.csv": zstd(TEXT)}), "an archive within the archive"),
    "truncated gzip": ("a.gz", gzip.compress(TEXT)[:-2000], r"a\.gz near byte \d+: expected an intact gzip file"),
    "truncated zstd": ("a.zst", zstd(TEXT)[:-2000], r"a\.zst near byte \d+: expected an intact zstd file, found its end within a frame"),
    "zstd cut to its header": ("a.zst", zstd(TEXT)[:6], r"a\.zst near byte 6: .* its end within a frame"),
    "truncated zip": ("a.zip", zipped({"a.csv": TEXT})[:-30], r"a\.zip: expected an intact zip archive, found .*it ends at byte \d+"),
    "zip cut to its header": ("a.zip", zipped({"a.csv": TEXT})[:30], "an intact zip archive"),
    "no zip": ("a.zip", TEXT, "an intact zip archive, found File is not a zip file"),
    "no bytes": ("a.zip", b"", "an intact zip archive"),
    "garbage after gzip": ("a.gz", gzip.compress(TEXT) + b"trailing", "an intact gzip file"),
    "garbage after zstd": ("a.zst", zstd(TEXT) + b"trailing", "an intact zstd file"),
    **{
        f"named {name}": ("a.zip", zipped({"x" * len(name): TEXT}).replace(b"x" * len(name), name.encode()), "named to stay in the archive's folder")
        for name in NAMES_THAT_LEAD_OUT
    },
}  # fmt: skip


@pytest.mark.parametrize("case", HARMFUL)
def test_what_is_damaged_or_harmful_is_refused_in_little_memory(tmp_path: Path, case: str) -> None:
    name, content, words = HARMFUL[case]
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match=words) as refusal:
            unpacked_size(tmp_path, name, content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert str(tmp_path / name) in str(refusal.value)
    assert peak < 100 * 1024 * 1024


def test_well_packed_text_is_no_bomb(tmp_path: Path) -> None:
    row = b"1549238400994,1.14543,1.14545,2.06,1\n"
    content = b"".join(b"%d%s" % (number, row) for number in range(UNSUSPICIOUS_BYTES // 20))
    for name, packed in (
        ("a.gz", gzip.compress(content)),
        ("a.zst", zstd(content)),
        ("a.zip", zipped({"a": content})),
    ):
        [place] = places(tmp_path, name, packed)
        assert sum(len(chunk.content) for chunk in read_chunks(place)) == len(content)


def _unpack_all(folder: Path, name: str, content: bytes) -> bytes | None:
    """What comes out; None where it is refused. Anything else that is raised is a bug."""
    try:
        return b"".join(
            chunk.content for place in places(folder, name, content) for chunk in read_chunks(place)
        )
    except InputError:
        return None


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["a.gz", "a.zst", "a.zip"]), st.data())
def test_any_change_of_a_packed_file_is_refused_or_changes_nothing_unseen(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    sound = {
        "a.gz": gzip.compress(FEW),
        "a.zst": zstandard.ZstdCompressor(write_checksum=True).compress(FEW),
        "a.zip": zipped({"a.csv": FEW, "b.csv": FEW}),
    }[name]
    kind = data.draw(st.sampled_from(["change", "cut", "insert"]))
    at = data.draw(st.integers(0, len(sound) - 1))
    some = data.draw(st.binary(min_size=1, max_size=8))
    changed = {
        "change": sound[:at] + some + sound[at + len(some) :],
        "cut": sound[:at],
        "insert": sound[:at] + some + sound[at:],
    }[kind]
    out = _unpack_all(tmp_path_factory.mktemp("fuzz"), name, changed)
    if kind == "cut" and at > 4 and name != "a.zip":
        assert out is None
    if out is not None and name != "a.zip" and changed[:4] == sound[:4]:
        assert zlib.crc32(out) == zlib.crc32(FEW)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([("a.gz", b"\x1f\x8b"), ("a.zst", b"\x28\xb5\x2f\xfd"), ("a.zip", b"PK\x05\x06")]),
    st.binary(max_size=200),
)
def test_garbage_behind_a_magic_is_refused(
    tmp_path_factory: pytest.TempPathFactory, kind: tuple[str, bytes], garbage: bytes
) -> None:
    name, magic = kind
    _unpack_all(tmp_path_factory.mktemp("fuzz"), name, magic + garbage)
