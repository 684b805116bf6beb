"""How large a position should be: fractions in, whole steps out, rounded down, so that no more is risked than was said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class OrderSteps:
    """What an order may be, in smallest units of volume."""

    step: int = 1
    least: int = 1
    most: int = 10**13

    def whole(self, quantity: Fraction) -> int:
        """The largest order up to this; 0 when the smallest is more."""
        steps = min(quantity, Fraction(self.most)) // self.step * self.step
        return int(steps) if steps >= self.least else 0


def risked(*, equity: Fraction, share: Fraction, loss_of_one: Fraction) -> Fraction:
    """Units that lose a share of the equity when each of them loses so much; none when nothing is left to lose."""
    return max(equity, Fraction(0)) * share / loss_of_one


def kelly_share(*, win: Fraction, payoff: Fraction) -> Fraction:
    """The share of the equity to risk that lets it grow fastest: p - (1 - p) / b; 0 where nothing is to be won.

    `win` is the chance of a gain, `payoff` the average gain over the average loss (J. L. Kelly, 1956).
    """
    return max(win - (1 - win) / payoff, Fraction(0))


def volatility_points(*, atr_points: Fraction, multiple: Fraction) -> int:
    """The distance of a stop that is a multiple of the average true range away, rounded up to a whole point."""
    return math.ceil(atr_points * multiple)
