"""Settings of a running engine."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from pyworkstation.protocol.messages.fields import Count, Message, Path, ServiceName, ShortText, Text

_Variables = Annotated[list[ShortText], Meta(max_length=100)]


class ReloadSettings(Message, frozen=True, tag="reload_settings"):
    """Read the settings again, and take over those that need no restart. Answered by `SettingsReloaded`."""


class SettingsReloaded(Message, frozen=True, tag="settings_reloaded"):
    """Reply to `reload_settings`: names of those that changed and count now, and of those that count from the next start."""

    applied: _Variables
    waiting: _Variables


class GetSettings(Message, frozen=True, tag="get_settings"):
    """Every setting: what it is, and what it may be. Answered by `SettingsListed`."""


class SettingRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A setting. `value` is what the files say now, `in_force` what the engine goes by until its next start; both as text.

    One with `choices` is one of them, any other a whole number of `unit` from `low` to `high`. `origin` is the file and line, or
    `default`. One that is `live` counts as soon as it is set. `fixed` says why it cannot be set, and is empty where it can.
    """

    name: ShortText
    service: ServiceName
    doc: ShortText
    value: ShortText
    default: ShortText
    in_force: ShortText
    origin: Path
    live: bool
    fixed: ShortText = ""
    choices: Annotated[list[ShortText], Meta(max_length=100)] = []
    unit: ShortText = ""
    low: Count = 0
    high: Count = 0


class SettingsListed(Message, frozen=True, tag="settings_listed"):
    """Reply to `get_settings`, in the order declared. `file` is where `set_settings` writes; `profile` is empty where none is chosen."""

    environment: ShortText
    profile: ShortText
    file: Path
    settings: Annotated[list[SettingRow], Meta(max_length=100)]


class SettingText(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something about one setting: its new value, or what is wrong with that."""

    name: ShortText
    text: Text


class SetSettings(Message, frozen=True, tag="set_settings"):
    """Give settings these values, all of them or none. Answered by `SettingsSet`."""

    values: Annotated[list[SettingText], Meta(min_length=1, max_length=100)]


class SettingsSet(Message, frozen=True, tag="settings_set"):
    """Reply to `set_settings` and `import_settings`: names of those that count now, and of those that count from the next start.

    `faults` says of each that is wrong what is; where there are any, nothing was written.
    """

    applied: _Variables
    waiting: _Variables
    faults: Annotated[list[SettingText], Meta(max_length=100)] = []


class ExportSettings(Message, frozen=True, tag="export_settings"):
    """Those that differ from their defaults, as a file; no secrets. Answered by `SettingsExported`."""


class SettingsExported(Message, frozen=True, tag="settings_exported"):
    """Reply to `export_settings`: lines of NAME=value."""

    text: Text


class ImportSettings(Message, frozen=True, tag="import_settings"):
    """Give the settings what an exported file says, and those that it leaves out their defaults. Answered by `SettingsSet`."""

    text: Text
