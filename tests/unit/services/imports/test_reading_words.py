from __future__ import annotations

import pytest

from pyworkstation.services.imports.reading_words import has_volumes


@pytest.mark.parametrize(
    ("dialect", "options", "expected"),
    [
        ("default", "", True),
        ("default-prices", "", False),
        ("truefx", "duplicate=drop", False),
        ("bi5", "", True),
        ("columns", "", True),
        ("columns", "columns=time,bid,ask; time-format=iso", False),
        ("columns", "price-shift=1; columns=time,bid,ask,-,bid_volume; time-format=iso", True),
        ("columns", "time-format=%Y bid_volume", True),
        ("of-a-later-version", "", True),
    ],
)
def test_files_have_volumes_unless_it_is_known_that_they_have_none(
    dialect: str, options: str, expected: bool
) -> None:
    assert has_volumes(dialect, options) is expected
