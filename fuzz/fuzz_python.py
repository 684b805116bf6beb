"""Changes sound files and messages at random for the readers that are Python's: `python fuzz/fuzz_python.py zip --seconds 150`.

A reader may take what was changed, or refuse it by an error of ours. The input at hand lies in `fuzz/artifacts` while it is
read, so that what kills the process is there, too.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import random
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import zstandard

from pyworkstation.adapters.checksum_list import read_checksums
from pyworkstation.adapters.file_bytes import read_chunks
from pyworkstation.adapters.tick_files import find_tick_files
from pyworkstation.bus.connection_file import Connection, read_connection_file, write_connection_file
from pyworkstation.cli.main import main as pyworkstation
from pyworkstation.client import open_arrow, ticks
from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.errors import EnvironmentFailure, InputError
from pyworkstation.engine import MtfEngine, tick_columns
from pyworkstation.protocol import envelope, messages
from pyworkstation.storage.copies.open_copy import open_copy
from pyworkstation.storage.parquet.archive_day import archive_facts, read_archive
from pyworkstation.storage.wal import log_state

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = (InputError, EnvironmentFailure, envelope.BadMessageError)
HEADER = b"timestamp,bid,ask,bid_volume,ask_volume\n"
TEXT = HEADER + b"".join(b"%d,1.1450%d,1.14510,1,2\n" % (1549238400000 + n, n % 10) for n in range(200))
NUMBERS = (0, 1, 127, 128, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1)


class Target(NamedTuple):
    """What a file is called, sound ones, and their reader."""

    name: str
    seeds: Callable[[Path], list[bytes]]
    read: Callable[[Path], object]


def main() -> int:
    """Fuzz a target for a while; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    args = parser.parse_args()
    os.environ["PYWORKSTATION_ENV"] = "ci"
    target, rng = TARGETS[args.target], random.Random(args.seed)  # noqa: S311  (no secrets)
    with tempfile.TemporaryDirectory() as folder:
        seeds = target.seeds(Path(folder))
        at_hand = Path(__file__).parent / "artifacts" / args.target / target.name
        at_hand.parent.mkdir(parents=True, exist_ok=True)
        runs, until = 0, time.monotonic() + args.seconds
        while time.monotonic() < until:
            at_hand.write_bytes(changed(rng, seeds))
            at_hand.chmod(0o600)
            try:
                target.read(at_hand)
            except OURS:
                pass
            except BaseException:
                print(
                    f"{args.target}: after {runs:,} runs with --seed {args.seed}; see {at_hand}",
                    file=sys.stderr,
                )
                raise
            runs += 1
    at_hand.unlink()
    print(f"{args.target}: {runs:,} runs, nothing found")
    return 0


def changed(rng: random.Random, seeds: list[bytes]) -> bytes:
    """One of them, or the beginning of one and the end of another, with some bytes changed."""
    data = bytearray(rng.choice(seeds))
    if rng.random() < 0.1:
        other = rng.choice(seeds)
        data = data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]
    for _ in range(rng.randrange(1, 6)):
        CHANGES[rng.randrange(len(CHANGES))](rng, data, rng.randrange(len(data) + 1))
    return bytes(data)


def _flip(rng: random.Random, data: bytearray, at: int) -> None:
    data[at : at + 1] = bytes([rng.randrange(256)])


def _cut(_: random.Random, data: bytearray, at: int) -> None:
    del data[at:]


def _drop(rng: random.Random, data: bytearray, at: int) -> None:
    del data[at : at + rng.randrange(1, 40)]


def _repeat(rng: random.Random, data: bytearray, at: int) -> None:
    data[at:at] = data[at : at + rng.randrange(1, 40)] * rng.randrange(1, 20)


def _number(rng: random.Random, data: bytearray, at: int) -> None:
    width = rng.choice((1, 2, 4, 8))
    number = rng.choice(NUMBERS) & (1 << 8 * width) - 1
    data[at : at + width] = number.to_bytes(width, rng.choice(("little", "big")))


CHANGES = (_flip, _flip, _number, _number, _drop, _repeat, _cut)


def _unpacked(path: Path) -> None:
    for file in find_tick_files([path], "EURUSD").files:
        for _ in read_chunks(file.place):
            pass


def _zipped(_: Path) -> list[bytes]:
    buffers = [io.BytesIO() for _ in range(3)]
    for buffer, method in zip(
        buffers, (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2), strict=True
    ):
        with zipfile.ZipFile(buffer, "w", method) as archive:
            archive.writestr("a.csv", TEXT)
            archive.writestr("d/b.csv", TEXT[:500])
    return [buffer.getvalue() for buffer in buffers]


