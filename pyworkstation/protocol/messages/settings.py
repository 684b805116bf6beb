"""Settings of a running engine."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from pyworkstation.protocol.messages.fields import Message, ShortText

_Variables = Annotated[list[ShortText], Meta(max_length=100)]


class ReloadSettings(Message, frozen=True, tag="reload_settings"):
    """Read the settings again, and take over those that need no restart. Answered by `SettingsReloaded`."""


class SettingsReloaded(Message, frozen=True, tag="settings_reloaded"):
    """Reply to `reload_settings`: names of those that changed and count now, and of those that count from the next start."""

    applied: _Variables
    waiting: _Variables
