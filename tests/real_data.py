"""Where the real ticks lie, which are no part of the project: a folder beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "market-data"
EURUSD = FOLDER / "bi5" / "EURUSD"
DAYS = {"2019-02-04": EURUSD / "2019/01/04", "2019-02-05": EURUSD / "2019/01/05"}


def needs_real_data(test: object) -> object:
    """Mark a test, and skip it where the ticks are absent."""
    skipped = pytest.mark.skipif(not EURUSD.is_dir(), reason=f"the real ticks are absent: {FOLDER}")
    return pytest.mark.real_data(skipped(test))
