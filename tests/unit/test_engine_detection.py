"""The binding's side of detection, column maps, checks and the newer JSON; what they find is tested in Rust."""

from __future__ import annotations

import numpy as np
import pytest

from pyworkstation.domain.errors import InputError
from pyworkstation.engine import (
    STATED_CONFIDENCE,
    CsvReader,
    column_map,
    detect_reading,
    dialects,
    read_bi5_checked,
    read_json_ticks,
)

THURSDAY_US = 1_741_255_200_000_000
"""2025-03-06 10:00 UTC."""

_HEADER = "timestamp,bid,ask,bid_volume,ask_volume\n"


def _fx_bt(rows: int) -> bytes:
    lines = (f"2025.03.06 10:00:{at:02}.000,1.0793{at % 7},1.0794{at % 3},0.75,1.50\n" for at in range(rows))
    return "".join(lines).encode()


def _reader(**settings: object) -> CsvReader:
    return CsvReader("default", digits=5, volume_scale=1, where="a.csv", **settings)  # type: ignore[arg-type]


def test_an_open_question_is_an_error_that_names_its_override() -> None:
    found = detect_reading(_fx_bt(50), where="a.csv", digits=5)
    assert found.dialect.name == "fx-bt"
    assert found.confidence < STATED_CONFIDENCE
    with pytest.raises(InputError, match=r"a\.csv.*--time-zone"):
        found.require_settled()
    (zone,) = (answer for answer in found.answers if answer.question == "time-zone")
    assert zone.mend.startswith("say it with --time-zone")
    assert zone.reasons
    assert zone.options == "--time-zone=UTC"
    assert ("EET", "--time-zone=EET") in {(choice, options) for choice, _, options, _ in zone.alternatives}
    others = {choice: rows.ts_us[0] for choice, *_, rows in zone.alternatives}
    assert others["EET"] == THURSDAY_US - 2 * 3_600_000_000
    assert found.first_rows.ts_us[0] == THURSDAY_US


def test_what_the_user_says_settles_it() -> None:
    found = detect_reading(_fx_bt(50), where="a.csv", digits=5, time_zone="new-york+7", volume_unit="units")
    found.require_settled()
    assert (found.dialect.time_zone, found.volume_unit, found.price_shift) == ("new-york+7", "units", 0)
    assert found.first_rows.bid_volume[0] == 1
    assert len(found.first_rows) == 5


def test_prices_off_by_a_factor_are_found_and_shifted() -> None:
    settings = {"where": "a.csv", "digits": 3, "time_zone": "UTC", "price_range": (90.0, 120.0)}
    found = detect_reading(_fx_bt(50), **settings)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="100 times too low"):
        found.require_settled()
    detect_reading(_fx_bt(50), price_shift=2, **settings).require_settled()  # type: ignore[arg-type]
    reader = CsvReader("fx-bt", digits=3, volume_scale=1, where="a.csv", price_shift=2)
    assert reader.feed(_fx_bt(1)).bid.tolist() == [107_930]


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        ({"volume_unit": "lots"}, "units, thousands, millions"),
        ({"time_zone": "Mars"}, "IANA"),
        ({"price_shift": 9}, "digits"),
    ],
)
def test_words_that_are_none_are_refused(settings: dict[str, str], match: str) -> None:
    with pytest.raises(InputError, match=match):
        detect_reading(_fx_bt(5), where="a.csv", digits=5, **settings)  # type: ignore[arg-type]


def test_a_dialect_may_be_given_itself() -> None:
    helsinki = next(dialect for dialect in dialects() if dialect.name == "fx-bt").in_zone("Europe/Helsinki")
    assert helsinki.time_zone == "Europe/Helsinki"
    reader = CsvReader(helsinki, digits=5, volume_scale=100, where="a.csv")
    ticks = reader.feed(_fx_bt(1))
    assert ticks.ts_us.tolist() == [THURSDAY_US - 2 * 3_600_000_000]
    assert ticks.bid_volume.tolist() == [75]


