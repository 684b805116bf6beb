"""A secret that the engine has, planted in every text of every request: what comes back, what is published, and what lies on the disk has it nowhere."""

from __future__ import annotations

import contextlib
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec import inspect

from pyworkstation.client import client as client_module
from pyworkstation.client import stream as stream_module
from pyworkstation.client.client import Client
from pyworkstation.client.connection import Connection
from pyworkstation.client.errors import RequestFailedError
from pyworkstation.client.stream import Stream
from pyworkstation.protocol import messages as m
from tests.engine_process import import_file, wait_for_engine, write_ticks

ENDS_THE_RUN = {m.Shutdown, m.SetPassphrase, m.RemovePassphrase, m.LockSessions}
TEXTS = "abcdefghijkmnpqrstuvwxyz23456789"
TOPICS = ("log", "health", "alerts", "orders", "fills", "positions", "account", "imports", "replay")


@pytest.fixture(scope="module")
def secret() -> str:
    """Another one in each run, of the form of the declared one."""
    return "".join(random.SystemRandom().choices(TEXTS, k=32))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """All that the engine says, as it is behind the encryption."""
    told = list[bytes]()
    for module, name in ((client_module, "decode_reply"), (stream_module, "decode_stream")):
        decode = getattr(module, name)

        def listening(data: bytes, *more: object, decode: Any = decode) -> object:
            told.append(bytes(data))
            return decode(data, *more)

        monkeypatch.setattr(module, name, listening)
    return told


@pytest.fixture
def process(tmp_path: Path, secret: str) -> Iterator[subprocess.Popen[bytes]]:
    """An engine. Its secret is given by its environment, as development may."""
    environ = os.environ | {"PYWORKSTATION_ENV": "ci", "PYWORKSTATION_SECRET_FRED_API_KEY": secret}
    environ["PYWORKSTATION_LOG_LEVEL"] = "debug"
    with (tmp_path / "printed").open("wb") as printed:
        process = subprocess.Popen(
            [sys.executable, "-m", "pyworkstation", "--home", str(tmp_path / "home"), "engine"],
            env=environ,
            stdout=printed,
            stderr=printed,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
def engine(tmp_path: Path, process: subprocess.Popen[bytes]) -> Connection:
    """How to reach it."""
    return wait_for_engine(tmp_path / "home", process)


def test_a_planted_secret_comes_out_nowhere(
    tmp_path: Path, process: subprocess.Popen[bytes], engine: Connection, secret: str, told: list[bytes]
) -> None:
    write_ticks(tmp_path / "ticks.csv", seconds=600)
    requests = [kind for kind in get_args(m.Request) if kind not in ENDS_THE_RUN]
    with Client(engine) as client, contextlib.closing(Stream(engine, TOPICS)) as stream:
        import_file(client, tmp_path / "ticks.csv")
        client.call(m.OpenAccount())
        client.call(m.ReplayStart(symbol="EURUSD", speed=100_000.0))
        for kind in requests:
            with contextlib.suppress(RequestFailedError):
                list(client.request(planted(kind, secret), timeout_s=20))
        with pytest.raises(RequestFailedError, match=r"run_query.*expected no secret in a request"):
            client.call(m.RunQuery(sql=f"SELECT nothing FROM '{secret}.csv'"))
        stream.poll(0.5)
        client.call(m.Shutdown())
    needle = secret.encode()
    assert len(told) > len(requests)
    assert [data[:300] for data in told if needle in data] == []
    process.wait(30)  # While it ends, it writes files and takes others away.
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if needle in path.read_bytes()] == []


def test_a_passphrase_right_or_wrong_comes_out_nowhere(
    tmp_path: Path, process: subprocess.Popen[bytes], engine: Connection, told: list[bytes]
) -> None:
    right, wrong = ("".join(random.SystemRandom().choices(TEXTS, k=14)) for _ in range(2))
    with Client(engine) as client, contextlib.closing(Stream(engine, TOPICS)) as stream:
        client.call(m.SetPassphrase(new=right))
        client.call(m.LockSessions())
        client.call(m.Unlock(passphrase=wrong))
        with contextlib.suppress(RequestFailedError):
            client.call(m.RunQuery(sql=f"SELECT password={wrong} FRM x"))
        stream.poll(0.5)
        client.call(m.Shutdown())
    needles = (right.encode(), wrong.encode())
    process.wait(30)  # While it ends, it writes files and takes others away.
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    for needle in needles:
        assert [data[:300] for data in told if needle in data] == []
        assert [path for path in files if needle in path.read_bytes()] == []


def planted(kind: type[msgspec.Struct], secret: str) -> Any:
    """A request of this kind with the secret wherever its form lets one be."""
    return msgspec.convert(_value(inspect.type_info(kind), secret), kind)


def _value(told: Any, secret: str) -> object:
    return next(make(told, secret) for kind, make in _MADE.items() if isinstance(told, kind))


def _struct(told: inspect.StructType, secret: str) -> object:
    """All that must be there, and of the rest what has room for a text."""
    return {
        field.encode_name: _value(field.type, secret)
        for field in told.fields
        if field.required or _holds_text(field.type)
    }


def _one_of(told: inspect.UnionType, secret: str) -> object:
    return _value(next((each for each in told.types if _holds_text(each)), told.types[0]), secret)


def _text(told: inspect.StrType, secret: str) -> str:
    """The secret itself where its bounds let it through, else the first sample that fits."""
    low, high = told.min_length or 0, told.max_length or 10_000
    return next(
        text
        for text in (secret, *SAMPLES)
        if low <= len(text) <= high and re.search(told.pattern or "", text)
    )


_MADE: dict[Any, Callable[[Any, str], object]] = {
    inspect.StructType: _struct,
    inspect.UnionType: _one_of,
    inspect.StrType: _text,
    inspect.ListType: lambda told, secret: [_value(told.item_type, secret)],
    inspect.DictType: lambda told, secret: {_value(told.key_type, secret): _value(told.value_type, secret)},
    inspect.LiteralType: lambda told, _: told.values[0],
    inspect.IntType: lambda told, _: max(told.ge or 0, 1),
    inspect.FloatType: lambda told, _: max(told.ge or 0, 1),
    inspect.BoolType: lambda *_: False,
    inspect.NoneType: lambda *_: None,
}


def _holds_text(told: Any) -> bool:
    parts = [*getattr(told, "types", ()), *filter(None, [getattr(told, "item_type", None)])]
    kinds = inspect.StrType | inspect.StructType | inspect.DictType
    return isinstance(told, kinds) or any(map(_holds_text, parts))


SAMPLES = ("EURUSD", "M1", "EMA", "period", "replay", "gap=keep", "EUR", "paper", ",", "a" * 40)
