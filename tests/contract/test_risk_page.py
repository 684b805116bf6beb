"""The page of risk has a row for every limit, as it is declared."""

from pathlib import Path

import pytest

from pyworkstation.services.trading.risk_limits import LIMITS

PAGE = (Path(__file__).resolve().parents[2] / "docs/risk.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LIMITS)
def test_the_page_of_risk_has_the_limit(name: str) -> None:
    limit = LIMITS[name]
    unit = "the account's currency" if limit.unit == "money" else limit.unit
    default = "no limit" if limit.default is None else limit.default
    assert f"| `{name}` | {unit} | {default} | {limit.doc} | `{limit.code}` |" in PAGE, (
        "mend its row in docs/risk.md"
    )