def test_a_column_map_is_a_dialect() -> None:
    spelled = column_map(
        "symbol,date,time,ask,bid", time_format="%d/%m/%Y %H:%M:%S", decimal_comma=True, time_zone="UTC"
    )
    reader = CsvReader(spelled, digits=5, volume_scale=1, where="a.csv")
    ticks = reader.feed(b"EURUSD;06/03/2025;10:00:00;1,07935;1,07932\n")
    assert (ticks.ts_us[0], ticks.bid[0], ticks.ask[0]) == (THURSDAY_US, 107_932, 107_935)
    assert reader.symbol == "EURUSD"
    with pytest.raises(InputError, match="time, bid and ask are needed"):
        column_map("time,bid", time_format="iso")
    unstated = column_map("time,bid,ask", time_format="%F %T")
    assert unstated.time_zone is None


def test_rejects_and_counts_come_with_their_lines() -> None:
    rows = (
        "1741255200000,1.1,1.10001,1,1\n1741255200001,1.10002,1.10001,1,1\nx\n1741255200002,1.1,1.10001,1,1\n"
    )
    reader = _reader(policies={"unparsable": "drop", "crossed": "keep"})
    ticks = reader.feed((_HEADER + rows).encode(), threads=2)
    assert len(ticks) == 3
    assert reader.counts == {"crossed": 1, "unparsable": 1}
    assert reader.take_rejects() == [(4, "unparsable", "x", "expected 5 fields, found 1 in 'x'")]
    assert reader.take_rejects() == []
    assert (reader.rows, reader.lines, reader.rejected, reader.repeated_times) == (3, 5, 1, 0)


@pytest.mark.parametrize(
    ("policies", "match"),
    [
        ({"unparsable": "keep"}, "keep"),
        ({"odd": "drop"}, "unparsable"),
        ({"crossed": "ignore"}, "keep, drop, stop"),
    ],
)
def test_policies_that_cannot_be_are_refused(policies: dict[str, str], match: str) -> None:
    with pytest.raises(InputError, match=match):
        _reader(policies=policies)


def test_threads_change_nothing() -> None:
    rows = "".join(f"{1741255200000 + at},1.1,1.2,1,1\n" for at in range(20_000))
    data = (_HEADER + rows).encode()
    one, four = _reader().feed(data), _reader().feed(data, threads=4)
    np.testing.assert_array_equal(one.ts_us, four.ts_us)


def test_the_newer_json_is_read() -> None:
    answer = (
        b'{"timestamp":1741255200000,"multiplier":1.0E-5,"ask":1.07935,"bid":1.07932,"times":[5,3],"asks":[0,1],'
        b'"bids":[0,-1],"askVolumes":[900000.0,1800000.0],"bidVolumes":[900000.0,900000.0]}'
    )
    read = read_json_ticks(answer, digits=5, volume_scale=1, where="a.json")
    assert read.ticks.ts_us.tolist() == [THURSDAY_US + 5_000, THURSDAY_US + 8_000]
    assert (read.ticks.bid.tolist(), read.ticks.ask_volume.tolist()) == (
        [107_932, 107_931],
        [900_000, 1_800_000],
    )
    assert (read.counts, read.rejects) == ({}, [])
    late = answer.replace(b"[5,3]", b"[5,-3]")
    with pytest.raises(InputError, match="tick 2"):
        read_json_ticks(late, digits=5, volume_scale=1, where="a.json")
    dropped = read_json_ticks(
        late, digits=5, volume_scale=1, where="a.json", policies={"out-of-order": "drop"}
    )
    assert [reject[:2] for reject in dropped.rejects] == [(2, "out-of-order")]


def test_bi5_is_read_with_policies() -> None:
    assert len(read_bi5_checked(b"", hour_us=0, volume_scale=1, where="a.bi5").ticks) == 0
    with pytest.raises(InputError, match=r"a\.bi5"):
        read_bi5_checked(b"text", hour_us=0, volume_scale=1, where="a.bi5", policies={"spike": "drop"})
