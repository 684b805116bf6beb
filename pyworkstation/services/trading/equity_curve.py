"""The highest equity so far, and how far it was at most below one that it had before."""

from __future__ import annotations


class EquityCurve:
    """In minor units of the account's currency."""

    def __init__(self, equity: int) -> None:
        self.peak = equity
        self.drawdown = 0

    def see(self, equity: int | None) -> None:
        """Take in an equity; None while it is not known."""
        if equity is not None:
            self.peak = max(self.peak, equity)
            self.drawdown = max(self.drawdown, self.peak - equity)
