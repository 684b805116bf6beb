"""Ten timeframes from the same ticks: this engine, polars, DuckDB and NautilusTrader, in one run.

Each makes bid OHLC, volume and tick count of every bar from S1 to D1 (ours makes ask and mid too), and the
bars are compared before anything is measured. polars and DuckDB use all cores, ours one. NautilusTrader builds a
Python object per tick beforehand, which is not counted, and gets fewer ticks, since it is slow: compare ticks a second.
What is not installed is skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pytest

from pyworkstation.domain.columns import Ticks
from pyworkstation.domain.timeframe import STANDARD_TIMEFRAMES
from pyworkstation.engine import BarBuilder, MtfEngine, tick_columns

SECONDS = {"S1": 1, "S5": 5, "S15": 15, "M1": 60, "M5": 300, "M15": 900, "M30": 1_800, "H1": 3_600}
SECONDS |= {"H4": 14_400, "D1": 86_400}
TICKS = 10_000_000
NAUTILUS_TICKS = 200_000
SMOKE_TICKS = 50_000
DEPTH = 5_000


@pytest.fixture(scope="module")
def ticks(request: pytest.FixtureRequest) -> Ticks:
    """Four ticks a second on average."""
    count = SMOKE_TICKS if request.config.getoption("benchmark_disable") else TICKS
    rng = np.random.default_rng(42)
    ts_us = 1_549_238_400_000_000 + np.cumsum(rng.integers(0, 500_000, count))
    bid = 114_000 + np.cumsum(rng.integers(-2, 3, count))
    volumes = rng.integers(0, 1_000_000, (2, count))
    return Ticks(ts_us, bid, bid + rng.integers(1, 6, count), *volumes)


def measure(benchmark: Any, count: int, work: Callable[[], object]) -> None:
    benchmark.extra_info["ticks"] = count
    benchmark.pedantic(work, rounds=3, warmup_rounds=1)
    if benchmark.stats is not None:
        benchmark.extra_info["Mticks/s"] = round(count / benchmark.stats.stats.min / 1e6, 2)
        print(f"\n{benchmark.name}: {count / benchmark.stats.stats.min / 1e6:.2f} M ticks/s (best of 3)")


def totals(ticks: Ticks, timeframe: str) -> list[int]:
    """Bars, and sums over them that differ as soon as one bar does: what every peer must have too."""
    builder = BarBuilder(timeframe, day_close="utc")
    parts = [builder.push(tick_columns(ticks)), builder.finish()]
    columns = [
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("bid_open", "bid_high", "bid_low", "bid_close", "bid_volume", "ticks")
    ]
    return [len(columns[0]), *(int(column.sum()) for column in columns)]


def test_pyworkstation(benchmark: Any, ticks: Ticks) -> None:
    columns = tick_columns(ticks)

    def work() -> int:
        return MtfEngine(STANDARD_TIMEFRAMES, depth=DEPTH, day_close="utc").on_ticks(columns)

    measure(benchmark, len(ticks), work)


def test_polars(benchmark: Any, ticks: Ticks) -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({name: getattr(ticks, name) for name in Ticks.names()}).with_columns(
        ts=pl.col("ts_us").cast(pl.Datetime("us")).set_sorted()
    )
    bid = pl.col("bid")
    columns = [
        bid.first().alias("open"),
        bid.max().alias("high"),
        bid.min().alias("low"),
        bid.last().alias("close"),
        pl.col("bid_volume").sum(),
        pl.len().cast(pl.Int64).alias("ticks"),
    ]

    def bars(seconds: int) -> Any:
        return frame.lazy().group_by_dynamic("ts", every=f"{seconds}s").agg(*columns)

    found = bars(60).collect().drop("ts")
    assert [len(found), *(found[name].sum() for name in found.columns)] == totals(ticks, "M1")
    measure(benchmark, len(ticks), lambda: pl.collect_all([bars(seconds) for seconds in SECONDS.values()]))


def test_polars_from_seconds(benchmark: Any, ticks: Ticks) -> None:
    """The cleverer way: seconds from ticks, all else from seconds."""
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({name: getattr(ticks, name) for name in Ticks.names()}).with_columns(
        ts=pl.col("ts_us").cast(pl.Datetime("us")).set_sorted()
    )

    def bars(lower: Any, seconds: int) -> Any:
        return lower.group_by_dynamic("ts", every=f"{seconds}s").agg(
            pl.col("open").first(),
            pl.col("high").max(),
            pl.col("low").min(),
            pl.col("close").last(),
            pl.col("bid_volume").sum(),
            pl.col("ticks").sum(),
        )

    def work() -> list[Any]:
        bid = pl.col("bid")
        rows = frame.lazy().select(
            "ts", "bid_volume", open=bid, high=bid, low=bid, close=bid, ticks=pl.lit(1, pl.Int64)
        )
        seconds = bars(rows, 1).collect().with_columns(pl.col("ts").set_sorted())
        return [seconds, *pl.collect_all([bars(seconds.lazy(), width) for width in [*SECONDS.values()][1:]])]

    found = work()[3].drop("ts")
    assert [len(found), *(found[name].sum() for name in found.columns)] == totals(ticks, "M1")
    measure(benchmark, len(ticks), work)


def test_duckdb(benchmark: Any, ticks: Ticks) -> None:
    columns = tick_columns(ticks)  # noqa: F841 - DuckDB finds it by its name
    with duckdb.connect() as connection:
        connection.sql(
            "CREATE TABLE ticks AS SELECT make_timestamp(ts_us) AS ts, bid, bid_volume FROM columns"
        )

        def bars(seconds: int) -> Any:
            return connection.sql(
                f"""SELECT time_bucket(INTERVAL '{seconds} seconds', ts) AS open, arg_min(bid, ts), max(bid), min(bid),
                    arg_max(bid, ts), sum(bid_volume), count(*) FROM ticks GROUP BY open"""
            )

        found = bars(60).fetchnumpy()
        sums = [int(column.sum()) for name, column in found.items() if name != "open"]
        # Of ticks with one stamp `arg_min` may take another than the first: opens and closes are not compared.
        expected = totals(ticks, "M1")
        assert [len(found["open"]), *sums[1:3], *sums[4:]] == [expected[0], *expected[2:4], *expected[5:]]
        measure(benchmark, len(ticks), lambda: [bars(seconds).fetchnumpy() for seconds in SECONDS.values()])


def test_duckdb_from_seconds(benchmark: Any, ticks: Ticks) -> None:
    """The cleverer way: seconds from ticks, all else from seconds."""
    columns = tick_columns(ticks)  # noqa: F841 - DuckDB finds it by its name
    with duckdb.connect() as connection:
        connection.sql(
            "CREATE TABLE ticks AS SELECT make_timestamp(ts_us) AS ts, bid, bid_volume FROM columns"
        )

        def bars(seconds: int) -> Any:
            return connection.sql(
                f"""SELECT time_bucket(INTERVAL '{seconds} seconds', ts) AS open, arg_min(o, ts), max(h), min(l),
                    arg_max(c, ts), sum(v), sum(n) FROM seconds GROUP BY open"""
            ).fetchnumpy()

        def work() -> list[Any]:
            connection.sql(
                """CREATE OR REPLACE TEMP TABLE seconds AS SELECT time_bucket(INTERVAL '1 second', ticks.ts) AS ts,
                   arg_min(bid, ticks.ts) AS o, max(bid) AS h, min(bid) AS l, arg_max(bid, ticks.ts) AS c,
                   sum(bid_volume)::BIGINT AS v, count(*) AS n FROM ticks GROUP BY 1"""
            )
            return [bars(seconds) for seconds in SECONDS.values()]

        assert len(work()[3]["open"]) == totals(ticks, "M1")[0]
        measure(benchmark, len(ticks), work)


def test_nautilus_trader(benchmark: Any, ticks: Ticks) -> None:
    aggregation = pytest.importorskip("nautilus_trader.data.aggregation")
    from nautilus_trader.common.component import TestClock  # noqa: PLC0415
    from nautilus_trader.model.data import BarType, QuoteTick  # noqa: PLC0415
    from nautilus_trader.model.objects import Price, Quantity  # noqa: PLC0415
    from nautilus_trader.test_kit.providers import TestInstrumentProvider  # noqa: PLC0415

    instrument = TestInstrumentProvider.default_fx_ccy("EUR/USD")
    some = ticks[: min(NAUTILUS_TICKS, len(ticks))]
    quotes = [
        QuoteTick(
            instrument.id,
            Price(bid / 1e5, 5),
            Price(ask / 1e5, 5),
            Quantity(bid_volume, 0),
            Quantity(ask_volume, 0),
            ts_us * 1_000,
            ts_us * 1_000,
        )
        for ts_us, bid, ask, bid_volume, ask_volume in zip(
            *(getattr(some, name).tolist() for name in Ticks.names()), strict=True
        )
    ]
    units = {"S": "SECOND", "M": "MINUTE", "H": "HOUR", "D": "DAY"}

    def work() -> int:
        bars: list[object] = []
        clock = TestClock()
        clock.set_time(quotes[0].ts_event)
        aggregators = []
        for name in SECONDS:
            bar_type = BarType.from_str(f"{instrument.id}-{name[1:]}-{units[name[0]]}-BID-INTERNAL")
            aggregators.append(
                aggregation.TimeBarAggregator(
                    instrument, bar_type, bars.append, clock, build_with_no_updates=False
                )
            )
        for aggregator in aggregators:
            if hasattr(aggregator, "start_timer"):
                aggregator.start_timer()
        for quote in quotes:
            for event in clock.advance_time(quote.ts_event):
                event.handle()
            for aggregator in aggregators:
                aggregator.handle_quote_tick(quote)
        return len(bars)

    assert work() > len(quotes) // 10
    measure(benchmark, len(quotes), work)
