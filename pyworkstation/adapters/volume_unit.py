"""Which unit a file's volumes are in. The files do not say; Dukascopy has used all three."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VolumeUnit = Literal["units", "thousands", "millions"]

VOLUME_SCALES: dict[VolumeUnit, int] = {"units": 1, "thousands": 1000, "millions": 1_000_000}
"""How many units one unit of the file is."""

SAMPLE_SCALE = 1_000_000
_SMALLEST_PLAUSIBLE_UNITS = 1000


def guess_volume_unit(sample: NDArray[np.int64]) -> VolumeUnit:
    """The unit of volumes as the file writes them, times `SAMPLE_SCALE`.

    A fraction, or nothing but numbers below 1,000, means millions: nobody quotes a thousandth of a lot of currency.
    """
    if not sample.any():
        return "units"
    fractional = bool((sample % SAMPLE_SCALE).any())
    small = int(sample.max()) < _SMALLEST_PLAUSIBLE_UNITS * SAMPLE_SCALE
    return "millions" if fractional or small else "units"


def volume_unit_named(name: str) -> VolumeUnit | None:
    """The unit a user names; None for `auto`."""
    return next((unit for unit in VOLUME_SCALES if unit == name), None)
