"""A chart as a picture: into the clipboard, or a file that the user names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget


def copy_picture(chart: QWidget) -> None:
    """For the next paste."""
    QGuiApplication.clipboard().setPixmap(chart.grab())


def save_picture(chart: QWidget, suggested: Path) -> tuple[str, bool]:
    """Where it went, and whether it did; empty when the user changed their mind."""
    picture = chart.grab()  # Before the dialog lies over it.
    path, _ = QFileDialog.getSaveFileName(chart.window(), "Save the chart", str(suggested), "PNG (*.png)")
    if path and not path.lower().endswith(".png"):
        path += ".png"
    return path, bool(path) and picture.save(path)
