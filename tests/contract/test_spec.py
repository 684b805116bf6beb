"""The published spec and the code say the same, and every message has vectors."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from pyworkstation.client import errors
from pyworkstation.protocol import envelope, messages, versions

SPEC = Path(__file__).parents[2] / "ipc-spec"


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ipc_spec_generate", SPEC / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_files_of_the_spec_are_up_to_date() -> None:
    stale = [
        str(path.relative_to(SPEC))
        for path, text in _generator().wanted_files().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], (
        "code and spec differ: run `python ipc-spec/generate.py`, read the difference, commit it"
    )


def test_messages_toml_is_toml_and_names_the_protocol_version() -> None:
    catalogue = tomllib.loads((SPEC / "messages.toml").read_text(encoding="utf-8"))
    assert catalogue["protocol_version"] == messages.PROTOCOL_VERSION


@pytest.mark.parametrize("folder", ["valid", "invalid"])
def test_every_message_has_vectors(folder: str) -> None:
    tags = {
        str(struct.__struct_config__.tag)
        for union in (messages.Request, messages.Reply, messages.StreamBody)
        for struct in get_args(union)
    }
    files = {path.stem for path in (SPEC / "vectors" / folder).glob("*.json")}
    assert tags - files == set(), f"write ipc-spec/vectors/{folder}/<message>.json"


def test_changelog_of_the_spec_knows_the_protocol_version() -> None:
    text = (SPEC / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {messages.PROTOCOL_VERSION}" in text


def test_no_pickle_by_the_methods_that_the_linter_cannot_see() -> None:
    """ruff bans the modules; a socket's `send_pyobj` pickles, too, and NumPy where it is told that it may."""
    product = [SPEC.parent / "pyworkstation", SPEC.parent / "ui" / "pyworkstation_ui"]
    words = ("send_pyobj", "recv_pyobj", "allow_pickle=True", "read_pickle", "to_pickle")
    found = [
        f"{path}: {word}"
        for folder in product
        for path in folder.rglob("*.py")
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_every_version_says_what_it_brought() -> None:
    assert list(versions.BROUGHT) == list(range(1, messages.PROTOCOL_VERSION + 1))
    assert 1 <= versions.OLDEST_VERSION <= messages.PROTOCOL_VERSION


def test_every_error_code_of_the_spec_is_known_to_the_client() -> None:
    """Whether a request that failed so was begun: for each code somebody has decided."""
    unknown = envelope.ERROR_CODES.keys() - errors.NEVER_BEGUN - errors.MAY_BE_DONE
    assert unknown == set()
    assert not errors.NEVER_BEGUN & errors.MAY_BE_DONE
