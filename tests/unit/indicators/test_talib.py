"""Every indicator that TA-Lib has too gives its figures, on a random walk and on real minutes.

TA-Lib runs with its default settings: no unstable period, its own starts ("seeds"). Compared are all bars for which
TA-Lib has a value. Figures agree to 1e-9 of themselves or, near zero, of the output's median size; an own tolerance
says in which row TA-Lib rounds more than that (its sums of squares of prices cancel).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest
import talib
from talib._ta_lib import MA_Type

from pyworkstation.engine import Indicator, indicators
from tests.unit.indicators.bars import Column, Columns, real_minutes, walk

# TA-Lib's running sums of prices around 1.1 leave 1e-13 in slopes of 1e-6.
TALIB_SLOPE = 1e-7


class Bars(NamedTuple):
    """What TA-Lib's functions take."""

    open: Column
    high: Column
    low: Column
    close: Column
    volume: Column


Oracle = Callable[[Bars], Column | tuple[Column, ...]]


@dataclass(frozen=True)
class Row:
    """An indicator with parameters, TA-Lib's way to the same, and how close they are."""

    name: str
    params: dict[str, float | str]
    oracle: Oracle
    tolerance: float = 1e-9
    outputs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.params}"


def rows_for(
    name: str, oracle: Callable[[Column, int], Column], *periods: int, tolerance: float = 1e-9
) -> list[Row]:
    """Rows of an indicator of one price and one period."""

    def bound(period: int) -> Oracle:
        return lambda bars: oracle(bars.close, period)

    return [Row(name, {"period": period}, bound(period), tolerance) for period in periods]


def supertrend(high: Column, low: Column, close: Column, multiple: float) -> tuple[Column, Column]:
    """TA-Lib's direction is an integer, 0 for none."""
    line, direction = talib.SUPERTREND(high, low, close, 10, multiple)
    return line, np.where(direction == 0, np.nan, direction)


