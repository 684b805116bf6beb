"""A name for tabs that a screen reader tells: of the pages and of the bar, which both take the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTabWidget


def name_tabs(tabs: QTabWidget, name: str) -> None:
    """What they are for."""
    tabs.setAccessibleName(name)
    tabs.tabBar().setAccessibleName(name)
