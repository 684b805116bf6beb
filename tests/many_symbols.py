"""A home with many symbols, stored as imports store them but without files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.home import Home
from pyworkstation.engine import tick_columns
from pyworkstation.storage.database import open_store
from pyworkstation.storage.imports.import_files import FileImporter
from pyworkstation.storage.imports.reading import ReadFile
from pyworkstation.storage.instruments import find_instrument
from tests.engine_process import FIRST_MS
from tests.stores import SMALL, reading


def symbol_names(count: int) -> list[str]:
    """`SYM000` and so on."""
    return [f"SYM{number:03}" for number in range(count)]


def store_symbols(home: Path, count: int, *, ticks: int) -> dict[str, Ticks]:
    """Each with so many ticks, four a second on average, at times of its own."""
    home.mkdir(parents=True, exist_ok=True)
    names = symbol_names(count)
    Home(home).instruments.write_text("".join(f"{name} = {{ digits = 5 }}\n" for name in names))
    stored = {name: _walk(number, ticks) for number, name in enumerate(names)}
    with open_store(Home(home), SMALL) as store:
        for name, rows in stored.items():
            with FileImporter(
                store, find_instrument(store, name).id, batch_ticks=200_000, replaces=False
            ) as files:
                files.start(ReadFile(name, 1, reading(name)))
                files.add(tick_columns(rows))
                files.finish()
                files.commit()
    return stored


def _walk(seed: int, ticks: int) -> Ticks:
    drawn = np.random.default_rng(seed)
    ts_us = FIRST_MS * 1000 + np.cumsum(drawn.integers(50, 451, ticks) * 1000)
    bid = 108_000 + np.cumsum(drawn.integers(-2, 3, ticks))
    volume = np.full(ticks, 1_000_000, dtype=np.int64)
    return Ticks(ts_us, bid, bid + drawn.integers(1, 9, ticks), volume, volume)
