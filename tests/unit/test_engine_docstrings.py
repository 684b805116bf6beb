"""`help()` of the compiled engine says what its stub says: a compiled module cannot read its words there."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import pyworkstation
from pyworkstation.engine import MtfEngine

STUB = Path(pyworkstation.__file__).parent / "_engine.pyi"
MODULE = inspect.getmodule(MtfEngine)


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def _of_class(node: ast.ClassDef) -> str:
    """`help` has no place for the words of `__new__` but the class itself."""
    made = [part for part in _functions(node) if part.name == "__new__"]
    return " ".join(
        [_words(ast.get_docstring(node)), *(_words(ast.get_docstring(part)) for part in made)]
    ).strip()


def _functions(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    return (part for part in node.body if isinstance(part, ast.FunctionDef))


def _documented() -> Iterator[tuple[str, str]]:
    for node in ast.parse(STUB.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, _words(ast.get_docstring(node))
        elif isinstance(node, ast.ClassDef) and hasattr(MODULE, node.name):
            yield node.name, _of_class(node)
            for part in _functions(node):
                if part.name != "__new__":
                    yield f"{node.name}.{part.name}", _words(ast.get_docstring(part))


@pytest.mark.parametrize(("name", "words"), [row for row in _documented() if row[1]])
def test_help_says_what_the_stub_says(name: str, words: str) -> None:
    found: object = MODULE
    for part in name.split("."):
        found = getattr(found, part)
    assert _words(found.__doc__) == words, (
        f"mend the comment of {name} in engine-rs/python/src, or {STUB.name}, and build the engine"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("on_tick", "microseconds"),
        ("on_tick", "points"),
        ("on_tick", "InputError"),
        ("on_ticks", "NumPy columns"),
        ("on_ticks", "InputError"),
        ("completed", "index of the first row"),
        ("indicator_values", "NaN until warm"),
        ("restore", "InputError"),
    ],
)
def test_help_of_the_engine_tells_shapes_units_and_errors(name: str, expected: str) -> None:
    assert expected in _words(getattr(MtfEngine, name).__doc__)
