"""A whole quality report, as it was put together from its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyworkstation.protocol.messages import Quality, QualityDay


@dataclass(frozen=True, slots=True)
class Report:
    """The numbers, and the days below them."""

    quality: Quality
    days: Sequence[QualityDay]