ROWS: list[Row] = [
    *rows_for("SMA", talib.SMA, 1, 2, 20, 200),
    *rows_for("EMA", talib.EMA, 2, 20, 200),
    *rows_for("WMA", talib.WMA, 2, 20, 200),
    *rows_for("SMMA", talib.RMA, 2, 14, 100),
    *rows_for("DEMA", talib.DEMA, 2, 20, 50),
    *rows_for("TEMA", talib.TEMA, 2, 20, 50),
    *rows_for("TRIMA", talib.TRIMA, 2, 3, 20, 21),
    *rows_for("HMA", talib.HMA, 4, 9, 20, 55),
    *rows_for("KAMA", talib.KAMA, 2, 10, 30),
    Row("T3", {"period": 5, "factor": 0.7}, lambda bars: talib.T3(bars.close, 5, 0.7)),
    Row("T3", {"period": 9, "factor": 0.5}, lambda bars: talib.T3(bars.close, 9, 0.5)),
    Row("VWMA", {"period": 20}, lambda bars: talib.VWMA(bars.close, bars.volume, 20)),
    Row("MACD", {}, lambda bars: talib.MACD(bars.close)),
    Row("MACD", {"fast": 5, "slow": 35, "signal": 5}, lambda bars: talib.MACD(bars.close, 5, 35, 5)),
    Row("APO", {}, lambda bars: talib.APO(bars.close, 12, 26, MA_Type.EMA)),
    Row("APO", {"average": "sma"}, lambda bars: talib.APO(bars.close, 12, 26, MA_Type.SMA)),
    Row("APO", {"average": "wma"}, lambda bars: talib.APO(bars.close, 12, 26, MA_Type.WMA)),
    Row("PPO", {}, lambda bars: talib.PPO(bars.close, 12, 26, MA_Type.EMA), outputs=("ppo",)),
    *rows_for("RSI", talib.RSI, 2, 14, 50),
    *rows_for("CMO", talib.CMO, 2, 14, 50),
    *rows_for("ROC", talib.ROC, 1, 10, 100),
    *rows_for("MOM", talib.MOM, 1, 10, 100),
    *rows_for("TRIX", talib.TRIX, 2, 15, 30),
    Row("STOCH", {}, lambda bars: talib.STOCH(bars.high, bars.low, bars.close)),
    Row(
        "STOCH",
        {"k": 14, "average": "ema"},
        lambda bars: talib.STOCH(bars.high, bars.low, bars.close, 14, 3, MA_Type.EMA, 3, MA_Type.EMA),
    ),
    Row("STOCHF", {}, lambda bars: talib.STOCHF(bars.high, bars.low, bars.close)),
    Row("STOCHRSI", {}, lambda bars: talib.STOCHRSI(bars.close, 14, 14, 3)),
    Row("CCI", {"period": 14}, lambda bars: talib.CCI(bars.high, bars.low, bars.close, 14)),
    Row("CCI", {"period": 20}, lambda bars: talib.CCI(bars.high, bars.low, bars.close, 20)),
    Row("WILLR", {}, lambda bars: talib.WILLR(bars.high, bars.low, bars.close, 14)),
    Row("ULTOSC", {}, lambda bars: talib.ULTOSC(bars.high, bars.low, bars.close)),
    Row("BOP", {}, lambda bars: talib.BOP(bars.open, bars.high, bars.low, bars.close)),
    Row("AO", {}, lambda bars: talib.AO(bars.high, bars.low)),
    Row("AC", {}, lambda bars: talib.AC(bars.high, bars.low)),
    Row(
        "DMI",
        {},
        lambda bars: (
            talib.PLUS_DI(bars.high, bars.low, bars.close, 14),
            talib.MINUS_DI(bars.high, bars.low, bars.close, 14),
        ),
    ),
    Row(
        "DMI",
        {"period": 5},
        lambda bars: (
            talib.PLUS_DI(bars.high, bars.low, bars.close, 5),
            talib.MINUS_DI(bars.high, bars.low, bars.close, 5),
        ),
    ),
    Row("DX", {}, lambda bars: talib.DX(bars.high, bars.low, bars.close, 14)),
    Row("ADX", {}, lambda bars: talib.ADX(bars.high, bars.low, bars.close, 14)),
    Row("ADXR", {}, lambda bars: talib.ADXR(bars.high, bars.low, bars.close, 14)),
    Row("ADXR", {"period": 2}, lambda bars: talib.ADXR(bars.high, bars.low, bars.close, 2)),
    Row("AROON", {}, lambda bars: talib.AROON(bars.high, bars.low, 14)),
    Row("AROONOSC", {"period": 25}, lambda bars: talib.AROONOSC(bars.high, bars.low, 25)),
    Row("VORTEX", {}, lambda bars: talib.VORTEX(bars.high, bars.low, bars.close, 14)),
    Row("SAR", {}, lambda bars: talib.SAR(bars.high, bars.low)),
    Row("SAR", {"acceleration": 0.1, "maximum": 0.4}, lambda bars: talib.SAR(bars.high, bars.low, 0.1, 0.4)),
    Row("SUPERTREND", {}, lambda bars: supertrend(bars.high, bars.low, bars.close, 3.0)),
    Row("SUPERTREND", {"multiple": 0.5}, lambda bars: supertrend(bars.high, bars.low, bars.close, 0.5)),
    Row("TRANGE", {}, lambda bars: talib.TRANGE(bars.high, bars.low, bars.close)),
    Row("ATR", {}, lambda bars: talib.ATR(bars.high, bars.low, bars.close, 14)),
    Row("NATR", {}, lambda bars: talib.NATR(bars.high, bars.low, bars.close, 14)),
    Row("STDDEV", {}, lambda bars: talib.STDDEV(bars.close, 20)),
    Row("VAR", {}, lambda bars: talib.VAR(bars.close, 20)),
    Row("BBANDS", {}, lambda bars: talib.BBANDS(bars.close, 20, 2.0, 2.0)),
    Row(
        "BBANDS",
        {"up": 1.5, "average": "ema"},
        lambda bars: talib.BBANDS(bars.close, 20, 1.5, 2.0, MA_Type.EMA),
    ),
    Row("KELTNER", {"source": "hlc3"}, lambda bars: talib.KC(bars.high, bars.low, bars.close, 20, 10, 2.0)),
    Row(
        "KELTNER",
        {"source": "hlc3", "period": 5, "atr": 14},
        lambda bars: talib.KC(bars.high, bars.low, bars.close, 5, 14, 2.0),
    ),
    Row("DONCHIAN", {}, lambda bars: talib.DONCHIAN(bars.high, bars.low, 20)),
    *rows_for("LINEARREG", talib.LINEARREG, 2, 14, 100),
    *rows_for("LINEARREG_SLOPE", talib.LINEARREG_SLOPE, 2, 14, 100, tolerance=TALIB_SLOPE),
    *rows_for("LINEARREG_INTERCEPT", talib.LINEARREG_INTERCEPT, 2, 14, 100),
    *rows_for("LINEARREG_ANGLE", talib.LINEARREG_ANGLE, 2, 14, 100, tolerance=TALIB_SLOPE),
    *rows_for("TSF", talib.TSF, 2, 14, 100),
    Row("OBV", {}, lambda bars: talib.OBV(bars.close, bars.volume)),
    Row("AD", {}, lambda bars: talib.AD(bars.high, bars.low, bars.close, bars.volume)),
    Row("ADOSC", {}, lambda bars: talib.ADOSC(bars.high, bars.low, bars.close, bars.volume)),
    Row("CMF", {}, lambda bars: talib.CMF(bars.high, bars.low, bars.close, bars.volume, 20)),
    Row("MFI", {}, lambda bars: talib.MFI(bars.high, bars.low, bars.close, bars.volume, 14)),
    Row("VWAP", {}, lambda bars: talib.VWAP(bars.high, bars.low, bars.close, bars.volume)),
    Row("VOLUME_SMA", {}, lambda bars: talib.SMA(bars.volume, 20)),
    Row("AVGPRICE", {}, lambda bars: talib.AVGPRICE(bars.open, bars.high, bars.low, bars.close)),
    Row("MEDPRICE", {}, lambda bars: talib.MEDPRICE(bars.high, bars.low)),
    Row("TYPPRICE", {}, lambda bars: talib.TYPPRICE(bars.high, bars.low, bars.close)),
    Row("WCLPRICE", {}, lambda bars: talib.WCLPRICE(bars.high, bars.low, bars.close)),
    *rows_for("MIDPOINT", talib.MIDPOINT, 2, 14),
    Row("MIDPRICE", {}, lambda bars: talib.MIDPRICE(bars.high, bars.low, 14)),
    *rows_for("MIN", talib.MIN, 2, 30),
    *rows_for("MAX", talib.MAX, 2, 30),
    *rows_for("SUM", talib.SUM, 2, 30),
    Row("HEIKINASHI", {}, lambda bars: talib.HA(bars.open, bars.high, bars.low, bars.close)),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_random_walk(row: Row) -> None:
    check(row, walk(1_500))


@pytest.mark.real_data
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_real_minutes(row: Row) -> None:
    check(row, real_minutes())


def check(row: Row, bars: Columns) -> None:
    indicator = Indicator(row.name, **row.params)
    found = indicator.update_many(**bars)
    expected = row.oracle(Bars(**bars))
    columns = expected if isinstance(expected, tuple) else (expected,)
    names = row.outputs or tuple(found)
    for name, column in zip(names, columns, strict=True):
        close_to(found[name], column.astype(np.float64), row.tolerance)
    assert first_complete(found) == indicator.warm_up - 1


def close_to(found: Column, expected: Column, tolerance: float) -> None:
    known = ~np.isnan(expected)
    assert known.any()
    size = float(np.median(np.abs(expected[known])))
    np.testing.assert_allclose(found[known], expected[known], rtol=tolerance, atol=tolerance * size)


def first_complete(found: Columns) -> int:
    """Index of the first row where every output has a value."""
    return int(np.argmax(~np.isnan(np.column_stack(list(found.values()))).any(axis=1)))


def test_fractals_are_where_talib_flags_them() -> None:
    bars = walk(1_500)
    for left, right in ((2, 2), (5, 3), (1, 4)):
        found = Indicator("FRACTAL", left=left, right=right).update_many(**bars)
        flags = talib.FRACTAL(bars["high"], bars["low"], left, right)
        for name, flag in zip(("high", "low"), flags, strict=True):
            marked = ~np.isnan(found[name])
            assert marked.sum() > 50
            np.testing.assert_array_equal(marked, flag == 100)
            np.testing.assert_array_equal(found[name][marked], np.roll(bars[name], right)[marked])


def test_width_and_percent_b_come_from_talibs_bands() -> None:
    bars = walk(1_500)
    upper, middle, lower = talib.BBANDS(bars["close"], 20, 2.0, 2.0)
    percent = Indicator("PERCENTB").update_many(**bars)["percent_b"]
    close_to(percent, (bars["close"] - lower) / (upper - lower), 1e-9)
    width = Indicator("BBWIDTH").update_many(**bars)["bandwidth"]
    close_to(width, (upper - lower) / middle, 1e-9)


def test_signal_of_the_percentage_oscillator_is_its_average() -> None:
    bars = walk(1_500)
    found = Indicator("PPO").update_many(**bars)
    ppo = talib.PPO(bars["close"], 12, 26, MA_Type.EMA)
    signal = talib.EMA(ppo, 9)
    close_to(found["signal"], signal, 1e-9)
    close_to(found["histogram"], ppo - signal, 1e-9)


def test_what_talib_does_not_have_is_worked_by_hand_elsewhere() -> None:
    by_hand = {"PIVOT", "PIVOT_FIBONACCI", "PIVOT_CAMARILLA", "ZIGZAG", "ICHIMOKU", "SPREAD"}
    composed = {"FRACTAL", "PERCENTB", "BBWIDTH"}
    assert {spec.name for spec in indicators()} == {row.name for row in ROWS} | by_hand | composed
