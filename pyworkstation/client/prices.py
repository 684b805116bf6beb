"""A table of ticks or bars in an Arrow file that is mapped into memory, in the form that somebody wants it in."""

from __future__ import annotations

import importlib
import mmap
import os
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pyworkstation.domain.arrow_file import read_arrow
from pyworkstation.domain.errors import EnvironmentFailure, InputError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    from numpy.typing import NDArray

    from pyworkstation.domain.arrow_file import ArrowColumns, Field

_WINDOWS_DELETE_WHEN_CLOSED = getattr(os, "O_TEMPORARY", 0)
_WINDOWS_AS_IT_IS = getattr(os, "O_BINARY", 0)


class Prices:
    """Ticks or bars, oldest first. Nothing is copied or read from the disk before it is asked for.

    The file is mapped: what no column needs takes no memory, and processes that map one file share it.
    """

    def __init__(self, mapped: mmap.mmap, *, where: str) -> None:
        self._mapped = mapped
        self._content: ArrowColumns = read_arrow(memoryview(mapped), where=where)
        if ("time", "time") not in [part[:2] for part in self._content.fields]:
            raise InputError(
                expected="an Arrow file that pyworkstation wrote",
                found="one without a column time",
                where=where,
            )

    def __len__(self) -> int:
        return self._content.rows

    def __repr__(self) -> str:
        facts = " ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"<Prices {facts}: {len(self):,} rows of {', '.join(self.columns)}>"

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names: `time, bid, ask, ...` or `time, open, high, ...`."""
        return tuple(part.name for part in self._content.fields)

    @property
    def facts(self) -> dict[str, str]:
        """What the file says of itself: symbol, digits, of bars timeframe and side."""
        return dict(self._content.facts)

    def numpy(self) -> dict[str, NDArray[Any]]:
        """A read-only array for each column: `time` as datetime64[us] in UTC, prices float64, int64 or Decimal objects.

        Ticks are views of the mapped file, except decimals.
        """
        return {part.name: self._column(number, part) for number, part in enumerate(self._content.fields)}

    def pandas(self) -> pd.DataFrame:
        """A DataFrame whose index is `time`, with its zone, UTC. Raises InputError when pandas is not installed."""
        columns = self.numpy()
        index = _module("pandas").DatetimeIndex(columns.pop("time"), name="time").tz_localize("UTC")
        frame: pd.DataFrame = _module("pandas").DataFrame(columns, index=index, copy=False)
        return frame

    def polars(self) -> pl.DataFrame:
        """A DataFrame; `time` has its zone, UTC. Raises InputError when polars is not installed.

        Ticks are views of the mapped file, except decimals.
        """
        polars = _module("polars")
        frame: pl.DataFrame
        if any(part.kind == "decimal" for part in self._content.fields):
            frame = polars.read_ipc(bytes(self._mapped))
        else:
            frame = polars.DataFrame([_series(polars, name, column) for name, column in self.numpy().items()])
        return frame

    def arrow(self) -> Any:
        """A `pyarrow.Table`, views of the mapped file. Raises InputError when pyarrow is not installed."""
        return _module("pyarrow.ipc").open_file(_module("pyarrow").py_buffer(self._mapped)).read_all()

    def save_arrow(self, path: str | Path) -> Path:
        """Write it to `path` for good, whole or not at all, for `open_arrow` and every other reader of Arrow files.

        Raises:
            EnvironmentFailure: when the disk or its permissions do not allow it.
        """
        target = Path(path).expanduser().absolute()
        fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
        try:
            with fresh.open("xb") as file:
                file.write(self._mapped)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(target)
        except OSError as error:
            raise EnvironmentFailure(f"{target}: cannot be written: {error.strerror or error}") from error
        finally:
            fresh.unlink(missing_ok=True)
        return target

    def _column(self, number: int, part: Field) -> NDArray[Any]:
        pieces = [batch[number] for batch in self._content.batches]
        if part.kind == "decimal":
            return _decimals(pieces, part.digits)
        if len(pieces) == 1:
            return pieces[0]
        column = np.concatenate([np.empty(0, dtype=_EMPTY[part.kind]), *pieces])
        column.flags.writeable = False
        return column


def _series(polars: Any, name: str, column: NDArray[Any]) -> pl.Series:
    is_time = column.dtype.kind == "M"
    series: pl.Series = polars.Series(name, column.view(np.int64) if is_time else column)
    return series.cast(polars.Datetime("us", "UTC")) if is_time else series


_EMPTY = {"time": "<M8[us]", "float": "<f8", "int": "<i8"}


def open_arrow(path: str | Path) -> Prices:
    """A file that `save_arrow` wrote, mapped into memory.

    Raises:
        InputError: when there is no such file, or another program wrote it.
    """
    return Prices(_mapped(Path(path).expanduser(), os.O_RDONLY), where=str(path))


def take_over(path: Path) -> Prices:
    """A file that was written for us: it goes when nobody uses its columns any more, whatever becomes of this process."""
    mapped = _mapped(path, os.O_RDONLY | _WINDOWS_DELETE_WHEN_CLOSED)
    if os.name != "nt":
        path.unlink(missing_ok=True)
    return Prices(mapped, where=str(path))


def _mapped(path: Path, flags: int) -> mmap.mmap:
    try:
        number = os.open(path, flags | _WINDOWS_AS_IT_IS)
    except OSError as error:
        raise InputError(
            expected="an Arrow file", found=error.strerror or str(error), where=str(path)
        ) from None
    try:
        return mmap.mmap(number, 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # A folder, a device, an empty file.
        raise InputError(expected="an Arrow file", found=str(error), where=str(path)) from None
    finally:
        os.close(number)


def _decimals(pieces: list[NDArray[Any]], digits: int) -> NDArray[Any]:
    points = [point for piece in pieces for point in piece[:, 0].tolist()]
    column = np.empty(len(points), dtype=object)
    column[:] = [Decimal(point).scaleb(-digits) for point in points]
    column.flags.writeable = False
    return column


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        package = name.partition(".")[0]
        raise InputError(
            expected=f"{package} to be installed",
            found="that it is not",
            where=f"Prices.{package.removeprefix('py')}()",
            mend=f"pip install {package}, or take numpy()",
        ) from None
