"""The table of actions."""

from __future__ import annotations

from collections import Counter

import pytest

from pyworkstation_ui.actions import ACTIONS, BY_ID, Action
from pyworkstation_ui.commands import Commands


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(ACTIONS)


def test_no_key_means_two_things() -> None:
    keys = Counter(key for action in ACTIONS for key in action.shortcut.split())
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_each_action_has_a_command_and_those_of_no_submenu_a_key(action: Action) -> None:
    assert action.shortcut or "/" in action.menu
    assert callable(getattr(Commands, action.callback))
