"""Secrets in Windows' Credential Manager; runs where there is one, as in the windows-latest workflow."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator

import pytest

from pyworkstation.adapters.vault.system_vault import SystemVault, open_system_vault
from pyworkstation.adapters.vault.whole_entry import Kept, delete_entry, read_entry, write_entry

pytestmark = pytest.mark.skipif(sys.platform != "win32", reason="needs Windows")


@pytest.fixture
def vault() -> SystemVault:
    return open_system_vault()


@pytest.fixture
def entry(vault: SystemVault) -> Iterator[str]:
    """A name that nobody else has."""
    name = f"test-{secrets.token_hex(8)}"
    yield name
    delete_entry(vault, name)


def test_windows_has_its_credential_manager(vault: SystemVault) -> None:
    assert vault.title == "Windows Credential Manager"


@pytest.mark.parametrize("value", ["x", "k" * 1_280, "k" * 6_400, "\N{PILE OF POO}" * 1_500, "\x01" * 1_280])
def test_a_value_of_any_length_comes_back_and_goes(vault: SystemVault, entry: str, value: str) -> None:
    write_entry(vault, entry, Kept("old", 1))
    write_entry(vault, entry, Kept(value, 2))
    assert read_entry(vault, entry) == Kept(value, 2)
    assert delete_entry(vault, entry)
    assert read_entry(vault, entry) is None
