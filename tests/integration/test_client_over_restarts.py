"""One client and one subscription over a kill of the engine: nothing of the replay is missed, and nobody begins anew by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from pyworkstation.client import Client
from pyworkstation.client.client import Client as RunClient
from pyworkstation.client.subscription import Subscription, Update
from pyworkstation.domain.columns import Bars
from pyworkstation.protocol import messages as m
from tests.engine_process import FIRST_MS, engine_process, import_file, wait_for_engine, write_ticks

SECONDS = 1200
TOPIC = "bars.EURUSD.S5"


def test_bars_of_a_replay_come_whole_over_a_kill_of_the_engine(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "ticks.csv"
    write_ticks(file, seconds=SECONDS)
    with Client(home) as ws, ws.stream(TOPIC, "replay") as updates:
        with engine_process(home) as process:
            with RunClient(wait_for_engine(home, process)) as client:
                import_file(client, file)
            ws.replay_start("EURUSD", speed=60.0)
            closes = _closes_until(updates, {}, enough=20)
            process.kill()
            process.wait(10)
        with engine_process(home):
            assert ws.replay_speed(100_000.0).symbol == "EURUSD"
            closes = _closes_until(updates, closes, enough=SECONDS // 5 - 1)
            stored = ws.bars("EURUSD", "S5").numpy()
    opens = [FIRST_MS * 1000 + 5_000_000 * number for number in range(SECONDS // 5)]
    assert stored["time"].astype(np.int64).tolist() == opens
    assert sorted(closes) == opens[: len(closes)]
    # The tenth tick of each five seconds, as the file has it.
    assert [closes[open_us] for open_us in sorted(closes)] == _written_closes(file)[: len(closes)]


def _closes_until(updates: Subscription, closes: dict[int, int], *, enough: int) -> dict[int, int]:
    """Open time to close of each completed bar, as a listener has them who does as the protocol says."""
    for update in updates:
        if isinstance(update.body, m.BarsUpdate):
            _take_in(closes, update, update.body)
        if len(closes) >= enough:
            break
    return closes


def _take_in(closes: dict[int, int], update: Update, body: m.BarsUpdate) -> None:
    if update.is_snapshot:
        closes.clear()
    bars = Bars.unpack(body.completed)
    closes.update(zip(bars.open_us.tolist(), bars.bid_close.tolist(), strict=True))


def _written_closes(file: Path) -> list[int]:
    with file.open(encoding="ascii", newline="") as text:
        bids = [round(float(row["bid"]) * 1e5) for row in csv.DictReader(text)]
    return bids[9::10]


def test_prices_are_read_by_the_same_client_after_the_engine_has_gone(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "ticks.csv"
    write_ticks(file, seconds=SECONDS)
    with Client(home) as ws, engine_process(home) as process:
        with RunClient(wait_for_engine(home, process)) as client:
            import_file(client, file)
        before = ws.bars("EURUSD", "M1").numpy()
        process.kill()
        process.wait(10)
        after = ws.bars("EURUSD", "M1").numpy()
    assert after["close"].tolist() == before["close"].tolist()
    assert len(after["close"]) == SECONDS // 60
