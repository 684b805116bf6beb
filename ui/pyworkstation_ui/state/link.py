"""Links by colour: charts and panels of one group show one symbol, and point at one time."""

from __future__ import annotations

from typing import Literal

LinkGroup = Literal["A", "B", "C", "D", ""]
"""`A` is what the replay shows, the others have a symbol of their own; the empty one is not linked."""

GROUPS: dict[LinkGroup, str] = {
    "A": "A, blue: the replay",
    "B": "B, amber",
    "C": "C, magenta",
    "D": "D, green",
    "": "Not linked",
}
LEADER: LinkGroup = "A"
