"""Which panels the window shows."""

from __future__ import annotations

PANEL_TIMEFRAMES = ("M1", "M5", "M15", "H1", "H4", "D1")
"""Timeframes of the panels, row by row. Each must be one of `pyworkstation.domain.timeframe.STANDARD_TIMEFRAMES`."""

COLUMNS = 3
"""Panels in a row."""
