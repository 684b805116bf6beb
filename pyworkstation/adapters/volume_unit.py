"""Which unit a file's volumes are in. The files do not say; Dukascopy has used all three."""

from __future__ import annotations

from typing import Literal

VolumeUnit = Literal["units", "thousands", "millions"]

VOLUME_SCALES: dict[VolumeUnit, int] = {"units": 1, "thousands": 1000, "millions": 1_000_000}
"""How many units one unit of the file is."""


def volume_unit_named(name: str) -> VolumeUnit | None:
    """The unit a user names; None for `auto`."""
    return next((unit for unit in VOLUME_SCALES if unit == name), None)
