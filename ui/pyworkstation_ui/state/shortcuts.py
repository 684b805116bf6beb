"""Keys that the user chose in the place of those of the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyworkstation_ui.actions import Action


def keys_of(action: Action, chosen: Mapping[str, str]) -> str:
    """The keys of an action, separated by blanks: the chosen ones, or those of the table."""
    return chosen.get(action.id, action.shortcut)


def taken_by(
    key: str, actions: tuple[Action, ...], chosen: Mapping[str, str], *, besides: str
) -> Action | None:
    """The action that has a key already; one key does one thing."""
    return next(
        (action for action in actions if action.id != besides and key in keys_of(action, chosen).split()),
        None,
    )


def with_keys(action: Action, keys: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """The chosen keys with others for one action; those of the table need not be kept."""
    others = {name: each for name, each in chosen.items() if name != action.id}
    return others if keys == action.shortcut else {**others, action.id: keys}