def _zstd(_: Path) -> list[bytes]:
    frames = [zstandard.ZstdCompressor(level=level, write_checksum=True).compress(TEXT) for level in (1, 19)]
    return [*frames, b"".join(frames)]


def _home(folder: Path) -> Path:
    """A home with ticks."""
    (folder / "a.csv").write_bytes(TEXT)
    home = ["--home", str(folder / "home")]
    if pyworkstation([*home, "import", str(folder / "a.csv"), "--symbol", "EURUSD"]):
        raise SystemExit("the sound ticks were refused")
    return folder / "home"


def _written(*command: str) -> Callable[[Path], list[bytes]]:
    """What a command writes to a file."""

    def seeds(folder: Path) -> list[bytes]:
        file = folder / "out"
        pyworkstation(["--home", str(_home(folder)), *command, str(file)])
        return [file.read_bytes()]

    return seeds


def _arrow(folder: Path) -> list[bytes]:
    home = _home(folder)
    forms = ("float", "decimal", "points")
    return [ticks("EURUSD", prices=form, home=home).save_arrow(folder / form).read_bytes() for form in forms]


def _read_arrow(path: Path) -> None:
    prices = open_arrow(path)
    prices.numpy()
    prices.pandas()


def _read_parquet(path: Path) -> None:
    read_archive(path, digits=archive_facts(path).digits, take=lambda query: query.fetchall())  # type: ignore[attr-defined]


def _read_database(path: Path) -> None:
    with open_copy(path) as cursor:
        cursor.execute("SELECT count(*) FROM duckdb_tables()").fetchall()


def _requests(_: Path) -> list[bytes]:
    bodies: list[messages.Request] = [
        messages.ImportTicks(
            paths=["/a.csv"], symbol="EURUSD", policies=["duplicate=drop"], columns="time,bid,ask"
        ),
        messages.AttachIndicator(symbol="EURUSD", timeframe="M1", name="EMA", params={"period": 20.0}),
        messages.Subscribe(topics=["replay", "bars.EURUSD.M1"]),
        messages.RunQuery(sql="SELECT 1"),
    ]
    return [envelope.encode(envelope.RequestEnvelope(id=7, deadline_us=1, body=body)) for body in bodies]


def _read_message(path: Path) -> None:
    data = path.read_bytes()
    envelope.peek_request(data)
    for decode in (envelope.decode_request, envelope.decode_reply, envelope.decode_stream):
        try:
            decode(data)
        except envelope.BadMessageError:
            continue


def _connection(folder: Path) -> list[bytes]:
    key = "k" * 40
    connection = Connection(
        pid=1, started_us=1, request_endpoint="tcp://127.0.0.1:1", stream_endpoint="tcp://127.0.0.1:2",
        server_public_key=key, client_public_key=key, client_secret_key=key,
    )  # fmt: skip
    write_connection_file(folder / "connection", connection)
    return [(folder / "connection").read_bytes()]


def _state(_: Path) -> list[bytes]:
    engine = MtfEngine(["M1", "T7"], digits=5)
    engine.add_indicator("M1", "EMA", period=3)
    table = [[n * 20_000_000, 114_500 + n, 114_510, n, 1] for n in range(40)]
    columns = [list(column) for column in zip(*table, strict=True)]
    engine.on_ticks(
        tick_columns(Ticks.unpack(b"".join(n.to_bytes(8, "little") for column in columns for n in column)))
    )
    return [engine.save(b"extra")]


TARGETS = {
    "zip": Target("a.zip", _zipped, _unpacked),
    "zstd": Target("a.csv.zst", _zstd, _unpacked),
    "gzip": Target("a.csv.gz", lambda _: [gzip.compress(TEXT), gzip.compress(TEXT[:9]) * 3], _unpacked),
    "arrow": Target("a.arrow", _arrow, _read_arrow),
    "parquet": Target("a.parquet", _written("ticks", "EURUSD", "--format", "parquet", "-o"), _read_parquet),
    "database": Target("a.duckdb", _written("backup"), _read_database),
    "log": Target("a.wal", lambda _: [bytes(100)], log_state),
    "message": Target("message", _requests, _read_message),
    "connection": Target("connection.json", _connection, read_connection_file),
    "checksums": Target("_EURUSD.sha256", lambda _: [b"%064x  day=1/ticks.parquet\n" % n for n in range(3)], lambda path: read_checksums(path.parent / "symbol=EURUSD")),
    "state": Target("a.state", _state, lambda path: MtfEngine.restore(path.read_bytes())),
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
