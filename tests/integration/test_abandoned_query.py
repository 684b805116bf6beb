"""A query that nobody waits for ends at once, however its asker left, and stands in nobody's way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from pyworkstation.client.client import Client
from pyworkstation.client.connection import Connection
from pyworkstation.client.errors import EngineGoneError
from pyworkstation.protocol import messages as m
from tests.command import ENVIRONMENT
from tests.engine_process import await_true, engine_process, wait_for_engine

ENDLESS = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range * b.range = 7"
PATIENCE_S = 30.0
"""A quarter of what the engine grants a query."""


@contextmanager
def endless_query(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`pyworkstation query`, which would run for hours; killed in the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "pyworkstation", "--home", str(home), "query", ENDLESS],
        env=os.environ | ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def close_at_once(connection: Connection, _: Path, __: ExitStack) -> None:
    with Client(connection) as client:
        client.request(m.RunQuery(sql=ENDLESS))
        client.ping()


def wait_in_vain(connection: Connection, _: Path, stays: ExitStack) -> None:
    client = stays.enter_context(Client(connection))
    with pytest.raises(EngineGoneError, match="did not answer"):
        client.call(m.RunQuery(sql=ENDLESS), timeout_s=0.1)


def be_killed(_: Connection, home: Path, __: ExitStack) -> None:
    with endless_query(home) as process, pytest.raises(subprocess.TimeoutExpired):
        process.wait(1.5)  # By then it is in the midst of the query.


@pytest.mark.parametrize("leave", [close_at_once, wait_in_vain, be_killed])
def test_two_abandoned_queries_do_not_hold_up_a_third(
    tmp_path: Path, leave: Callable[[Connection, Path, ExitStack], None]
) -> None:
    home = tmp_path / "home"
    with engine_process(home) as process, ExitStack() as stays:
        connection = wait_for_engine(home, process)
        for _ in range(3):
            leave(connection, home, stays)
        with Client(connection) as client:
            answer = client.call(m.RunQuery(sql="SELECT 1 AS a"), timeout_s=PATIENCE_S)
    assert isinstance(answer, m.QueryPart)
    assert answer.rows == [[1]]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no Ctrl-C for one process alone")
def test_ctrl_c_ends_a_query_without_an_engine_at_once(tmp_path: Path) -> None:
    with endless_query(tmp_path) as process:
        owner = tmp_path / "run" / "home.owner"
        await_true(
            lambda: owner.exists() and bool(owner.read_text()), within_s=PATIENCE_S, what="it never began"
        )
        with pytest.raises(subprocess.TimeoutExpired):  # By then it is in the midst of the query.
            process.wait(1.5)
        process.send_signal(signal.SIGINT)
        # Left alone, it would run on for the two minutes that queries get.
        output, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, output, errors) == (130, b"", b"")
