from __future__ import annotations

from pathlib import Path

import pytest

from pyworkstation.domain.asker import Asker, AskerGoneError
from pyworkstation.protocol.messages import CheckFiles, GetImportQuality, GetQuality, ImportTicks
from pyworkstation.services.quality.check_files import check_files
from pyworkstation.services.quality.quality import get_import_quality, get_quality
from tests.stores import open_at, store_rows

ROWS = [(1_549_238_400_000_000 + second * 1_000_000, 114_500, 114_503, 1, 1) for second in range(50)]


def test_nobody_is_told_who_has_left(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = [f"{ts_us // 1000},1.145,1.14503,1,1\n" for ts_us, *_ in ROWS]
    file.write_text("timestamp,bid,ask,bid_volume,ask_volume\n" + "".join(rows), encoding="ascii")
    gone = Asker()
    gone.leave()
    with open_at(tmp_path / "home") as store:
        store_rows(store, "f", ROWS)
        for answer in (
            get_quality(GetQuality(symbol="EURUSD"), store, gone),
            get_import_quality(GetImportQuality(import_id=1), store, gone),
            check_files(
                CheckFiles(files=ImportTicks(paths=[str(file)], symbol="EURUSD", price_shift=0)), store, gone
            ),
        ):
            with pytest.raises(AskerGoneError):
                list(answer)
