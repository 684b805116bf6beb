"""What a workspace keeps: the panels, their indicators, the drawings, the layout. No prices, no positions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import msgspec

from pyworkstation.domain.errors import InputError
from pyworkstation_ui.state.drawing import Drawing
from pyworkstation_ui.state.indicator import IndicatorChoice
from pyworkstation_ui.state.link import LinkGroup
from pyworkstation_ui.state.panels import PanelLook
from pyworkstation_ui.state.zone import ZoneName

VERSION = 1
_NAME = re.compile(r"[^\W_][\w .-]{0,39}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPanel:
    """One chart. `pane_shares` are the heights of the prices and of the panes below them, in thousandths."""

    look: PanelLook
    indicators: list[IndicatorChoice] = field(default_factory=list)
    pane_shares: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """All of it. `layout` and `geometry` are what the docks and the window say of themselves; `columns` the widths that the user gave to
    columns of tables, by panel, table and column.
    """

    version: int = VERSION
    name: str = ""
    panels: dict[str, SavedPanel] = field(default_factory=dict)
    drawings: list[Drawing] = field(default_factory=list)
    zone: ZoneName = "UTC"
    is_hollow: bool = False
    has_day_breaks: bool = False
    is_magnet: bool = False
    links: dict[str, LinkGroup] = field(default_factory=dict)
    columns: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    active: str = ""
    layout: str = ""
    geometry: str = ""


def pack(workspace: Workspace) -> bytes:
    """As JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(workspace), indent=1)


def unpack(data: bytes, *, where: str) -> Workspace:
    """Raises InputError when it is none, or of a newer version."""
    try:
        workspace = msgspec.json.decode(data, type=Workspace)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(expected="a workspace", found=str(error), where=where) from None
    if workspace.version > VERSION:
        raise InputError(
            expected=f"a workspace of version {VERSION} or lower",
            found=f"version {workspace.version}",
            where=where,
            mend="open it with the version of the program that wrote it",
        )
    return workspace


def check_name(text: str) -> str:
    """A name that is one of a file on every system. Raises InputError."""
    name = text.strip()
    if not _NAME.fullmatch(name) or name.endswith((".", " ")) or _RESERVED.fullmatch(name):
        raise InputError(
            expected="a name of up to 40 letters, digits, blanks, dots and dashes, such as Scalping",
            found=repr(text),
            where="name of the workspace",
        )
    return name
