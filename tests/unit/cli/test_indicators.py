"""`pyworkstation indicators`: the registry for people and programs, and the page that is made of it."""

from __future__ import annotations

import json
from pathlib import Path

from pyworkstation.cli.indicator_page import as_markdown
from pyworkstation.engine import indicators
from tests.command import output_of, refusal_of

PAGE = Path(__file__).parents[3] / "docs" / "indicators.md"


def test_the_page_of_indicators_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown(indicators()), (
        "the registry has changed: run `python -m pyworkstation indicators --format markdown -o docs/indicators.md`"
    )


def test_the_list_has_a_line_for_each(tmp_path: Path) -> None:
    lines = output_of("indicators", home=tmp_path).splitlines()
    assert [line.split()[0] for line in lines[2:]] == [spec.name for spec in indicators()]


def test_one_indicator_is_told_in_full(tmp_path: Path) -> None:
    text = output_of("indicators", "kama", home=tmp_path)
    for part in ("KAMA: Kaufman", "warm-up with the defaults: 11 bars", "2 to 10000", "formula: KAMA + c"):
        assert part in text
    assert "no parameters" in output_of("indicators", "HEIKINASHI", home=tmp_path)


def test_json_has_ranges_and_shifts(tmp_path: Path) -> None:
    [ichimoku] = json.loads(output_of("indicators", "Ichimoku", "--format", "json", home=tmp_path))
    conversion = {"name": "tenkan", "kind": "count", "default": 9, "minimum": 1.0, "maximum": 10000.0}
    assert ichimoku["params"][0] == ichimoku["params"][0] | conversion
    assert {output["name"]: output["back"] for output in ichimoku["outputs"]}["chikou"] == "displacement"


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    assert "expected the name of an indicator, found 'emma'" in refusal_of(
        "indicators", "emma", home=tmp_path
    )
