"""The page of settings is what the declarations say."""

from pathlib import Path

from pyworkstation.cli.settings_page import settings_page

PAGE = Path(__file__).resolve().parents[2] / "docs/settings.md"


def test_the_page_of_settings_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == settings_page(), (
        "run: python -m pyworkstation config show --format markdown -o docs/settings.md"
    )
