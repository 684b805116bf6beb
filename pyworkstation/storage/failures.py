"""DuckDB's exceptions as ours."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import duckdb

from pyworkstation.domain.errors import EnvironmentFailure

if TYPE_CHECKING:
    from collections.abc import Iterator

_CTRL_C = "Query interrupted"
_WORLD = (duckdb.IOException, duckdb.OutOfMemoryException)


@contextlib.contextmanager
def world_failures() -> Iterator[None]:
    """Disk, memory and a database that shut itself down become EnvironmentFailure; all else passes.

    DuckDB turns a Ctrl-C into a RuntimeError; it becomes the KeyboardInterrupt again.
    """
    try:
        yield
    except RuntimeError as error:
        if str(error) == _CTRL_C:
            raise KeyboardInterrupt from None
        raise
    except duckdb.FatalException as error:
        # A checkpoint that fails (a full disk) invalidates the instance for good.
        raise EnvironmentFailure(
            f"the database shut itself down: {first_line(error)}; free disk space and start again"
        ) from error
    except duckdb.Error as error:
        # A damaged block is the plain Error.
        if isinstance(error, _WORLD) or type(error) is duckdb.Error:
            raise EnvironmentFailure(f"the database failed: {first_line(error)}") from error
        raise


def first_line(error: BaseException) -> str:
    """What a DuckDB error says, without its hints and stack."""
    return str(error).strip().split("\n", 1)[0]
